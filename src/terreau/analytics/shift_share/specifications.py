"""The same decomposition under every defensible choice: how much the choice decides."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Literal, Unpack

import numpy as np

from terreau.analytics.cells import FloatArray, NarrowTable, status_of_sums, sum_known
from terreau.analytics.cube import Cube
from terreau.analytics.measured import Measured
from terreau.analytics.measures import Measures
from terreau.analytics.reading import Reading
from terreau.analytics.reference import LEAVE_ONE_OUT, NATION
from terreau.analytics.results import ShiftShareResult
from terreau.analytics.shift_share.cubes import ends, on_level, read_change
from terreau.analytics.shift_share.edge import decompose_cube
from terreau.core.errors import BadInput

OwnReference = Literal["nation", "leave-one-out"]
Bridges = Mapping[str, Mapping[str, str]]
COMPONENTS = ("macro", "structural", "local", "total")


def specification_interval(
    table: NarrowTable,
    *,
    start: int | str,
    end: int | str,
    reference: OwnReference = "nation",
    chained: bool = False,
    bridges: Bridges | None = None,
    **reading: Unpack[Reading],
) -> Measures:
    """Return the components of Dunn, and how far the choices of the analyst move them.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where it exists, status.
    start, end : int | str
        The two periods, as the table writes them.
    reference : {"nation", "leave-one-out"}
        Of the value; the interval has both.
    chained : bool
        Whether the value is chained; the interval has both.
    bridges : Mapping[str, Mapping[str, str]], optional
        Coarser levels: name → (sector of the table → its sector at that level). The sectors of
        the table are always one of the levels.
    **reading : Unpack[Reading]
        How the table is read.

    Returns
    -------
    Measures
        By territory, jobs: macro, structural, local and total as `shift_share` gives them, between
        the least and the greatest of {static, chained} × levels × {nation, leave-one-out}. Not a
        confidence interval: nothing is drawn at random, every bound is a number that someone could
        have published. ``asked["specifications"]`` lists them. NaN where no cell is known, status
        partial where some are not.

    Raises
    ------
    BadInput
        As `shift_share`, or a bridge that lacks a sector.

    References
    ----------
    E. E. Leamer (1983), "Let's take the con out of econometrics", American Economic Review 73,
    31–43, for the range over specifications.

    Examples
    --------
    >>> table = {
    ...     "territory": ["A", "A", "B", "B"] * 2,
    ...     "sector": ["industry", "services"] * 4,
    ...     "period": [2019] * 4 + [2024] * 4,
    ...     "value": [100, 50, 100, 150, 90, 70, 70, 230],
    ... }
    >>> levels = {"all": {"industry": "all", "services": "all"}}
    >>> found = specification_interval(table, start=2019, end=2024, bridges=levels)
    >>> local = found.by_territory["local"]
    >>> [round(float(x[0]), 2) for x in (local.value, local.lower, local.upper)]
    [5.0, -20.0, 13.33]
    """
    results = specifications(
        read_change(table, start, end, through=True, reading=reading),
        reference=reference,
        chained=chained,
        bridges=bridges,
        reading=reading,
    )
    first = next(iter(results.values()))
    status = status_of_sums(first.status, axis=1)
    return Measures(
        asked={
            **first.asked,
            "measure": "specification_interval",
            "specifications": "; ".join(results),
        },
        territories=first.territories,
        sectors=first.sectors,
        by_territory={
            name: Measured(by_result[0], status, *_range(by_result))
            for name in COMPONENTS
            for by_result in [
                np.stack([sum_known(r.components[name], axis=1) for r in results.values()])
            ]
        },
    )


def specifications(
    cube: Cube,
    *,
    reference: OwnReference,
    chained: bool,
    bridges: Bridges | None,
    reading: Reading,
) -> dict[str, ShiftShareResult]:
    """Decompose under each choice; the first is the one asked, on the sectors of the table.

    Parameters
    ----------
    cube : Cube
        (period, territory, sector), every period from the start to the end.
    reference, chained, bridges, reading
        As `specification_interval` takes them.

    Raises
    ------
    BadInput
        Another reference, or a bridge that lacks a sector.
    """
    references = (NATION, LEAVE_ONE_OUT)
    if reference not in references:
        raise BadInput(
            "Specifications differ by the reference, which is a sum of the table's territories",
            value=reference,
            remedy=f"Use {' or '.join(references)}",
        )
    own_level = reading.get("nomenclature") or "sectors of the table"
    levels = {own_level: cube} | {
        name: on_level(cube, bridge) for name, bridge in (bridges or {}).items()
    }
    return {
        f"{'chained' if is_chained else 'static'}, {level}, {against}": decompose_cube(
            jobs if is_chained else ends(jobs),
            method="dunn",
            reference=against,
            chained=is_chained,
            reading=reading,
        )
        for (level, jobs), is_chained, against in product(
            levels.items(),
            # Between two dates there is one way to go.
            (chained, not chained) if len(cube.periods) > 2 else (chained,),
            sorted(references, key=lambda name: name != reference),
        )
    }


def _range(by_result: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the least and the greatest over the results; NaN where no result has one."""
    return np.fmin.reduce(by_result), np.fmax.reduce(by_result)
