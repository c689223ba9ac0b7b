"""The whole job with one engine, in a process of its own: scan, aggregate, decompose.

Run with ``python bench/whole_job.py ENGINE FOLDER YEARS TABLE``; prints one line of JSON. TABLE is
"cells" (sums by EPCI × A88 × year, then the chained shift-share of Dunn with every component in
every cell) or "establishments" (sum, number, largest and sum of squares by EPCI × A88 × year).
Engines: those of `terreau.datasets.scan`, and the peers as one would write them.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from terreau.analytics import dunn
from terreau.analytics.shift_share import chained
from terreau.datasets.scan import scan_files

FIRST_YEAR = 2009
COLUMNS = {"territory": "commune", "sector": "naf", "period": "year", "value": "jobs"}
Answer = list[NDArray[np.float64]]


def main() -> None:
    """Do the job once."""
    engine, place, years, table = sys.argv[1:]
    folder = Path(place)
    maps = {
        name: pq.ParquetFile(folder / f"{name}.parquet").read()
        for name in ("territories", "sectors")
    }
    periods = range(FIRST_YEAR, FIRST_YEAR + int(years))
    peer = PEERS.get(engine)
    if peer is None:
        answer = ours(engine, folder / table, maps, periods, table)
    else:
        files = [str(next((folder / table / f"year={y}").glob("*.parquet"))) for y in periods]
        answer = dense(peer(files, maps, four=table == "establishments"), maps, periods)
    if table == "cells" and len(periods) > 1:
        effects = chained(dunn, answer[0])
        assert np.isclose(effects.local.sum() + effects.structural.sum(), 0, atol=1e-3)
    digest = hashlib.sha256(b"".join(np.ascontiguousarray(part).tobytes() for part in answer))
    print(json.dumps({"digest": digest.hexdigest()[:12], "peak_mb": peak_mb()}))


def ours(
    engine: str, place: Path, maps: Mapping[str, pa.Table], periods: range, table: str
) -> Answer:
    """Return the statistics, with an engine of ours."""
    groups: dict[str, list[str]] = {}
    for commune, epci in zip(*(c.to_pylist() for c in maps["territories"].columns), strict=True):
        groups.setdefault(epci, []).append(commune)
    sectors = dict(zip(*(c.to_pylist() for c in maps["sectors"].columns), strict=True))
    found = scan_files(
        place,
        {name: groups[name] for name in sorted(groups)},
        sectors,
        periods=periods,
        columns=COLUMNS,
        are_establishments=table == "establishments",
        engine=engine,
    )
    parts = (found.sums, found.units, found.largest, found.sum_squares)
    return [part for part in parts if part is not None]


def with_pandas(files: list[str], maps: Mapping[str, pa.Table], *, four: bool) -> pa.Table:
    """Read everything, then group."""
    import pandas as pd  # noqa: PLC0415  each process loads one engine

    years = [int(Path(file).parent.name.partition("=")[2]) for file in files]
    parts = [pd.read_parquet(file) for file in files]
    table = pd.concat(part.assign(year=year) for part, year in zip(parts, years, strict=True))
    del parts
    epci = maps["territories"].to_pandas().set_index("commune")["epci"]
    a88 = maps["sectors"].to_pandas().set_index("naf")["a88"]
    table["epci"], table["a88"] = table["commune"].map(epci), table["naf"].map(a88)
    table["squares"] = table["jobs"].astype("float64") ** 2 if four else 0.0
    asked = {"total": ("jobs", "sum")}
    if four:
        asked |= {"n": ("jobs", "size"), "top": ("jobs", "max"), "sq": ("squares", "sum")}
    by = ["year", "epci", "a88"]
    return pa.Table.from_pandas(table.groupby(by, as_index=False, observed=True).agg(**asked))


def with_polars(files: list[str], maps: Mapping[str, pa.Table], *, four: bool) -> pa.Table:
    """One lazy query, streamed."""
    import polars as pl  # noqa: PLC0415

    jobs = pl.col("jobs")
    asked = [jobs.cast(pl.Int64).sum().alias("total")]
    if four:
        squares = (jobs.cast(pl.Float64) ** 2).sum().alias("sq")
        asked += [pl.len().alias("n"), jobs.max().alias("top"), squares]
    return (
        pl.scan_parquet(files, hive_partitioning=True)
        .join(pl.from_arrow(maps["territories"]).lazy(), on="commune")
        .join(pl.from_arrow(maps["sectors"]).lazy(), on="naf")
        .group_by("year", "epci", "a88")
        .agg(asked)
        .collect(engine="streaming")
        .to_arrow()
    )


def with_duckdb(files: list[str], maps: Mapping[str, pa.Table], *, four: bool) -> pa.Table:
    """One query of SQL."""
    import duckdb  # noqa: PLC0415

    connection = duckdb.connect()
    for name, table in maps.items():
        connection.register(name, table)
    more = ", count(*) AS n, max(jobs) AS top, sum(jobs::DOUBLE * jobs) AS sq" if four else ""
    query = (
        f"SELECT year, epci, a88, sum(jobs)::BIGINT AS total{more} "
        "FROM read_parquet(?, hive_partitioning = true) "
        "JOIN territories USING (commune) JOIN sectors USING (naf) GROUP BY year, epci, a88"
    )
    return connection.execute(query, [files]).to_arrow_table()


PEERS: Mapping[str, Callable[..., pa.Table]] = {
    "pandas": with_pandas,
    "polars": with_polars,
    "duckdb": with_duckdb,
}


def dense(answer: pa.Table, maps: Mapping[str, pa.Table], periods: range) -> Answer:
    """Return (period, EPCI, A88) arrays from a peer's rows."""
    axes = [
        sorted(set(maps["territories"]["epci"].to_pylist())),
        sorted(set(maps["sectors"]["a88"].to_pylist())),
    ]
    cell = [np.asarray(answer["year"].to_numpy(), dtype=np.int64) - periods.start]
    for name, codes in zip(("epci", "a88"), axes, strict=True):
        place = {code: position for position, code in enumerate(codes)}
        cell.append(np.array([place[code] for code in answer[name].to_pylist()]))
    parts = []
    for name in ("total", "n", "top", "sq"):
        if name in answer.column_names:
            part = np.zeros((len(periods), *map(len, axes)))
            part[tuple(cell)] = answer[name].to_numpy()
            parts.append(part)
    return parts


def peak_mb() -> int:
    """Return the largest memory of this process, and of its living children (Spark's Java)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    waiting = [*Path("/proc/self/task").glob("*/children")]
    while waiting:
        for child in waiting.pop().read_text().split():
            status = Path(f"/proc/{child}/status").read_text().splitlines()
            sizes = [int(line.split()[1]) for line in status if line.startswith("VmHWM")]
            peak += sum(sizes)  # none for a process that has ended
            waiting += Path(f"/proc/{child}/task").glob("*/children")
    return peak // 1024


if __name__ == "__main__":
    main()
