"""How long reports take on real data: one of each format, then the 183 TI as PDF.

Run with ``python bench/bench_reports.py`` where ``../shared/data`` is at hand. It makes a
TERREAU_HOME of its own, imports the real tables as any user would, makes each format of a zone
with all its sectors five times in one process, then all the reports of the TI by
``terreau report batch`` with two workers. The table is printed and written to
``docs/reference/reports.md``.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from installations import SHARED, TERREAU, import_real_tables

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "reports.md"
ZONES = ("5213", "4414", "8413", "2401", "1109")
BUDGET_PDF, BUDGET_BATCH = 1.0, 180.0

# In a process of its own: a profile of another zone each time, after one that warms it.
ONE_OF_EACH = """
import sys, time
from terreau.web import entry
entry.load("demo")
entry.prepare(with_example=False)
from terreau.web.apps.observatory.rules import Asked
from terreau.web.apps.reports import formats, making
from terreau.web.apps.territories.selectors import get_territory
for suffix, chosen in formats.FORMATS.items():
    for place, code in enumerate(sys.argv[1:]):
        start = time.perf_counter()
        territory = get_territory(kind="zone_emploi", code=code)
        document = making.profile_document(territory, Asked(), site="http://localhost:8000")
        made = making.make(document, chosen, code)
        print(suffix, place, time.perf_counter() - start, len(made.content))
"""


def main() -> None:
    """Measure and write the table."""
    if not SHARED.is_dir():
        sys.exit("../shared/data is not there: nothing real to measure on")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = {**os.environ, "TERREAU_HOME": str(home), "TERREAU_AUTOPULL": "0"}
        import_real_tables(home, environment)
        rows = one_of_each(environment)
        count, seconds = batch(home / "reports-of-ti", environment)
    lines = ["| what | first, s | median of the next, s | bytes | budget, s |"]
    lines += ["| --- | ---: | ---: | ---: | ---: |"]
    for suffix, (first, median, size) in rows.items():
        budget = f"{BUDGET_PDF:g}" if suffix == "pdf" else ""
        lines.append(
            f"| {suffix.upper()} of a zone | {first:.2f} | {median:.2f} | {size} | {budget} |"
        )
    lines.append(f"| {count} TI as PDF, two workers | {seconds:.0f} | | | {BUDGET_BATCH:g} |")
    table = "\n".join(lines)
    print(table)
    write_page(table)
    if rows["pdf"][1] > BUDGET_PDF or seconds > BUDGET_BATCH:
        print("A figure is over its budget.")


def one_of_each(environment: dict[str, str]) -> dict[str, tuple[float, float, int]]:
    """Return, by format, seconds of the first, median seconds of the next, bytes of the last."""
    asked = [sys.executable, "-c", ONE_OF_EACH, *ZONES]
    done = subprocess.run(asked, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    times: dict[str, list[tuple[float, int]]] = {}
    for line in done.stdout.splitlines():
        suffix, _place, seconds, size = line.split()
        times.setdefault(suffix, []).append((float(seconds), int(size)))
    return {
        suffix: (found[0][0], statistics.median(each for each, _ in found[1:]), found[-1][1])
        for suffix, found in times.items()
    }


def batch(folder: Path, environment: dict[str, str]) -> tuple[int, float]:
    """Return how many reports of TI were made, and in how many seconds, start included."""
    start = time.perf_counter()
    asked = [*TERREAU, "report", "batch", "--workers", "2", "--output", str(folder)]
    subprocess.run(asked, env=environment, check=True, stdout=subprocess.DEVNULL)
    return len(list(folder.glob("*.pdf"))), time.perf_counter() - start


def write_page(table: str) -> None:
    """Write the table where readers find it."""
    PAGE.write_text(
        "# Reports\n\n"
        f"Written by `python bench/bench_reports.py`: {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}. Real data: 305 employment zones × A38, series of "
        "EPCI, zones and communes 2014–2024, 183 TI. A report is the profile composed and written, "
        "in a process that has just started for the first, of another zone each time for the "
        "next.\n\n"
        f"{table}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
