"""How long pages take to a hundred people signed in while twenty write, and what is lost.

Run with ``python bench/bench_people.py [SECONDS]`` where ``../shared/data`` is at hand; it needs
PostgreSQL's programs, and measures both engines, each on a disk that keeps what it confirmed. The
table is printed and written to ``docs/reference/performance-people.md``.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from installations import SHARED, import_real_tables
from people import NAME, READERS, WRITERS
from questions import codes_of_kind
from served import Times, served

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "performance-people.md"
sys.path.insert(0, str(ROOT / "scripts"))
import postgres  # noqa: E402  (a script of ours, beside)

# How long somebody reads before the next page, and a program waits before its next write: seconds.
PAUSES = {"as people do": ((2.0, 6.0), (1.0, 3.0)), "without pause": ((0.0, 0.0), (0.0, 0.0))}
CHANGES = 3


@dataclass
class Round:
    """What one load gave: times of readers and writers, and what was confirmed."""

    read: Times = field(default_factory=Times)
    written: Times = field(default_factory=Times)
    # Of each organisation: how often it was written, and its last description.
    confirmed: dict[str, tuple[int, str]] = field(default_factory=dict)


class Client(Protocol):
    """One reader or writer."""

    def __call__(self, port: int, rng: random.Random, made: Round) -> None:
        """Ask once."""


def main() -> None:
    """Measure both engines under both loads, look for what was lost, write the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    if not SHARED.is_dir():
        sys.exit("../shared/data is not there: nothing real to measure on")
    lines = []
    for engine, database in (
        ("SQLite", nullcontext("")),
        ("PostgreSQL", postgres.cluster(is_durable=True)),
    ):
        with database as url, served(import_real_tables, database=url) as site:
            known = json.loads(people("settle", site.environment))
            for load, pauses in PAUSES.items():
                made = run(site.port, known, pauses, seconds)
                lost = count_lost(made, json.loads(people("kept", site.environment)))
                lines += as_lines(f"{engine}, {load}", made, lost, seconds)
                print(*lines[-2:], sep="\n")
    write_page(lines)


def people(act: str, environment: dict[str, str]) -> str:
    """Run `people.py` beside the server."""
    command = [sys.executable, str(Path(__file__).parent / "people.py"), act]
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True
    ).stdout


def run(port: int, known: dict[str, Any], pauses: Any, seconds: float) -> Round:
    """Let all of them read and write at once, after each has come once."""
    clients: list[tuple[Client, tuple[float, float]]] = [
        *((Reader(cookie, known), pauses[0]) for cookie in known["sessions"]),
        *((Writer(**each), pauses[1]) for each in known["writers"]),
    ]
    for each, _pause in clients:
        each(port, random.Random(), Round())
    made, deadline = Round(), time.monotonic() + seconds

    def go_on(client: Client, pause: tuple[float, float]) -> None:
        """Ask, read, ask again; nobody begins at the same instant."""
        rng = random.Random()
        time.sleep(rng.uniform(0, pause[1]))
        while time.monotonic() < deadline:
            client(port, rng, made)
            time.sleep(rng.uniform(*pause))

    threads = [threading.Thread(target=go_on, args=each) for each in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return made


class Reader:
    """Somebody signed in, who reads pages of all kinds."""

    def __init__(self, cookie: str, known: dict[str, Any]) -> None:
        self._cookie = cookie
        self._organisations = known["organisations"]
        self._territories = known["territories"]

    def __call__(self, port: int, rng: random.Random, made: Round) -> None:
        """Read one page."""
        address = rng.choice(
            (
                "/",
                f"/observatoire/epci/{rng.choice(codes_of_kind('epci'))}/",
                f"/observatoire/epci/{rng.choice(codes_of_kind('epci'))}/",
                f"/territoires/?q={rng.choice(('saint', 'vallee', 'lyon', 'pays'))}",
                "/annuaire/",
                f"/annuaire/organisations/{rng.choice(self._organisations)}/",
                f"/annuaire/territoires/territoire-industrie/{rng.choice(self._territories)}/",
                "/annuaire/mandats/",
                "/compte/",
                "/api/v1/organisations",
            )
        )
        with timed(made.read) as times:
            status, _body = ask(port, "GET", address, {"Cookie": self._cookie})
            times.failures += status != http.client.OK


class Writer:
    """A program with a key: adds an organisation, changes it three times, adds the next."""

    def __init__(self, key: str, seat: str) -> None:
        self._key, self._seat = key, seat
        self._number, self._version, self._left = "", 0, 0

    def __call__(self, port: int, rng: random.Random, made: Round) -> None:
        """Write once."""
        said = f"{rng.getrandbits(64):x}"
        body: dict[str, object] = {"description": said}
        if self._left:
            method, address = "PATCH", f"/api/v1/organisations/{self._number}"
            body |= {"version": self._version}
        else:
            method, address = "POST", "/api/v1/organisations"
            body |= {"name": f"{NAME} {said}", "kind": "plant", "seat": self._seat}
        headers = {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "Idempotency-Key": said,
        }
        with timed(made.written) as times:
            status, answer = ask(port, method, address, headers, json.dumps(body))
            times.failures += status != http.client.OK
        if status != http.client.OK:
            self._left = 0
            return
        found = json.loads(answer)
        self._number, self._version = str(found["id"]), found["version"]
        self._left = self._left - 1 if self._left else CHANGES
        made.confirmed[self._number] = (self._version, said)


@contextmanager
def timed(times: Times) -> Iterator[Times]:
    """Add to the times how long a block takes."""
    start = time.perf_counter()
    yield times
    times.values.append((time.perf_counter() - start) * 1000)


def ask(
    port: int, method: str, address: str, headers: dict[str, str], body: str | None = None
) -> tuple[int, bytes]:
    """Ask on a connection of its own; a connection that fails is a status of 0."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, address, body, {**headers, "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error).encode()
    finally:
        connection.close()


def count_lost(made: Round, kept: dict[str, list[Any]]) -> int:
    """Count the organisations that are not as the last confirmed write left them."""
    return sum(
        kept.get(number) != [version, said, version]
        for number, (version, said) in made.confirmed.items()
    )


def as_lines(name: str, made: Round, lost: int, seconds: float) -> list[str]:
    """Return the two lines of a load, in Markdown."""
    return [
        f"| {name}: {what} | {len(t.values) / seconds:.0f} | {t.failures} | {missing} | "
        f"{t.quantile(0.5):.0f} | {t.quantile(0.95):.0f} | {t.quantile(0.99):.0f} |"
        for what, t, missing in (("read", made.read, ""), ("written", made.written, lost))
    ]


def write_page(lines: list[str]) -> None:
    """Write the table where readers find it."""
    table = "\n".join(
        (
            "| what | answers a second | failures | lost | median, ms | p95, ms | p99, ms |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
            *lines,
        )
    )
    read, written = PAUSES["as people do"]
    PAGE.write_text(
        "# Performance with many people\n\n"
        f"Written by `python bench/bench_people.py`. {READERS} people signed in, each with a "
        "mandate for one of the 183 TI, read pages of all kinds; at the same time "
        f"{WRITERS} programs of project managers write by the API, each with a key: one "
        f"organisation added, changed {CHANGES} times, the next. {os.cpu_count()} cores shared by "
        f"clients, server and database, {platform.system()}, Python "
        f"{platform.python_version()}. Each request has a connection of its own. Both engines "
        "wait for the disk before a write is confirmed.\n\n"
        f"*As people do*: {read[0]:.0f} to {read[1]:.0f} s between two pages, {written[0]:.0f} to "
        f"{written[1]:.0f} s between two writes. *Without pause*: all 120 ask again at once, which "
        "shows what happens when the machine is full: they wait, none is refused. *Lost*: "
        "organisations that are not, at the end, as their last confirmed write left them, or "
        "whose history lacks one.\n\n"
        f"{table}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
