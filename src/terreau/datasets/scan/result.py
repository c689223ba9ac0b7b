"""What a scan gives: mergeable statistics of groups of territories × sectors × periods."""

from __future__ import annotations

from dataclasses import dataclass

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
