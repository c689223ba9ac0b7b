"""Shares, their quotients, and the scales these are read on. Dense arrays; no table here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs, as_reference, sum_known
from terreau.analytics.options import refuse_unknown

Transform = Literal["plain", "log", "symmetric", "z"]


@dataclass(frozen=True)
class Shares:
    """What each sector weighs in each territory, beside what it weighs in the reference.

    Parameters
    ----------
    jobs : FloatArray
        (T, S), jobs of the cells known in the territory and in the reference, zero elsewhere.
    compared_jobs : FloatArray
        (T, S), jobs of the reference for the same cells, zero elsewhere.
    known : NDArray[np.bool_]
        (T, S), whether the cell is known in both.
    total, compared_total : FloatArray
        (T, 1), jobs: the sums of these two.
    own, compared : FloatArray
        (T, S), fractions 0–1; NaN where not known, or where there are no jobs to share.
    """

    jobs: FloatArray
    compared_jobs: FloatArray
    known: npt.NDArray[np.bool_]
    total: FloatArray
    compared_total: FloatArray
    own: FloatArray
    compared: FloatArray


def shares(values: npt.ArrayLike, reference: npt.ArrayLike | None = None) -> Shares:
    """Divide the jobs of each territory by their sum, and those of its reference by theirs.

    Parameters
    ----------
    values : array_like
        (territory, sector), jobs, ≥ 0, NaN = not known.
    reference : array_like, optional
        (sector,), or (territory, sector) when each territory has its own; jobs of the reference,
        NaN = not known. By default the column sums of ``values``.

    Returns
    -------
    Shares
        Both totals run over the sectors known in the territory *and* in the reference: like is
        compared with like, and a secret cell does not swell the other shares.

    Raises
    ------
    BadInput
        If shapes disagree, or a number of jobs is negative or infinite.

    Examples
    --------
    >>> shares([[60, 40], [40, 260]]).compared.tolist()
    [[0.25, 0.75], [0.25, 0.75]]
    """
    jobs = as_jobs(values, "values", 2)
    compared = (
        sum_known(jobs, axis=0)[None]
        if reference is None
        else as_reference(reference, "reference", jobs.shape)
    )
    known = ~np.isnan(jobs) & ~np.isnan(compared)
    own_jobs, compared_jobs = np.where(known, jobs, 0.0), np.where(known, compared, 0.0)
    own_total = own_jobs.sum(axis=1, keepdims=True)
    compared_total = compared_jobs.sum(axis=1, keepdims=True)
    nowhere = np.full(known.shape, np.nan)
    return Shares(
        jobs=own_jobs,
        compared_jobs=compared_jobs,
        known=known,
        total=own_total,
        compared_total=compared_total,
        own=np.divide(own_jobs, own_total, out=nowhere.copy(), where=known & (own_total > 0)),
        compared=np.divide(
            compared_jobs, compared_total, out=nowhere, where=known & (compared_total > 0)
        ),
    )


def quotients(values: npt.ArrayLike, reference: npt.ArrayLike | None = None) -> FloatArray:
    """Divide the share of each sector in each territory by its share in the reference.

    Parameters
    ----------
    values : array_like
        (territory, sector), jobs, ≥ 0, NaN = not known.
    reference : array_like, optional
        (sector,), or (territory, sector) when each territory has its own; jobs
        of the reference, NaN = not known. By default the column sums of ``values``.

    Returns
    -------
    FloatArray
        (territory, sector), ratio ≥ 0; 1 = the share of the reference. NaN where
        the cell is not known, where its territory has no jobs, or its sector
        none in the reference.

    Raises
    ------
    BadInput
        If shapes disagree, or a number of jobs is negative or infinite.

    Notes
    -----
    LQ = (eᵢⱼ / eⱼ) / (Eᵢ / E), totals as in `shares`.

    References
    ----------
    P. S. Florence (1939), Report on the location of industry, Political and
    Economic Planning, London. G. Hildebrand, A. Mace (1950), "The employment
    multiplier in an expanding industrial market", Review of Economics and
    Statistics 32, 241–249.

    Examples
    --------
    Retail in a region of Farhauer and Kröll (2013), everything else in the second column:

    >>> quotient = quotients([[1714, 79006 - 1714]], [879213, 15593224 - 879213])
    >>> round(float(quotient[0, 0]), 7)
    0.3847623
    """
    return divided(shares(values, reference))


def divided(share: Shares) -> FloatArray:
    """Return (territory, sector), the quotients of shares already taken, as `quotients` does."""
    nowhere = np.full_like(share.own, np.nan)
    found: FloatArray = np.divide(share.own, share.compared, out=nowhere, where=share.compared > 0)
    return found


def transformed(found: FloatArray, scale: FloatArray, transform: Transform) -> FloatArray:
    """Put quotients, or their bounds, on another scale.

    Parameters
    ----------
    found : FloatArray
        (territory, sector), ratio, what is to be read on the scale; NaN = not computed.
    scale : FloatArray
        (territory, sector), the quotients themselves: "z" takes its mean and deviation from them.
    transform : {"plain", "log", "symmetric", "z"}
        "plain": as it is, 0 to ∞, 1 = as the reference. "log": natural logarithm, −∞ to ∞, 0 = as
        the reference. "symmetric": (LQ − 1)/(LQ + 1), −1 to 1, 0 = as the reference. "z": number
        of standard deviations from the mean quotient *of the sector over the territories*.

    Returns
    -------
    FloatArray
        (territory, sector), NaN where the scale has no such point: the logarithm of a sector that
        is absent, the z of a sector whose quotient is the same everywhere.

    Raises
    ------
    BadInput
        Unknown transform.

    Notes
    -----
    z = (LQᵢⱼ − mᵢ)/sᵢ, where mᵢ and sᵢ are the mean and the standard deviation, dividing by the
    number of territories, of sector i over the territories whose quotient is known. All
    transforms are increasing, so bounds stay bounds.

    References
    ----------
    "symmetric": B. Dalum, K. Laursen, G. Villumsen (1998), "Structural change in OECD export
    specialisation patterns: de-specialisation and 'stickiness'", International Review of Applied
    Economics 12, 423–443. "z": D. O'Donoghue, B. Gleave (2004), "A note on methods for measuring
    industrial agglomeration", Regional Studies 38, 419–427.

    Examples
    --------
    >>> import numpy as np
    >>> quotient = np.array([[3.0], [1.0], [0.5]])
    >>> transformed(quotient, quotient, "symmetric").ravel().round(3).tolist()
    [0.5, 0.0, -0.333]
    >>> transformed(quotient, quotient, "z").ravel().round(3).tolist()
    [1.389, -0.463, -0.926]
    """
    refuse_unknown("transform of a location quotient", transform, get_args(Transform))
    if transform == "plain":
        return found
    nowhere = np.full_like(found, np.nan)
    if transform == "log":
        return np.asarray(np.log(found, out=nowhere, where=found > 0))
    if transform == "symmetric":
        return (found - 1) / (found + 1)
    known = ~np.isnan(scale)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, scale, 0.0).sum(axis=0) / count
    deviation = np.sqrt((np.where(known, scale - mean, 0.0) ** 2).sum(axis=0) / count)
    # Equal quotients leave a rounding error, not a spread.
    spread = deviation > 1e-12 * np.abs(mean)
    return np.asarray(np.divide(found - mean, deviation, out=nowhere, where=spread))
