"""A fictitious country's employment, as large as a real one's, to measure on.

Run with ``python bench/employment.py FOLDER [YEARS [ROWS_A_YEAR]]``; the same words give the same
files. 35 000 communes, 1 250 EPCI and 732 sectors of no real place::

    FOLDER/cells/year=2009/part.parquet           commune, naf, jobs: one row a cell, no zero
    FOLDER/establishments/year=2009/part.parquet  commune, naf, jobs: one row an establishment
    FOLDER/territories.parquet                    commune, epci
    FOLDER/sectors.parquet                        naf, a88

Cells come and go a little from one year to the next, larger in larger communes; rows are sorted by
commune and sector, as a statistical office writes them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

SEED = 20261122
FIRST_YEAR = 2009
COMMUNES, EPCIS, NAF, A88 = 35_000, 1_250, 732, 88
ESTABLISHMENT_YEARS = 3
ROW_GROUP = 500_000
# In a year this share of the cells is drawn anew.
CHURN = 0.03


def main() -> None:
    """Write the tables."""
    folder = Path(sys.argv[1])
    years = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    rows = int(sys.argv[3]) if len(sys.argv) > 3 else 3_000_000
    write(folder, years, rows)


def write(folder: Path, years: int, rows: int) -> None:
    """Write every table into ``folder``."""
    rng = np.random.default_rng(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    territories = np.array([f"{place:05d}" for place in range(1, COMMUNES + 1)])
    sectors = np.array([f"{10 + place // 10:02d}.{place % 10}Z" for place in range(NAF)])
    epci = np.sort(rng.integers(0, EPCIS, COMMUNES))
    a88 = np.sort(np.concatenate([np.arange(A88), rng.integers(0, A88, NAF - A88)]))
    names = np.array([f"E{place:04d}" for place in range(EPCIS)])
    divisions = np.array([f"{place:02d}" for place in range(A88)])
    pq.write_table(
        pa.table({"commune": territories, "epci": names[epci]}), folder / "territories.parquet"
    )
    pq.write_table(pa.table({"naf": sectors, "a88": divisions[a88]}), folder / "sectors.parquet")

    sizes = rng.lognormal(0, 1.6, COMMUNES)
    shares = rng.lognormal(0, 1.3, NAF)
    weight = np.outer(sizes / sizes.sum(), shares / shares.sum()).astype(np.float32)
    expected = weight * scale(weight, rows)
    chance = 1 - np.exp(-expected)
    drawn = rng.random(chance.shape, dtype=np.float32)
    usual = rng.lognormal(0, 1, chance.shape).astype(np.float32)
    trend = rng.normal(0, 0.02, NAF)
    for year in range(years):
        anew = np.flatnonzero(rng.random(drawn.size, dtype=np.float32) < CHURN)
        drawn.flat[anew] = rng.random(len(anew), dtype=np.float32)
        commune, naf = np.nonzero(drawn < chance)
        mean = 2 + 3 * usual[commune, naf] * (1 + expected[commune, naf])
        jobs = np.maximum(1, rng.poisson(mean * np.exp(trend[naf] * year)))
        table = coded(commune, territories, naf, sectors, jobs)
        save(table, folder / "cells" / f"year={FIRST_YEAR + year}")
    for year in range(min(ESTABLISHMENT_YEARS, years)):
        cell = np.sort(rng.choice(weight.size, rows, p=(weight / weight.sum()).ravel()))
        jobs = np.maximum(1, rng.lognormal(1, 1.4, rows).astype(np.int64))
        table = coded(cell // NAF, territories, cell % NAF, sectors, jobs)
        save(table, folder / "establishments" / f"year={FIRST_YEAR + year}")


def scale(weight: NDArray[np.float32], rows: int) -> float:
    """Return by how much to multiply weights for ``rows`` cells to be expected."""
    few = weight[:: max(1, COMMUNES // 500)]
    low, high = 1.0, 1e12
    for _ in range(60):
        middle = float(np.sqrt(low * high))
        share = float((1 - np.exp(-few * middle)).mean())
        low, high = (middle, high) if share * weight.size < rows else (low, middle)
    return low


def coded(
    commune: NDArray[np.int64],
    territories: NDArray[np.str_],
    naf: NDArray[np.int64],
    sectors: NDArray[np.str_],
    jobs: NDArray[np.int64],
) -> pa.Table:
    """Return the rows with their codes as text."""
    columns = {"commune": (commune, territories), "naf": (naf, sectors)}
    texts = {
        name: pa.DictionaryArray.from_arrays(places.astype(np.int32), codes).cast(pa.string())
        for name, (places, codes) in columns.items()
    }
    return pa.table(texts | {"jobs": pa.array(jobs.astype(np.int32))})


def save(table: pa.Table, folder: Path) -> None:
    """Write one year."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, folder / "part.parquet", compression="zstd", row_group_size=ROW_GROUP)
    print(folder, table.num_rows, flush=True)


if __name__ == "__main__":
    main()
