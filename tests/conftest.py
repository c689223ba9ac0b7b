"""What holds for every test: warnings are errors, no network, no undefined template variable.

Order is random (``-p no:randomly`` keeps it, ``-p randomly -p "randomly_seed=…"`` replays it).
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import psycopg
import pytest
import pytest_socket
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.template import TemplateSyntaxError, engines
from pytest_django import DjangoDbBlocker
from time_machine import TimeMachineFixture

from terreau.web.apps.territories import services

ROOT = Path(__file__).parents[1]
WARM = Path(__file__).with_name("warm.py")
THIS_MACHINE = ["127.0.0.1", "::1"]


# `make test-postgres` says so by DATABASE_URL; what it runs is what opens a database.
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
TEMPLATE = "terreau_template"
_OPENING = {"db", "django_db_setup", "new_database"}


def opens_database(item: pytest.Item) -> bool:
    """Whether a test asks for a database, by its mark or by a fixture."""
    return item.get_closest_marker("django_db") is not None or bool(
        _OPENING.intersection(getattr(item, "fixturenames", ()))
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what opens a database on PostgreSQL; let browser tests reach this machine alone."""
    if ON_POSTGRESQL:
        pure = [item for item in items if not opens_database(item)]
        config.hook.pytest_deselected(items=pure)
        items[:] = [item for item in items if opens_database(item)]
    for item in items:
        if item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.allow_hosts(THIS_MACHINE))


def use_home(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Make ``folder`` the TERREAU_HOME of library and web, as settings were read before."""
    patch.setenv("TERREAU_HOME", str(folder))
    if apps.ready:
        patch.setattr(settings, "TERREAU_HOME", folder)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None]:
    """Lift the guard of sockets last.

    A test that replaces a guarded function puts the guard back once pytest-socket has lifted it:
    the next test would find it.
    """
    yield
    pytest_socket.enable_socket()


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the whole run away from the TERREAU_HOME of the person who starts it."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("own-home")
        use_home(patch, folder)
        patch.setenv("TERREAU_AUTOPULL", "0")  # no server that a test starts asks a publisher
        yield folder


@pytest.fixture(scope="session", autouse=True)
def no_flushing() -> Iterator[None]:
    """Leave bytes to the system: tests end processes, never the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty TERREAU_HOME for this test alone."""
    folder = tmp_path / "home"
    folder.mkdir()
    use_home(monkeypatch, folder)
    return folder


class Command:
    """The command a person types, each time in a process of its own; see ``warm.py``."""

    def __init__(self, folder: Path) -> None:
        self._written = {name: folder / name for name in ("stdout", "stderr")}
        self._one_at_a_time = threading.Lock()
        self._warm: dict[str, subprocess.Popen[str]] = {}
        self._shared: dict[str, str] | None = None

    def __call__(
        self, home: Path, *words: object, database: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run the words, with ``home`` as TERREAU_HOME.

        The database is the file in ``home``, also where that of the tests is PostgreSQL.
        """
        asked = [*map(str, words)]
        with self._one_at_a_time:
            try:
                code = self._ask(asked, outside(home, database))
            except BaseException:  # Out of time: what would answer later is not the next answer.
                self.stop()
                raise
            said = {n: file.read_text(encoding="utf-8") for n, file in self._written.items()}
        return subprocess.CompletedProcess(asked, code, **said)

    def share(self, home: Path) -> None:
        """Load the settings of commands on ``home`` once: nobody writes there any more."""
        self._shared = outside(home)

    def stop(self) -> None:
        """End the warm processes, and the command that one may be running."""
        while self._warm:
            _, process = self._warm.popitem()
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def _ask(self, words: list[str], environment: dict[str, str]) -> int:
        kind = "web" if environment == self._shared else ""
        if kind not in self._warm:
            self._warm[kind] = subprocess.Popen(
                [sys.executable, "-c", WARM.read_text(encoding="utf-8"), kind], env=environment,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
            )  # fmt: skip
        process = self._warm[kind]
        assert process.stdin
        assert process.stdout
        for file in self._written.values():
            file.write_text("")
        asked = {name: str(file) for name, file in self._written.items()} | {
            "words": words,
            "environment": environment,
            "folder": str(Path.cwd()),
            "seconds": 280,
        }
        process.stdin.write(f"{json.dumps(asked)}\n")
        process.stdin.flush()
        return int(process.stdout.readline())


def outside(home: Path, database: str = "") -> dict[str, str]:
    """Return the environment of who types a command, with ``home`` as TERREAU_HOME."""
    chosen = {"TERREAU_HOME": str(home), "PYTHONUTF8": "1", "DATABASE_URL": database}
    ours = {"DJANGO_SETTINGS_MODULE", "PYTEST_CURRENT_TEST"}
    return {k: v for k, v in os.environ.items() if k not in ours} | chosen


@pytest.fixture(scope="session")
def terreau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Return ``terreau(home, "profile", "X001", …)``: the command line itself."""
    command = Command(tmp_path_factory.mktemp("command"))
    yield command
    command.stop()


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that the first worker to ask makes and all the others share."""
    base = factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
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


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return ``once("name", make)``: a folder made by one worker for the whole run."""
    return partial(made_once, tmp_path_factory)


@pytest.fixture(scope="session")
def load() -> Callable[[Path], None]:
    """Return ``load(home)``, which gives the tests the database of a prepared home."""
    return load_database


@pytest.fixture(scope="session")
def seeded_home(once: Callable[..., Path], terreau: Command) -> Path:
    """Return the TERREAU_HOME of a newcomer, with the example country; only to be read."""

    def make(home: Path) -> None:
        done = terreau(home, "prepare", "--demo")
        assert done.returncode == 0, done.stderr

    home = once("seeded-home", make)
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
        done = terreau(seeded_home, "prepare", database=database_named(TEMPLATE))
        assert done.returncode == 0, done.stderr

    once("template-database", make)
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, own_home: Path, seeded_home: Path
) -> None:
    """Give every database test what a newcomer has; a test's own changes are undone."""
    for folder in ("example", "datasets"):
        shutil.copytree(seeded_home / folder, own_home / folder)
    if not ON_POSTGRESQL:
        with django_db_blocker.unblock():
            load_database(seeded_home)


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
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real data and known answers beside the repository."""
    folder = ROOT.parent / "shared"
    if folder.is_dir():
        return folder
    reason = "real data and known answers (../shared) are not on this machine"
    if os.environ.get("TERREAU_STRICT") == "1":
        pytest.fail(f"TERREAU_STRICT=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    """Stop the clock on Monday 2 March 2026, 10:00 in Paris; ``clock.shift(…)`` moves it."""
    time_machine.move_to(datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Europe/Paris")), tick=False)
    return time_machine


class UndefinedVariable(TemplateSyntaxError):
    """A template used a variable that nobody gave it."""


class Refused(str):
    """What Django writes in place of an undefined variable: an error."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        """Say that the name wants to be interpolated, as Django asks first."""
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        """Refuse, naming the variable."""
        raise UndefinedVariable(f"undefined template variable: {variable}")


@pytest.fixture(scope="session", autouse=True)
def no_undefined_variable() -> None:
    """Make an undefined template variable fail the test that renders it."""
    if apps.ready:
        engines["django"].engine.string_if_invalid = Refused("undefined")
