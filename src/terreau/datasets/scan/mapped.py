"""The rows that a question asks of the mapped cells of a stored table.

A stored table never changes, so what is mapped is never stale: another import is another folder,
and a damaged version written again has another index (`mapped_cells`).
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


def totals_of(cells: MappedCells, plan: Plan) -> FloatArray:
    """Return (P,) the jobs of all the territories that a question asks for, none being hidden."""
    asked = _asked(cells, plan)
    return np.array([cells.year(year).totals[asked].sum() for year in plan.periods])


def rows_of(cells: MappedCells, plan: Plan) -> Iterator[Rows]:
    """Yield the rows of the territories that a question asks for, year by year."""
    asked = _asked(cells, plan)
    codes = list(cells.place)
    member_of = np.full(len(codes), -1, dtype=np.int64)
    for place in asked.tolist():
        member_of[place] = plan.members[codes[place]]
    native = np.array([plan.sector.get(code, -1) for code in cells.sectors], dtype=np.int64)
    merged = _flagged(cells, plan.passages.merged)
    uncertain = _flagged(cells, plan.passages.uncertain)
    runs = _runs(asked)
    for place, year in enumerate(plan.periods):
        records = _chosen(cells.year(year), runs)
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


def _asked(cells: MappedCells, plan: Plan) -> NDArray[np.intp]:
    """Return the places of the territories asked for, in order."""
    places = sorted(cells.place[code] for code in plan.members if code in cells.place)
    return np.array(places, dtype=np.intp)


def _runs(asked: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where runs of neighbouring places start and end: codes of a department follow."""
    breaks = np.flatnonzero(np.diff(asked) > 1)
    first = np.concatenate((asked[:1], asked[breaks + 1]))
    last = np.concatenate((asked[breaks], asked[-1:]))
    return first, last + 1


def _chosen(year: YearOfCells, runs: tuple[NDArray[np.intp], NDArray[np.intp]]) -> Records:
    """Return the records of runs of territories, or all where most are asked for."""
    starts, ends = (year.starts[places] for places in runs)
    if (ends - starts).sum() > _MOST * len(year.records):
        return year.records
    pieces = [year.records[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    return np.concatenate(pieces) if pieces else year.records[:0]


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
