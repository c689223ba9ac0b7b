"""How far hidden cells can move the components: interval arithmetic, always outwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from terreau.analytics.cells import FloatArray

Reference = Literal["nation", "leave-one-out"] | tuple[FloatArray, FloatArray]


@dataclass(frozen=True)
class Interval:
    """A number known between two others; NaN = no bound known, ±∞ = none exists."""

    low: FloatArray
    high: FloatArray

    def __add__(self, other: Interval) -> Interval:
        """Return where a sum can be."""
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        """Return where a difference can be."""
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        """Return where a product can be."""
        corners = [
            _times(one, another)
            for one in (self.low, self.high)
            for another in (other.low, other.high)
        ]
        return Interval(np.minimum.reduce(corners), np.maximum.reduce(corners))

    def over(self, other: Interval) -> Interval:
        """Return where a quotient of numbers ≥ 0 can be."""
        return Interval(self.low / other.high, self.high / other.low)

    def summed(self) -> Interval:
        """Return the sum over sectors, (territory, 1)."""
        return Interval(self.low.sum(axis=1, keepdims=True), self.high.sum(axis=1, keepdims=True))


def component_bounds(
    lower: FloatArray,
    upper: FloatArray,
    reference: Reference = "nation",
    *,
    with_local_parts: bool = False,
) -> dict[str, Interval]:
    """Bound the components of every cell, whatever the hidden jobs are.

    Parameters
    ----------
    lower, upper : FloatArray
        (period, territory, sector), jobs, ≥ 0, between which each cell is: equal where it is
        known, NaN where nothing bounds it. More than two periods are chained.
    reference : {"nation", "leave-one-out"} | tuple of FloatArray
        The sums of the cells, hidden ones included; these less the territory; or lower and upper
        bounds, (period, sector) each, of jobs that are not those of the cells.
    with_local_parts : bool
        Whether to bound competitive, allocation and entry too, as `esteban` has them.

    Returns
    -------
    dict[str, Interval]
        Component → (territory, sector) bounds, jobs. Any jobs between ``lower`` and ``upper`` give
        components inside. NaN where none can be said: in a sector of the reference with a cell
        that nothing bounds, or where the reference may have no jobs at the first period.

    Notes
    -----
    For each interval between two periods. With A′, B′ the jobs of the sector in the reference
    without the cell, local = b − a (B′ + b)/(A′ + a) rises with b and A′ and falls with a and B′:
    its bounds are reached, and so are their sums over the sectors of a territory. The others are
    products of intervals, whose factors are treated as if they were free of one another: outer
    bounds, not the tightest.

    References
    ----------
    R. E. Moore (1966), Interval Analysis, Prentice-Hall.

    Examples
    --------
    A and B share two sectors; at the second date B's industry is hidden, between 60 and 80.

    >>> import numpy as np
    >>> jobs = np.array([[[100.0, 50], [100, 150]], [[90, 70], [0, 230]]])
    >>> lower, upper = jobs.copy(), jobs.copy()
    >>> lower[1, 1, 0], upper[1, 1, 0] = 60, 80
    >>> local = component_bounds(lower, upper)["local"]
    >>> local.low[0].tolist(), local.high[0].tolist()
    ([5.0, -5.0], [15.0, -5.0])
    """
    # What has no bound is ±∞ or NaN on the way, and NaN at the end.
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = [
            _between_two_periods(
                Interval(lower[t], upper[t]),
                Interval(lower[t + 1], upper[t + 1]),
                *_without_the_cell(lower, upper, reference, t),
                inside=reference == "nation",
                with_local_parts=with_local_parts,
            )
            for t in range(len(lower) - 1)
        ]
    bounds = steps[0]
    for step in steps[1:]:
        bounds = {name: bound + step[name] for name, bound in bounds.items()}
    # What lies between is gained then lost: the ends alone bound the change.
    change = Interval(lower[-1], upper[-1]) - Interval(lower[0], upper[0])
    spoilt = np.isnan(bounds["total"].low)
    bounds["total"] = Interval(*(np.where(spoilt, np.nan, e) for e in (change.low, change.high)))
    return {
        name: Interval(*(np.where(np.isfinite(end), end, np.nan) for end in (b.low, b.high)))
        for name, b in bounds.items()
    }


def _without_the_cell(
    lower: FloatArray, upper: FloatArray, reference: Reference, t: int
) -> tuple[Interval, Interval]:
    """Return A′ and B′: the jobs of the reference that are not of the cell, at both periods."""
    if isinstance(reference, tuple):
        shape = lower.shape[1:]
        ends = [np.broadcast_to(end[p], shape) for p in (t, t + 1) for end in reference]
    else:
        ends = [end[p].sum(axis=0) - end[p] for p in (t, t + 1) for end in (lower, upper)]
        ends = [np.maximum(end, 0.0) for end in ends]  # a difference of sums may round below
    return Interval(*ends[:2]), Interval(*ends[2:])


def _between_two_periods(
    a: Interval,
    b: Interval,
    rest_base: Interval,
    rest_final: Interval,
    *,
    inside: bool,
    with_local_parts: bool,
) -> dict[str, Interval]:
    sector_base = a + rest_base if inside else rest_base
    sector_final = b + rest_final if inside else rest_final
    nation_base, nation_final = sector_base.summed(), sector_final.summed()
    sector_ratio = sector_final.over(sector_base)
    nation_ratio = nation_final.over(nation_base)
    one = Interval(np.ones(1), np.ones(1))
    local = Interval(
        b.low - _expected(a.high, b.low, rest_base.low, rest_final.high, inside=inside),
        b.high - _expected(a.low, b.high, rest_base.high, rest_final.low, inside=inside),
    )
    bounds = {
        "macro": a * (nation_ratio - one),
        "structural": a * (sector_ratio - nation_ratio),
        "local": local,
        "total": b - a,
    }
    if with_local_parts:
        homothetic = _own_jobs_compared(a, sector_base) * sector_base.over(nation_base)
        bounds |= _local_parts(a, b, local, homothetic.over(a))
    # Jobs in a sector that the reference does not have are not decomposed, whatever is hidden.
    never = np.where((a.low > 0) & (sector_base.high == 0), np.nan, 0.0)
    return {name: Interval(bound.low + never, bound.high + never) for name, bound in bounds.items()}


def _expected(
    a: FloatArray, b: FloatArray, rest_base: FloatArray, rest_final: FloatArray, *, inside: bool
) -> FloatArray:
    """Return a Eᵢ¹/Eᵢ⁰: what the cell would have had, at the growth of its sector."""
    base, final = (rest_base + a, rest_final + b) if inside else (rest_base, rest_final)
    return np.where(a == 0, 0.0, a * final / base)


def _own_jobs_compared(a: Interval, sector_base: Interval) -> Interval:
    """Return aⱼ: sectors that the reference certainly has count, those it may have may."""
    certain = (sector_base.low > 0) | (a.high == 0)
    return Interval(
        np.where(certain, a.low, 0.0), np.where(sector_base.high == 0, 0.0, a.high)
    ).summed()


def _local_parts(
    a: Interval, b: Interval, local: Interval, homothetic_ratio: Interval
) -> dict[str, Interval]:
    """Return competitive = (h/a) local, allocation = (1 − h/a) local, entry = b where a = 0."""
    one = Interval(np.ones(1), np.ones(1))
    none, some = a.high == 0, a.low > 0

    def where_some(part: Interval) -> Interval:
        # Between no job and some, h/a has no bound.
        low, high = (
            np.where(none, 0.0, np.where(some, end, np.nan)) for end in (part.low, part.high)
        )
        return Interval(low, high)

    return {
        "competitive": where_some(homothetic_ratio * local),
        "allocation": where_some((one - homothetic_ratio) * local),
        "entry": Interval(np.where(none, b.low, 0.0), np.where(some, 0.0, b.high)),
    }


def _times(one: FloatArray, another: FloatArray) -> FloatArray:
    """Return a product in which nothing times anything, unknown or infinite, is nothing."""
    return np.where((one == 0) | (another == 0), 0.0, one * another)
