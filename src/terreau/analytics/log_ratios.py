"""Log-ratios: how far apart two mixes of sectors are, small sectors counting as much as large ones.

Kernels only: dense arrays in and out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs
from terreau.core.errors import BadInput

# Five jobs in ten thousand: below it, a share says that there is next to nothing.
SMALLEST_SHARE = 0.0005
# What an expanded square of a distance may lose.
ROUNDING = 1e-9


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

    References
    ----------
    J. Aitchison (1986), The Statistical Analysis of Compositional Data, Chapman and Hall, for the
    logarithms of ratios. The floor is ours.

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
    return log_ratio_norms(logs - logs[place], weights)


def log_ratio_norms(gaps: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the length of differences between territories, under each weighting of the sectors.

    Parameters
    ----------
    gaps : FloatArray
        (pair, sector), differences of logarithms of shares, NaN = not known in both.
    weights : FloatArray
        (draw, sector), as `log_ratio_distances` takes them.

    Returns
    -------
    FloatArray
        (draw, pair), the distances of `log_ratio_distances`.
    """
    both = ~np.isnan(gaps)
    count = both.sum(axis=1)
    gaps = np.where(both, gaps, 0.0)
    # Taken from its mean first, a constant gap leaves no rounding behind: the same mix is at 0.
    gaps -= (gaps.sum(axis=1) / np.maximum(count, 1))[:, None]
    gaps[~both] = 0.0
    # Every sector known, the usual case, spares a product as long as the others.
    known = weights.sum(axis=1)[:, None] if both.all() else weights @ both.T.astype(np.float64)
    known = np.where(count > 1, known, np.nan)
    known[known == 0] = np.nan
    mean = (weights @ gaps.T) / known
    squares = (weights @ np.square(gaps, out=gaps).T) / known - np.square(mean)
    found: FloatArray = np.sqrt(gaps.shape[1] * np.maximum(squares, 0.0))
    return found


def log_ratio_squares(
    logs: FloatArray, places: npt.NDArray[np.intp], weights: FloatArray
) -> Iterator[FloatArray]:
    """Yield the squared distances of some territories to all, one weighting after the other.

    Parameters
    ----------
    logs, weights : FloatArray
        As `log_ratio_distances` takes them.
    places : NDArray[np.intp]
        (place,) the territories.

    Yields
    ------
    FloatArray
        For each draw (place, territory), no unit, within `ROUNDING`; NaN as for
        `log_ratio_distances`, and between a territory and itself.

    Notes
    -----
    Σ w (p − q)² is expanded to Σ w p² + Σ w q² − 2 Σ w p q: one product of matrices then gives all
    pairs, where `log_ratio_norms` looks at each; two mixes that are the same show its rounding.
    """
    known = (~np.isnan(logs)).astype(np.float64)
    # A constant changes no distance; without it, the expansion cancels less.
    level = np.nansum(logs, axis=1) / np.maximum(known.sum(axis=1), 1)
    centred = np.where(known > 0, logs - level[:, None], 0.0)
    itself = np.arange(len(places)), places
    is_whole = logs.shape[1] > 1 and bool(known.all())
    too_few = None if is_whole else known[places] @ known.T < 2
    for weight in weights:
        if too_few is None:
            squares = _squares_of_whole(centred, places, weight)
        else:
            squares = _squares_of_known(centred, known, places, weight)
            squares[too_few] = np.nan
        squares[itself] = np.nan
        squares *= logs.shape[1]
        yield squares


def _squares_of_whole(
    logs: FloatArray, places: npt.NDArray[np.intp], weight: FloatArray
) -> FloatArray:
    share = weight / weight.sum()
    logs = logs - (logs @ share)[:, None]
    weighted = logs * share
    own, one = (weighted * logs).sum(axis=1, keepdims=True), np.ones((len(logs), 1))
    left = np.hstack([-2 * weighted[places], own[places], one[places]])
    found: FloatArray = left @ np.hstack([logs, one, own]).T
    return found


def _squares_of_known(
    logs: FloatArray, known: FloatArray, places: npt.NDArray[np.intp], weight: FloatArray
) -> FloatArray:
    """Do the same where each pair has its own known sectors; ``logs`` is 0 where not known."""
    weighted = logs * weight
    own = weighted * logs
    mass = (known[places] * weight) @ known.T
    mass[mass == 0] = np.nan
    mean = np.hstack([weighted[places], known[places]]) @ np.hstack([known, -weighted]).T
    left = np.hstack([-2 * weighted[places], own[places], known[places]])
    squares: FloatArray = left @ np.hstack([logs, known, own]).T
    mean /= mass
    squares /= mass
    squares -= np.square(mean, out=mean)
    return squares
