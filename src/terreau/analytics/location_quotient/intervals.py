"""How far chance could move a location quotient: by formula, or by drawing again.

Both suppose that each establishment could have been elsewhere, or in another sector, as a whole;
nothing here knows of a table.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs, as_reference
from terreau.analytics.establishments import as_sum_squares
from terreau.analytics.location_quotient.kernel import Shares, divided, quotients, shares

LEVEL = 0.95
NORMAL_QUANTILE = 1.959963984540054  # of (1 + LEVEL)/2
DRAWS = 200

Interval = tuple[FloatArray, FloatArray]


def delta_interval(
    values: npt.ArrayLike,
    reference: npt.ArrayLike | None = None,
    sum_squares: npt.ArrayLike | None = None,
) -> Interval:
    """Return the 95 % interval of each location quotient by the delta method.

    Parameters
    ----------
    values : array_like
        (territory, sector), jobs, ≥ 0, NaN = not known.
    reference : array_like, optional
        (sector,) or (territory, sector), jobs, NaN = not known: a reference counted apart from
        the territories. By default the column sums of ``values``, of which each territory is part.
    sum_squares : array_like, optional
        (territory, sector), jobs², the sum of the squares of the establishments of the cell. By
        default each job stands alone, which gives the narrowest interval.

    Returns
    -------
    tuple[FloatArray, FloatArray]
        Lower and upper bounds, (territory, sector), ratio. NaN where the quotient is not known or
        zero: the logarithm of an absent sector has no spread.

    Raises
    ------
    BadInput
        As `quotients`, or if a sum of squares cannot be.

    Notes
    -----
    LQ·exp(± 1.96 √V), where V sums over establishments k the square of what each adds to log LQ,
    jobs k × ([i, j]/eᵢⱼ − [j]/eⱼ − [i]/Eᵢ + 1/E): [i, j] is 1 when k is of that sector and
    territory, else 0. When each job stands alone,

    V = 1/eᵢⱼ − 1/eⱼ − 1/Eᵢ + 1/E + 2(LQ − 1)/E;

    the last term, often left out, is nothing beside the others for a small territory, and keeps V
    positive when a territory holds nearly all of a sector. With a reference counted apart,
    V = 1/eᵢⱼ − 1/eⱼ + 1/Eᵢ − 1/E; its establishments are supposed to be, sector by sector, as
    large as those of the territories.

    References
    ----------
    R. Moineddin, J. Beyene, E. Boyle (2003), "On the location quotient confidence interval",
    Geographical Analysis 35, 249–256, for the delta method on jobs.

    Examples
    --------
    >>> lower, upper = delta_interval([[60, 40], [40, 260]])
    >>> round(float(lower[0, 0]), 2), round(float(upper[0, 0]), 2)
    (2.06, 2.8)
    """
    share = shares(values, reference)
    squares = sum_squares_or_jobs(values, sum_squares)
    inside = np.where(share.known, squares, 0.0)
    of_sector = compared_squares(share, squares)
    defined = (share.jobs > 0) & (share.compared_jobs > 0)
    cell, sector = _inverse(share.jobs), _inverse(share.compared_jobs)
    own, whole = _inverse(share.total), _inverse(share.compared_total)
    # The squares of the note, summed by cell, territory, sector and whole.
    variance = inside * cell * (cell - 2 * own)
    variance += inside.sum(axis=1, keepdims=True) * own**2
    if reference is None:  # each establishment moves the reference too
        variance += 2 * inside * (cell * (whole - sector) + own * sector)
        variance -= 2 * inside.sum(axis=1, keepdims=True) * own * whole
    variance += of_sector * sector * (sector - 2 * whole)
    variance += of_sector.sum(axis=1, keepdims=True) * whole**2
    # A difference of sums may leave a rounding error below zero.
    factor = np.exp(NORMAL_QUANTILE * np.sqrt(np.maximum(variance, 0.0)))
    found = np.where(defined, divided(share), np.nan)
    return found / factor, found * factor


def bootstrap_interval(
    values: npt.ArrayLike,
    generator: np.random.Generator,
    reference: npt.ArrayLike | None = None,
    sum_squares: npt.ArrayLike | None = None,
    draws: int = DRAWS,
) -> Interval:
    """Return the 95 % interval of each location quotient by drawing the cells again.

    Parameters
    ----------
    values, reference, sum_squares : array_like
        As in `delta_interval`.
    generator : numpy.random.Generator
        Where chance comes from; the same seed gives the same bounds.
    draws : int
        How many times.

    Returns
    -------
    tuple[FloatArray, FloatArray]
        Lower and upper bounds, (territory, sector), ratio: the 2.5 % and 97.5 % quantiles of the
        draws. NaN where the quotient is not known, zero, or was not defined in a draw.

    Raises
    ------
    BadInput
        As `delta_interval`.

    Notes
    -----
    A cell of e jobs with sum of squares s holds e²/s effective establishments (all of them when
    they are equal). Each draw replaces this number by a Poisson one of that mean and keeps their
    mean size, so that the cell varies by s; the reference varies with its territories, or as
    `delta_interval` says when it is counted apart.

    References
    ----------
    B. Efron, R. Tibshirani (1993), An introduction to the bootstrap, Chapman & Hall: parametric
    bootstrap, percentile interval.

    Examples
    --------
    >>> chance = np.random.default_rng(1)
    >>> lower, upper = bootstrap_interval([[60, 40], [40, 260]], chance)
    >>> bool(lower[0, 0] < 2.4 < upper[0, 0])
    True
    """
    share = shares(values, reference)
    squares = sum_squares_or_jobs(values, sum_squares)
    jobs = np.where(share.known, share.jobs, np.nan)
    apart = None if reference is None else as_reference(reference, "reference", jobs.shape)
    size = _size_of_establishments(jobs, squares)
    found = quotients(values, reference)
    drawn = np.empty((draws, *found.shape))
    for draw in drawn:
        again = _drawn(jobs, squares, generator)
        if apart is None:
            draw[:] = quotients(again)
        else:
            compared = _drawn(apart, apart * size, generator)
            draw[:] = quotients(again, np.broadcast_to(compared, jobs.shape))
    ends = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    lower, upper = np.quantile(drawn, ends, axis=0, overwrite_input=True)
    spread = found > 0
    return np.where(spread, lower, np.nan), np.where(spread, upper, np.nan)


def sum_squares_or_jobs(values: npt.ArrayLike, sum_squares: npt.ArrayLike | None) -> FloatArray:
    """Return (territory, sector) sums of squares, jobs²: those given, or each job alone.

    Raises
    ------
    BadInput
        As `as_sum_squares`.
    """
    jobs = as_jobs(values, "values", 2)
    if sum_squares is None:
        return jobs
    given = as_sum_squares(np.asarray(sum_squares, dtype=np.float64), jobs)
    return np.where(np.isnan(given), jobs, given)


def compared_squares(share: Shares, squares: FloatArray) -> FloatArray:
    """Return the sum of squares of each sector of the reference.

    Parameters
    ----------
    share : Shares
        The territories and their reference.
    squares : FloatArray
        (territory, sector), jobs², NaN = not known.

    Returns
    -------
    FloatArray
        (territory, sector), jobs²: exact when the reference is the sum of the territories, and
        otherwise as if establishments were as large there.
    """
    return share.compared_jobs * _size_of_establishments(
        np.where(share.known, share.jobs, np.nan), squares
    )


def _size_of_establishments(jobs: FloatArray, squares: FloatArray) -> FloatArray:
    """Return (1, sector), the sum of squares per job; 1 where there are no jobs."""
    known = ~(np.isnan(jobs) | np.isnan(squares))
    total = np.where(known, jobs, 0.0).sum(axis=0, keepdims=True)
    total_squares = np.where(known, squares, 0.0).sum(axis=0, keepdims=True)
    size: FloatArray = np.divide(total_squares, total, out=np.ones_like(total), where=total > 0)
    return size


def _inverse(jobs: FloatArray) -> FloatArray:
    """Return 1/jobs, 0 where there are none: what is not there moves nothing."""
    return np.divide(1.0, jobs, out=np.zeros_like(jobs), where=jobs > 0)


def _drawn(jobs: FloatArray, squares: FloatArray, generator: np.random.Generator) -> FloatArray:
    has = (jobs > 0) & (squares > 0)
    size = np.divide(squares, jobs, out=np.ones_like(jobs), where=has)
    again = generator.poisson(np.where(has, jobs, 0.0) / size) * size
    return np.where(np.isnan(jobs), np.nan, again)
