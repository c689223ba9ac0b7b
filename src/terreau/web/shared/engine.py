"""What SQLite and PostgreSQL do differently and the ORM does not hide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.migrations import RunSQL

from terreau.core.errors import BadInput

LEAST_POSTGRESQL = 15
_ASKED = """
SELECT current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding),
    'B' < 'a' AND 'z' < 'é'
FROM pg_database WHERE datname = current_database()
"""


def is_postgresql() -> bool:
    """Whether the database is one of PostgreSQL."""
    return connection.vendor == "postgresql"


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write many rows as they are, without an object each.

    Parameters
    ----------
    table : str
        Its name in the database.
    columns : Sequence[str]
        Those that the rows give; the others have their default.
    rows : Iterable[Sequence[Any]]
        As the database takes them.
    """
    quote = connection.ops.quote_name
    into = f"{quote(table)} ({', '.join(map(quote, columns))})"
    written = list(rows)  # what gives them may ask the same connection
    with connection.cursor() as cursor:
        if not is_postgresql():
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", written)  # noqa: S608
            return
        with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in written:
                copy.write_row(row)


def check_engine() -> None:
    """Refuse a database of PostgreSQL in which answers would differ from those of SQLite.

    Raises
    ------
    BadInput
        If it is too old, does not hold Unicode, or orders text by the habits of a country: these
        differ from one machine to the next, and an index follows them.
    """
    if not is_postgresql():
        return
    with connection.cursor() as cursor:
        cursor.execute(_ASKED)
        version, encoding, is_by_code_point = cursor.fetchone()
    name = connection.settings_dict["NAME"]
    if version < LEAST_POSTGRESQL:
        raise BadInput(
            "This version of PostgreSQL is too old",
            value=version,
            remedy=f"Terreau needs PostgreSQL {LEAST_POSTGRESQL} or newer",
        )
    if encoding != "UTF8" or not is_by_code_point:
        raise BadInput(
            "This database does not hold or order text as Terreau needs it",
            value=name,
            remedy=f"Make it anew: createdb --template=template0 --encoding=UTF8 --locale=C {name}",
        )


class OnlyOn(RunSQL):
    """Statements of a migration that one engine alone runs.

    Parameters
    ----------
    vendor : str
        "sqlite" or "postgresql".
    sql, reverse_sql
        As `RunSQL`.
    """

    def __init__(
        self, vendor: str, sql: str | tuple[str, ...], reverse_sql: str | tuple[str, ...]
    ) -> None:
        self.vendor = vendor
        super().__init__(sql, reverse_sql=reverse_sql)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Return what makes it again."""
        return (type(self).__qualname__, [self.vendor, self.sql, self.reverse_sql], {})

    def _run_sql(self, schema_editor: object, sqls: object) -> None:
        if schema_editor.connection.vendor == self.vendor:  # type: ignore[attr-defined]
            super()._run_sql(schema_editor, sqls)  # type: ignore[misc]
