"""The import of a national file: 1.2 million rows × 20 years, wide, as Urssaf publishes them.

Run with ``python bench/bench_import.py [ROWS]``. The file is fictitious jobs on real codes, written
to a temporary folder (160 MB). Each import is a process of its own, start included, and the reading
of the same file by pandas and by polars stands beside it: they only read, with every column a
text or a number, and check nothing. The table is printed and written to
``docs/reference/import.md``.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from national import ROWS, YEARS, write

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "import.md"
BUDGET_SECONDS, BUDGET_MB = 90, 1000
# Linux counts resident memory in kilobytes, macOS in bytes.
MEGABYTE = 1000 if sys.platform == "linux" else 1e6
WAYS = {
    "terreau: read, checked, sorted, stored": "from terreau.datasets.sources import import_source; "
    "import_source('urssaf-commune-ape', Path({file!r}), home=Path({home!r}))",
    "pandas, reading only": "import pandas; pandas.read_csv({file!r}, sep=';', "
    "dtype={{'Code commune': str, 'Code APE': str}})",
    "polars, reading only": "import polars; polars.read_csv({file!r}, separator=';', "
    "schema_overrides={{'Code commune': polars.String}})",
}


def main() -> None:
    """Measure and write the page."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    before = _load()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "national.csv"
        write(file, rows)
        size = file.stat().st_size / 1e6
        lines = [_measured(name, code, file) for name, code in WAYS.items()]
    page = f"""# Import of a national table

Written by `python bench/bench_import.py`. {rows:,} rows × {len(YEARS)} years of jobs and \
establishments ({size:.0f} MB, {rows * len(YEARS) / 1e6:.0f} million cells), fictitious numbers on \
real codes. {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}; load \
over 1, 5 and 15 minutes: {before} at the start, {_load()} at the end. Budget: \
{BUDGET_SECONDS} s and {BUDGET_MB} MB.

| what | seconds | largest memory, MB |
| --- | ---: | ---: |
{chr(10).join(lines)}

The others only read: no code is looked up, no cell checked, nothing sorted, nothing kept.
"""
    PAGE.write_text(page, encoding="utf-8")
    print(page)


def _measured(name: str, code: str, file: Path) -> str:
    with tempfile.TemporaryDirectory() as home:
        program = "from pathlib import Path; " + code.format(file=str(file), home=home)
        start = time.perf_counter()
        child = subprocess.Popen([sys.executable, "-c", program])
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"{name} failed")
    return f"| {name} | {seconds:.0f} | {used.ru_maxrss / MEGABYTE:.0f} |"


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


if __name__ == "__main__":
    main()
