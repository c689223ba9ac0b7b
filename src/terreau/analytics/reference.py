"""What a territory is compared with: the whole, the rest, one territory, or another table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from terreau.analytics.cells import Absent, FloatArray, NarrowTable, sum_known
from terreau.analytics.cube import Cube, read_cube
from terreau.core.errors import BadInput

NATION = "nation"
LEAVE_ONE_OUT = "leave-one-out"


@dataclass(frozen=True)
class Compared:
    """A cube beside the jobs it is compared with, on the same sectors.

    Parameters
    ----------
    cube : Cube
        (period, territory, sector); widened to the sectors that only the reference has.
    reference : FloatArray | None
        (period, sector), or (period, territory, sector) when each territory has its own; jobs,
        NaN = not known. None when the cube's own sums are the reference.
    name : str
        "nation", "leave-one-out", the code of a territory, or "table".
    """

    cube: Cube
    reference: FloatArray | None
    name: str


def compare(
    cube: Cube,
    reference: str | NarrowTable,
    *,
    absent: Absent,
    columns: Mapping[str, str] | None = None,
) -> Compared:
    """Put a cube beside its reference.

    Parameters
    ----------
    cube : Cube
        What is compared.
    reference : str | NarrowTable
        "nation" for the sums of the cube itself; "leave-one-out" for these sums less the territory
        that is compared; the code of a territory of the cube; or a narrow table whose territories
        are summed. A cell that is not known at one of the periods leaves all of them.
    absent : {"zero", "missing"}
        What an absent cell means, in the reference too.
    columns : Mapping[str, str], optional
        Our column name → the reference table's.

    Returns
    -------
    Compared
        Both on the union of their sectors.

    Raises
    ------
    BadInput
        Unknown reference, or a table that cannot be read.
    """
    if not isinstance(reference, str):
        other = read_cube(reference, periods=cube.periods, absent=absent, columns=columns)
        sectors = tuple(sorted({*cube.sectors, *other.sectors}))
        known = _known_at_all_periods(other.on_sectors(sectors, absent))
        return Compared(cube.on_sectors(sectors, absent), sum_known(known, axis=1), "table")
    if reference == NATION:
        return Compared(cube, None, NATION)
    if reference == LEAVE_ONE_OUT:
        return Compared(cube, _all_the_others(_known_at_all_periods(cube)), LEAVE_ONE_OUT)
    if reference in cube.territories:
        place = cube.territories.index(reference)
        return Compared(cube, cube.values[:, place], reference)
    raise BadInput(
        "Unknown reference",
        value=reference,
        remedy=f"Use {NATION!r}, {LEAVE_ONE_OUT!r}, the code of a territory of the table, "
        "or give a table of the reference",
    )


def _known_at_all_periods(cube: Cube) -> FloatArray:
    return np.where(np.isnan(cube.values).any(axis=0), np.nan, cube.values)


def _all_the_others(values: FloatArray) -> FloatArray:
    """Return (P, T, S): the sum of every other territory; NaN where none is known."""
    known = ~np.isnan(values)
    own = np.where(known, values, 0.0)
    others = own.sum(axis=1, keepdims=True) - own
    count = known.sum(axis=1, keepdims=True) - known
    return np.where(count > 0, others, np.nan)
