"""How long pages take on real data: four clients at once, on the machine that serves.

Run with ``python bench/bench_pages.py [SECONDS]`` where ``../shared/data`` is at
hand. It makes a TERREAU_HOME of its own, imports the real tables as any user
would, starts ``terreau serve`` and asks random territories and searches. The
table is printed and written to ``docs/reference/performance.md``.
"""

from __future__ import annotations

import http.client
import os
import platform
import random
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from installations import SHARED, import_national_table, import_real_tables
from questions import (
    BUDGETS_MS,
    INDICATORS_OF_JOBS,
    KINDS,
    Ask,
    codes_of_kind,
    compared,
    map_of,
    profile_of,
    questions,
)  # fmt: skip
from served import Times, served

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "performance.md"
CLIENTS = 4


def main() -> None:
    """Measure and write the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    if not SHARED.is_dir():
        sys.exit("../shared/data is not there: nothing real to measure on")
    with served(import_real_tables) as site:
        rows = [
            (name, budget, measure(ask, site.port, seconds)) for name, budget, ask in questions()
        ]
    with served(import_national_table) as site:
        port = site.port
        first = first_answer(port)
        rows += [
            (
                f"national table, profile of {name}",
                BUDGETS_MS["profile"],
                measure(profile_of(kind), port, seconds),
            )
            for kind, name in KINDS.items()
        ]
        jobs = measure(map_of(INDICATORS_OF_JOBS), port, seconds)
        rows.append(("national table, map", BUDGETS_MS["map"], jobs))
        side = measure(compared("epci", codes_of_kind("epci")), port, seconds)
        rows.append(("national table, comparison of 2 to 6 EPCI", BUDGETS_MS["compare"], side))
    table = as_table(rows)
    print(table)
    print(f"The first profile of a process on the national table: {first:.0f} ms")
    write_page(table, first)
    if any(budget and times.quantile(0.95) > budget for _, budget, times in rows):
        print("A figure is over its budget.")


def first_answer(port: int) -> float:
    """Return how long the first profile takes, in milliseconds: the country is counted for it."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", f"/observatoire/epci/{codes_of_kind('epci')[0]}/")
    connection.getresponse().read()
    connection.close()
    return (time.perf_counter() - start) * 1000


def measure(ask: Ask, port: int, seconds: float) -> Times:
    """Ask for ``seconds`` with all the clients at once, after a warm-up."""
    client_run(ask, port, time.monotonic() + min(3.0, seconds), random.Random(0), Times())
    times = Times()
    deadline = time.monotonic() + seconds
    clients = [
        threading.Thread(target=client_run, args=(ask, port, deadline, random.Random(seed), times))
        for seed in range(1, CLIENTS + 1)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return times


def client_run(ask: Ask, port: int, deadline: float, rng: random.Random, times: Times) -> None:
    """Ask again and again until the deadline, as visitors do who come one after the other.

    Each request has a connection of its own: one kept open stays with one process of the server,
    and four clients may all be with the same.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < deadline:
        address = ask(rng)
        start = time.perf_counter()
        connection.request("GET", address, headers={"Connection": "close"})
        answer = connection.getresponse()
        answer.read()
        times.values.append((time.perf_counter() - start) * 1000)
        times.failures += answer.status != http.client.OK
    connection.close()


def as_table(rows: Sequence[tuple[str, int | None, Times]]) -> str:
    """Return the table in Markdown."""
    lines = [
        "| what | answers | failures | median, ms | p95, ms | p99, ms | budget p95, ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {name} | {len(t.values)} | {t.failures} | {t.quantile(0.5):.0f} | "
        f"{t.quantile(0.95):.0f} | {t.quantile(0.99):.0f} | {budget or ''} |"
        for name, budget, t in rows
    ]
    return "\n".join(lines)


def write_page(table: str, first: float) -> None:
    """Write the table where readers find it."""
    PAGE.write_text(
        "# Performance\n\n"
        f"Written by `python bench/bench_pages.py`. {CLIENTS} clients at once, each asking without "
        f"pause, {os.cpu_count()} cores shared by clients and server, {platform.system()}, Python "
        f"{platform.python_version()}. Real data: 305 employment zones × A38, series of EPCI, "
        "zones and communes 2014–2024, 183 TI. Each address is drawn at random, so that nothing is "
        "answered from memory of the same question, on a connection of its own. The national "
        "table has 1.2 million rows × 20 years of fictitious jobs by commune and activity, on real "
        "codes.\n\n"
        f"{table}\n\n"
        f"The first profile of a process on the national table, which counts the country: "
        f"{first:.0f} ms.\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
