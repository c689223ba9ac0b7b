"""What a public instance refuses to start with, however its settings were put together.

Settings that lack a value are refused where they are read; here is what is there and unsafe. Asked
when Django is ready, so that settings derived from ours are looked at too.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def refuse_unsafe() -> None:
    """Refuse to start a public instance that is not safe.

    Raises
    ------
    ImproperlyConfigured
        With what is unsafe and what to do.
    """
    if not settings.IS_PUBLIC:
        return
    if settings.DEBUG:
        raise ImproperlyConfigured(
            "DEBUG is on: a public instance would show its code and its settings. Turn it off."
        )
    if any("*" in host for host in settings.ALLOWED_HOSTS):
        raise ImproperlyConfigured(
            "TERREAU_ALLOWED_HOSTS holds '*': any name would be answered to. List the names."
        )
    _refuse_home(Path(settings.TERREAU_HOME))


def _refuse_home(home: Path) -> None:
    if not home.exists():
        return  # `terreau prepare` makes it
    if not home.is_dir():
        raise ImproperlyConfigured(f"TERREAU_HOME is {str(home)!r}, which is not a folder.")
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        raise ImproperlyConfigured(
            f"TERREAU_HOME ({str(home)!r}) cannot be read and written by this account. "
            "Give it to the account that runs Terreau."
        )
