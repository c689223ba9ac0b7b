"""Which database: SQLite under TERREAU_HOME, or what DATABASE_URL says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from terreau.web.settings import environment

_FORM = (
    "Write postgresql://user:password@host:5432/name, or sqlite:///path/to/file; "
    "in a password, what is not a letter or a digit is written %40 and so on."
)
# IMMEDIATE takes the write lock at BEGIN: without it concurrent writers fail instead of waiting.
_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA mmap_size=134217728;PRAGMA cache_size=-16000;"
        ),
    },
}
# Each thread of the server keeps its connection; one that the server closed is opened again.
# Who waits for a row gives up when a writer of SQLite would.
_POSTGRESQL = {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
}
_WAITING = "-c lock_timeout=20s"
# What one may add after "?", as libpq names it.
_OPTIONS = frozenset({
    "application_name", "connect_timeout", "host", "keepalives", "keepalives_count",
    "keepalives_idle", "keepalives_interval", "options", "sslcert", "sslkey", "sslmode",
    "sslrootcert", "target_session_attrs",
})  # fmt: skip


def database(home: Path) -> dict[str, Any]:
    """Return the settings of the database that the environment asks for.

    Parameters
    ----------
    home : Path
        TERREAU_HOME, where the file is unless DATABASE_URL says otherwise.

    Raises
    ------
    ImproperlyConfigured
        If DATABASE_URL is wrong; the sentence never shows the password.
    """
    if not (url := environment.read("DATABASE_URL")):
        return _SQLITE | {"NAME": str(home / "terreau.sqlite3")}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _wrong(f"cannot be read ({error})") from None
    if parts.scheme == "sqlite":
        return _SQLITE | {"NAME": _file(parts)}
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(parts, port)
    raise _wrong(f"names an engine that Terreau does not know: {parts.scheme or 'none'!r}")


def _file(parts: SplitResult) -> str:
    path = Path("/" + unquote(parts.path).lstrip("/"))
    if parts.netloc or parts.query or path == Path("/"):
        raise _wrong("names no file")
    if not path.parent.is_dir():
        raise _wrong(f"names a file in a folder that does not exist: {str(path.parent)!r}")
    return str(path)


def _postgresql(parts: SplitResult, port: int | None) -> dict[str, Any]:
    name = unquote(parts.path).strip("/")
    if not name:
        raise _wrong("names no database")
    if re.search(r"%(?![0-9A-Fa-f]{2})", parts.netloc):
        raise _wrong("has a % that is not followed by two digits")
    if importlib.util.find_spec("psycopg") is None:
        raise ImproperlyConfigured(
            "DATABASE_URL asks for PostgreSQL, and psycopg is not installed: "
            "pip install 'terreau[postgres]'."
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(options.keys() - _OPTIONS):
        raise _wrong(f"has an option that is not known: {unknown[0]!r}")
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return _POSTGRESQL | {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": {"options": _WAITING, **options},
    }


def _wrong(why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"DATABASE_URL {why}. {_FORM}")
