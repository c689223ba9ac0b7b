"""How long the kernels take, beside what they are measured against.

Run with ``python bench/bench_kernels.py [REPEATS]``. The cube is fictitious: 1 250 territories ×
88 sectors × 15 years, a tenth of its cells without a job. Medians of several runs; the table is
printed and written to ``docs/reference/kernels.md`` with the budgets of the project. Ratios to a
plain NumPy pass over the same cube tell a slow machine from a slow kernel.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from terreau import analytics
from terreau.analytics.presence import presence

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/reference/kernels.md"
PERIODS, TERRITORIES, SECTORS = 15, 1_250, 88


def main() -> None:
    """Measure and write the table."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    cube = fictitious_cube()
    last = cube[-1]
    present = presence(last)
    one_pass = median(lambda: np.where(np.isnan(cube), 0.0, cube).sum(axis=(1, 2)), repeats)
    rows: list[tuple[str, float, float | None]] = [
        ("plain NumPy: one pass over the cube", one_pass, None),
        (
            "shift-share of Dunn, chained over 15 years, sector detail",
            median(lambda: analytics.chained(analytics.dunn, cube), repeats),
            150.0,
        ),
        (
            "shift-share of Esteban-Marquillas, the same, every component",
            median(lambda: analytics.chained(analytics.esteban, cube), repeats),
            150.0,
        ),
        (
            "the same as Dunn, in pandas (groupby and merges, without checks)",
            median(lambda: dunn_in_pandas(cube), max(1, repeats // 3)),
            None,
        ),
        (
            "economic complexity (ECI, PCI, eigengap) of 1 250 × 88",
            median(lambda: analytics.economic_complexity(present), repeats),
            20.0,
        ),
        (
            "location quotients with delta intervals, 1 250 × 88",
            median(lambda: (analytics.quotients(last), analytics.delta_interval(last)), repeats),
            50.0,
        ),
        ("importing terreau.analytics, fresh process", median(import_it, repeats), 300.0),
        ("importing pandas, fresh process", median(import_pandas, max(1, repeats // 3)), None),
    ]
    table = as_table(rows)
    print(table)
    PAGE.write_text(
        "# Kernels\n\n"
        f"Written by `python bench/bench_kernels.py`: medians of {repeats} runs, "
        f"{os.cpu_count()} cores shared with whatever else ran, load "
        f"{os.getloadavg()[0]:.1f} at the end, {platform.system()}, Python "
        f"{platform.python_version()}, NumPy {np.__version__}. Fictitious jobs, {TERRITORIES} "
        f"territories × {SECTORS} sectors × {PERIODS} years.\n\n{table}\n",
        encoding="utf-8",
    )


def fictitious_cube() -> np.ndarray:
    """Return (period, territory, sector) jobs, a tenth of them without a job."""
    rng = np.random.default_rng(42)
    size = rng.lognormal(3, 1.5, (1, TERRITORIES, SECTORS))
    trend = np.cumprod(1 + rng.normal(0.005, 0.03, (PERIODS, TERRITORIES, SECTORS)), axis=0)
    jobs = np.round(size * trend)
    jobs[:, rng.random((TERRITORIES, SECTORS)) < 0.1] = 0.0
    return jobs


def dunn_in_pandas(cube: np.ndarray) -> pd.DataFrame:
    """Return the local effects, year by year, as an analyst writes them with data frames."""
    index = pd.MultiIndex.from_product(
        [range(size) for size in cube.shape], names=["period", "territory", "sector"]
    )
    table = pd.DataFrame({"jobs": cube.ravel()}, index=index).reset_index()
    nation = table.groupby(["period", "sector"], as_index=False)["jobs"].sum()
    table = table.merge(nation, on=["period", "sector"], suffixes=("", "_nation"))
    later = table.assign(period=table["period"] - 1)
    both = table.merge(later, on=["period", "territory", "sector"], suffixes=("_0", "_1"))
    growth = both["jobs_nation_1"] / both["jobs_nation_0"]
    both["local"] = both["jobs_1"] - both["jobs_0"] * growth
    return both.groupby(["territory", "sector"], as_index=False)["local"].sum()


def import_it() -> None:
    """Import the library in a fresh process."""
    subprocess.run([sys.executable, "-c", "import terreau.analytics"], check=True)


def import_pandas() -> None:
    """Import pandas in a fresh process."""
    subprocess.run([sys.executable, "-c", "import pandas"], check=True)


def median(work: Callable[[], object], repeats: int) -> float:
    """Return the median time of ``work`` in milliseconds, after one run to warm up."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def as_table(rows: list[tuple[str, float, float | None]]) -> str:
    """Return the table in Markdown, each time beside its budget and one pass over the cube."""
    one_pass = rows[0][1]
    lines = ["| what | median, ms | budget, ms | × one pass |", "| --- | ---: | ---: | ---: |"]
    lines += [
        f"| {what} | {took:.0f} | {'' if budget is None else f'{budget:.0f}'} | "
        f"{took / one_pass:.1f} |"
        for what, took, budget in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
