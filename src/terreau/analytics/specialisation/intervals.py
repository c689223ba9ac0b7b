"""How far chance could move the indices of specialisation, by the delta method.

Each index is a smooth function of the shares of the territory and of its reference. An
establishment that might not have been there moves both; what it moves is summed in squares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray
from terreau.analytics.location_quotient.intervals import (
    NORMAL_QUANTILE,
    Interval,
    compared_squares,
    sum_squares_or_jobs,
)
from terreau.analytics.location_quotient.kernel import Shares, shares
from terreau.analytics.specialisation.indices import (
    entropy,
    hachman,
    herfindahl,
    krugman,
    specialisation_gini,
)


@dataclass(frozen=True)
class Slopes:
    """How an index moves with the shares, (territory, sector) each."""

    with_own: FloatArray
    with_compared: FloatArray


def specialisation_intervals(
    values: npt.ArrayLike,
    reference: npt.ArrayLike | None = None,
    sum_squares: npt.ArrayLike | None = None,
) -> Mapping[str, Interval]:
    """Return the 95 % interval of each index of specialisation by the delta method.

    Parameters
    ----------
    values : array_like
        (territory, sector), jobs, ≥ 0, NaN = not known.
    reference : array_like, optional
        (sector,) or (territory, sector), jobs, NaN = not known: a reference counted apart. By
        default the column sums of ``values``, of which each territory is part.
    sum_squares : array_like, optional
        (territory, sector), jobs², the sum of the squares of the establishments of the cell. By
        default each job stands alone, which gives the narrowest interval.

    Returns
    -------
    Mapping[str, tuple[FloatArray, FloatArray]]
        "krugman", "herfindahl", "entropy", "hachman", "gini" → lower and upper bounds,
        (territory,), within what the index can be. NaN where the index is not known, and for a
        Hachman of 0.

    Raises
    ------
    BadInput
        As `delta_interval` of location quotients.

    Notes
    -----
    With fᵢ = ∂I/∂pᵢ and gᵢ = ∂I/∂Qᵢ, an establishment of m jobs of sector i moves the index by
    m (fᵢ − Σpf)/eⱼ if it is in the territory, and by m (gᵢ − ΣQg)/E if it is in the reference;
    the variance is the sum of the squares, and the interval I ± 1.96 √V.

    Three limits. The sectors of a tiny territory differ from the reference by chance alone:
    Krugman, Gini and Herfindahl are then too high and entropy and Hachman too low, bounds
    included. A slope is no guide where the index has an angle (pᵢ = Qᵢ for Krugman). A territory
    of one sector has no spread, since nothing was seen elsewhere.

    References
    ----------
    A. W. van der Vaart (1998), Asymptotic statistics, Cambridge University Press, chapter 3.

    Examples
    --------
    >>> lower, upper = specialisation_intervals([[60, 40], [40, 260]])["krugman"]
    >>> round(float(lower[0]), 2), round(float(upper[0]), 2)
    (0.54, 0.86)
    """
    share = shares(values, reference)
    squares = sum_squares_or_jobs(values, sum_squares)
    inside = np.where(share.known, squares, 0.0)
    of_sector = compared_squares(share, squares)
    nested = reference is None
    own, compared = np.nan_to_num(share.own), np.nan_to_num(share.compared)
    count = share.known.sum(axis=1)
    hachman_index = hachman(values, reference)
    every = {
        "krugman": (krugman(values, reference), _krugman(own, compared), 0.0, 2.0),
        "herfindahl": (herfindahl(values, reference), _herfindahl(own), 0.0, 1.0),
        "entropy": (
            entropy(values, reference),
            _entropy(own),
            0.0,
            np.log2(np.maximum(count, 1)),
        ),
        "hachman": (
            np.where(hachman_index > 0, hachman_index, np.nan),
            _hachman(own, compared, hachman_index),
            0.0,
            1.0,
        ),
        "gini": (specialisation_gini(values, reference), _gini(own, compared), 0.0, 1.0),
    }
    bounds = {}
    for name, (found, slopes, least, most) in every.items():
        half = NORMAL_QUANTILE * np.sqrt(_variance(share, slopes, inside, of_sector, nested=nested))
        bounds[name] = (np.clip(found - half, least, most), np.clip(found + half, least, most))
    return bounds


def _variance(
    share: Shares, slopes: Slopes, inside: FloatArray, of_sector: FloatArray, *, nested: bool
) -> FloatArray:
    """Return (territory,), the variance of an index."""
    of_own = _per_job(slopes.with_own, share.own, share.total)
    of_compared = _per_job(slopes.with_compared, share.compared, share.compared_total)
    if nested:  # an establishment of the territory moves both shares
        outside = np.maximum(of_sector - inside, 0.0)
        parts = inside * (of_own + of_compared) ** 2 + outside * of_compared**2
    else:
        parts = inside * of_own**2 + of_sector * of_compared**2
    variance: FloatArray = parts.sum(axis=1)
    return variance


def _per_job(slopes: FloatArray, share: FloatArray, total: FloatArray) -> FloatArray:
    """Return what one job of each sector moves: it raises its share and lowers all of them."""
    mean = (np.nan_to_num(share) * slopes).sum(axis=1, keepdims=True)
    moved: FloatArray = np.divide(slopes - mean, total, out=np.zeros_like(slopes), where=total > 0)
    return moved


def _krugman(own: FloatArray, compared: FloatArray) -> Slopes:
    side = np.sign(own - compared)
    return Slopes(side, -side)


def _herfindahl(own: FloatArray) -> Slopes:
    return Slopes(2 * own, np.zeros_like(own))


def _entropy(own: FloatArray) -> Slopes:
    # Up to a constant, which moves nothing since shares sum to one.
    slopes = -np.log2(own, out=np.zeros_like(own), where=own > 0)
    return Slopes(slopes, np.zeros_like(own))


def _hachman(own: FloatArray, compared: FloatArray, found: FloatArray) -> Slopes:
    quotient = np.divide(own, compared, out=np.zeros_like(own), where=compared > 0)
    square = np.nan_to_num(found)[:, None] ** 2
    return Slopes(-2 * quotient * square, quotient**2 * square)


def _gini(own: FloatArray, compared: FloatArray) -> Slopes:
    present = compared > 0
    quotient = np.divide(own, compared, out=np.full_like(own, np.nan), where=present)
    total = np.nansum(quotient, axis=1, keepdims=True)
    count = present.sum(axis=1, keepdims=True)
    rank = np.argsort(np.argsort(quotient, axis=1, kind="stable"), axis=1) + 1.0
    place = np.where(present, (2 * rank - count - 1) / np.maximum(count, 1), 0.0)
    quotient = np.nan_to_num(quotient)
    some = total > 0
    found = np.divide(
        (place * quotient).sum(axis=1, keepdims=True), total, where=some, out=total * 0
    )
    slope = np.divide(place - found, total, out=np.zeros_like(own), where=some & present)
    with_own = np.divide(slope, compared, out=np.zeros_like(own), where=present)
    return Slopes(with_own, -with_own * quotient)
