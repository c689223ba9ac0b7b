"""The rows that a question asks of the mapped cells of a stored table.

A stored table never changes, so what is mapped is never stale: another import is another folder.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from terreau.datasets.mapped_cells import MappedCells, Records, YearOfCells
from terreau.datasets.scan.coded import Coded, FloatArray, IntArray, Rows, flags
from terreau.datasets.scan.plan import Plan

# From this share of the rows of a year, reading them all costs less than choosing.
_MOST = 0.5


def rows_of(cells: MappedCells, plan: Plan) -> Iterator[Rows]:
    """Yield the rows of the territories that a question asks for, year by year."""
    asked = np.array(
        sorted(cells.place[code] for code in plan.members if code in cells.place), dtype=np.intp
    )
    codes = list(cells.place)
    member_of = np.full(len(codes), -1, dtype=np.int64)
    for place in asked.tolist():
        member_of[place] = plan.members[codes[place]]
    native = np.array([plan.sector.get(code, -1) for code in cells.sectors], dtype=np.int64)
    merged = _flagged(cells, plan.passages.merged)
    uncertain = _flagged(cells, plan.passages.uncertain)
    for place, year in enumerate(plan.periods):
        records = _chosen(cells.year(year), asked)
        yield Rows(
            member=Coded(_places(records, "territory"), member_of),
            native=Coded(_places(records, "sector"), native),
            period=Coded(None, np.array([place], dtype=np.int64)),
            value=_numbers(records, "value"),
            units=_numbers(records, "units") if cells.has("units") else None,
            largest=_numbers(records, "largest") if cells.has("largest") else None,
            merged=merged,
            uncertain=uncertain,
        )


def _chosen(year: YearOfCells, asked: NDArray[np.intp]) -> Records:
    """Return the records of some territories, or all where most are asked for."""
    starts, lengths = year.starts[asked], np.diff(year.starts)[asked]
    wanted = int(lengths.sum())
    if wanted > _MOST * len(year.records):
        return year.records
    # Places within each territory, moved to where it starts.
    shifts = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    chosen: Records = year.records[np.arange(wanted) + shifts]
    return chosen


def _places(records: Records, name: str) -> NDArray[np.int32]:
    return records[name].astype(np.int32)


def _numbers(records: Records, name: str) -> FloatArray:
    return records[name].astype(np.float64)


def _flagged(cells: MappedCells, marked: Collection[str]) -> FloatArray | None:
    places: IntArray = np.array(
        [cells.place[code] for code in marked if code in cells.place], dtype=np.int64
    )
    found = np.zeros(len(cells.place), dtype=np.bool_)
    found[places] = True
    return flags(found)
