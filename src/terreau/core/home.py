"""Where this installation keeps what it holds: ``TERREAU_HOME``."""

from __future__ import annotations

import os
from pathlib import Path


def terreau_home() -> Path:
    """Return the folder that holds database, figures, uploads and logs (it may not exist yet).

    ``TERREAU_HOME`` decides; in a checkout the ignored ``var/``; elsewhere the
    user's data folder.
    """
    if chosen := os.environ.get("TERREAU_HOME"):
        return Path(chosen).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").is_file() and (checkout / "Makefile").is_file():
        return checkout / "var"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data).expanduser() / "terreau"
