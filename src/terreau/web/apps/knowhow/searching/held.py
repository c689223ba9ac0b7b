"""The index as a file of TERREAU_HOME: written whole or not at all, read once by each process.

It is derived from the database, worth nothing once lost: what cannot be read is no index, and what
the file does not hold yet is read from the database (``fresh``).
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import threading
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray

from terreau.matching import packing
from terreau.matching.search import SearchIndex
from terreau.web.apps.knowhow.searching.documents import TYPES, Documents
from terreau.web.shared.warming import keep_for_ever

_log = logging.getLogger(__name__)
FOLDER = "search"
_FILE = "know-how.index"
# Changes when what is kept of a text does: a file of before is not read.
_FORMAT = "1"


@dataclass(frozen=True)
class Held:
    """Texts and their index.

    Parameters
    ----------
    documents : Documents
        What rights and filters are told from.
    index : SearchIndex
        Of the texts, in the same order.
    since : datetime
        What changed from then on may not be in it.
    """

    documents: Documents
    index: SearchIndex
    since: datetime

    def last_stamps(self, organisations: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return when each organisation had last changed, as it stands here; −1 = not here."""
        keys, stamps = self._last
        if not len(keys):
            return np.full(len(organisations), -1)
        place = np.minimum(np.searchsorted(keys, organisations), len(keys) - 1)
        return np.where(keys[place] == organisations, stamps[place], -1)

    @cached_property
    def _last(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        order = np.lexsort((self.documents.stamp, self.documents.organisation))
        keys, stamps = self.documents.organisation[order], self.documents.stamp[order]
        ends = np.flatnonzero(np.append(keys[1:] != keys[:-1], True)) if len(keys) else order
        return keys[ends], stamps[ends]


_Mark = tuple[int, int, int]
_lock = threading.Lock()
_read: dict[Path, tuple[_Mark, Held | None]] = {}
_being_read: set[Path] = set()


def held_index() -> Held | None:
    """Return the index that is kept; None where there is none that can be read.

    While a new one is read, which takes seconds where it is large, the one before answers.
    """
    file = _file()
    try:
        mark = _mark(file)
    except OSError:
        return None
    with _lock:
        known = _read.get(file)
        if known is None or (known[1] is None and known[0] != mark):
            _read[file] = known = (mark, _opened(file))
        elif known[0] != mark and file not in _being_read:
            _being_read.add(file)
            threading.Thread(target=_read_again, args=(file, mark), daemon=True).start()
        return known[1]


def _read_again(file: Path, mark: _Mark) -> None:
    try:
        _read[file] = (mark, _opened(file))
        keep_for_ever()
    finally:
        _being_read.discard(file)


def keep_index(held: Held) -> None:
    """Write the index in place of the one before: whoever reads meanwhile reads either whole."""
    packed = packing.pack(
        _version(),
        {"since": [held.since.isoformat()]},
        {
            **{each.name: getattr(held.documents, each.name) for each in fields(Documents)},
            "index": np.frombuffer(held.index.to_bytes(), dtype=np.uint8),
        },
    )
    folder = _file().parent
    folder.mkdir(parents=True, exist_ok=True)
    # Of its own name: two workers write two files, and the last to end is read.
    number, name = tempfile.mkstemp(dir=folder, suffix=".making")
    made = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        made.replace(_file())
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def forget_index() -> None:
    """Take the index away: it is of another database, or what a killed worker left."""
    folder = _file().parent
    for left in (*folder.glob("*.making"), _file()):
        left.unlink(missing_ok=True)


def _opened(file: Path) -> Held | None:
    try:
        lists, arrays = packing.unpack(_version(), file.read_bytes())
        columns = {name: arrays[name].astype(TYPES[name], copy=False) for name in TYPES}
        since = datetime.fromisoformat(lists["since"][0]).astimezone(UTC)
        return Held(Documents(**columns), SearchIndex.from_bytes(arrays["index"].tobytes()), since)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as damage:
        _log.warning("The index of the search is not read, and will be made again: %s", damage)
        return None


def _version() -> str:
    """Return what the file must say: its format, and the database it was read from."""
    told = connection.settings_dict
    database = f"{told['ENGINE']} {told['HOST']} {told['PORT']} {told['NAME']}"
    return f"{_FORMAT}-{hashlib.sha256(database.encode()).hexdigest()[:16]}"


def _mark(file: Path) -> _Mark:
    told = file.stat()
    return told.st_mtime_ns, told.st_size, told.st_ino


def _file() -> Path:
    return Path(settings.TERREAU_HOME) / FOLDER / _FILE
