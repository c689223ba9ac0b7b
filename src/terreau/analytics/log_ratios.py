"""Log-ratios: how far apart two mixes of sectors are, small sectors counting as much as large ones.

Kernels only: dense arrays in and out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs
from terreau.core.errors import BadInput

# Five jobs in ten thousand: below it, a share says that there is next to nothing.
SMALLEST_SHARE = 0.0005


def log_ratios(values: npt.ArrayLike, smallest_share: float = SMALLEST_SHARE) -> FloatArray:
    """Return the logarithm of the share of each sector, small shares and zeros being lifted.

    Parameters
    ----------
    values : array_like
        (territory, sector), jobs, ≥ 0, NaN = not known.
    smallest_share : float
        What a smaller share, 0 included, is taken to be; from 0 to 1, both excluded.

    Returns
    -------
    FloatArray
        (territory, sector), no unit. NaN where the cell is not known or the territory has no jobs.

    Raises
    ------
    BadInput
        If the share is not between 0 and 1, or a number of jobs is negative or infinite.

    Notes
    -----
    ln max(p, smallest), p over the sectors that are known. The same floor for all: a zero is then
    no further in a large territory than in a small one.

    Examples
    --------
    >>> log_ratios([[75, 25, 0]], smallest_share=0.01).round(3)
    array([[-0.288, -1.386, -4.605]])
    """
    if not 0 < smallest_share < 1:
        raise BadInput("The smallest share lies between 0 and 1", value=smallest_share)
    jobs = as_jobs(values, "values", 2)
    total = np.nansum(jobs, axis=1, keepdims=True)
    share = np.divide(jobs, total, out=np.full_like(jobs, np.nan), where=total > 0)
    found: FloatArray = np.log(np.maximum(share, smallest_share))
    return found


def log_ratio_distances(logs: FloatArray, place: int, weights: FloatArray) -> FloatArray:
    """Return the distance of each territory to one of them, under each weighting of the sectors.

    Parameters
    ----------
    logs : FloatArray
        (territory, sector), logarithms of shares, NaN = not known.
    place : int
        The territory.
    weights : FloatArray
        (draw, sector), ≥ 0, of sum S, the number of sectors; ones for the distance itself.

    Returns
    -------
    FloatArray
        (draw, territory), no unit; NaN with fewer than two weighted sectors known in both.

    Notes
    -----
    With d = ln p − ln q, the Aitchison distance √(Σ d² − (Σ d)² / S): it compares the ratios
    between sectors. Over K < S sectors known in both, it is scaled by √(S / K).

    References
    ----------
    J. Aitchison (1986), The Statistical Analysis of Compositional Data, Chapman and Hall.

    Examples
    --------
    >>> logs = log_ratios([[50, 50], [80, 20]])
    >>> log_ratio_distances(logs, 0, np.ones((1, 2))).round(3)
    array([[0.  , 0.98]])
    """
    gaps = logs - logs[place]
    both = ~np.isnan(gaps)
    count = both.sum(axis=1)
    gaps[~both] = 0.0
    # Taken from its mean first, a constant gap leaves no rounding behind: the same mix is at 0.
    gaps -= (gaps.sum(axis=1) / np.maximum(count, 1))[:, None]
    gaps[~both] = 0.0
    # Every sector known, the usual case, spares a product as long as the others.
    known = weights.sum(axis=1)[:, None] if both.all() else weights @ both.T.astype(np.float64)
    known = np.where(count > 1, known, np.nan)
    known[known == 0] = np.nan
    mean = (weights @ gaps.T) / known
    squares = (weights @ np.square(gaps, out=gaps).T) / known - np.square(mean)
    found: FloatArray = np.sqrt(logs.shape[1] * np.maximum(squares, 0.0))
    return found
