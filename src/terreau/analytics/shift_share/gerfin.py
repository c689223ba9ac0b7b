"""The index method of Gerfin: the growth of a territory beside the reference's, as a product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray
from terreau.analytics.shift_share.dunn import as_change, decompose


@dataclass(frozen=True)
class Gerfin:
    """Two factors of growth and their product; (territory,) each, 1 = as the reference.

    Parameters
    ----------
    structural : FloatArray
        Factor, what its sectors alone would have made of the growth of the reference.
    local : FloatArray
        Factor, what it did beyond its sectors.
    regional : FloatArray
        Factor, its growth over that of the reference: ``structural`` × ``local``.
    """

    structural: FloatArray
    local: FloatArray
    regional: FloatArray


def gerfin(
    base: npt.ArrayLike,
    final: npt.ArrayLike,
    reference_base: npt.ArrayLike | None = None,
    reference_final: npt.ArrayLike | None = None,
) -> Gerfin:
    """Compare growth with the reference's by factors: territories of any size side by side.

    Parameters
    ----------
    base, final : array_like
        (territory, sector), jobs at the two dates, ≥ 0, NaN = not known.
    reference_base, reference_final : array_like, optional
        (sector,) or (territory, sector), jobs of the reference, as for `dunn`.

    Returns
    -------
    Gerfin
        Factors over the cells that `dunn` keeps. NaN where nothing is there to divide by: no jobs
        at the first date, or none left at the growth of the reference, or of the sectors.

    Raises
    ------
    BadInput
        As `dunn`.

    Notes
    -----
    With the symbols of `dunn`, sums over the sectors kept:

    - structural = Σ a Eᵢ¹/Eᵢ⁰ ÷ (E¹/E⁰ Σ a);
    - local = Σ b ÷ Σ a Eᵢ¹/Eᵢ⁰;
    - regional = (Σ b / Σ a) ÷ (E¹/E⁰).

    The sums are those of `dunn`: of jobs there, of ratios here. Factors do not add up over sectors
    or perimeters. A birth counts in the local factor.

    References
    ----------
    H. Gerfin (1964), "Gesamtwirtschaftliches Wachstum und regionale Entwicklung", Kyklos 17,
    565–593: Strukturfaktor, Standortfaktor, Regionalfaktor.

    Examples
    --------
    Region A of Farhauer and Kröll (2013) has 205 jobs; with its sectors' growth it would have 208,
    with the nation's 207:

    >>> region = [[90, 20, 10, 60]], [[100, 40, 10, 55]]
    >>> nation = [400, 150, 150, 400], [440, 210, 135, 480]
    >>> found = gerfin(*region, *nation)
    >>> found.structural.round(4), found.local.round(4), found.regional.round(4)
    (array([1.0048]), array([0.9856]), array([0.9903]))
    """
    change = as_change(base, final, reference_base, reference_final)
    effects = decompose(change)
    kept = effects.kept
    before, after = (np.where(kept, jobs, 0.0) for jobs in (change.base, change.final))
    at_growth_of_sectors = np.where(kept, after - effects.local, 0.0).sum(axis=1)
    at_growth_of_whole = np.where(kept, before + effects.macro, 0.0).sum(axis=1)
    return Gerfin(
        structural=_over(at_growth_of_sectors, at_growth_of_whole),
        local=_over(after.sum(axis=1), at_growth_of_sectors),
        regional=_over(after.sum(axis=1), at_growth_of_whole),
    )


def _over(jobs: FloatArray, compared: FloatArray) -> FloatArray:
    nowhere = np.full_like(jobs, np.nan)
    # Less than a millionth of a job is what rounding leaves of none.
    found: FloatArray = np.divide(jobs, compared, out=nowhere, where=compared > 1e-6)
    return found
