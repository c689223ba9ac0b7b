"""Growth rates as a sector's plus a place's: the weighted two-way analysis of variance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray
from terreau.analytics.shift_share.dunn import Dunn, as_change


@dataclass(frozen=True)
class Anova(Dunn):
    """The same four components, estimated, and the local effect in two.

    Parameters
    ----------
    geographic, residual : FloatArray
        (territory, sector), jobs; NaN where the cell is not known. They add up to ``local``.
    """

    geographic: FloatArray
    residual: FloatArray


def anova(base: npt.ArrayLike, final: npt.ArrayLike) -> Anova:
    """Estimate what is of the sectors and what is of the places, each the other being equal.

    `dunn` gives to a sector whatever its territories did; here the growth of a sector is what
    remains once it is said that it stands in places that grow, and conversely.

    Parameters
    ----------
    base, final : array_like
        (territory, sector), jobs at the two dates, ≥ 0, NaN = not known. The territories are
        compared with one another: there is no other reference.

    Returns
    -------
    Anova
        Components of each cell known at both dates.

    Raises
    ------
    BadInput
        If shapes disagree, or a number of jobs is negative or infinite.

    Notes
    -----
    The growth rates g = b/a − 1 are fitted by least squares, each cell weighted by its jobs a:

        g = m + sᵢ + rⱼ + ε,    Σᵢ Eᵢ⁰ sᵢ = 0,    Σⱼ aⱼ rⱼ = 0,

    whence macro = a m, structural = a sᵢ, geographic = a rⱼ, residual = a ε and local =
    geographic + residual. The normal equations make m the growth of the whole, and residuals sum
    to zero in each territory and in each sector: the local effect of a territory is aⱼ rⱼ.

    A cell born (a = 0) has no rate. It enters as the limit of a cell with ever fewer jobs: the
    equations count its b jobs, and they are residual. In a territory without any job at the first
    date r = 0 and everything is residual, so that the sums to zero exclude it. Where territories
    and sectors fall into groups without a cell in common, rates are told apart within each group
    only; among the solutions the one with the smallest sector rates is taken.

    References
    ----------
    K. Berzeg (1978), "The empirical content of shift-share analysis", Journal of Regional Science
    18, 463–469. C. Kubrak (2018), "Structurel, résiduel, géographique : principe et mise en œuvre
    des approches comptable et économétrique", Documents de travail H2018/01, Insee, for the
    practice.

    Examples
    --------
    Both sectors of B grow ten points more than those of A: the model is exact.

    >>> effects = anova([[100, 100], [300, 100]], [[100, 120], [330, 130]])
    >>> effects.structural.round(6).tolist()
    [[-6.666667, 13.333333], [-20.0, 13.333333]]
    >>> effects.geographic.round(6).tolist()
    [[-6.666667, -6.666667], [10.0, 3.333333]]
    >>> bool(abs(effects.residual).max() < 1e-9)
    True
    """
    change = as_change(base, final, None, None)
    kept = ~(np.isnan(change.base) | np.isnan(change.final))
    a, b = (np.where(kept, jobs, 0.0) for jobs in (change.base, change.final))
    growth = b.sum() / a.sum() - 1 if a.any() else 0.0
    sector_rate = _sector_rates(a, b - a - growth * a)
    structural = a * sector_rate
    beyond = b - a - growth * a - structural
    place_rate = _ratio(beyond.sum(axis=1), a.sum(axis=1))[:, np.newaxis]
    geographic = a * place_rate
    cells = {
        "macro": a * growth,
        "structural": structural,
        "local": beyond,
        "total": b - a,
        "geographic": geographic,
        "residual": beyond - geographic,
    }
    return Anova(**{name: np.where(kept, part, np.nan) for name, part in cells.items()}, kept=kept)


def _sector_rates(weights: FloatArray, excess: FloatArray) -> FloatArray:
    """Return (sector,) rates sᵢ, of mean zero: the normal equations once the rⱼ are eliminated."""
    of_territory, of_sector = weights.sum(axis=1), weights.sum(axis=0)
    if not of_sector.any():
        return np.zeros(len(of_sector))
    mix = _ratio(weights, of_territory[:, np.newaxis])
    # Rows and columns scaled by √Eᵢ: a sector of ten jobs counts as one of a million.
    scale = np.sqrt(of_sector)
    unscale = _ratio(np.ones_like(scale), scale)
    matrix = (np.diag(of_sector) - weights.T @ mix) * unscale[:, np.newaxis] * unscale
    known = (excess.sum(axis=0) - mix.T @ excess.sum(axis=1)) * unscale
    rates = np.linalg.lstsq(matrix, known, rcond=1e-12)[0] * unscale
    centre = rates @ of_sector / of_sector.sum()
    centred: FloatArray = rates - centre
    return centred


def _ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Return the quotient, 0 where the denominator is."""
    quotient = np.zeros(np.broadcast_shapes(numerator.shape, denominator.shape))
    np.divide(numerator, denominator, out=quotient, where=denominator > 0)
    return quotient
