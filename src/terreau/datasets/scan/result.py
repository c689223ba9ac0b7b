"""What a scan gives: mergeable statistics of groups of territories × sectors × periods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Aggregate:
    """Mergeable statistics; P periods, G groups, S sectors, in the order of the tuples.

    Parameters
    ----------
    groups, sectors : tuple of str
        The axes G and S; sectors is ``("",)`` when the table has none, and is the same for every
        group of a dataset at a level.
    periods : tuple of int
        The axis P, years, as asked.
    sums : ndarray
        (P, G, S) jobs, finite: the visible cells only.
    rows : ndarray
        (P, G, S) number of visible rows.
    units : ndarray or None
        (P, G, S) number of establishments of the visible rows; None when the table does not say.
    largest : ndarray or None
        (P, G, S) jobs of the largest establishment of the visible rows; None when the table does
        not say.
    sum_squares : ndarray or None
        (P, G, S) sum over the establishments of the visible rows of jobs², None unless each row is
        one establishment: squares of the jobs of several would say nothing of them.
    hidden : ndarray
        (P, G, S) number of native cells (territory × native sector) that are secret or missing, or
        that pairing leaves out: they are in none of the sums.
    rebased : ndarray
        (P, G) jobs carried by rows whose commune has since merged into another.
    uncertain : ndarray
        (P, G) jobs carried by rows whose passage to today's communes is not certain: the commune
        has since been divided, or nothing official tells what it became.
    """

    groups: tuple[str, ...]
    sectors: tuple[str, ...]
    periods: tuple[int, ...]
    sums: NDArray[np.float64]
    rows: NDArray[np.int64]
    units: NDArray[np.float64] | None
    largest: NDArray[np.float64] | None
    sum_squares: NDArray[np.float64] | None
    hidden: NDArray[np.int64]
    rebased: NDArray[np.float64]
    uncertain: NDArray[np.float64]

    def of_years(self, periods: Sequence[int]) -> Aggregate:
        """Return the answer for some of the years, in the order wanted."""
        places = [self.periods.index(period) for period in periods]
        return self._each(lambda values: values[places], periods=tuple(periods))

    def by_sector(self, sectors: Sequence[str], place: NDArray[np.intp]) -> Aggregate:
        """Return the answer for coarser sectors, given (S,) the one that each of these is in."""

        def grouped(values: NDArray[Any], how: np.ufunc) -> NDArray[Any]:
            answer = np.zeros((len(sectors), *values.shape[:2]), dtype=values.dtype)
            how.at(answer, place, np.moveaxis(values, 2, 0))
            return np.ascontiguousarray(np.moveaxis(answer, 0, 2))

        largest = None if self.largest is None else grouped(self.largest, np.maximum)
        coarse = self._each(
            lambda values: grouped(values, np.add) if values.ndim == 3 else values,
            sectors=tuple(sectors),
        )
        return replace(coarse, largest=largest)

    def _each(
        self, change: Callable[[NDArray[Any]], NDArray[Any]], **axis: tuple[Any, ...]
    ) -> Aggregate:
        """Return the answer with each of its arrays changed, and an axis."""
        changed: dict[str, Any] = dict(axis)
        for name in _STATISTICS:
            values = getattr(self, name)
            if values is not None:
                changed[name] = change(values)
                changed[name].flags.writeable = False
        return replace(self, **changed)


_STATISTICS = tuple(Aggregate.__dataclass_fields__)[3:]
