"""Three indices of concentration, each a number a sector. Dense arrays; no table here.

All run over the territories where the sector is known, and are NaN for a sector without jobs.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs, sum_known
from terreau.analytics.inequality import gini
from terreau.analytics.location_quotient.kernel import quotients
from terreau.core.errors import BadInput


def concentration_gini(values: npt.ArrayLike) -> FloatArray:
    """Measure how unequal the location quotients of each sector are.

    Parameters
    ----------
    values : array_like
        (territory, sector), jobs, ≥ 0, NaN = not known; every sector of the territories, or
        beside those of interest one that holds all the others.

    Returns
    -------
    FloatArray
        (sector,), 0 (the same share of jobs everywhere) to 1 − 1/T (one territory alone). NaN
        without jobs.

    Raises
    ------
    BadInput
        If it has not that shape, or a number of jobs is negative or infinite.

    Notes
    -----
    The `gini` of its quotients, each territory counting once, whatever its size: cutting a
    territory in two changes it. `locational_gini` weighs them. Territories without jobs are left
    out.

    References
    ----------
    O. Farhauer, A. Kröll (2013), Standorttheorien, Springer Gabler.

    Examples
    --------
    Farhauer and Kröll's industry in five regions, the rest of their jobs beside it:

    >>> import numpy as np
    >>> industry = np.array([500, 500, 1000, 7000, 1000])
    >>> rest = np.array([20000, 15000, 20000, 40000, 5000]) - industry
    >>> concentration_gini(np.stack([industry, rest], axis=1))[0].round(7)
    np.float64(0.4068966)
    """
    return gini(quotients(values).T)


def locational_gini(values: npt.ArrayLike) -> FloatArray:
    """Measure the area between the localisation curve of each sector and the diagonal.

    Parameters
    ----------
    values : array_like
        As in `concentration_gini`.

    Returns
    -------
    FloatArray
        (sector,), 0 (the same share of jobs everywhere) to nearly ½. NaN without jobs.

    Raises
    ------
    BadInput
        As `concentration_gini`.

    Notes
    -----
    The curve ranks territories by quotient and sums their jobs of the sector against all their
    jobs. The area is half the `gini` of the quotients weighted by the jobs of the territories;
    cutting a territory in two alike parts does not change it.

    References
    ----------
    P. Krugman (1991), Geography and trade, MIT Press, Cambridge, on localisation curves.

    Examples
    --------
    >>> locational_gini([[100, 0], [0, 100]]).tolist()
    [0.25, 0.25]
    """
    jobs = as_jobs(values, "values", 2)
    return gini(quotients(jobs).T, sum_known(jobs, axis=1)) / 2


def hoover(values: npt.ArrayLike, territory_jobs: npt.ArrayLike | None = None) -> FloatArray:
    """Return the fraction of each sector that would have to move to be spread as the jobs are.

    Parameters
    ----------
    values : array_like
        (territory, sector), jobs, ≥ 0, NaN = not known.
    territory_jobs : array_like, optional
        (territory,), what the sectors are compared with, such as inhabitants. By default the
        jobs of all the sectors, as far as they are known.

    Returns
    -------
    FloatArray
        (sector,), fraction 0–1, 0 = spread as the jobs are. NaN without jobs.

    Raises
    ------
    BadInput
        If shapes disagree, or a number is negative or infinite.

    Notes
    -----
    ½ Σⱼ |eᵢⱼ/eᵢ − eⱼ/e|, over the territories where the sector is known.

    References
    ----------
    E. M. Hoover (1936), "The measurement of industrial localization", Review of Economics and
    Statistics 18, 162–171.

    Examples
    --------
    >>> hoover([[60, 40], [40, 260]])[0]  # 100 of 400 jobs are in A, 60 % of industry
    np.float64(0.35)
    """
    jobs = as_jobs(values, "values", 2)
    place, all_places = shares_of_territories(jobs, weights_of(jobs, territory_jobs))
    return sum_known(np.abs(place - all_places), axis=0) / 2


def weights_of(
    jobs: FloatArray, territory_jobs: npt.ArrayLike | None, name: str = "territory_jobs"
) -> FloatArray:
    """Return (territory,) numbers that sectors are compared with: those given, or all the jobs.

    Raises
    ------
    BadInput
        If there is not one number a territory, all of them known.
    """
    if territory_jobs is None:
        return np.nan_to_num(sum_known(jobs, axis=1))
    given = as_jobs(territory_jobs, name, 1)
    if given.shape != jobs.shape[:1] or np.isnan(given).any():
        raise BadInput(f"{name} must have one number a territory", value=given.shape)
    return given


def shares_of_territories(jobs: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the share of each territory in each sector and in the whole, over known cells.

    Parameters
    ----------
    jobs : FloatArray
        (territory, sector), ≥ 0, NaN = not known.
    weights : FloatArray
        (territory,), what the whole is made of, ≥ 0.

    Returns
    -------
    tuple[FloatArray, FloatArray]
        (territory, sector) both, fractions; NaN where not known, or of nothing.
    """
    known = ~np.isnan(jobs)
    compared = np.where(known, weights[:, None], 0.0)
    nowhere = np.full_like(jobs, np.nan)
    total, whole = np.where(known, jobs, 0.0).sum(axis=0), compared.sum(axis=0)
    defined = known & (total > 0) & (whole > 0)
    return (
        np.divide(jobs, total, out=nowhere.copy(), where=defined),
        np.divide(compared, whole, out=nowhere, where=defined),
    )
