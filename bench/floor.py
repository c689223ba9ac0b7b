"""The floor: what decoding the same columns costs, and nothing else.

Run with ``python bench/floor.py FOLDER [YEARS [THREADS]]``, in a process of its own: its wall time,
start included, is what no engine that reads Parquet with one thread (or THREADS) goes under. Codes
stay dictionaries, as in the fastest engine; batches are thrown away as they come.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq

BATCH_ROWS = 1 << 18


def main() -> None:
    """Decode, and print the number of rows."""
    folder = Path(sys.argv[1]) / "cells"
    years = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    threads = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    files = sorted(folder.glob("*/*.parquet"))[:years]
    if threads == 1:
        print(sum(map(decode, files)))
        return
    with ThreadPoolExecutor(threads) as pool:
        print(sum(pool.map(decode, files)))


def decode(path: Path) -> int:
    """Return the number of rows of a file, all of them decoded."""
    with pq.ParquetFile(path, read_dictionary=["commune", "naf"]) as file:
        batches = file.iter_batches(
            BATCH_ROWS, columns=["commune", "naf", "jobs"], use_threads=False
        )
        return sum(batch.num_rows for batch in batches)


if __name__ == "__main__":
    main()
