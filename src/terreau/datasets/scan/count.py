"""Rows → the statistics of an answer: what the default engine does once rows are decoded.

Each batch is counted on the few territories, sectors and years that it holds, then added to the
whole. What is not asked for goes to the last place of each axis, which is thrown away at the end:
cheaper than choosing rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terreau.datasets.scan.coded import Coded, FloatArray, IntArray, Rows
from terreau.datasets.scan.plan import Plan
from terreau.datasets.scan.result import Aggregate

Shape = tuple[int, ...]
# Rows counted at once: what is worked out for them stays in the processor's cache.
_STRIDE = 1 << 15


@dataclass(frozen=True)
class Counts:
    """Statistics by atom: (P, A, S), or (P, A) for the last two; see `Aggregate`."""

    sums: FloatArray
    rows: NDArray[np.int64]
    units: FloatArray | None
    largest: FloatArray | None
    sum_squares: FloatArray | None
    hidden: NDArray[np.int64]
    rebased: FloatArray
    uncertain: FloatArray

    def answer(self, plan: Plan) -> Aggregate:
        """Return the answer, atoms put together in groups."""
        return Aggregate(
            groups=plan.groups,
            sectors=plan.sectors,
            periods=plan.periods,
            sums=plan.to_groups(self.sums),
            rows=plan.to_groups(self.rows),
            units=None if self.units is None else plan.to_groups(self.units),
            largest=None if self.largest is None else plan.to_groups(self.largest, np.maximum),
            sum_squares=None if self.sum_squares is None else plan.to_groups(self.sum_squares),
            hidden=plan.to_groups(self.hidden),
            rebased=plan.to_groups(self.rebased),
            uncertain=plan.to_groups(self.uncertain),
        )


def left_out(batches: Iterable[Rows], plan: Plan) -> NDArray[np.bool_]:
    """Return (P+1, M+1, N+1): the cells that no sum may hold; the last places mean nothing."""
    shape = (len(plan.periods) + 1, len(plan.atom) + 1, len(plan.sector) + 1)
    hidden = np.zeros(shape, dtype=np.bool_)
    seen = np.zeros(shape, dtype=np.bool_) if plan.table.absent != "zero" else None
    for rows in batches:
        if seen is not None:
            seen[_cells(rows)] = True
        is_hidden = np.isnan(rows.value)
        if is_hidden.any():
            hidden[_cells(rows.select(is_hidden))] = True
    if seen is not None:
        hidden |= ~seen
    if plan.paired:
        hidden |= hidden[:-1].any(axis=0)
    return hidden


def count(batches: Iterable[Rows], plan: Plan, out: NDArray[np.bool_] | None) -> Aggregate:
    """Return the answer.

    Parameters
    ----------
    batches : Iterable[Rows]
        The rows.
    plan : Plan
        The question.
    out : ndarray or None
        From `left_out`; None when the only hidden cells are those of rows without a value.
    """
    tally = _Tally(plan)
    secret: list[IntArray] = []
    for rows in batches:
        known = rows
        is_hidden = np.isnan(rows.value) if rows.value.dtype.kind == "f" else None
        if is_hidden is not None and is_hidden.any():
            if out is None:
                secret.append(np.unique(_keys(rows.select(is_hidden), plan)))
            known = rows.select(~is_hidden)
        if out is not None and plan.paired:
            known = known.select(~out[_cells(known)])
        tally.add(known)
    if out is None:
        hidden = np.unique(np.concatenate(secret)) if secret else np.zeros(0, dtype=np.int64)
        shape = (len(plan.periods) + 1, len(plan.atom) + 1, len(plan.sector) + 1)
        cells = np.unravel_index(hidden, shape)
    else:
        cells = np.nonzero(out)
    return tally.counts(_hidden(cells, plan)).answer(plan)


class _Tally:
    """The statistics so far, (P+1, A+1, S+1): the last place of each axis is not asked for."""

    def __init__(self, plan: Plan) -> None:
        table = plan.table
        self._periods, self._atoms, self._sectors = map(_Axis, _meanings(plan))
        shape = (len(plan.periods) + 1, plan.atoms + 1, len(plan.sectors) + 1)
        self._are_establishments = table.are_establishments
        self.sums = np.zeros(shape)
        self.rows = np.zeros(shape, dtype=np.int64)
        self.units = np.zeros(shape) if "units" in table.columns else None
        self.largest = np.zeros(shape) if table.has_largest else None
        self.squares = np.zeros(shape) if table.are_establishments else None
        self.rebased, self.uncertain = np.zeros(shape[:2]), np.zeros(shape[:2])

    def add(self, rows: Rows) -> None:
        """Count a batch, none of whose values is NaN."""
        period, atom, sector = axes = (
            self._periods.number(rows.period),
            self._atoms.number(rows.member),
            self._sectors.number(rows.native),
        )
        shape = tuple(len(axis.held) for axis in axes)
        local = _Local(shape, rows, self)
        for start in range(0, rows.value.size, _STRIDE):
            part = slice(start, start + _STRIDE)
            place = period.steps(part, shape[1] * shape[2]) + atom.steps(part, shape[2])
            local.add(part, place + sector.steps(part, 1))
        local.into(self, *(axis.held for axis in axes))

    def counts(self, hidden: NDArray[np.int64]) -> Counts:
        """Return what was asked for."""
        asked = np.s_[:-1, :-1, :-1]
        rows = self.rows[asked]
        units = None if self.units is None else self.units[asked]
        return Counts(
            sums=self.sums[asked],
            rows=rows,
            units=rows.astype(np.float64) if self._are_establishments else units,
            largest=None if self.largest is None else self.largest[asked],
            sum_squares=None if self.squares is None else self.squares[asked],
            hidden=hidden,
            rebased=self.rebased[:-1, :-1],
            uncertain=self.uncertain[:-1, :-1],
        )


class _Local:
    """The statistics of a batch, on the places of the axes that it holds, flat."""

    def __init__(self, shape: Shape, rows: Rows, tally: _Tally) -> None:
        self._shape, self._rows = shape, rows
        size = int(np.prod(shape))
        self._sums = np.zeros(size)
        self._counts = np.zeros(size, dtype=np.int64)
        self._units = None if tally.units is None else np.zeros(size)
        self._largest = None if tally.largest is None else np.zeros(size)
        self._squares = None if tally.squares is None else np.zeros(size)
        self._flagged = [
            (flag, total, np.zeros(shape[0] * shape[1]))
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

    def into(self, tally: _Tally, *held: IntArray) -> None:
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
    """The places of an axis that a batch holds, and its column numbered on them."""

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


def _meanings(plan: Plan) -> tuple[IntArray, IntArray, IntArray]:
    """Return what periods, members and native sectors count as, "not asked" coming last."""
    return (
        np.arange(len(plan.periods) + 1),
        np.append(plan.atom, plan.atoms),
        np.append(plan.sector_of_native, len(plan.sectors)),
    )


def _cells(rows: Rows) -> tuple[IntArray, IntArray, IntArray]:
    """Return period, member and native sector of each row, each (n,) or (1,)."""
    period, member, native = (
        column.spread(column.stands_for) for column in (rows.period, rows.member, rows.native)
    )
    return period, member, native


def _keys(rows: Rows, plan: Plan) -> IntArray:
    """Return (n,) the cell of each row as one number."""
    shape = (len(plan.periods) + 1, len(plan.atom) + 1, len(plan.sector) + 1)
    period, member, native = (
        np.where(places < 0, length - 1, places)
        for places, length in zip(_cells(rows), shape, strict=True)
    )
    keys: IntArray = (period * shape[1] + member) * shape[2] + native
    return keys


def _hidden(cells: tuple[IntArray, ...], plan: Plan) -> NDArray[np.int64]:
    """Return (P, A, S): how many of the cells, (n,) on each axis, are hidden there."""
    shape = (len(plan.periods) + 1, plan.atoms + 1, len(plan.sectors) + 1)
    axes = [meaning[places] for meaning, places in zip(_meanings(plan), cells, strict=True)]
    place = np.ravel_multi_index(tuple(axes), shape)
    counted = np.bincount(place, minlength=int(np.prod(shape))).reshape(shape)
    return np.ascontiguousarray(counted[:-1, :-1, :-1])
