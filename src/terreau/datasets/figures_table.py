"""The stored table of figures: cells gathered, sorted, checked for doubles, written as Parquet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from terreau.core.errors import BadTable, Place
from terreau.datasets.rows import STATUSES, Cells, RowRules

ROW_GROUP = 1 << 17


def gather(parts: Sequence[Cells], rules: RowRules, *, file: str) -> pa.Table:
    """Return the stored table: territory, sector, period, value, status[, units, largest].

    Sorted by territory, sector, period; ``value`` is null where ``status`` is not "ok".

    Raises
    ------
    BadTable
        If two rows give the same territory, sector and period; both lines are named.
    """
    cells = Cells(
        **{
            column.name: np.concatenate([getattr(part, column.name) for part in parts])
            for column in fields(Cells)
        }
    )
    territories, territory = _ranked(rules.territories, cells.territory)
    sectors, sector = _ranked(rules.sectors, cells.sector)
    periods, period = np.unique(cells.period, return_inverse=True)
    key = (territory.astype(np.int64) * len(sectors) + sector) * len(periods) + period
    order = np.argsort(key, kind="stable")
    doubles = np.flatnonzero(key[order][1:] == key[order][:-1])
    if doubles.size:
        raise _stands_twice(doubles, order, cells, rules, file=file)
    columns = {
        "territory": _dictionary(territory[order], territories),
        "sector": _dictionary(sector[order], sectors),
        "period": pa.array(cells.period[order], pa.int32()),
        "value": _nullable(cells.value[order]),
        "status": _dictionary(cells.status[order].astype(np.int32), list(STATUSES)),
    }
    for name in ("units", "largest"):
        if any(getattr(slot, name) for slot in rules.layout.slots):
            columns[name] = _nullable(getattr(cells, name)[order])
    return pa.table(columns)


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table as the store keeps them: zstd, groups small enough to be skipped.

    Dictionary columns are written as text, so that each group holds only the codes it uses.
    """
    plain = pa.schema(
        [
            pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type)
            for f in table.schema
        ]
    )
    with pq.ParquetWriter(path, plain, compression="zstd") as writer:
        for start in range(0, max(table.num_rows, 1), ROW_GROUP):
            writer.write_table(table.slice(start, ROW_GROUP).cast(plain), row_group_size=ROW_GROUP)


def labels_table(labels: Mapping[str, str | None]) -> pa.Table:
    """Return every territory of the table with the name it gives it, null when it gives none."""
    codes = sorted(labels)
    names = [labels[code] for code in codes]
    return pa.table(
        {"territory": pa.array(codes, pa.string()), "label": pa.array(names, pa.string())}
    )


def _ranked(
    codes: dict[str, int], column: NDArray[np.int32]
) -> tuple[list[str], NDArray[np.int32]]:
    """Return the codes in alphabetical order, and the column recoded to that order."""
    ordered = sorted(codes)
    rank = np.empty(max(len(ordered), 1), dtype=np.int32)
    for place, code in enumerate(ordered):
        rank[codes[code]] = place
    return ordered, rank[column]


def _stands_twice(
    doubles: NDArray[np.intp],
    order: NDArray[np.intp],
    cells: Cells,
    rules: RowRules,
    *,
    file: str,
) -> BadTable:
    """Return the error that names the first double of the file and both its lines."""
    place = doubles[np.argmin(cells.line[order[doubles + 1]])]
    first, second = order[place], order[place + 1]
    layout = rules.layout
    key = (
        list(rules.territories)[cells.territory[second]],
        list(rules.sectors)[cells.sector[second]],
        str(cells.period[second]),
    )
    names = (layout.territory, layout.sector, layout.slots[0].period_column)
    return BadTable(
        Place(file, int(cells.line[second]), layout.territory),
        "The same territory, sector and period stand twice",
        value=", ".join(part for part in key if part),
        why=f"First at line {cells.line[first]}; {len(doubles)} in all; the key is "
        + ", ".join(name for name in names if name),
        remedy="Remove one of the two; if the file holds several series, keep one with [filter]",
    )


def _dictionary(column: NDArray[np.int32], values: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(
        pa.array(column, pa.int32()), pa.array(values, pa.string())
    )


def _nullable(column: NDArray[np.float64]) -> pa.Array:
    return pa.array(column, pa.float64(), from_pandas=True)
