"""What holds for every test: warnings are errors, no network, no undefined template variable.

Order is random (``-p no:randomly`` keeps it, ``-p randomly -p "randomly_seed=…"`` replays it).
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_socket
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.template import TemplateSyntaxError, engines
from pytest_django import DjangoDbBlocker
from time_machine import TimeMachineFixture

ROOT = Path(__file__).parents[1]
THIS_MACHINE = ["127.0.0.1", "::1"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let browser tests reach this machine, and nothing else."""
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


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty TERREAU_HOME for this test alone."""
    folder = tmp_path / "home"
    folder.mkdir()
    use_home(monkeypatch, folder)
    return folder


def run_terreau(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run the command a person types, in a process of its own, with ``home`` as TERREAU_HOME."""
    chosen = {"TERREAU_HOME": str(home), "PYTHONUTF8": "1"}
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | chosen
    return subprocess.run(
        [sys.executable, "-c", "from terreau.cli.main import main; main()", *map(str, words)],
        capture_output=True, text=True, check=False, env=env, timeout=280,
    )  # fmt: skip


@pytest.fixture(scope="session")
def terreau() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return ``terreau(home, "profile", "X001", …)``: the command line itself."""
    return run_terreau


def unused_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Return a function that gives a port on which nobody listens."""
    return unused_port


def wait_for_port(port: int, seconds: float = 30) -> None:
    """Wait until somebody listens on a port of this machine."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nobody listens on port {port} after {seconds} s")


# Whom the OpenID provider knows; it claims more than we ask for.
CLAIMED = (
    {
        "sub": "claire",
        "email": "Claire.Roche@dreets.example",
        "given_name": "Claire",
        "usual_name": "Roche",
        "siret": "13002526500013",
    },
    {"sub": "anne", "email": "anne@mairie.example"},
)


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """Run an OpenID Connect provider on this machine, and return its address."""
    port = unused_port()
    people = [word for one in CLAIMED for word in ("--user-claims", json.dumps(one))]
    command = [str(Path(sys.executable).with_name("oidc-provider-mock")), f"--port={port}"]
    provider = subprocess.Popen(
        [*command, *people], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        provider.terminate()
        provider.wait(10)


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
def seeded_home(once: Callable[..., Path]) -> Path:
    """Return the TERREAU_HOME of a newcomer, with the example country; only to be read."""

    def make(home: Path) -> None:
        done = run_terreau(home, "prepare", "--demo")
        assert done.returncode == 0, done.stderr

    return once("seeded-home", make)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, own_home: Path, seeded_home: Path
) -> None:
    """Give every database test what a newcomer has; a test's own changes are undone."""
    for folder in ("example", "datasets"):
        shutil.copytree(seeded_home / folder, own_home / folder)
    with django_db_blocker.unblock():
        load_database(seeded_home)


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
