"""The names under which the cache keeps what it counts: they tell nobody who was there."""

from __future__ import annotations

import hmac

from django.conf import settings


def digest_of(key: str, prefix: str, version: int) -> str:
    """Return a digest with the site's secret in place of a key.

    Parameters
    ----------
    key, prefix : str
        As the program and the settings say.
    version : int
        As Django says.
    """
    words = f"{prefix}:{version}:{key}"
    return hmac.digest(settings.SECRET_KEY.encode(), words.encode(), "sha256").hex()
