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
from terreau.datasets.scan.count import count
from terreau.datasets.scan.plan import Plan
from terreau.datasets.scan.result import Aggregate
from terreau.datasets.scan.tally import Tally

# From this share of the rows of a year, reading them all costs less than choosing.
_MOST = 0.5
# Years are counted together up to about this many rows.
_TOGETHER = 1 << 16


def totals_of(cells: MappedCells, plan: Plan) -> FloatArray:
    """Return (P,) the jobs of all the territories that a question asks for, none being hidden."""
    asked = _member_of(cells, plan) >= 0
    return np.array([cells.year(year).totals[asked].sum() for year in plan.periods])


def answer_of(cells: MappedCells, plan: Plan) -> Aggregate:
    """Answer a question about a table all of whose cells are known.

    Blocks that a group holds whole are added up; only the rows of its other territories are read.
    """
    member_of = _member_of(cells, plan)
    is_whole, atom = _whole_blocks(cells.block, np.append(plan.atom, -1)[member_of])
    is_whole &= cells.has_few_blocks
    in_whole = is_whole[cells.block]
    tally = Tally(plan)
    if in_whole.any():
        _add_blocks(tally, cells, plan, np.flatnonzero(is_whole), atom)
    return count(_rows(cells, plan, np.where(in_whole, -1, member_of)), plan, None, tally)


def rows_of(cells: MappedCells, plan: Plan) -> Iterator[Rows]:
    """Yield the rows of the territories that a question asks for, year by year."""
    return _rows(cells, plan, _member_of(cells, plan))


def _member_of(cells: MappedCells, plan: Plan) -> IntArray:
    """Return (T,) the member that each territory of the table is, -1 = not asked."""
    found = np.full(len(cells.place), -1, dtype=np.int64)
    for code, member in plan.members.items():
        if code in cells.place:
            found[cells.place[code]] = member
    return found


def _native(cells: MappedCells, plan: Plan) -> IntArray:
    """Return (S,) the native sector that each sector of the table is, -1 = not asked."""
    return np.array([plan.sector.get(code, -1) for code in cells.sectors], dtype=np.int64)


def _whole_blocks(block: IntArray, atom_of: IntArray) -> tuple[NDArray[np.bool_], IntArray]:
    """Return (B,) whether all of a block is in one atom, and which; given (T,) each."""
    least = np.full(int(block.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    most = np.full_like(least, -1)
    np.minimum.at(least, block, atom_of)
    np.maximum.at(most, block, atom_of)
    return (least == most) & (most >= 0), most


def _add_blocks(
    tally: Tally, cells: MappedCells, plan: Plan, whole: IntArray, atom: IntArray
) -> None:
    """Count whole blocks, (b,), given (B,) the atom of each block."""
    sector = np.append(plan.sector_of_native, len(plan.sectors))[_native(cells, plan)]
    counted = np.isin(cells.block, whole)
    merged = np.flatnonzero(counted & _marked(cells, plan.passages.merged))
    uncertain = np.flatnonzero(counted & _marked(cells, plan.passages.uncertain))
    for place, year in enumerate(plan.periods):
        tally.add_blocks(place, atom[whole], sector, cells.sums(year).of(whole))
        totals = cells.year(year).totals
        np.add.at(tally.rebased[place], atom[cells.block[merged]], totals[merged])
        np.add.at(tally.uncertain[place], atom[cells.block[uncertain]], totals[uncertain])


def _rows(cells: MappedCells, plan: Plan, member_of: IntArray) -> Iterator[Rows]:
    native = _native(cells, plan)
    merged = flags(_marked(cells, plan.passages.merged))
    uncertain = flags(_marked(cells, plan.passages.uncertain))
    for periods, records in _batches(cells, plan, np.flatnonzero(member_of >= 0)):
        yield Rows(
            member=Coded(_places(records, "territory"), member_of),
            native=Coded(_places(records, "sector"), native),
            period=periods,
            value=_numbers(records, "value"),
            units=_numbers(records, "units") if cells.has("units") else None,
            largest=_numbers(records, "largest") if cells.has("largest") else None,
            merged=merged,
            uncertain=uncertain,
        )


def _batches(cells: MappedCells, plan: Plan, asked: IntArray) -> Iterator[tuple[Coded, Records]]:
    """Yield the records of the places asked for; years that have few of them come together."""
    runs = _runs(asked)
    places: list[int] = []
    held: list[Records] = []
    for place, year in enumerate(plan.periods):
        places.append(place)
        held.append(_chosen(cells.year(year), runs))
        lengths = [len(records) for records in held]
        if sum(lengths) >= _TOGETHER or place == len(plan.periods) - 1:
            of = np.repeat(np.arange(len(held), dtype=np.int32), lengths)
            period = Coded(of if len(held) > 1 else None, np.array(places, dtype=np.int64))
            yield period, np.concatenate(held) if len(held) > 1 else held[0]
            places, held = [], []


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


def _marked(cells: MappedCells, codes: Collection[str]) -> NDArray[np.bool_]:
    """Return (T,) whether each territory of the table is one of these."""
    found = np.zeros(len(cells.place), dtype=np.bool_)
    found[[cells.place[code] for code in codes if code in cells.place]] = True
    return found
