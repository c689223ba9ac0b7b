"""Shift-share: what the nation, the sectors and the place itself account for.

The kernel `dunn` decomposes dense arrays; the edge `shift_share` reads a narrow
table, calls the kernel and keeps what is needed to produce the number again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import (
    Absent,
    FloatArray,
    NarrowTable,
    as_jobs,
    as_reference,
    status_of_cells,
    sum_known,
)
from terreau.analytics.cube import read_cube
from terreau.analytics.reference import compare
from terreau.analytics.results import ShiftShareResult
from terreau.core.errors import BadInput

METHODS = ("dunn",)


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

    def over_sectors(self) -> Dunn:
        """Return the sums by territory, shape (territory,); NaN where no cell is kept."""
        return self._sum(axis=1)

    def over_territories(self) -> Dunn:
        """Return the sums by sector, shape (sector,); NaN where no cell is kept."""
        return self._sum(axis=0)

    def _sum(self, axis: int) -> Dunn:
        return Dunn(
            macro=sum_known(self.macro, axis),
            structural=sum_known(self.structural, axis),
            local=sum_known(self.local, axis),
            total=sum_known(self.total, axis),
            kept=np.asarray(self.kept.any(axis=axis)),
        )


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

    On a partition of the country local effects sum to zero in each sector and
    structural effects overall, unless a sector is born (Eᵢ⁰ = 0): its jobs are
    then all local, and structural effects sum to minus those births.

    References
    ----------
    E. S. Dunn (1960), "A statistical and analytical technique for regional
    analysis", Papers and Proceedings of the Regional Science Association 6,
    97–112. D. Carré, N. Levratto, P. Frocrain (2019), "L'étonnante disparité
    des territoires industriels", La Fabrique de l'industrie, for the reading as
    macro, structural and local effects.

    Examples
    --------
    Region A of Farhauer and Kröll (2013): 25 jobs = 27 + 1 − 3.

    >>> region = [[90, 20, 10, 60]], [[100, 40, 10, 55]]
    >>> nation = [400, 150, 150, 400], [440, 210, 135, 480]
    >>> effects = dunn(*region, *nation).over_sectors()
    >>> [round(float(part[0]), 6) for part in (effects.macro, effects.structural, effects.local)]
    [27.0, 1.0, -3.0]
    """
    a, b = as_jobs(base, "base", 2), as_jobs(final, "final", 2)
    if a.shape != b.shape:
        raise BadInput("base and final have different shapes", value=(a.shape, b.shape))
    known = ~(np.isnan(a) | np.isnan(b))
    if reference_base is None and reference_final is None:
        e0 = np.where(known, a, 0.0).sum(axis=0, keepdims=True)
        e1 = np.where(known, b, 0.0).sum(axis=0, keepdims=True)
    elif reference_base is None or reference_final is None:
        raise BadInput("A reference needs both dates", remedy="Give both, or neither")
    else:
        e0 = as_reference(reference_base, "reference_base", a.shape)
        e1 = as_reference(reference_final, "reference_final", a.shape)
    compared = ~(np.isnan(e0) | np.isnan(e1))
    kept = known & compared & ((e0 > 0) | (a == 0))

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
    return Dunn(
        macro=np.where(kept, a * nation_growth, np.nan),
        structural=np.where(kept, a * (sector_growth - nation_growth), np.nan),
        local=np.where(kept, b - a * sector_ratio, np.nan),
        total=np.where(kept, b - a, np.nan),
        kept=kept,
    )


def shift_share(
    table: NarrowTable,
    *,
    start: int | str,
    end: int | str,
    method: Literal["dunn"] = "dunn",
    reference: str | NarrowTable = "nation",
    absent: Absent = "missing",
    columns: Mapping[str, str] | None = None,
    territories: Sequence[str] | None = None,
    sectors: Sequence[str] | None = None,
    nomenclature: str = "",
    vintage: str = "",
) -> ShiftShareResult:
    """Decompose the change in jobs of every territory of a narrow table.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where it exists,
        status ("ok", "secret", "missing"): a pandas, polars, DuckDB or pyarrow
        table, or a mapping of columns.
    start, end : int | str
        The two periods, as the table writes them.
    method : {"dunn"}
        The decomposition.
    reference : str | NarrowTable
        "nation": the sum of the table's territories, which must then cover the
        country. "leave-one-out": that sum less the territory itself. The code of
        a territory of the table. Or a narrow table with the same columns, summed
        over its territories.
    absent : {"zero", "missing"}
        What an absent cell means (no row, or a row without value and status);
        the source says it. "missing", the default, leaves the cell out of both
        dates and of its sector's reference. A secret cell is never a zero.
    columns : Mapping[str, str], optional
        Our column name → the table's, where they differ.
    territories, sectors : Sequence[str], optional
        The explicit grid; by default every code of the table, at any period.
    nomenclature, vintage : str
        Carried by the result, so that the number can be produced again.

    Returns
    -------
    ShiftShareResult
        Components by cell, with sums by territory and by sector.

    Raises
    ------
    BadInput
        Unknown option, unusable table, period without a row, start not before end.

    Examples
    --------
    >>> table = {
    ...     "territory": ["A", "A", "B", "B"] * 2,
    ...     "sector": ["industry", "services"] * 4,
    ...     "period": [2019] * 4 + [2024] * 4,
    ...     "value": [100, 50, 100, 150, 90, 70, 70, 230],
    ... }
    >>> result = shift_share(table, start=2019, end=2024, absent="zero")
    >>> result.effects("A")
    {'macro': 22.5, 'structural': -17.5, 'local': 5.0, 'total': 10.0}
    >>> result.first_sector("A")
    'industry'
    """
    if method not in METHODS:
        raise BadInput(
            "Unknown method of shift-share", value=method, remedy=f"Use {' or '.join(METHODS)}"
        )
    _refuse_backwards(start, end)
    cube = read_cube(
        table,
        periods=(start, end),
        absent=absent,
        columns=columns,
        territories=territories,
        sectors=sectors,
    )
    compared = compare(cube, reference, absent=absent, columns=columns)
    nation = () if compared.reference is None else compared.reference
    effects = dunn(*compared.cube.values, *nation)
    components = {
        "macro": effects.macro,
        "structural": effects.structural,
        "local": effects.local,
        "total": effects.total,
    }
    return ShiftShareResult(
        method=method,
        reference=compared.name,
        absent=absent,
        start=str(start),
        end=str(end),
        nomenclature=nomenclature,
        vintage=vintage,
        territories=compared.cube.territories,
        sectors=compared.cube.sectors,
        components=components,
        status=status_of_cells(compared.cube.status, effects.kept),
    )


def _refuse_backwards(start: int | str, end: int | str) -> None:
    first, last = str(start), str(end)
    are_years = first.isdigit() and last.isdigit()
    if first == last or (are_years and int(first) > int(last)):
        raise BadInput("The start must come before the end", value=(start, end))
