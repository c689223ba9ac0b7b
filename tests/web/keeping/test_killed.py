"""Killing the server during a thousand concurrent writes loses no write that it confirmed.

Programs write by the API, as any would: each write has its key, so that one whose answer was lost
is asked again and done once.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

# What runs beside PostgreSQL too.
pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.allow_hosts(["127.0.0.1", "::1"])]

WRITES, CLIENTS = 1_000, 20
# Where the server is killed: so many writes confirmed. It is started again after each.
KILLED_AT = (150, 500)
# The project manager of a territory of the example country, and the key of her program.
MANAGER = """
import django
django.setup()
from datetime import timedelta
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.services.example import DOMAIN, seed_example
seed_example()
manager = User.objects.get(email=f"cheffe.de.projet@{DOMAIN}")
print(make_token(
    acting=Acting(manager, scope_of(manager)), name="writes", lasts=timedelta(days=1),
    allows=["directory:read", "directory:write"],
)[1])
"""
READ = """
import django
django.setup()
from terreau.web.apps.accounts.models import HistoryEntry
from terreau.web.apps.directory.models import Organisation
created = HistoryEntry.objects.filter(verb="created", object_type="directory.Organisation")
told = dict(created.values_list("object_key", "changes"))
for pk, name in Organisation.objects.values_list("pk", "name"):
    assert told.pop(str(pk))["name"][1] == name, name
    if name.startswith("Atelier no "):
        print(name.removeprefix("Atelier no "))
assert not told, "a history without its object"
"""


class Writers:
    """Clients that write until every number is confirmed; what is not is asked again."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token, self._waiting = port, token, list(range(WRITES))
        self._lock = threading.Lock()
        self.confirmed: list[int] = []
        # A server that dies leaves a write unanswered; it refuses none.
        self.refused: list[bytes] = []
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
            asked.request(
                "POST",
                "/api/v1/organisations",
                json.dumps({"name": f"Atelier no {number}", "kind": "plant", "seat": "XB001"}),
                {
                    "Host": "localhost",
                    "Content-Type": "application/json",
                    "Authorization": f"Bearer {self._token}",
                    "Idempotency-Key": f"atelier-{number}",
                },
            )
            answer = asked.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return False
        else:
            if answer.status != http.client.OK:
                self.refused.append(body)
            return answer.status == http.client.OK
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
        "DJANGO_SETTINGS_MODULE": "terreau.web.settings.demo",
        "TERREAU_AUTOPULL": "0",
    }


def python(place: Any, script: str) -> str:
    """Run a script on the installation; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(place), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


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
    token = python(small, MANAGER).strip()
    writers: Writers | None = None
    for end in (*KILLED_AT, None):
        with server(small, port) as process:
            writers = writers or Writers(port, token)
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
    assert not writers.refused, writers.refused[0]
    assert sorted(writers.confirmed) == list(range(WRITES))
    # What was written, but killed before it was told, was asked again: it is not there twice.
    assert sorted(int(line) for line in python(small, READ).split()) == list(range(WRITES))
    assert "fail" not in small.terreau("doctor")
