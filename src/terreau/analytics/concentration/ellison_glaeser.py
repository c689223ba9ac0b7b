"""Ellison and Glaeser: concentration beyond what a few large establishments make by themselves.

Dense arrays of jobs with the sums of squares of their establishments; no table here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs
from terreau.analytics.concentration.indices import weights_of
from terreau.analytics.establishments import as_sum_squares


@dataclass(frozen=True)
class EllisonGlaeser:
    """The index of each sector, and what it is made of; (sector,) each, NaN = undefined.

    Parameters
    ----------
    gamma : FloatArray
        The index: 0 = as darts would fall, positive = closer to each other, negative = apart.
    raw : FloatArray
        G, the sum of the squared gaps between the territories' shares of the sector and of all.
    establishments : FloatArray
        H, the Herfindahl of the sector's establishments, 0 to 1 (one alone).
    z : FloatArray
        (G − its mean)/its standard deviation, were darts thrown; NaN without ``sum_fourths``.
    """

    gamma: FloatArray
    raw: FloatArray
    establishments: FloatArray
    z: FloatArray


def ellison_glaeser(
    values: npt.ArrayLike,
    sum_squares: npt.ArrayLike,
    territory_jobs: npt.ArrayLike | None = None,
    sum_fourths: npt.ArrayLike | None = None,
) -> EllisonGlaeser:
    """Return the index of agglomeration of Ellison and Glaeser of each sector.

    Parameters
    ----------
    values : array_like
        (territory, sector), jobs, ≥ 0, NaN = not known, left out.
    sum_squares : array_like
        (territory, sector), jobs², the sum of the squares of the establishments of the cell.
    territory_jobs : array_like, optional
        (territory,), what the sectors are compared with. By default the jobs of all the sectors,
        as far as they are known.
    sum_fourths : array_like, optional
        (territory, sector), jobs⁴, the sum of the fourth powers; only z needs it.

    Returns
    -------
    EllisonGlaeser
        NaN for a sector without jobs, of one establishment, one of whose cells has jobs and no
        sum of squares, or when one territory has everything.

    Raises
    ------
    BadInput
        If shapes disagree, or a number of jobs or a sum of squares cannot be.

    Notes
    -----
    With s the share of a sector that each territory has, x its share of all jobs, H the
    Herfindahl of establishments and G = Σⱼ(sⱼ − xⱼ)²:

    γ = [G − (1 − Σx²)H] / [(1 − Σx²)(1 − H)]

    Were establishments darts, E(G) = (1 − Σx²)H and
    Var(G) = 2{H²[Σx² − 2Σx³ + (Σx²)²] − Σz⁴[Σx² − 4Σx³ + 3(Σx²)²]}, z their shares of the sector.

    References
    ----------
    G. Ellison, E. L. Glaeser (1997), "Geographic concentration in U.S. manufacturing industries:
    a dartboard approach", Journal of Political Economy 105, 889–927.

    Examples
    --------
    Farhauer and Kröll (2014): ten establishments in three towns.

    >>> firms = [200, 650, 12000, 100, 50], [16000, 13000, 1500, 1500], [25000]
    >>> jobs = [[sum(town)] for town in firms]
    >>> squares = [[sum(firm**2 for firm in town)] for town in firms]
    >>> ellison_glaeser(jobs, squares, [500000, 400000, 100000]).gamma
    array([0.05990628])
    """
    jobs, squares, weights = _read(values, sum_squares, territory_jobs)
    known = ~np.isnan(jobs)
    total = np.where(known, jobs, 0.0).sum(axis=0)
    compared = np.where(known, weights[:, None], 0.0)
    whole = compared.sum(axis=0)
    place = _over(np.where(known, jobs, 0.0), total)
    all_places = _over(compared, whole)
    raw = ((place - all_places) ** 2).sum(axis=0)
    # A cell whose squares are not known makes the sector's NaN: a sum without it is too low.
    lumps = _over(np.where(known, squares, 0.0).sum(axis=0), total**2)
    second, third = (all_places**2).sum(axis=0), (all_places**3).sum(axis=0)
    room = 1 - second
    gamma = _over(raw - room * lumps, room * (1 - lumps))
    z = np.full_like(gamma, np.nan)
    if sum_fourths is not None:
        fourths = np.asarray(sum_fourths, dtype=np.float64)
        fourth = _over(np.where(jobs > 0, fourths, 0.0).sum(axis=0), total**4)
        spread = lumps**2 * (second - 2 * third + second**2)
        variance = 2 * (spread - fourth * (second - 4 * third + 3 * second**2))
        z = _over(raw - room * lumps, np.sqrt(np.maximum(variance, 0.0)))
    return EllisonGlaeser(gamma=gamma, raw=raw, establishments=lumps, z=z)


def coagglomeration(
    values: npt.ArrayLike,
    sum_squares: npt.ArrayLike,
    territory_jobs: npt.ArrayLike | None = None,
) -> float:
    """Return the index of co-agglomeration of a group of sectors.

    Parameters
    ----------
    values : array_like
        (territory, sector), jobs of the sectors of the group only, ≥ 0 and all known.
    sum_squares : array_like
        (territory, sector), jobs², as in `ellison_glaeser`.
    territory_jobs : array_like, optional
        (territory,), what the group is compared with, such as all the jobs. By default those of
        the group.

    Returns
    -------
    float
        0 = its sectors stand near each other no more than chance, beyond the agglomeration of
        each; positive = nearer. NaN when a cell or a sum of squares is not known, when fewer than
        two sectors have jobs, or when the `ellison_glaeser` of one of them is undefined.

    Raises
    ------
    BadInput
        As `ellison_glaeser`.

    Notes
    -----
    With w the share of each sector in the jobs of the group, and G that of the whole group:

    γc = [G/(1 − Σx²) − Σw²H − Σγw²(1 − H)] / (1 − Σw²)

    References
    ----------
    G. Ellison, E. L. Glaeser (1997), as in `ellison_glaeser`.

    Examples
    --------
    Two sectors of two equal establishments each, one in either town:

    >>> round(coagglomeration([[10, 10], [10, 10]], [[100, 100], [100, 100]]), 6)
    0.0
    """
    jobs, squares, weights = _read(values, sum_squares, territory_jobs)
    jobs, squares = jobs[:, (jobs != 0).any(axis=0)], squares[:, (jobs != 0).any(axis=0)]
    if jobs.shape[1] < 2 or np.isnan(jobs).any() or weights.sum() == 0:
        return float("nan")
    each = ellison_glaeser(jobs, squares, weights)
    weight = jobs.sum(axis=0) / jobs.sum()
    place, all_places = jobs.sum(axis=1) / jobs.sum(), weights / weights.sum()
    raw, room = ((place - all_places) ** 2).sum(), 1 - (all_places**2).sum()
    if room <= 0:
        return float("nan")
    of_each = weight**2 * (each.establishments + each.gamma * (1 - each.establishments))
    return float((raw / room - of_each.sum()) / (1 - (weight**2).sum()))


def _read(
    values: npt.ArrayLike, sum_squares: npt.ArrayLike, territory_jobs: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    jobs = as_jobs(values, "values", 2)
    squares = as_sum_squares(np.asarray(sum_squares, dtype=np.float64), jobs)
    return jobs, squares, weights_of(jobs, territory_jobs)


def _over(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Divide where there is something to divide by; NaN elsewhere."""
    shape = np.broadcast_shapes(part.shape, whole.shape)
    # Less than a rounding error is nothing: one establishment alone, one territory alone.
    divided: FloatArray = np.divide(part, whole, out=np.full(shape, np.nan), where=whole > 1e-12)
    return divided
