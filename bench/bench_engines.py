"""The whole job on a table as large as a country's, with each engine and its peers.

Run with ``python bench/bench_engines.py [FOLDER]``; FOLDER is one that ``bench/employment.py``
wrote, made for the occasion otherwise (a minute, 120 MB). Every measure is the wall time of a
process of its own, start included; ratios to the floor are taken within a round, and their median
kept. The tables are printed and written to ``docs/reference/engines.md``. Spark is left out where
it is not installed.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from employment import write

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "reference" / "engines.md"
ROUNDS = 7
OURS = ["arrow", "ibis+duckdb"]
PEERS = ["duckdb", "polars", "pandas"]
BUDGET_RATIO, BUDGET_MB = 1.6, 400


@dataclass(frozen=True)
class Run:
    """One process: seconds of wall, megabytes at its largest, and what it answered."""

    seconds: float
    peak_mb: int
    digest: str


def main() -> None:
    """Measure and write the page."""
    with tempfile.TemporaryDirectory() as drawn:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else drawn)
        if not (folder / "cells").is_dir():
            write(folder, years=15, rows=3_000_000)
        before = load()
        tables = [against_the_floor(folder), growth(folder)]
        tables += [side_by_side(folder, table) for table in ("cells", "establishments")]
    page = "\n\n".join([introduction(before), *tables]) + "\n"
    PAGE.write_text(page, encoding="utf-8")
    print(page)


def introduction(before: str) -> str:
    """Return what was measured, and on what."""
    return f"""# Engines

Written by `python bench/bench_engines.py`. {os.cpu_count()} cores, {platform.system()}, Python \
{platform.python_version()}; load of the machine over 1, 5 and 15 minutes: \
{before} at the start, {load()} at the end. \
The rows are fictitious: 35 000 communes × 732 sectors, a file a year \
(`bench/employment.py`). Each figure is the wall time of a process of its own, start included, \
and its largest resident memory; engines whose answers differ by one unit would stop the run.

| engine | what it is | install |
| --- | --- | --- |
| `arrow` | pyarrow decodes batches in one thread, NumPy counts in another | nothing |
| `ibis+duckdb` | one expression, run by DuckDB in the process | `terreau[ibis]` |
| `ibis+spark` | the same expression, on the active Spark session or one on this machine | \
`terreau[ibis,spark]`, Java 17 |

They give the same `Aggregate`: whole numbers exactly, others to 1e-9 relative. \
[Big tables](../howto/big-tables.md) says how to use them."""


def load() -> str:
    """Return how many processes wanted the machine, over 1, 5 and 15 minutes."""
    return ", ".join(f"{value:.1f}" for value in os.getloadavg())


def against_the_floor(folder: Path) -> str:
    """Return the table of the default engine beside the cost of decoding alone."""
    rounds = []
    for _ in range(ROUNDS):
        one = floor(folder, threads=1)
        job = run("arrow", folder, 15, "cells")
        rounds.append((one, floor(folder, threads=2), job))
    one, two = (statistics.median(r[place] for r in rounds) for place in (0, 1))
    seconds = statistics.median(r[2].seconds for r in rounds)
    ratio = statistics.median(r[2].seconds / r[0] for r in rounds)
    peak = max(r[2].peak_mb for r in rounds)
    size = sum(pq.read_metadata(f).num_rows for f in (folder / "cells").glob("*/*.parquet"))
    return f"""## The whole job against its floor
{size:,} rows → EPCI × A88 × year → chained shift-share, every component in every cell. Medians of \
{ROUNDS} rounds; the floor (`bench/floor.py`) decodes the same columns and does nothing else.
The job decodes in one thread and counts in another: where two threads decode no faster than one,
something else held the second core, and the ratio is that of a single core.

| floor, one thread | floor, two threads | whole job | ratio to one thread | peak |
| ---: | ---: | ---: | ---: | ---: |
| {one:.2f} s | {two:.2f} s | {seconds:.2f} s | {ratio:.2f} (budget {BUDGET_RATIO}) \
| {peak} MB (budget {BUDGET_MB}) |""".replace(",", " ", 2)


def growth(folder: Path) -> str:
    """Return the table of the time against the number of rows."""
    runs: dict[int, list[Run]] = {1: [], 5: [], 10: [], 15: []}
    for _ in range(ROUNDS):
        for years, done in runs.items():
            done.append(run("arrow", folder, years, "cells"))
    lines = [
        f"| {years * 3.14:.0f} | {statistics.median(r.seconds for r in done):.2f} "
        f"| {max(r.peak_mb for r in done)} |"
        for years, done in runs.items()
    ]
    return "\n".join(
        [
            "## Growth\nThe same job on fewer years, with `arrow`; the start is in it.\n",
            "| million rows | seconds | peak, MB |",
            "| ---: | ---: | ---: |",
            *lines,
        ]
    )


def side_by_side(folder: Path, table: str) -> str:
    """Return the table of all engines."""
    years = 15 if table == "cells" else 3
    engines = [*OURS, *PEERS]
    if importlib.util.find_spec("pyspark"):
        engines.append("ibis+spark")
    runs = {engine: run(engine, folder, years, table) for engine in engines}
    if len({answer.digest for answer in runs.values()}) > 1:
        sys.exit(f"engines do not agree: {runs}")
    first = runs["arrow"].seconds
    lines = [
        f"| {engine} | {r.seconds:.1f} | {r.seconds / first:.1f} | {r.peak_mb} |"
        for engine, r in sorted(runs.items(), key=lambda pair: pair[1].seconds)
    ]
    title = {
        "cells": "## Side by side: the whole job",
        "establishments": "## Side by side: four statistics of 9 million establishments\n"
        "Sum, number, largest and sum of squares by EPCI × A88 × year.",
    }[table]
    head = ["| engine | seconds | times `arrow` | peak, MB |", "| --- | ---: | ---: | ---: |"]
    return "\n".join([title + "\n", *head, *lines])


def floor(folder: Path, threads: int) -> float:
    """Return the seconds that decoding takes."""
    start = time.perf_counter()
    words = [sys.executable, HERE / "floor.py", folder, "15", str(threads)]
    subprocess.run(words, check=True, capture_output=True)
    return time.perf_counter() - start


def run(engine: str, folder: Path, years: int, table: str) -> Run:
    """Do the job in a process of its own."""
    start = time.perf_counter()
    words = [sys.executable, HERE / "whole_job.py", engine, folder, str(years), table]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - start
    said = json.loads(done.stdout.splitlines()[-1])
    print(f"{engine} {years} {table}: {seconds:.2f} s, {said}", file=sys.stderr, flush=True)
    return Run(seconds, said["peak_mb"], said["digest"])


if __name__ == "__main__":
    main()
