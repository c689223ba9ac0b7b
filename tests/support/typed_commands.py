"""``terreau`` as a person types it: each command in a process of its own, from a warm one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

WARM = Path(__file__).with_name("warm.py")


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
