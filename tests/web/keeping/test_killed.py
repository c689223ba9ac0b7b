"""Killing the server during a thousand concurrent writes loses no write that it confirmed."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# What runs beside PostgreSQL too.
pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.allow_hosts(["127.0.0.1", "::1"])]

WRITES, CLIENTS = 1_000, 20
# Where the server is killed: so many writes confirmed. It is started again after each.
KILLED_AT = (150, 500)
READ = """
import django
django.setup()
from terreau.web.apps.accounts.models import HistoryEntry
from terreau.web.apps.directory.models import Organisation
told = dict(HistoryEntry.objects.filter(verb="created").values_list("object_key", "changes"))
for pk, name in Organisation.objects.values_list("pk", "name"):
    assert told.pop(str(pk))["name"][1] == name, name
    print(name[1:])
assert not told, "a history without its object"
"""


class Writers:
    """Clients that write until every number is confirmed; what is not is asked again."""

    def __init__(self, port: int) -> None:
        self._port, self._waiting = port, list(range(WRITES))
        self._lock = threading.Lock()
        self.confirmed: list[int] = []
        self._threads = [threading.Thread(target=self._write) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def _write(self) -> None:
        deadline = time.monotonic() + 200
        while time.monotonic() < deadline:
            with self._lock:
                if not self._waiting:
                    return
                number = self._waiting.pop()
            if self._is_confirmed(number):
                with self._lock:
                    self.confirmed.append(number)
            else:
                with self._lock:
                    self._waiting.append(number)
                time.sleep(0.1)

    def _is_confirmed(self, number: int) -> bool:
        asked = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            asked.request("POST", f"/written/{number}/", headers={"Host": "localhost"})
            answer = asked.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        else:
            return answer.status == 200
        finally:
            asked.close()

    def end(self) -> None:
        """Wait until every write is confirmed."""
        for thread in self._threads:
            thread.join(timeout=220)


def environment(place: Any) -> dict[str, str]:
    return os.environ | {
        "TERREAU_HOME": str(place.home),
        "DATABASE_URL": place.database,
        "DJANGO_SETTINGS_MODULE": "written_settings",
        "PYTHONPATH": str(Path(__file__).parent / "killing"),
        "TERREAU_AUTOPULL": "0",
    }


@contextmanager
def server(place: Any, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve as `terreau serve` does: a master and its workers, a group of their own."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "terreau.web.wsgi", "--worker-class", "gthread",
            "--workers", "2", "--threads", "4", "--preload", "--log-level", "critical",
            "--bind", f"127.0.0.1:{port}",
        ],
        env=environment(place), start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.timeout(400)
def test_no_confirmed_write_is_lost(small: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    writers: Writers | None = None
    for end in (*KILLED_AT, None):
        with server(small, port) as process:
            writers = writers or Writers(port)
            deadline = time.monotonic() + 200
            while end is not None and len(writers.confirmed) < end:
                assert process.poll() is None
                assert time.monotonic() < deadline, f"{len(writers.confirmed)} writes confirmed"
                time.sleep(0.01)
            if end is not None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                continue
            writers.end()
    assert writers is not None
    assert sorted(writers.confirmed) == list(range(WRITES))
    read = subprocess.run(
        [sys.executable, "-c", READ], env=environment(small), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert read.returncode == 0, read.stderr
    kept = [int(line) for line in read.stdout.split()]
    # Written, but killed before it was told: asked again, there twice.
    assert set(kept) == set(range(WRITES))
    assert len(kept) < WRITES + len(KILLED_AT) * CLIENTS
    assert "fail" not in small.terreau("doctor")
