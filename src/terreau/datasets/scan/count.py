"""Rows → an answer: what is counted, and what is hidden, by the default engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terreau.datasets.scan.coded import FloatArray, IntArray, Rows
from terreau.datasets.scan.plan import Plan
from terreau.datasets.scan.result import Aggregate
from terreau.datasets.scan.tally import Tally, meanings


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


def count(
    batches: Iterable[Rows],
    plan: Plan,
    out: NDArray[np.bool_] | None,
    so_far: Tally | None = None,
) -> Aggregate:
    """Return the answer.

    Parameters
    ----------
    batches : Iterable[Rows]
        The rows.
    plan : Plan
        The question.
    out : ndarray or None
        From `left_out`; None when the only hidden cells are those of rows without a value.
    so_far : Tally, optional
        What was counted of other rows, none of them hidden.
    """
    tally = so_far or Tally(plan)
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
    return _counts(tally, _hidden(cells, plan)).answer(plan)


def _counts(tally: Tally, hidden: NDArray[np.int64]) -> Counts:
    asked = np.s_[:-1, :-1, :-1]
    rows = tally.rows[asked]
    units = None if tally.units is None else tally.units[asked]
    return Counts(
        sums=tally.sums[asked],
        rows=rows,
        units=rows.astype(np.float64) if tally.are_establishments else units,
        largest=None if tally.largest is None else tally.largest[asked],
        sum_squares=None if tally.squares is None else tally.squares[asked],
        hidden=hidden,
        rebased=tally.rebased[:-1, :-1],
        uncertain=tally.uncertain[:-1, :-1],
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
    axes = [meaning[places] for meaning, places in zip(meanings(plan), cells, strict=True)]
    place = np.ravel_multi_index(tuple(axes), shape)
    counted = np.bincount(place, minlength=int(np.prod(shape))).reshape(shape)
    return np.ascontiguousarray(counted[:-1, :-1, :-1])
