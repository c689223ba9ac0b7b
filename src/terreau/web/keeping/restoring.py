"""`terreau restore`: an archive into an empty place, in one transaction, or nothing at all.

Files wait in `.restoring` under TERREAU_HOME; they take their places just before the transaction
of the database ends. Killed before, the next restore removes what had moved; killed after, there
was nothing left to do.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from terreau.core.errors import BadInput, StoreFailure
from terreau.web.keeping.archive import Manifest, read, verified
from terreau.web.keeping.files import ERASURES, KEY_FILE, is_left_out, occupants
from terreau.web.keeping.tables import Tables, load_lines, set_last_keys, tables_of
from terreau.web.shared.engine import check_engine
from terreau.web.shared.restored import database_restored

_STAGE = ".restoring"
_MOVING = "moving.json"
# These may stand there before and are replaced: nothing removes them.
_REPLACED = frozenset({ERASURES, KEY_FILE})


def restore(archive: Path) -> Manifest:
    """Restore a backup; return what it held. Called with the lock of preparations held.

    Raises
    ------
    BadInput
        If the file is not a whole backup, a newer version made it, or the place is not empty.
    StoreFailure
        If the disk refuses. The place is then as it was.
    """
    home = Path(settings.TERREAU_HOME)
    manifest = verified(archive)
    check_engine()
    tables = tables_of(manifest.migrations)
    _undo_interrupted(home)
    _check_empty(home)
    stage = home / _STAGE
    try:
        extract(archive, home, stage)
        with _keys_unwatched(), transaction.atomic():
            _fill(tables, manifest, stage / "database")
            _migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
            _join_erasures(home, stage)
            _take_secret(stage, home)
            _move(stage, home)
            database_restored.send(restore, home=home)
            connection.check_constraints()
    except BaseException:
        _undo_interrupted(home)
        raise
    shutil.rmtree(stage)
    call_command("migrate", verbosity=0, interactive=False)  # tells the apps, which may add rows
    return manifest


def check_whole(home: Path) -> None:
    """Refuse to go on with what an interrupted restore left.

    Raises
    ------
    StoreFailure
        If one was interrupted before its end.
    """
    if (home / _STAGE).is_dir() and not connection.introspection.table_names():
        raise StoreFailure(
            "A restore was interrupted here",
            value=str(home),
            remedy="Run `terreau restore` again: it removes what the first one left",
            kept="The backup is intact",
        )


def _undo_interrupted(home: Path) -> None:
    stage = home / _STAGE
    if not stage.is_dir():
        return
    noted = stage / _MOVING
    if noted.is_file() and not connection.introspection.table_names():
        for name in set(json.loads(noted.read_text(encoding="utf-8"))) - _REPLACED:
            moved = home / name
            shutil.rmtree(moved) if moved.is_dir() else moved.unlink(missing_ok=True)
    shutil.rmtree(stage)


def _check_empty(home: Path) -> None:
    there = occupants(home, database=str(connection.settings_dict["NAME"]))
    tables = connection.introspection.table_names()
    if there or tables:
        what = f"tables in the database ({', '.join(tables[:3])}…)" if tables else there[0]
        raise BadInput(
            "A backup is restored into an empty place only",
            value=str(home),
            why=f"There are {what}" if tables else f"{what} is there",
            remedy="Choose another TERREAU_HOME (and another database), or move these away",
            kept="Nothing was changed",
        )


def extract(archive: Path, home: Path, stage: Path) -> None:
    """Lay the members of an archive in ``stage``, under ``home``, but what is kept no longer."""

    def take(name: str, blocks: Iterator[bytes]) -> None:
        if name.startswith("home/") and is_left_out(name.removeprefix("home/")):
            deque(blocks, maxlen=0)
            return
        target = stage / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, blocks)
        if name == f"home/{KEY_FILE}":
            target.chmod(0o600)

    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    stage.mkdir(mode=0o700)
    (stage / "home").mkdir()
    read(archive, take)


def _write(target: Path, blocks: Iterator[bytes]) -> None:
    with target.open("wb") as file:
        for block in blocks:
            try:
                file.write(block)
                file.flush()
            except OSError as error:
                raise StoreFailure(
                    "The disk refused what the backup holds",
                    value=str(settings.TERREAU_HOME),
                    why=error.strerror or str(error),
                    remedy="Make room there, or restore into a TERREAU_HOME on another disk",
                    kept="The backup is intact, and nothing was restored",
                ) from error


def _fill(tables: Tables, manifest: Manifest, folder: Path) -> None:
    """Make the tables as they were, and put every row back."""
    _migrate(list(tables.migrations))
    with connection.cursor() as cursor:
        for model in tables.models:  # what migrations wrote is in the backup too
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
    for model in tables.models:
        table = model._meta.db_table
        with (folder / f"{table}.jsonl").open("rb") as lines:
            load_lines(model, lines)
        if (found := model._base_manager.count()) != manifest.rows[table]:
            raise StoreFailure(
                "Rows are missing after the restore",
                value=table,
                why=f"{found} in place of {manifest.rows[table]}",
                kept="Nothing was changed",
            )
    set_last_keys(tables, manifest.last_keys)
    connection.check_constraints()


def _migrate(targets: list[tuple[str, str]]) -> None:
    """Migrate within the transaction; what a migration leaves to be checked is checked after it."""

    def told(action: str, *_: object) -> None:
        if action == "apply_success":
            connection.check_constraints()

    MigrationExecutor(connection, told).migrate(targets)


def _join_erasures(home: Path, stage: Path) -> None:
    """Keep what was noted here of erasures since the backup."""
    present, brought = home / ERASURES, stage / "home" / ERASURES
    if present.is_file():
        lines = brought.read_bytes().splitlines() if brought.is_file() else []
        lines += [line for line in present.read_bytes().splitlines() if line not in set(lines)]
        brought.write_bytes(b"".join(line + b"\n" for line in lines))


def _take_secret(stage: Path, home: Path) -> None:
    """Go on with the secret of the backup where this one was made here: it opens its sessions."""
    here, brought = home / KEY_FILE, stage / "home" / KEY_FILE
    if here.is_file() and brought.is_file() and here.read_text().strip() == settings.SECRET_KEY:
        settings.SECRET_KEY = brought.read_text().strip()


def _move(stage: Path, home: Path) -> None:
    """Give the files their places, having noted which."""
    names = sorted(each.name for each in (stage / "home").iterdir())
    (stage / _MOVING).write_text(json.dumps(names), encoding="utf-8")
    os.sync()  # what the transaction is about to confirm is on the disk
    for name in names:
        (stage / "home" / name).replace(home / name)


@contextmanager
def _keys_unwatched() -> Iterator[None]:
    """SQLite changes tables only while it does not watch foreign keys; they are checked after."""
    connection.ensure_connection()
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()
