"""The statistics of an answer, growing a batch at a time.

A batch is counted on the few territories, sectors and years that it holds, then added to the
whole. What is not asked for goes to the last place of each axis, which is thrown away at the end:
cheaper than choosing rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from terreau.datasets.scan.coded import Coded, IntArray, Rows
from terreau.datasets.scan.plan import Number, Plan
from terreau.datasets.sums_of_blocks import SumsOfBlocks

# Rows counted at once: what is worked out for them stays in the processor's cache.
_STRIDE = 1 << 16


class Tally:
    """The statistics so far, (P+1, A+1, S+1): the last place of each axis is not asked for."""

    def __init__(self, plan: Plan) -> None:
        table = plan.table
        self._periods, self._atoms, self._sectors = map(_Axis, meanings(plan))
        shape = (len(plan.periods) + 1, plan.atoms + 1, len(plan.sectors) + 1)
        self.are_establishments = table.are_establishments
        self.sums = np.zeros(shape)
        self.rows = np.zeros(shape, dtype=np.int64)
        self.units = np.zeros(shape) if "units" in table.columns else None
        self.largest = np.zeros(shape) if table.has_largest else None
        self.squares = np.zeros(shape) if table.are_establishments else None
        self.rebased, self.uncertain = np.zeros(shape[:2]), np.zeros(shape[:2])

    def add(self, rows: Rows) -> None:
        """Count a batch, none of whose values is NaN."""
        period, atom, sector = (
            self._periods.number(rows.period),
            self._atoms.number(rows.member),
            self._sectors.number(rows.native),
        )
        shape = (len(period.held), len(atom.held), len(sector.held))
        batch = _Batch(shape, rows, self)
        for start in range(0, rows.value.size, _STRIDE):
            part = slice(start, start + _STRIDE)
            place = period.steps(part, shape[1] * shape[2]) + atom.steps(part, shape[2])
            batch.add(part, place + sector.steps(part, 1))
        batch.into(self, period.held, atom.held, sector.held)

    def add_blocks(
        self, period: int, atom: IntArray, sector: IntArray, blocks: SumsOfBlocks
    ) -> None:
        """Count rows summed by block, (b, s), given the atom and the sector that each is in."""
        where = np.ravel_multi_index(np.ix_(atom, sector), self.sums.shape[1:]).ravel()

        def add(total: NDArray[Number] | None, part: NDArray[Number] | None) -> None:
            if total is not None and part is not None:
                summed = np.bincount(where, part.ravel(), total[period].size)
                total[period] += summed.reshape(total[period].shape).astype(total.dtype)

        add(self.sums, blocks.value)
        add(self.rows, blocks.rows)
        add(self.units, blocks.units)
        if self.largest is not None and blocks.largest is not None:
            np.maximum.at(self.largest[period].reshape(-1), where, blocks.largest.ravel())


class _Batch:
    """The statistics of a batch, flat, on the places of the axes that it holds."""

    def __init__(self, shape: tuple[int, int, int], rows: Rows, tally: Tally) -> None:
        self._shape, self._rows = shape, rows
        size = int(np.prod(shape))
        self._sums = np.zeros(size)
        self._counts = np.zeros(size, dtype=np.int64)
        self._units = None if tally.units is None else np.zeros(size)
        self._largest = None if tally.largest is None else np.zeros(size)
        self._squares = None if tally.squares is None else np.zeros(size)
        self._flagged = [
            (flag, total, np.zeros(size // shape[2]))
            for flag, total in ((rows.merged, tally.rebased), (rows.uncertain, tally.uncertain))
            if flag is not None
        ]

    def add(self, part: slice, cells: IntArray | int) -> None:
        """Count some rows, given their cells, (n,) or the only one."""
        rows, size = self._rows, self._sums.size
        value = rows.value[part]
        cell = np.broadcast_to(cells, value.shape)
        self._sums += np.bincount(cell, value, size)
        self._counts += np.bincount(cell, minlength=size)
        if self._units is not None and rows.units is not None:
            self._units += np.bincount(cell, np.nan_to_num(rows.units[part]), size)
        if self._squares is not None:
            self._squares += np.bincount(cell, value.astype(np.float64) ** 2, size)
        if self._largest is not None:
            top = value if rows.largest is None else np.nan_to_num(rows.largest[part])
            np.maximum.at(self._largest, cell, top)
        for flag, _, so_far in self._flagged:
            carried = value * rows.member.part(part).spread(flag)
            np.add(so_far, np.bincount(cell // self._shape[2], carried, so_far.size), out=so_far)

    def into(self, tally: Tally, *held: IntArray) -> None:
        """Add them to the statistics so far."""
        where, shape = np.ix_(*held), self._shape
        tally.sums[where] += self._sums.reshape(shape)
        tally.rows[where] += self._counts.reshape(shape)
        if tally.units is not None and self._units is not None:
            tally.units[where] += self._units.reshape(shape)
        if tally.squares is not None and self._squares is not None:
            tally.squares[where] += self._squares.reshape(shape)
        if tally.largest is not None and self._largest is not None:
            top = self._largest.reshape(shape)
            tally.largest[where] = np.maximum(tally.largest[where], top)
        for _, total, carried in self._flagged:
            total[np.ix_(*held[:2])] += carried.reshape(shape[:2])


class _Axis:
    """The places of an axis that a batch holds, ``held``, and its codes numbered on them."""

    def __init__(self, meaning: IntArray) -> None:
        self._meaning = meaning
        self._column = Coded(None, np.array([-1], dtype=np.int64))
        self.held, self._numbered = np.unique(meaning[[-1]], return_inverse=True)

    def number(self, column: Coded) -> _Axis:
        """Take the column of a batch; batches with one list of codes are numbered once."""
        if column.stands_for is not self._column.stands_for:
            meaning = self._meaning[column.stands_for]
            self.held, self._numbered = np.unique(meaning, return_inverse=True)
        self._column = column
        return self

    def steps(self, part: slice, length: int) -> IntArray | int:
        """Return (n,) the numbers of some rows times a length; 0 when all rows have the first."""
        if len(self.held) == 1:
            return 0
        return self._column.part(part).spread(self._numbered * length)


def meanings(plan: Plan) -> tuple[IntArray, IntArray, IntArray]:
    """Return what periods, members and native sectors count as, "not asked" coming last."""
    return (
        np.arange(len(plan.periods) + 1),
        np.append(plan.atom, plan.atoms),
        np.append(plan.sector_of_native, len(plan.sectors)),
    )
