"""The secret of a demo: made once, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from terreau.web.settings import environment


def generated_secret(home: Path) -> str:
    """Return the configured secret, or the one kept under ``home``, made at first use."""
    if configured := environment.read("TERREAU_SECRET_KEY"):
        return configured
    home.mkdir(parents=True, exist_ok=True)
    kept = home / "secret_key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text(encoding="ascii").strip()
    made = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made)
    return made
