"""Reading one territory out of a register of the size of a country's: time, memory, resuming.

Run with ``python bench/bench_register.py [FOLDER] [MILLIONS]``; FOLDER is where the files are made
(or were, by a former run), MILLIONS how many rows of establishments (5 by default). The files have
the official columns and are drawn by a fixed seed: made up, whatever they resemble. Each measure is
a process of its own. The table is printed and written to
``docs/reference/performance-register.md``.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from register_files import COMMUNES_OF_TERRITORY, write

from terreau.datasets.registers import Chosen, read_stock

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "performance-register.md"
BUDGET_SECONDS, BUDGET_MB = 60, 500
FORMATS = ("parquet", "csv", "zip")


def main() -> None:
    """Make the files, measure, write the page."""
    if sys.argv[1:2] == ["read"]:
        read(Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
        return
    with tempfile.TemporaryDirectory() as drawn:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else drawn)
        millions = float(sys.argv[2]) if len(sys.argv) > 2 else 5
        write(folder, rows=int(millions * 1_000_000))
        rows = [measured(folder, suffix) for suffix in FORMATS]
    page = "\n".join([*introduction(millions), *rows, *conclusion()]) + "\n"
    PAGE.write_text(page, encoding="utf-8")
    print(page)


def read(folder: Path, suffix: str, work: Path) -> None:
    """Read one territory; say how many were kept, a digest of them, and the largest memory."""
    found = read_stock(
        folder / f"StockEtablissement_utf8.{suffix}",
        folder / f"StockUniteLegale_utf8.{suffix}",
        Chosen(COMMUNES_OF_TERRITORY),
        folder=work,
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps([len(found.establishments), hash_of(found.establishments), peak]))


def hash_of(found: object) -> str:
    """Return what tells one result from another."""
    return hashlib.sha256(repr(found).encode()).hexdigest()[:12]


def measured(folder: Path, suffix: str) -> str:
    """Return the row of one format: whole, then killed in the middle and resumed."""
    with tempfile.TemporaryDirectory() as work:
        began = time.monotonic()
        kept, digest, peak = answer(start(folder, suffix, Path(work)))
        whole = time.monotonic() - began
        began = time.monotonic()
        again = answer(start(folder, suffix, Path(work)))
        second = time.monotonic() - began
    with tempfile.TemporaryDirectory() as work:
        killed = start(folder, suffix, Path(work))
        time.sleep(whole * 0.5)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        began = time.monotonic()
        resumed = answer(start(folder, suffix, Path(work)))
        rest = time.monotonic() - began
    assert again[:2] == [kept, digest], "read twice, it changed"
    assert resumed[:2] == [kept, digest], "killed and resumed, it changed"
    return f"| {suffix} | {kept:,} | {whole:.1f} | {peak} | {rest:.1f} | {second:.1f} |"


def start(folder: Path, suffix: str, work: Path) -> subprocess.Popen[str]:
    """Start a reading in a process of its own."""
    command = [sys.executable, __file__, "read", str(folder), suffix, str(work)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def answer(process: subprocess.Popen[str]) -> list[object]:
    """Return what a reading says."""
    said, _ = process.communicate()
    assert process.returncode == 0, said
    return list(json.loads(said))


def introduction(millions: float) -> list[str]:
    """Return what was measured, and on what."""
    return f"""# Performance of the register

One territory ({len(COMMUNES_OF_TERRITORY)} communes) read out of {millions:g} million
establishments and a third as many legal units, of the official columns, drawn by a fixed seed:
`python bench/bench_register.py` makes them, measures and writes this page.

{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; load average
at the start {os.getloadavg()[0]:.1f}. Budget: {BUDGET_SECONDS} s and {BUDGET_MB} MB.

| format | kept | whole (s) | peak (MB) | rest after a kill half-way (s) | again (s) |
| --- | --- | --- | --- | --- | --- |""".splitlines()


def conclusion() -> list[str]:
    """Return what the figures say."""
    return """
*Rest*: the reading was killed (SIGKILL) half-way, then run again: it goes on from the last million
rows that were on the disk. *Again*: run once more when all is read. The bench fails if the three do
not give the same establishments, to the letter.""".splitlines()


if __name__ == "__main__":
    main()
