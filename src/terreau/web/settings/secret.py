"""The secret of a demo: made once, readable by its owner only."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path

from terreau.web.settings import environment


def generated_secret(home: Path) -> str:
    """Return the configured secret, or the one kept under ``home``, made at first use."""
    if configured := environment.read("TERREAU_SECRET_KEY"):
        return configured
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = home / "secret_key"
    folder = os.open(home, os.O_RDONLY)
    try:
        # One at a time, and whole when it has its name: nobody reads it half written.
        fcntl.flock(folder, fcntl.LOCK_EX)
        if not kept.is_file():
            beside = home / ".secret_key"
            beside.unlink(missing_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(64))
            beside.replace(kept)
        return kept.read_text(encoding="ascii").strip()
    finally:
        os.close(folder)
