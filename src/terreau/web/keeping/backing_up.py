"""`terreau backup`: one archive, consistent while others write, read again before it is named."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from terreau import __version__
from terreau.core.errors import BadInput, StoreFailure
from terreau.datasets import catalogue
from terreau.web.keeping.archive import Manifest, Writer, verified, writing
from terreau.web.keeping.files import list_files
from terreau.web.keeping.tables import last_keys, lines_of, snapshot, tables_of_database

# A table imported in the middle is a reason to begin again, as many times as this.
_TRIES = 3
# What says that a disk takes no more.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
_DRAFT = ".terreau-backup."


@dataclass(frozen=True)
class Kept:
    """A backup that was made: where, how large, how many rows and files."""

    path: Path
    size: int
    rows: int
    files: int


def back_up(target: Path) -> Kept:
    """Write the backup of this installation.

    Raises
    ------
    BadInput
        If something stands at ``target``, it is within what is saved, or there is nothing to save.
    StoreFailure
        If the disk refuses, or tables keep changing.
    """
    home = Path(settings.TERREAU_HOME)
    target = target.expanduser().resolve()
    _check_place(target, home)
    _remove_drafts(target.parent)
    draft = target.with_name(f"{_DRAFT}{os.getpid()}")
    try:
        manifest = _written(draft, home)
        if verified(draft) != manifest:
            raise StoreFailure(
                "What the disk gives back is not what was written", value=str(target)
            )
        os.link(draft, target)  # unlike a renaming, it replaces nothing
        _settle(target.parent)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise StoreFailure(
            "The disk of the backup refused it",
            value=str(target.parent),
            why=error.strerror or str(error),
            remedy="Make room there, or give --to a place on another disk",
            kept="What is saved is intact, and no backup was made",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    rows, files = sum(manifest.rows.values()), len(manifest.members) - len(manifest.rows)
    return Kept(target, target.stat().st_size, rows, files)


def _remove_drafts(folder: Path) -> None:
    """Remove what backups that were killed left: it holds all that people wrote."""
    for draft in folder.glob(f"{_DRAFT}*"):
        with contextlib.suppress(OSError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # another machine may be writing it
            if _is_gone(draft.name.removeprefix(_DRAFT)):
                draft.unlink()


def _is_gone(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except ValueError:
        return False
    return False


def _check_place(target: Path, home: Path) -> None:
    if target.is_relative_to(home.resolve()):
        raise BadInput(
            "A backup kept within what it saves is lost with it",
            value=str(target),
            remedy="Give --to a place outside TERREAU_HOME",
        )
    if target.exists():
        raise BadInput(
            "Something stands there already",
            value=str(target),
            remedy="Give another name",
            kept="It is intact",
        )
    if not target.parent.is_dir():
        raise BadInput("This folder does not exist", value=str(target.parent))


def _written(draft: Path, home: Path) -> Manifest:
    for _ in range(_TRIES):
        before = catalogue.revision(home)
        with contextlib.suppress(FileNotFoundError):
            manifest = _write(draft, home)
            if catalogue.revision(home) == before:
                return manifest
        draft.unlink(missing_ok=True)
    raise StoreFailure(
        "Tables are being imported, one after the other",
        value=str(home),
        remedy="Make the backup once they are in",
        kept="Nothing was written",
    )


def _write(draft: Path, home: Path) -> Manifest:
    with snapshot():
        tables = tables_of_database()
        if not tables.models:
            raise BadInput(
                "There is no database here", value=str(home), remedy="Check TERREAU_HOME"
            )
        manifest = Manifest(
            terreau=__version__,
            engine=connection.vendor,
            made_at=timezone.now().isoformat(timespec="seconds"),
            migrations=list(tables.migrations),
            last_keys=last_keys(tables),
        )
        with writing(draft, manifest) as archive:
            for model in tables.models:
                table = model._meta.db_table
                manifest.rows[table] = _add_table(archive, table, lines_of(model), draft.parent)
            for name in list_files(home, database=str(connection.settings_dict["NAME"])):
                with (home / name).open("rb") as file:
                    archive.add(f"home/{name}", file, mode=os.fstat(file.fileno()).st_mode & 0o777)
    return manifest


def _add_table(archive: Writer, table: str, lines: Iterable[bytes], beside: Path) -> int:
    # A member says its size before its content: it is written beside first.
    with tempfile.TemporaryFile(dir=beside) as file:
        count = 0
        for line in lines:
            file.write(line)
            count += 1
        archive.add(f"database/{table}.jsonl", file)
    return count


def _settle(folder: Path) -> None:
    """Have the disk keep the name too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
