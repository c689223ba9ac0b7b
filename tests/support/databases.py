"""The database of the tests: what a newcomer has, in memory or on PostgreSQL."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker
from typed_commands import Command

from terreau.web.apps.territories import services

# `make test-postgres` says so by DATABASE_URL; what it runs is what opens a database.
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
TEMPLATE = "terreau_template"
ROOT = Path(__file__).parents[2]
# More than a hundred thousand rows that a preparation brings: to ask after each test whether their
# keys still lead somewhere was most of the time between two tests.
_LARGE = "territories_perimetermember"
_OPENING = {"db", "django_db_setup", "new_database"}


def opens_database(item: pytest.Item) -> bool:
    """Whether a test asks for a database, by its mark or by a fixture."""
    return item.get_closest_marker("django_db") is not None or bool(
        _OPENING.intersection(getattr(item, "fixturenames", ()))
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what opens a database, on PostgreSQL."""
    if ON_POSTGRESQL:
        config.hook.pytest_deselected(items=[i for i in items if not opens_database(i)])
        items[:] = [item for item in items if opens_database(item)]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that the first worker to ask makes and all the others share."""
    base = factory.getbasetemp()
    return made_in(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base, name, make)


def made_in(root: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder of ``root``, made by the first process to ask."""
    folder = root / name
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            draft = root / f"{name}.draft"
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(folder)
    return folder


def load_database(home: Path) -> None:
    """Make the database of the tests the one that ``terreau prepare`` made in ``home``."""
    if connection.vendor == "postgresql":
        services.sync_perimeters(home=home)
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(home / "terreau.sqlite3")) as prepared:
        prepared.backup(connection.connection)


def check_written(check: Callable[..., None], table_names: Iterable[str] | None = None) -> None:
    """Ask whether the keys of all tables but the large one still lead somewhere."""
    held = connection.introspection.table_names()
    check(table_names=table_names or [name for name in held if name != _LARGE])


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return ``once("name", make)``: a folder made by one worker for the whole run."""
    return partial(made_once, tmp_path_factory)


@pytest.fixture(scope="session")
def load() -> Callable[[Path], None]:
    """Return ``load(home)``, which gives the tests the database of a prepared home."""
    return load_database


def state_of_code() -> str:
    """Name what a preparation depends on: the code as it lies here, its libraries, the day."""
    read = [ROOT / "requirements-dev.txt", *sorted((ROOT / "src").rglob("*"))]
    today = datetime.now(tz=ZoneInfo("Europe/Paris")).date()
    told = [
        (str(path), path.stat().st_mtime_ns, path.stat().st_size)
        for path in read
        if path.is_file() and path.suffix != ".pyc"
    ]
    return hashlib.sha256(repr((told, str(today), sys.version)).encode()).hexdigest()[:16]


@pytest.fixture(scope="session")
def seeded_home(pytestconfig: pytest.Config, terreau: Command) -> Path:
    """Return the TERREAU_HOME of a newcomer, with the example country; only to be read.

    It takes a minute to make, and is kept for the runs that follow on the same code.
    """

    def make(home: Path) -> None:
        done = terreau(home, "prepare", "--demo")
        assert done.returncode == 0, done.stderr
        with closing(sqlite3.connect(home / "terreau.sqlite3")) as database:
            # Whole in its file: it is copied without what stands beside it.
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert pytestconfig.cache
    kept = pytestconfig.cache.mkdir("seeded")
    home = made_in(kept, state_of_code(), make)
    # One of other code may serve a run that goes on; older ones serve nobody.
    homes = sorted(kept.glob("????????????????"), key=lambda each: each.stat().st_mtime)
    for old in homes[:-3]:
        shutil.rmtree(old, ignore_errors=True)
    terreau.share(home)
    return home


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    once: Callable[..., Path],
    seeded_home: Path,
    terreau: Command,
) -> None:
    """On PostgreSQL, make each worker's database a copy of one that is prepared once."""
    if not ON_POSTGRESQL:
        return

    def make(_: Path) -> None:
        with administered() as server:
            server.execute(f"CREATE DATABASE {TEMPLATE}")
        done = terreau(seeded_home, "prepare", "--demo", database=database_named(TEMPLATE))
        assert done.returncode == 0, done.stderr
        # What PostgreSQL does by itself within some minutes: without it, it plans blindly.
        with psycopg.connect(database_named(TEMPLATE), autocommit=True) as prepared:
            prepared.execute("ANALYZE")

    once("template-database", make)
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, own_home: Path, seeded_home: Path
) -> None:
    """Give every database test what a newcomer has; a test's own changes are undone."""
    # A connection is that of a test's transaction: no end of a request closes it.
    connection.close_if_unusable_or_obsolete = lambda: None
    for folder in ("example", "datasets"):
        shutil.copytree(seeded_home / folder, own_home / folder)
    if not ON_POSTGRESQL:
        with django_db_blocker.unblock():
            load_database(seeded_home)
            connection.check_constraints = partial(check_written, connection.check_constraints)


def database_named(name: str) -> str:
    """Return the DATABASE_URL of another database of the tests' server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def administered() -> psycopg.Connection:
    """Connect to the tests' server, to make and remove databases."""
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


@pytest.fixture
def new_database() -> Iterator[str]:
    """Give the DATABASE_URL of an empty database; "" for SQLite, the file of a home."""
    if not ON_POSTGRESQL:
        yield ""
        return
    name = f"own_{secrets.token_hex(6)}"
    with administered() as server:
        server.execute(f"CREATE DATABASE {name}")
        yield database_named(name)
        drop(server, name)


def drop(server: psycopg.Connection, name: str) -> None:
    """Drop a database; a worker of the server's own that cleans it is waited for."""
    for _ in range(20):
        try:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(f"{name} is still being cleaned")
