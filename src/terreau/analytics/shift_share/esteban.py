"""The decomposition of Esteban-Marquillas: the local effect of Dunn, in three."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray
from terreau.analytics.shift_share.dunn import Dunn, as_change, decompose


@dataclass(frozen=True)
class Esteban(Dunn):
    """The components of Dunn, and the local effect in three.

    Parameters
    ----------
    competitive, allocation, entry : FloatArray
        (territory, sector), jobs; NaN where the cell is not kept. They add up to ``local``.
    """

    competitive: FloatArray
    allocation: FloatArray
    entry: FloatArray


def esteban(
    base: npt.ArrayLike,
    final: npt.ArrayLike,
    reference_base: npt.ArrayLike | None = None,
    reference_final: npt.ArrayLike | None = None,
) -> Esteban:
    """Tell, in the local effect, how well sectors do from how much of them there is.

    Parameters
    ----------
    base, final : array_like
        (territory, sector), jobs at the two dates, ≥ 0, NaN = not known.
    reference_base, reference_final : array_like, optional
        (sector,) or (territory, sector), jobs of the reference, as for `dunn`.

    Returns
    -------
    Esteban
        Components of each cell; what is kept is what `dunn` keeps.

    Raises
    ------
    BadInput
        As `dunn`.

    Notes
    -----
    With a, b the jobs of a cell, g = b/a − 1, Gᵢ the growth of its sector in the reference, aⱼ
    the jobs of the territory and h = aⱼ Eᵢ⁰/E⁰, what the cell would have had with the reference's
    mix of sectors (the homothetic employment):

    - competitive = h (g − Gᵢ), as if the territory had the mix of the reference;
    - allocation = (a − h)(g − Gᵢ), what its own mix adds: positive where it is specialised in
      what it does well, or not in what it does badly;
    - entry = b where a = 0, whose growth is not a number.

    Competitive and allocation part his equation (4), b (rᵢⱼ − rᵢₒ) in his symbols, which is local.
    E⁰ and aⱼ are over the sectors kept in the territory: like is compared with like. h depends on
    the whole perimeter, so that competitive and allocation of two territories are **not** those of
    the territory they make together; macro, structural and local are.

    References
    ----------
    J. M. Esteban-Marquillas (1972), "A reinterpretation of shift-share analysis", Regional and
    Urban Economics 2, 249–261: p. 250, equations (2) to (4).

    Examples
    --------
    Region A of Farhauer and Kröll (2013): −3 = −0.636 − 2.364.

    >>> region = [[90, 20, 10, 60]], [[100, 40, 10, 55]]
    >>> nation = [400, 150, 150, 400], [440, 210, 135, 480]
    >>> effects = esteban(*region, *nation).over_sectors()
    >>> round(float(effects.competitive[0]), 3), round(float(effects.allocation[0]), 3)
    (-0.636, -2.364)
    """
    change = as_change(base, final, reference_base, reference_final)
    effects = decompose(change)
    local = effects.local
    has_jobs = effects.kept & (change.base > 0)

    own = np.where(has_jobs, change.base, 0.0)
    reference = np.where(effects.kept, change.reference_base, 0.0)
    of_reference = reference.sum(axis=1, keepdims=True)
    scale = own.sum(axis=1, keepdims=True) / np.where(of_reference > 0, of_reference, 1.0)
    # a (g − Gᵢ) is the local effect: h (g − Gᵢ) is h/a of it.
    competitive = np.divide(reference, own, out=np.zeros_like(own), where=has_jobs)
    competitive *= scale
    competitive *= local
    entry = np.where(has_jobs, 0.0, local)
    return Esteban(
        **effects.parts,
        kept=effects.kept,
        competitive=competitive,
        allocation=local - entry - competitive,
        entry=entry,
    )
