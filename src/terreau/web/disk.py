"""What the disk or the database refuses, said in one sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.utils import DatabaseError, IntegrityError

from terreau.core.errors import StoreFailure
from terreau.core.home import terreau_home

# What SQLite says when it waited in vain for another writer; when what it reads makes no sense.
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)

# The same of PostgreSQL, by the first letters of its states: connection, login; locks; room.
_UNREACHED = ("08", "28", "3D", "57")
_LOCKED = ("55P03", "40P01", "40001")
_OUT_OF_ROOM = "53"


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
    if connection.vendor == "postgresql":
        return _of_postgresql(error)
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, sqlite3.Error):
        cause = cause.__cause__
    # The extended codes of SQLite keep the first one in their low byte.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return _busy(str(terreau_home()), error)
    if code in _DAMAGED:
        return _damaged(error)
    return _refused(error)


def _of_postgresql(error: DatabaseError) -> StoreFailure:
    state = getattr(error.__cause__, "sqlstate", None)
    name = str(connection.settings_dict["NAME"])
    if state is None or state[:2] in _UNREACHED:
        return StoreFailure(
            "The database does not answer",
            value=name,
            why=" ".join(str(error).split()),
            remedy="Check DATABASE_URL, and that PostgreSQL runs",
            kept=_INTACT,
        )
    if state in _LOCKED:
        return _busy(name, error)
    if state[:2] == _OUT_OF_ROOM:
        return _refused(error)
    return _damaged(error)


def _busy(name: str, error: DatabaseError) -> StoreFailure:
    return StoreFailure(
        "Another program is writing the database",
        value=name,
        why=str(error),
        remedy="Wait until it ends, then run the command again",
        kept=_INTACT,
    )


def _damaged(error: DatabaseError) -> StoreFailure:
    return StoreFailure(
        "The database is damaged",
        value=str(connection.settings_dict["NAME"]),
        why=" ".join(str(error).split()),
        remedy="Move it away, then `terreau restore` the last backup; where people wrote nothing, "
        "`terreau prepare` makes it again",
        kept="The imported tables are intact",
    )


def _refused(error: OSError | DatabaseError) -> StoreFailure:
    return StoreFailure(
        "The disk refused what the database needs",
        value=str(terreau_home()),
        why=str(error),
        remedy="Make room there, or choose another folder with TERREAU_HOME",
        kept=_INTACT,
    )
