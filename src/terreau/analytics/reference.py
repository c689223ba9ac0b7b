"""What a territory is compared with: the whole table, or another table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from terreau.analytics.cells import Absent, FloatArray, NarrowTable, sum_known
from terreau.analytics.cube import Cube, read_cube
from terreau.core.errors import BadInput

NATION = "nation"


@dataclass(frozen=True)
class Compared:
    """A cube beside the jobs it is compared with, on the same sectors.

    Parameters
    ----------
    cube : Cube
        (period, territory, sector); widened to the sectors that only the reference has.
    reference : FloatArray | None
        (period, sector), jobs, NaN = not known; None when the cube's own sums are the reference.
    name : str
        "nation" or "table".
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
        "nation" for the sums of the cube itself, or a narrow table whose
        territories are summed; a cell that is not known at one of the periods
        leaves all of them.
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
    if isinstance(reference, str):
        if reference != NATION:
            raise BadInput(
                "Unknown reference",
                value=reference,
                remedy="Use 'nation', or give a table of the reference",
            )
        return Compared(cube, None, NATION)
    other = read_cube(reference, periods=cube.periods, absent=absent, columns=columns)
    sectors = tuple(sorted({*cube.sectors, *other.sectors}))
    other = other.on_sectors(sectors, absent)
    unknown = np.isnan(other.values).any(axis=0)
    return Compared(
        cube.on_sectors(sectors, absent),
        sum_known(np.where(unknown, np.nan, other.values), axis=1),
        "table",
    )
