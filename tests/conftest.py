"""What holds for every test: warnings are errors, no network, no undefined template variable.

Order is random (``-p no:randomly`` keeps it, ``-p randomly -p "randomly_seed=…"`` replays it).
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_socket
from django.apps import apps
from django.conf import settings
from django.template import TemplateSyntaxError, engines
from time_machine import TimeMachineFixture

pytest_plugins = ("typed_commands", "databases", "identity_provider")

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
