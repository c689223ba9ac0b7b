"""Which files of TERREAU_HOME a backup holds: all, but what is made again or need not last."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# Kept in place by a restore, whose own version is joined to it: what was erased stays erased.
ERASURES = "erasures.jsonl"
KEY_FILE = "secret_key"
# Of production: collected again from the package. Letters written for want of a mail server: copies
# of what was said to people, who may be erased. The index of a search: made again from the rows.
_LEFT_OUT = frozenset({"static", "outbox", "search"})
_PASSING = (".lock", ".making", "-wal", "-shm", "-journal")


def list_files(home: Path, *, database: str) -> Iterator[str]:
    """Yield the files to keep, relative to ``home``, in order.

    Parameters
    ----------
    home : Path
        TERREAU_HOME.
    database : str
        File of SQLite, whose rows are kept instead; where there is none, any text.
    """
    for folder, folders, files in os.walk(home, followlinks=True):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if _is_kept(name))
        if here == home:
            folders[:] = [name for name in folders if name not in _LEFT_OUT]
        for name in sorted(files):
            if _is_kept(name) and str(here / name) != database:
                yield (here / name).relative_to(home).as_posix()


def is_left_out(name: str) -> bool:
    """Whether a backup made before holds a file that none holds any more."""
    return name.partition("/")[0] in _LEFT_OUT


def occupants(home: Path, *, database: str) -> list[str]:
    """Return what stands in ``home`` that a restore would have to mix with what it brings."""
    if not home.is_dir():
        return []
    allowed = {ERASURES, KEY_FILE, *_LEFT_OUT}
    return sorted(
        each.name
        for each in home.iterdir()
        if _is_kept(each.name) and each.name not in allowed and str(each) != database
    )


def _is_kept(name: str) -> bool:
    return not name.startswith(".") and not name.endswith(_PASSING)
