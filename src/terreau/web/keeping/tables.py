"""Rows of every table, out of one engine and into either: a line of JSON each."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import AutoField, Field, JSONField, Model
from django.utils.duration import duration_iso_string

from terreau.core.errors import BadInput
from terreau.web.shared.engine import insert_rows, is_postgresql

Migration = tuple[str, str]
_CHUNK = 2_000


@dataclass(frozen=True)
class Tables:
    """The tables as a set of migrations left them.

    Parameters
    ----------
    migrations : tuple[Migration, ...]
        The last one of each app.
    models : tuple[type[Model], ...]
        One a table, in the order of names.
    """

    migrations: tuple[Migration, ...]
    models: tuple[type[Model], ...]


@contextmanager
def snapshot() -> Iterator[None]:
    """See the database as it is now until the end, while others go on writing."""
    if is_postgresql():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # Django's would take the lock of writers
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def tables_of_database() -> Tables:
    """Return the tables that the migrations applied here have made."""
    loader = MigrationLoader(connection)
    return _tables(loader, set(loader.applied_migrations))


def tables_of(migrations: Iterable[Migration]) -> Tables:
    """Return the tables that some migrations make.

    Raises
    ------
    BadInput
        If this version of Terreau does not know one of them.
    """
    loader = MigrationLoader(connection)
    wanted = set(migrations)
    if unknown := sorted(wanted - loader.graph.nodes.keys()):
        raise BadInput(
            "A newer version of Terreau made this database",
            value=".".join(unknown[0]),
            remedy="Install that version, or a later one, then run the command again",
        )
    made = {parent for target in wanted for parent in loader.graph.forwards_plan(target)}
    return _tables(loader, made)


def _tables(loader: MigrationLoader, made: set[Migration]) -> Tables:
    nodes = loader.graph.node_map
    last = sorted(
        key
        for key in made & nodes.keys()
        if not any(c.key in made and c.key[0] == key[0] for c in nodes[key].children)
    )
    if not last:
        return Tables((), ())
    models = loader.project_state(last).apps.get_models(include_auto_created=True)
    kept = (m for m in models if m._meta.managed and not m._meta.proxy)
    return Tables(tuple(last), tuple(sorted(kept, key=lambda m: m._meta.db_table)))


def lines_of(model: type[Model]) -> Iterator[bytes]:
    """Yield the rows of a table, a line each, in the order of their keys."""
    names = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=_CHUNK):
        written = json.dumps([_plain(value) for value in row], ensure_ascii=False)
        yield written.encode() + b"\n"


def load_lines(model: type[Model], lines: Iterable[bytes]) -> int:
    """Write the rows of a table, which `lines_of` gave; return how many.

    Keys and instants stay as they were: nothing is computed anew.
    """
    fields = model._meta.local_concrete_fields
    columns = [str(field.column) for field in fields]
    count, waiting = 0, iter(lines)
    while chunk := list(islice(waiting, _CHUNK)):
        rows = [
            [_held(field, value) for field, value in zip(fields, json.loads(line), strict=True)]
            for line in chunk
        ]
        insert_rows(model._meta.db_table, columns, rows)
        count += len(rows)
    return count


def last_keys(tables: Tables) -> dict[str, int]:
    """Return the last key that each table gave: one of a row that is gone is not given again."""
    found = {}
    with connection.cursor() as cursor:
        if not is_postgresql():
            cursor.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0")
            return dict(cursor.fetchall())
        for table, sequence in _sequences(tables):
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608
            if row := cursor.fetchone():
                found[table] = row[0]
    return found


def set_last_keys(tables: Tables, keys: Mapping[str, int]) -> None:
    """Go on after the keys that `last_keys` gave."""
    with connection.cursor() as cursor:
        if is_postgresql():
            for table, sequence in _sequences(tables):
                if table in keys:
                    cursor.execute("SELECT setval(%s, %s)", [sequence, keys[table]])
            return
        numbered = {m._meta.db_table for m in tables.models if isinstance(m._meta.pk, AutoField)}
        rows = [(table, key) for table, key in keys.items() if table in numbered]
        cursor.executemany("DELETE FROM sqlite_sequence WHERE name = %s", [row[:1] for row in rows])
        cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", rows)


def _sequences(tables: Tables) -> list[tuple[str, str]]:
    found = []
    with connection.cursor() as cursor:
        for model in tables.models:
            key = model._meta.pk
            if isinstance(key, AutoField):
                table = model._meta.db_table
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key.column])
                found.append((table, cursor.fetchone()[0]))
    return found


def _plain(value: object) -> object:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)  # decimals and identifiers


def _held(field: Field[Any, Any], value: object) -> object:
    if isinstance(field, JSONField):
        if value is None and field.null:
            return None
        return connection.ops.adapt_json_value(value, field.encoder)
    return field.get_db_prep_save(field.to_python(value), connection)
