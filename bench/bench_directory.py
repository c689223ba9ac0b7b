"""How long the directory takes with 200 000 organisations, on both engines.

Run with ``python bench/bench_directory.py [ANSWERS]``; it needs PostgreSQL's programs. Each page is
asked ANSWERS times, one after the other, by nobody and by a project manager. What counts is the
time of the processor, since machines do other work too. The table is printed and written to
``docs/reference/performance-directory.md``. BENCH_ORGANISATIONS makes it smaller.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import random
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import quote

import psycopg
from directory_rows import LINES, ORGANISATIONS
from served import Served, Times, processor_ms, served

ROOT = Path(__file__).resolve().parents[1]
_TOLD = "measured.json"
PAGE = ROOT / "docs" / "reference" / "performance-directory.md"
sys.path.insert(0, str(ROOT / "scripts"))
import postgres  # noqa: E402  (a script of ours, beside)

_WORDS = (
    "tolerie",
    "soudure inox",
    "anodiser un profilé de 3 m",
    "usinnage",
    "peinture",
    "moulage",
)
_NAMES = ("mecanique", "fonderie ba", "usi", "zzz", "plasturgie bame", "lo")
_TOWNS = ("Saint-Nazaire (44184)", "Lyon (69123)", "Guéret (23096)", "Lille (59350)")
_PLACES = ("epci:244400644", "region:53", "departement:69", "commune:44184")
BUDGET_MS = 200
_CLOSED = {"a territory's network": ("a project manager",)}


def _asked(rng: random.Random, organisation: int = 1) -> dict[str, str]:
    """Return an address of each sort, drawn by chance."""
    q, name, town = quote(rng.choice(_WORDS)), quote(rng.choice(_NAMES)), quote(rng.choice(_TOWNS))
    return {
        "list, first page": "/annuaire/",
        "list, page 15": "/annuaire/?page=15",
        "list of a territory": f"/annuaire/?territoire={rng.choice(_PLACES)}",
        "list of a kind": "/annuaire/?kind=association",
        "search of a name": f"/annuaire/?q={name}",
        "search of a know-how, with its map": f"/annuaire/savoir-faire/?q={q}",
        "the same, near a commune": f"/annuaire/savoir-faire/?q={q}&pres={town}&km=50&tri=distance",
        "all know-how of a sector, with its map": "/annuaire/savoir-faire/?secteur=CH",
        "search by the API": f"/api/v1/know-how/search?q={q}",
        "list by the API": "/api/v1/organisations",
        "list by the API, after 50 000": "/api/v1/organisations?offset=50000",
        "a territory's file": f"/annuaire/organisations.csv?territoire={_PLACES[0]}",
        "an organisation's page": f"/annuaire/organisations/{organisation}/",
        "a territory's network": "/annuaire/reseau/territoires/epci/244400644/",
    }


def main() -> None:
    """Measure both engines, write the table."""
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    lines = []
    for engine, database in (
        ("SQLite", lambda: nullcontext("")),
        ("PostgreSQL", lambda: postgres.cluster(is_durable=True)),
    ):
        with database() as url, served(settle, database=url) as site:
            wait_for_index(site)
            told = json.loads((Path(site.environment["TERREAU_HOME"]) / _TOLD).read_text())
            readers = {"nobody": {}, "a project manager": {"Cookie": told["session"]}}
            for reader, headers in readers.items():
                for what in _asked(random.Random()):
                    if reader in _CLOSED.get(what, readers):
                        times = measure(site, headers, answers, what, told["organisation"])
                        lines.append(as_line(engine, reader, what, *times))
                        print(lines[-1], flush=True)
    write_page(lines, answers)


def settle(home: Path, environment: dict[str, str]) -> None:
    """Write the rows, and let PostgreSQL count them as it does by itself."""
    command = [sys.executable, str(Path(__file__).parent / "directory_rows.py")]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    (home / _TOLD).write_text(done.stdout, encoding="utf-8")
    if environment["DATABASE_URL"]:
        with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as base:
            base.execute("VACUUM ANALYZE")


def wait_for_index(site: Served) -> None:
    """Wait until the worker, which makes the index at its start, has made it."""
    began = time.time()
    index = Path(site.environment["TERREAU_HOME"]) / "search" / "know-how.index"
    while index.stat().st_mtime < began and time.time() < began + 120:
        time.sleep(1)


def roots_of(site: Served) -> list[int]:
    """Return the processes that answer: the server, and PostgreSQL."""
    url = site.environment["DATABASE_URL"]
    if not url:
        return [site.pid]
    master = Path(url.partition("?host=")[2]) / "base" / "postmaster.pid"
    return [site.pid, int(master.read_text().split()[0])]


def measure(
    site: Served, headers: dict[str, str], answers: int, what: str, organisation: int
) -> tuple[Times, Times]:
    """Ask one sort of address so many times, after once for nothing by each process.

    Returns
    -------
    tuple of Times
        What the processor did for each answer, and how long each took by the clock.
    """
    rng, worked, waited, roots = random.Random(7), Times(), Times(), roots_of(site)
    for number in range(-6, answers):
        address = _asked(rng, organisation)[what]
        start, before = time.perf_counter(), processor_ms(roots)
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=120)
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if number >= 0:
            waited.values.append((time.perf_counter() - start) * 1000)
            worked.values.append(processor_ms(roots) - before)
            worked.failures += answer.status != http.client.OK
    return worked, waited


def as_line(engine: str, reader: str, what: str, worked: Times, waited: Times) -> str:
    """Return a line of the table, in Markdown."""
    p95 = worked.quantile(0.95)
    within = "yes" if p95 <= BUDGET_MS else "**no**"
    return (
        f"| {engine} | {reader} | {what} | {worked.failures} | {worked.quantile(0.5):.0f} | "
        f"{p95:.0f} | {waited.quantile(0.5):.0f} | {waited.quantile(0.95):.0f} | {within} |"
    )


def write_page(lines: list[str], answers: int) -> None:
    """Write the table where readers find it."""
    last = f"processor within {BUDGET_MS} ms"
    table = "\n".join(
        (
            f"| engine | read by | what | failures | processor | p95 | clock | p95 | {last} |",
            "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |",
            *lines,
        )
    )
    PAGE.write_text(
        "# Performance of a large directory\n\n"
        f"Written by `python bench/bench_directory.py {answers}`: {ORGANISATIONS:,} organisations "
        f"and {LINES:,} lines of know-how, made by chance and put where people live; six in ten "
        "are public. Each page is asked "
        f"{answers} times, one after the other, a connection each, by nobody and by the project "
        "manager of an intercommunalité; words, names and places are drawn by chance. "
        "Milliseconds, the median and the p95. The processor's time is what server and database "
        "ran for an answer, all processes together: what it takes at least on a machine that does "
        "nothing else. The clock's time holds what other work on this machine took meanwhile. "
        f"{os.cpu_count()} cores shared by client, server and database, {platform.system()}, "
        f"Python {platform.python_version()}.\n\n"
        f"{table}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
