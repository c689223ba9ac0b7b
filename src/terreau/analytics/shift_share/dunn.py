"""The decomposition of Dunn: macro, structural and local, for each cell of dense arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs, as_reference, sum_known
from terreau.core.errors import BadInput


@dataclass(frozen=True)
class Dunn:
    """The three components of a change in jobs, and the change itself.

    Parameters
    ----------
    macro, structural, local, total : FloatArray
        (territory, sector), jobs; NaN where the cell is not kept. The first
        three add up to the fourth.
    kept : NDArray[np.bool_]
        (territory, sector), whether the cell could be decomposed.
    """

    macro: FloatArray
    structural: FloatArray
    local: FloatArray
    total: FloatArray
    kept: npt.NDArray[np.bool_]

    @property
    def parts(self) -> dict[str, FloatArray]:
        """Component → its values: all but ``kept``."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "kept"}

    def over_sectors(self) -> Self:
        """Return the sums by territory, shape (territory,); NaN where no cell is kept."""
        return self._sum(axis=1)

    def over_territories(self) -> Self:
        """Return the sums by sector, shape (sector,); NaN where no cell is kept."""
        return self._sum(axis=0)

    def _sum(self, axis: int) -> Self:
        sums = {name: sum_known(cells, axis) for name, cells in self.parts.items()}
        return replace(self, **sums, kept=np.asarray(self.kept.any(axis=axis)))


@dataclass(frozen=True)
class Change:
    """Checked jobs at two dates, beside those of the reference.

    Parameters
    ----------
    base, final : FloatArray
        (territory, sector), jobs, NaN = not known.
    reference_base, reference_final : FloatArray
        (1, sector) or (territory, sector), jobs, NaN = not known.
    """

    base: FloatArray
    final: FloatArray
    reference_base: FloatArray
    reference_final: FloatArray


def dunn(
    base: npt.ArrayLike,
    final: npt.ArrayLike,
    reference_base: npt.ArrayLike | None = None,
    reference_final: npt.ArrayLike | None = None,
) -> Dunn:
    """Decompose the change in jobs of each cell as Dunn did.

    Parameters
    ----------
    base, final : array_like
        (territory, sector), jobs at the two dates, ≥ 0, NaN = not known.
    reference_base, reference_final : array_like, optional
        (sector,), or (territory, sector) when each territory has its own; jobs
        of the reference at the two dates, NaN = not known. By default the column
        sums of the kept cells: the territories are then the whole country.

    Returns
    -------
    Dunn
        Components of each cell. A cell is not kept, and is NaN, when it is not
        known at either date, when the reference is not known for its sector, or
        when it has jobs at the first date where the reference has none.

    Raises
    ------
    BadInput
        If shapes disagree, only one reference is given, or a number of jobs is
        negative or infinite.

    Notes
    -----
    With a, b the jobs of a cell, Eᵢ⁰, Eᵢ¹ those of its sector in the reference
    and E⁰, E¹ their sums over the sectors:

    - macro = a (E¹/E⁰ − 1);
    - structural = a (Eᵢ¹/Eᵢ⁰ − E¹/E⁰);
    - local = b − a Eᵢ¹/Eᵢ⁰, finite when a = 0.

    Where a > 0 these are b rₒₒ, b (rᵢₒ − rₒₒ) and b (rᵢⱼ − rᵢₒ), equations (2) to (4) by which
    Esteban-Marquillas (1972, p. 250) restates Dunn, his b being a and his r rates of growth.

    On a partition of the country local effects sum to zero in each sector and
    structural effects overall, unless a sector is born (Eᵢ⁰ = 0): its jobs are
    then all local, and structural effects sum to minus those births.

    References
    ----------
    E. S. Dunn (1960), "A statistical and analytical technique for regional analysis", Papers and
    Proceedings of the Regional Science Association 6, 97–112. J. M. Esteban-Marquillas (1972), as
    in `esteban`. D. Carré, N. Levratto, P. Frocrain (2019), "L'étonnante disparité des territoires
    industriels", La Fabrique de l'industrie, for the reading as macro, structural and local
    effects.

    Examples
    --------
    Region A of Farhauer and Kröll (2013): 25 jobs = 27 + 1 − 3.

    >>> region = [[90, 20, 10, 60]], [[100, 40, 10, 55]]
    >>> nation = [400, 150, 150, 400], [440, 210, 135, 480]
    >>> effects = dunn(*region, *nation).over_sectors()
    >>> [round(float(part[0]), 6) for part in (effects.macro, effects.structural, effects.local)]
    [27.0, 1.0, -3.0]
    """
    return decompose(as_change(base, final, reference_base, reference_final))


def as_change(
    base: npt.ArrayLike,
    final: npt.ArrayLike,
    reference_base: npt.ArrayLike | None,
    reference_final: npt.ArrayLike | None,
) -> Change:
    """Check what a decomposition is given; without a reference, the sums of the known cells.

    Parameters
    ----------
    base, final, reference_base, reference_final : array_like
        As `dunn` takes them.

    Raises
    ------
    BadInput
        As `dunn`.
    """
    a, b = as_jobs(base, "base", 2), as_jobs(final, "final", 2)
    if a.shape != b.shape:
        raise BadInput("base and final have different shapes", value=(a.shape, b.shape))
    if reference_base is None and reference_final is None:
        known = ~(np.isnan(a) | np.isnan(b))
        e0, e1 = (np.where(known, jobs, 0.0).sum(axis=0, keepdims=True) for jobs in (a, b))
        return Change(a, b, e0, e1)
    if reference_base is None or reference_final is None:
        raise BadInput("A reference needs both dates", remedy="Give both, or neither")
    return Change(
        a,
        b,
        as_reference(reference_base, "reference_base", a.shape),
        as_reference(reference_final, "reference_final", a.shape),
    )


def decompose(change: Change) -> Dunn:
    """Apply the formulas of `dunn` to what `as_change` has checked."""
    a, b, e0, e1 = change.base, change.final, change.reference_base, change.reference_final
    compared = ~(np.isnan(e0) | np.isnan(e1))
    kept = ~(np.isnan(a) | np.isnan(b)) & compared & ((e0 > 0) | (a == 0))

    nation_base = np.where(compared, e0, 0.0).sum(axis=1, keepdims=True)
    nation_final = np.where(compared, e1, 0.0).sum(axis=1, keepdims=True)
    nation_growth = np.divide(
        nation_final - nation_base,
        nation_base,
        out=np.zeros_like(nation_base),
        where=nation_base > 0,
    )
    # Where the reference has no base every kept cell has none either: any finite growth does.
    has_base = compared & (e0 > 0)
    no_growth = np.broadcast_to(nation_growth, e0.shape).copy()
    sector_growth = np.divide(e1 - e0, e0, out=no_growth, where=has_base)
    sector_ratio = np.divide(e1, e0, out=np.ones_like(e0), where=has_base)
    a = np.where(kept, a, np.nan)  # what is not kept is NaN in every component
    return Dunn(
        macro=a * nation_growth,
        structural=a * (sector_growth - nation_growth),
        local=b - a * sector_ratio,
        total=b - a,
        kept=kept,
    )
