"""Where documents are kept: files of TERREAU_HOME/uploads that no address leads to.

A file is whole on the disk before its row is; a row that goes takes its file after. What was
stopped in between is a stray file, which `sweep` removes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Collection
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from terreau.core.errors import StoreFailure

_FOLDER = "uploads"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
# A file without a row that is younger may be that of a write going on.
_STRAY_SECONDS = 3600


def keep(content: bytes) -> str:
    """Write a file; return the key under which it is found.

    Raises
    ------
    StoreFailure
        If the disk refuses it; nothing of it stays.
    """
    key = uuid4().hex
    path = path_of(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _settle(path.parent)
    except OSError as error:
        forget(key)
        raise _refused(error) from error
    return key


def path_of(key: str) -> Path:
    """Return where the file of a key is."""
    return Path(settings.TERREAU_HOME) / _FOLDER / key[:2] / key


def forget(key: str) -> None:
    """Remove a file; said of one that is not there, nothing happens."""
    with contextlib.suppress(OSError):
        path_of(key).unlink(missing_ok=True)


def sweep(kept: Collection[str]) -> int:
    """Remove the files that are under none of some keys and of no write going on; count them."""
    gone = [key for key in strays() if key not in kept]
    for key in gone:
        forget(key)
    return len(gone)


def strays() -> list[str]:
    """Return the keys of the files that are old enough to be of no write going on."""
    folder = Path(settings.TERREAU_HOME) / _FOLDER
    young = time.time() - _STRAY_SECONDS
    found = []
    for path in folder.glob("??/*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < young:
                found.append(path.name)
    return sorted(found)


def _settle(folder: Path) -> None:
    """Have the disk keep the name of a new file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(error: OSError) -> StoreFailure:
    is_full = error.errno in _FULL
    return StoreFailure(
        _("Il n’y a plus de place pour ce document")
        if is_full
        else _("Ce document n’a pu être gardé"),
        why=_("Le disque de cette installation le refuse."),
        remedy=_("Prévenez qui la tient, puis envoyez-le à nouveau."),
        kept=_("Rien d’autre n’a changé."),
    )
