"""Secrets: that of a demo is made once, that of production is given and not guessable."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from terreau.web.settings import environment

# Of developers and tests: it is in the repository, so it protects nothing.
PUBLIC_SECRET = "this key is public and protects nothing: developers and tests only"  # noqa: S105
_SHORTEST = 50
_FEWEST_CHARACTERS = 12


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


def required_secret() -> str:
    """Return the configured secret; refuse to start without one that nobody can guess."""
    return _checked("TERREAU_SECRET_KEY", environment.required("TERREAU_SECRET_KEY"))


def former_secrets() -> list[str]:
    """Return the secrets that were replaced; refuse to start with one that can be guessed."""
    name = "TERREAU_SECRET_KEY_FALLBACKS"
    written = (secret.strip() for secret in environment.read(name).split(","))
    return [_checked(name, secret) for secret in written if secret]


def _checked(name: str, secret: str) -> str:
    remedy = f"give at least {_SHORTEST} random characters."
    if len(secret) < _SHORTEST:
        raise ImproperlyConfigured(f"{name} is too short: {remedy}")
    is_public = PUBLIC_SECRET in secret or secret.startswith("django-insecure-")
    if is_public or len(set(secret)) < _FEWEST_CHARACTERS:
        raise ImproperlyConfigured(f"{name} can be guessed: {remedy}")
    return secret
