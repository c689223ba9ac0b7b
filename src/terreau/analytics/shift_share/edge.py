"""From a narrow table to a decomposition, with what is needed to produce it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Unpack

import numpy as np

from terreau.analytics.cells import (
    FloatArray,
    NarrowTable,
    status_of_cells,
    sum_known,
)
from terreau.analytics.cube import Cube
from terreau.analytics.options import refuse_unknown
from terreau.analytics.reading import Reading
from terreau.analytics.reference import LEAVE_ONE_OUT, NATION, Compared, compare
from terreau.analytics.results import ShiftShareResult
from terreau.analytics.shift_share.anova import anova
from terreau.analytics.shift_share.bounds import Reference, component_bounds
from terreau.analytics.shift_share.chain import chained as chain
from terreau.analytics.shift_share.cubes import bounds_of_cells, read_change
from terreau.analytics.shift_share.dunn import Dunn, dunn
from terreau.analytics.shift_share.esteban import esteban
from terreau.core.errors import BadInput

Method = Literal["dunn", "esteban", "anova"]
KERNELS: dict[str, Callable[..., Dunn]] = {"dunn": dunn, "esteban": esteban, "anova": anova}


def shift_share(
    table: NarrowTable,
    *,
    start: int | str,
    end: int | str,
    method: Method = "dunn",
    reference: str | NarrowTable = "nation",
    chained: bool = False,
    **reading: Unpack[Reading],
) -> ShiftShareResult:
    """Decompose the change in jobs of every territory of a narrow table.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where it exists,
        status ("ok", "secret", "missing"): a pandas, polars, DuckDB or pyarrow
        table, or a mapping of columns. ``lower`` and ``upper``, if it has them,
        bound its hidden cells; ``largest`` is the jobs of their largest unit.
    start, end : int | str
        The two periods, as the table writes them.
    method : {"dunn", "esteban", "anova"}
        The decomposition; see the kernels of these names.
    reference : str | NarrowTable
        "nation": the sum of the table's territories, which must then cover the
        country. "leave-one-out": that sum less the territory itself. The code of
        a territory of the table. Or a narrow table with the same columns, summed
        over its territories. The method "anova" knows "nation" only.
    chained : bool
        Whether to sum the decompositions of each interval between the periods of the
        table from ``start`` to ``end``; not for "anova".
    **reading : Unpack[Reading]
        How the table is read: absent, columns, territories, sectors,
        nomenclature, vintage.

    Returns
    -------
    ShiftShareResult
        Components by cell, with sums by territory and by sector. Where the table
        bounds its hidden cells, between what and what each component would be if
        they were known; nothing bounds those of "anova".

    Raises
    ------
    BadInput
        Unknown option, unusable table, period without a row, start not before end.

    References
    ----------
    Those of `dunn`, `esteban`, `anova` and `chained`; of the bounds, `component_bounds`.

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
    _refuse_options(method, reference, chained=chained)
    cube = read_change(table, start, end, through=chained, reading=reading)
    return decompose_cube(
        cube, method=method, reference=reference, chained=chained, reading=reading
    )


def _refuse_options(method: str, reference: str | NarrowTable, *, chained: bool) -> None:
    refuse_unknown("method of shift-share", method, KERNELS)
    if method == "anova" and (chained or reference != NATION):
        raise BadInput(
            "The method anova compares all the territories with one another, between two periods",
            value=("chained" if chained else reference),
            remedy="Leave reference at 'nation' and chained out, or use dunn or esteban",
        )


def decompose_cube(
    cube: Cube,
    *,
    method: Method,
    reference: str | NarrowTable,
    chained: bool,
    reading: Reading,
) -> ShiftShareResult:
    """Decompose a cube of two periods, or of more when chained; as `shift_share` does.

    Parameters
    ----------
    cube : Cube
        (period, territory, sector), from `read_change`.
    method, reference, chained, reading
        As `shift_share` takes them.

    Raises
    ------
    BadInput
        Unknown reference, bounds that cannot be.
    """
    absent = reading.get("absent", "missing")
    compared = compare(cube, reference, absent=absent, columns=reading.get("columns"))
    cube = compared.cube
    kernel = KERNELS[method]
    effects = (
        kernel(*cube.values)
        if method == "anova"
        else chain(kernel, cube.values, compared.reference)
    )
    lower, upper = ({}, {}) if method == "anova" else _bounds(compared, method)
    return ShiftShareResult(
        method=method,
        chained=chained,
        reference=compared.name,
        absent=absent,
        periods=cube.periods,
        nomenclature=reading.get("nomenclature", ""),
        vintage=reading.get("vintage", ""),
        territories=cube.territories,
        sectors=cube.sectors,
        components=effects.parts,
        status=status_of_cells(cube.status, effects.kept),
        lower=lower,
        upper=upper,
        largest=_of_the_largest_units(compared),
    )


Bounds = dict[str, FloatArray]


def _bounds(compared: Compared, method: Method) -> tuple[Bounds, Bounds]:
    """Return the lower and the upper bounds of each component; none where the table says none."""
    cells = bounds_of_cells(compared.cube)
    if cells is None:
        return {}, {}
    bounds = component_bounds(
        *cells, _reference_of_bounds(compared, *cells), with_local_parts=method == "esteban"
    )
    lower = {name: bound.low for name, bound in bounds.items()}
    upper = {name: bound.high for name, bound in bounds.items()}
    if compared.name == "table" and compared.reference is not None:
        not_compared = np.isnan(compared.reference).any(axis=0)
        for ends in (*lower.values(), *upper.values()):
            ends[:, not_compared] = np.nan
    return lower, upper


def _reference_of_bounds(compared: Compared, lower: FloatArray, upper: FloatArray) -> Reference:
    if compared.reference is None:
        return "nation"
    if compared.name == LEAVE_ONE_OUT:
        return "leave-one-out"
    if compared.name in compared.cube.territories:
        place = compared.cube.territories.index(compared.name)
        return lower[:, place], upper[:, place]
    # Another table is taken as it says; a sector it does not know counts for nothing in it.
    jobs = np.nan_to_num(compared.reference)
    return jobs, jobs


def _of_the_largest_units(compared: Compared) -> FloatArray | None:
    """Return (territory, sector): the local effect of the largest unit of each cell.

    The local effect is linear in the jobs of the cell once the growth of its sector is given: that
    of the unit is the same formula on its jobs, and the rest of the cell has what is left.
    """
    cube = compared.cube
    if "largest" not in cube.extra:
        return None
    reference = compared.reference
    if reference is None:
        known = np.where(np.isnan(cube.values).any(axis=0), np.nan, cube.values)
        reference = sum_known(known, axis=1)
    return chain(dunn, cube.extra["largest"], reference).local
