"""An installation that is served for the time of a measurement, and the times of its answers."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from installations import TERREAU


@dataclass
class Times:
    """Milliseconds of each answer, and the answers that were not 200."""

    values: list[float] = field(default_factory=list)
    failures: int = 0

    def quantile(self, q: float) -> float:
        """Return the value under which a share ``q`` of the answers came."""
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


@dataclass(frozen=True)
class Served:
    """Where an installation answers, and the environment in which commands reach it."""

    port: int
    environment: dict[str, str]
    pid: int = 0


@contextlib.contextmanager
def served(
    bring_in: Callable[[Path, dict[str, str]], None], *, database: str = ""
) -> Iterator[Served]:
    """Serve an installation of its own, by SQLite or with a database, for the time of a block."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = {
            **os.environ,
            "TERREAU_HOME": folder,
            "TERREAU_AUTOPULL": "0",
            "DATABASE_URL": database,
        }
        bring_in(home, environment)
        port = free_port()
        server = subprocess.Popen(
            [*TERREAU, "serve", "--demo", "--port", str(port)],
            env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(port)
            yield Served(port, environment, server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def processor_ms(roots: list[int]) -> float:
    """Return what processes and all theirs have run for, but for the worker of tasks (Linux)."""
    total, left = 0, list(roots)
    while left:
        place = Path("/proc") / str(left.pop())
        with contextlib.suppress(OSError):
            if b"django\0work" in (place / "cmdline").read_bytes():
                continue
            for thread in (place / "task").iterdir():
                total += int((thread / "schedstat").read_text().split()[0])
                left += map(int, (thread / "children").read_text().split())
    return total / 1e6


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the server did not answer within a minute")
