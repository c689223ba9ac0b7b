"""How long the boards of plans take with 8 000 sheets, on both engines.

Run with ``python bench/bench_plans.py [ANSWERS]``; it needs PostgreSQL's programs. Each page is
asked ANSWERS times, one after the other, by nobody, by a project manager and by the national
delegation. The table is printed and written to ``docs/reference/performance-plans.md``.
BENCH_TERRITORIES makes it smaller.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import psycopg
from plan_rows import SHEETS, TERRITORIES
from served import Served, Times, processor_ms, served

ROOT = Path(__file__).resolve().parents[1]
_TOLD = "measured.json"
PAGE = ROOT / "docs" / "reference" / "performance-plans.md"
sys.path.insert(0, str(ROOT / "scripts"))
import postgres  # noqa: E402  (a script of ours, beside)

BUDGET_MS, EXPORT_MS = 200, 10_000
_BOARDS = ("etats", "calendrier", "carte", "themes", "budget")
# Whole exports are asked so many times only.
_EXPORTS = 3


@dataclass(frozen=True)
class Page:
    """What is asked, by whom, how often, and within how long it is to come."""

    what: str
    address: str
    readers: tuple[str, ...]
    budget_ms: int = BUDGET_MS


def pages(plan: int, sheet: int) -> list[Page]:
    """Return the pages that are measured."""
    everyone = ("nobody", "manager", "delegation")
    return [
        Page("the plans", "/plans/", everyone),
        Page("a plan: list", f"/plans/{plan}/", everyone),
        Page("a plan: list, narrowed", f"/plans/{plan}/?sante=late&q=du&tri=jalon", everyone),
        *(Page(f"a plan: {name}", f"/plans/{plan}/tableaux/{name}/", everyone) for name in _BOARDS),
        Page("the nation", "/plans/nation/", everyone),
        Page("the nation: a search", "/plans/nation/?q=%C3%A9cole+de+production", everyone),
        Page("a region", "/plans/regions/84/", everyone),
        Page("a sheet elsewhere", f"/plans/fiches/{sheet}/ailleurs/", ("manager",)),
        Page("what one follows", "/plans/suivies/", ("manager",)),
        Page("a plan: CSV", f"/plans/{plan}/fiches.csv", ("manager",)),
        Page("a plan: XLSX", f"/plans/{plan}/fiches.xlsx", ("manager",)),
        Page("every sheet: CSV", "/plans/fiches.csv", ("delegation",), EXPORT_MS),
        Page("every sheet: XLSX", "/plans/fiches.xlsx", ("delegation",), EXPORT_MS),
        Page("every sheet: JSON", "/plans/fiches.json", ("delegation",), EXPORT_MS),
    ]


def main() -> None:
    """Measure both engines, write the table."""
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    lines = []
    for engine, database in (
        ("SQLite", lambda: nullcontext("")),
        ("PostgreSQL", lambda: postgres.cluster(is_durable=True)),
    ):
        with database() as url, served(settle, database=url) as site:
            told = json.loads((Path(site.environment["TERREAU_HOME"]) / _TOLD).read_text())
            asked = pages(told["plan"], told["sheet"])
            measure(site, {}, asked[0], answers)  # what just started is not what is measured
            for page in asked:
                for reader in page.readers:
                    headers = {"Cookie": told[reader]} if reader in told else {}
                    times = measure(site, headers, page, answers)
                    lines.append(as_line(f"{engine} | {reader}", page, times, memory_mb(site.pid)))
                    print(lines[-1], flush=True)
    write_page(lines, answers)


def settle(home: Path, environment: dict[str, str]) -> None:
    """Write the rows, and let PostgreSQL count them as it does by itself."""
    command = [sys.executable, str(Path(__file__).parent / "plan_rows.py")]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    (home / _TOLD).write_text(done.stdout, encoding="utf-8")
    if environment["DATABASE_URL"]:
        with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as base:
            base.execute("VACUUM ANALYZE")


def roots_of(site: Served) -> list[int]:
    """Return the processes that answer: the server, and PostgreSQL."""
    url = site.environment["DATABASE_URL"]
    if not url:
        return [site.pid]
    master = Path(url.partition("?host=")[2]) / "base" / "postmaster.pid"
    return [site.pid, int(master.read_text().split()[0])]


def measure(site: Served, headers: dict[str, str], page: Page, answers: int) -> tuple[Times, Times]:
    """Ask one page so many times, after some for nothing.

    Returns
    -------
    tuple of Times
        What the processor did for each answer, and how long each took by the clock.
    """
    worked, waited, roots = Times(), Times(), roots_of(site)
    is_export = page.budget_ms == EXPORT_MS
    for number in range(-1 if is_export else -6, _EXPORTS if is_export else answers):
        start, before = time.perf_counter(), processor_ms(roots)
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=120)
        connection.request("GET", page.address, headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if number >= 0:
            waited.values.append((time.perf_counter() - start) * 1000)
            worked.values.append(processor_ms(roots) - before)
            worked.failures += answer.status != http.client.OK
    return worked, waited


def memory_mb(root: int) -> int:
    """Return the most that one process of the server has held since its start (Linux)."""
    peak, left = 0, [root]
    while left:
        place = Path("/proc") / str(left.pop())
        try:
            said = (place / "status").read_text().partition("VmHWM:")[2].split()
            peak = max(peak, int(said[0]) if said else 0)
            for thread in (place / "task").iterdir():
                left += map(int, (thread / "children").read_text().split())
        except OSError:
            continue
    return peak // 1024


def as_line(asked: str, page: Page, times: tuple[Times, Times], memory: int) -> str:
    """Return a line of the table, in Markdown."""
    worked, waited = times
    p95 = worked.quantile(0.95)
    within = "yes" if p95 <= page.budget_ms else "**no**"
    return (
        f"| {asked} | {page.what} | {worked.failures} | {worked.quantile(0.5):.0f} | "
        f"{p95:.0f} | {waited.quantile(0.5):.0f} | {waited.quantile(0.95):.0f} | {memory} | "
        f"{page.budget_ms} | {within} |"
    )


def write_page(lines: list[str], answers: int) -> None:
    """Write the table where readers find it."""
    table = "\n".join(
        (
            "| engine | read by | what | failed | worked | p95 | clock | p95 | MB | budget | in |",
            "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
            *lines,
        )
    )
    PAGE.write_text(
        "# Performance of the boards of plans\n\n"
        f"Written by `python bench/bench_plans.py {answers}`: {TERRITORIES} plans of {SHEETS} "
        f"sheets, {TERRITORIES * SHEETS:,} sheets in all, each with three milestones, five years "
        "of costs and three financing lines, made by chance; six in ten are public. Each page is "
        f"asked {answers} times ({_EXPORTS} for every sheet in one file), one after the other, a "
        "connection each, by nobody, by the project manager of the plan and by the national "
        "delegation. Milliseconds, the median and the p95. The processor's time is what server "
        "and database ran for an answer, all processes together; the clock's time holds what "
        "other work on this machine took meanwhile. The peak is the most memory that one process "
        "of the server has held until then. "
        f"{os.cpu_count()} cores shared by client, server and database, {platform.system()}, "
        f"Python {platform.python_version()}.\n\n"
        f"{table}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
