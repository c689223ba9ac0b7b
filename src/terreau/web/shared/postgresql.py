"""What a connection to PostgreSQL is told when it opens; loaded only where there is one."""

from __future__ import annotations

from typing import Any

from django.db.backends.signals import connection_created
from psycopg.types.string import StrDumperUnknown


class TextDumper(StrDumperUnknown):
    """Writes text with U+FFFD in place of U+0000, which PostgreSQL cannot hold.

    Whoever types it finds nothing, as on SQLite, and not a page that fails.
    """

    def dump(self, obj: str) -> Any:
        """Return what is sent."""
        return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))

    def quote(self, obj: str) -> Any:
        """Return what is written within a statement."""
        return super().quote(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))


def watch_connections() -> None:
    """Tell each connection that opens."""
    connection_created.connect(_tell, dispatch_uid="terreau.postgresql")


def _tell(*, connection: Any, **_: object) -> None:
    connection.connection.adapters.register_dumper(str, TextDumper)
