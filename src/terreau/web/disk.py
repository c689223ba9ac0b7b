"""What the disk or the database refuses, said in one sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db.utils import DatabaseError, IntegrityError

from terreau.core.errors import StoreFailure
from terreau.core.home import terreau_home

# What SQLite says when it waited in vain for another writer; when what it reads makes no sense.
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


@contextmanager
def disk() -> Iterator[None]:
    """Say in one sentence what the disk or the database refuses."""
    try:
        yield
    except IntegrityError:
        raise  # a fault of ours
    except DatabaseError as error:
        raise _of_database(error) from error
    except FileNotFoundError as error:
        raise StoreFailure(
            "A file has vanished while it was needed",
            value=error.filename,
            why="It may have been replaced or removed by another command",
            remedy="Run the command again",
            kept=_INTACT,
        ) from error
    except OSError as error:
        raise _refused(error) from error


_INTACT = "What was there before is intact"


def _of_database(error: DatabaseError) -> StoreFailure:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, sqlite3.Error):
        cause = cause.__cause__
    # The extended codes of SQLite keep the first one in their low byte.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return StoreFailure(
            "Another program is writing the database",
            value=str(terreau_home()),
            why=str(error),
            remedy="Wait until it ends, then run the command again",
            kept=_INTACT,
        )
    if code in _DAMAGED:
        return StoreFailure(
            "The database is damaged",
            value=str(settings.DATABASES["default"]["NAME"]),
            why=str(error),
            remedy="Remove this file and run `terreau prepare`: all that it holds is rebuilt",
            kept="The imported tables are intact",
        )
    return _refused(error)


def _refused(error: OSError | DatabaseError) -> StoreFailure:
    return StoreFailure(
        "The disk refused what the database needs",
        value=str(terreau_home()),
        why=str(error),
        remedy="Make room there, or choose another folder with TERREAU_HOME",
        kept=_INTACT,
    )
