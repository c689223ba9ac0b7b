"""Files that a publisher packs in a zip: one member is read, never more than expected of it."""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from terreau.core.errors import BadTable, Place
from terreau.datasets.reading.source import listed

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


@contextlib.contextmanager
def opened_member(archive: Path, ending: str, *, largest: int) -> Iterator[IO[bytes]]:
    """Open the one member of a zip whose name ends so.

    Parameters
    ----------
    archive : Path
        The zip.
    ending : str
        End of the member's name, small letters ("_data.csv").
    largest : int
        Bytes beyond which the member is refused, unpacked.

    Raises
    ------
    BadTable
        The zip is cut short or damaged (also while the member is read), holds no such member or
        several, or one that is too large.
    """
    try:
        # What is unpacked never exceeds the size a member declares: the reader stops there.
        with (
            zipfile.ZipFile(archive) as packed,
            packed.open(_only(packed, archive, ending, largest)) as stream,
        ):
            yield stream
    except _BROKEN as error:
        raise BadTable(
            Place(archive.name),
            "The zip archive is damaged or cut short",
            why=str(error),
            remedy="Download it again",
        ) from error


def has_member(archive: Path, ending: str) -> bool:
    """Return whether a zip has a member whose name ends so."""
    with zipfile.ZipFile(archive) as packed:
        return any(name.lower().endswith(ending) for name in packed.namelist())


def _only(packed: zipfile.ZipFile, archive: Path, ending: str, largest: int) -> zipfile.ZipInfo:
    place, names = Place(archive.name), packed.namelist()
    found = [info for info in packed.infolist() if info.filename.lower().endswith(ending)]
    if len(found) != 1:
        raise BadTable(
            place,
            f"{len(found) or 'No'} files of this archive end with {ending!r}, where one is read",
            why=f"It holds {listed(names, 8) or 'nothing'}",
            remedy="Take the archive as its publisher gives it",
        )
    info = found[0]
    if info.file_size > largest:
        raise BadTable(
            place,
            f"{info.filename!r} would take {info.file_size} bytes once unpacked",
            why=f"{largest} at most are expected",
            remedy="Check that the archive is the publisher's",
        )
    if info.flag_bits & 1:
        raise BadTable(place, "The archive is protected by a password", remedy="Unprotect it")
    return info
