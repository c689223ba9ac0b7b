"""The part: what was received of a file, kept through breaks, kills and power cuts.

Its notes say which state of the file it belongs to and how many bytes are on the disk for certain.
Only those are trusted afterwards: a longer part is cut to them.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import BinaryIO

from terreau.core.errors import FetchFailure, StoreFailure
from terreau.datasets.pulling.official import HEAD, check_ending, check_head
from terreau.datasets.pulling.places import FileRecord, Place, read_json, write_json
from terreau.datasets.pulling.wanted import Wanted

_BLOCK = 2**20


@dataclass(frozen=True)
class Notes:
    """Which state of the file a part belongs to.

    Parameters
    ----------
    address : str
        Official address.
    etag, last_modified : str
        The site's name and date for this state.
    total : int or None
        Bytes of the whole file, when the site says.
    flushed : int
        Bytes of the part that are on the disk for certain.
    can_resume : bool
        Whether the rest can be asked for: the site names the state, and sends it uncompressed.
    """

    address: str
    etag: str = ""
    last_modified: str = ""
    total: int | None = None
    flushed: int = 0
    can_resume: bool = False

    @property
    def validator(self) -> str:
        """What the site must still recognise for the rest to be of the same state."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


def resumable(place: Place, wanted: Wanted) -> Notes | None:
    """Return the notes of a part whose rest can be asked for."""
    notes = read_json(place.notes, Notes)
    if (
        notes is not None
        and notes.can_resume
        and notes.address == wanted.address
        and 0 < notes.flushed <= wanted.size_limit
        and place.part.is_file()
        and place.part.stat().st_size >= notes.flushed
    ):
        return notes
    return None


class Part:
    """A part being written; made by `opened`."""

    def __init__(
        self, wanted: Wanted, place: Place, notes: Notes, file: BinaryIO, flush_bytes: int
    ) -> None:
        self.size = 0
        self._wanted, self._place, self._notes = wanted, place, notes
        self._file, self._flush_bytes = file, flush_bytes
        self._digest = hashlib.sha256()
        self._head = b""

    def add(self, content: bytes) -> None:
        """Write what was received.

        Raises
        ------
        FetchFailure
            If the file becomes too large, or is a web page.
        """
        check_size(self.size + len(content), self._wanted)
        self._file.write(content)
        self._count(content)
        if self.size - self._notes.flushed >= self._flush_bytes:
            self.flush()

    def take_back(self) -> None:
        """Read what is on the disk already."""
        while self.size < self._notes.flushed:
            content = self._file.read(min(_BLOCK, self._notes.flushed - self.size))
            if not content:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            self._count(content)
        self._file.truncate(self.size)

    def flush(self) -> None:
        """Put what was received on the disk, then note how much it is."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._notes = replace(self._notes, flushed=self.size)
        write_json(self._place.notes, self._notes)

    def finish(self, final_address: str) -> FileRecord:
        """Check the whole file and put it in force.

        Raises
        ------
        FetchFailure
            If it is not what the publisher announces.
        """
        self._file.flush()
        os.fsync(self._file.fileno())
        check_head(self._head, self._wanted)
        sha256 = self._digest.hexdigest()
        if self._wanted.sha256 and sha256 != self._wanted.sha256.lower():
            raise FetchFailure(
                "The file is not the one the publisher announces",
                value=self._wanted.file_name,
                why=f"Its SHA-256 is {sha256}, where {self._wanted.sha256} is expected",
            )
        check_ending(self._place.part, self._wanted)
        record = FileRecord(
            address=self._wanted.address,
            final_address=final_address,
            fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
            size=self.size,
            sha256=sha256,
            etag=self._notes.etag,
            last_modified=self._notes.last_modified,
        )
        write_json(self._place.notes, record)
        self._place.put_in_force()
        return record

    def _count(self, content: bytes) -> None:
        self._digest.update(content)
        self.size += len(content)
        if len(self._head) < HEAD:
            self._head += content[:HEAD]
            if len(self._head) >= HEAD:
                check_head(self._head, self._wanted)


@contextmanager
def opened(
    wanted: Wanted, place: Place, notes: Notes, *, flush_bytes: int, resume: bool
) -> Iterator[Part]:
    """Write a part from its beginning, or from where its notes say it stands.

    What was received stays when the network breaks; what can never be used, and what fills the
    disk, is removed.
    """
    place.folder.mkdir(parents=True, exist_ok=True)
    if not resume:
        place.discard_part()
    try:
        with place.part.open("r+b" if resume else "x+b") as file:
            part = Part(wanted, place, notes, file, flush_bytes)
            if resume:
                part.take_back()
            else:
                part.flush()
            try:
                yield part
            except (FetchFailure, OSError):
                raise
            except BaseException:
                if notes.can_resume:
                    part.flush()
                else:
                    place.discard_part()
                raise
    except FetchFailure:
        place.discard_part()
        raise
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            place.discard_part()  # What else lives on this disk needs the space.
        raise


def check_size(size: int, wanted: Wanted) -> None:
    """Refuse a file larger than its source says it can be.

    Raises
    ------
    FetchFailure
        With both sizes.
    """
    if size > wanted.size_limit:
        raise FetchFailure(
            "The file is larger than this source can be, and is not fetched",
            value=wanted.file_name,
            why=f"At least {size} bytes, where {wanted.size_limit} is the limit",
        )


def check_room(place: Place, needed: int) -> None:
    """Refuse a file that the disk has no room for, before its first byte.

    Raises
    ------
    StoreFailure
        With both sizes.
    """
    place.folder.mkdir(parents=True, exist_ok=True)
    room = os.statvfs(place.folder)
    free = room.f_bavail * room.f_frsize
    if needed > free:
        raise StoreFailure(
            "The disk has no room for this file",
            value=place.file.name,
            why=f"{needed} bytes are to come and {free} are free in {place.folder}",
            remedy="Free some space there, or set TERREAU_HOME to another disk",
        )
