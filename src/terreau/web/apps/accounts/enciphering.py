"""Enciphers keys of one-time codes and letters that wait: a copy of the database gives neither."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def encipher(text: str) -> str:
    """Return a text that only this site reads again."""
    return _cipher().encrypt(text.encode()).decode()


def decipher(text: str) -> str:
    """Return what was enciphered, under this secret or one it replaced."""
    return _cipher().decrypt(text.encode()).decode()


def enciphered_anew(text: str) -> str:
    """Return the same under the secret of today; as it is where it is under that already.

    Raises
    ------
    InvalidToken
        If it was enciphered under none of the secrets that are known.
    """
    try:
        Fernet(_key(settings.SECRET_KEY)).decrypt(text.encode())
    except InvalidToken:
        return _cipher().rotate(text.encode()).decode()
    return text


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str | bytes) -> bytes:
    digest = hashlib.sha256(b"terreau one-time codes:" + force_bytes(secret)).digest()
    return base64.urlsafe_b64encode(digest)
