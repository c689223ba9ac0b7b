"""How lumpy the jobs of a cell are: the sum of the squares of its establishments.

An establishment opens or closes as a whole: ten of a hundred jobs say less than a thousand of one.
Σ jobs² of the establishments carries that, adds up over any perimeter, and equals the number of
jobs where each stands alone. What intervals and Ellison-Glaeser need of establishments is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from terreau.analytics.cells import FloatArray
from terreau.core.errors import BadInput

Lumps = Literal["sum_squares", "units", "jobs"]

ROUNDING = 1e-9  # relative; sums of squares come out of other programs


def sum_squares_of(jobs: FloatArray, extra: Mapping[str, FloatArray]) -> tuple[FloatArray, Lumps]:
    """Return Σ jobs² of the establishments of each cell, from the best that the table says.

    Parameters
    ----------
    jobs : FloatArray
        (territory, sector), jobs, ≥ 0, NaN = not known.
    extra : Mapping[str, FloatArray]
        (territory, sector) each: "sum_squares" (jobs²) where the table has it, else "units"
        (establishments), else nothing; NaN = not said.

    Returns
    -------
    tuple[FloatArray, Lumps]
        (territory, sector), jobs², and the best column that was there. A cell of which only the
        number of units is known counts as if they were equal, the least it can be; a cell of
        which nothing is known counts as if each job stood alone. NaN where jobs are.

    Raises
    ------
    BadInput
        If a sum of squares cannot be (see `as_sum_squares`).

    Examples
    --------
    >>> import numpy as np
    >>> sum_squares_of(np.array([[100.0, 60.0]]), {"units": np.array([[4.0, np.nan]])})
    (array([[2500.,   60.]]), 'units')
    """
    found, best = jobs.copy(), "jobs"
    if (units := extra.get("units")) is not None:
        equal = np.divide(jobs**2, units, out=found.copy(), where=units > 0)
        found, best = np.maximum(found, equal), "units"  # not more establishments than jobs
    if (given := extra.get("sum_squares")) is not None:
        known = as_sum_squares(given, jobs)
        found, best = np.where(np.isnan(known), found, known), "sum_squares"
    return found, best  # type: ignore[return-value]


def as_sum_squares(sum_squares: FloatArray, jobs: FloatArray) -> FloatArray:
    """Return the sums of squares of the cells that have jobs, zero where there are none.

    Parameters
    ----------
    sum_squares : FloatArray
        (territory, sector), jobs², NaN = not said.
    jobs : FloatArray
        (territory, sector), jobs, NaN = not known.

    Returns
    -------
    FloatArray
        (territory, sector), jobs²; NaN where the jobs or the squares are not known.

    Raises
    ------
    BadInput
        If shapes disagree, or a cell with jobs has a sum of squares that is not between zero and
        the square of its jobs, which one establishment alone would give.
    """
    if sum_squares.shape != jobs.shape:
        raise BadInput(
            "Sums of squares need the shape of the jobs", value=(sum_squares.shape, jobs.shape)
        )
    too_many = sum_squares > jobs**2 * (1 + ROUNDING)
    impossible = (jobs > 0) & (too_many | (sum_squares <= 0))
    if impossible.any():
        where = tuple(int(i) for i in np.argwhere(impossible)[0])
        raise BadInput(
            f"A sum of squares cannot be, at {where}",
            value=float(sum_squares[where]),
            why=f"The cell has {float(jobs[where])} jobs; one establishment alone would give "
            "their square, and none gives nothing",
        )
    squares: FloatArray = np.where(jobs == 0, 0.0, np.where(np.isnan(jobs), np.nan, sum_squares))
    return squares
