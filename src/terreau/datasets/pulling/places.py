"""Where an edition's file is held, and what is known of it; one process at a time.

Under ``TERREAU_HOME/pulls``::

    <source>/<edition>/<official-name>            the file, whole and checked
    <source>/<edition>/record.json                where it came from, when, its digest
    <source>/<edition>/<official-name>.part       what was received of the next one
    <source>/<edition>/<official-name>.part.json  which one it is, and how much is on the disk
    .locks/<source>@<edition>
    journal.jsonl                                 see `journal`
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from terreau.core.errors import StoreFailure
from terreau.core.home import terreau_home
from terreau.datasets.pulling.wanted import Fetched, Wanted

_LOCKS = ".locks"
T = TypeVar("T")


@dataclass(frozen=True)
class FileRecord:
    """What is known of a file that is held: ``record.json``.

    Parameters
    ----------
    address, final_address, fetched_at, size, sha256
        As in `Fetched`; the instant in ISO 8601.
    etag, last_modified : str
        The site's name and date for this state of the file; "" when it gives none.
    """

    address: str
    final_address: str
    fetched_at: str
    size: int
    sha256: str
    etag: str = ""
    last_modified: str = ""

    def fetched(self, path: Path, *, is_new: bool) -> Fetched:
        """Return the same for who uses the file."""
        return Fetched(
            path=path,
            address=self.address,
            final_address=self.final_address,
            fetched_at=datetime.fromisoformat(self.fetched_at),
            size=self.size,
            sha256=self.sha256,
            is_new=is_new,
        )


class Place:
    """The folder of one edition, and its files."""

    def __init__(self, wanted: Wanted, home: Path | None) -> None:
        self.folder = pulls_folder(home) / wanted.source / wanted.edition
        self.file = self.folder / wanted.file_name
        self.record = self.folder / "record.json"
        self.part = self.folder / f"{wanted.file_name}.part"
        self.notes = self.folder / f"{wanted.file_name}.part.json"

    def held(self) -> FileRecord | None:
        """Return the record of the file held; None when there is none, or it is not as recorded."""
        record = read_json(self.record, FileRecord)
        if record is None or not self.file.is_file() or self.file.stat().st_size != record.size:
            return None
        with self.file.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest()
        return record if whole == record.sha256 else None

    def put_in_force(self) -> None:
        """Give the part, whole and checked, the official name; its notes become the record.

        The notes are the last to move: a kill in between is mended by `mend`.
        """
        self.part.replace(self.file)
        flush(self.folder)
        self.notes.replace(self.record)
        flush(self.folder)

    def mend(self) -> None:
        """End what a kill stopped after the last byte was received and checked."""
        record = read_json(self.notes, FileRecord)
        if record is None:
            return
        if self.part.is_file() and self.part.stat().st_size == record.size:
            self.put_in_force()
        elif not self.part.exists():
            self.notes.replace(self.record)
            flush(self.folder)

    def discard_part(self) -> None:
        """Remove what was received; the notes first, so that they never promise what is gone."""
        self.notes.unlink(missing_ok=True)
        self.part.unlink(missing_ok=True)


def pulls_folder(home: Path | None = None) -> Path:
    """Return the folder of what was pulled (it may not exist yet)."""
    return (home or terreau_home()) / "pulls"


def read_json(path: Path, kind: Callable[..., T]) -> T | None:
    """Return the dataclass that `write_json` wrote; None when there is none or it is unreadable."""
    try:
        return kind(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return None


def write_json(path: Path, content: Any) -> None:
    """Write a dataclass in one step: a reader sees the old text or the new one."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(asdict(content), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    flush(path.parent)


def flush(path: Path) -> None:
    """Put a folder's or a file's own changes on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def alone(wanted: Wanted, home: Path | None) -> Iterator[None]:
    """Hold an edition while it is fetched and imported.

    Raises
    ------
    StoreFailure
        If another pull of it is running, or the disk refuses.
    """
    locks = pulls_folder(home) / _LOCKS
    try:
        locks.mkdir(parents=True, exist_ok=True)
        file = (locks / f"{wanted.source}@{wanted.edition}").open("w")
    except OSError as error:
        raise disk_refusal("The disk refused the folder of pulls", error, locks) from error
    with file:
        if not _taken(file.fileno()):
            raise StoreFailure(
                "Another pull of this file is running",
                value=str(wanted),
                remedy="Wait until it ends",
                kept="This one changed nothing",
            )
        yield


def disk_refusal(what: str, error: OSError, folder: Path, kept: str = "") -> StoreFailure:
    """Return what the disk refused, in words."""
    return StoreFailure(
        what,
        value=os.strerror(error.errno) if error.errno else str(error),
        why=f"It goes to {folder}",
        remedy="Free some space there, or set TERREAU_HOME to a folder that can be written, "
        "and run the command again",
        kept=kept or "Nothing was changed",
    )


def is_running(source: str, edition: str, home: Path | None) -> bool:
    """Whether some process is pulling this edition now."""
    try:
        with (pulls_folder(home) / _LOCKS / f"{source}@{edition}").open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True


def _taken(descriptor: int) -> bool:
    """Take a lock, trying for an instant: `is_running` holds it while it looks."""
    for _ in range(5):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            return True
    return False
