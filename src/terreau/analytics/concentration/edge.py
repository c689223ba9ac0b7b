"""From a narrow table to the concentration of its sectors. No formula lives here."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from terreau.analytics.cells import FloatArray, NarrowTable, Status
from terreau.analytics.concentration.ellison_glaeser import ellison_glaeser
from terreau.analytics.concentration.indices import concentration_gini, hoover
from terreau.analytics.index_status import status_of_indices
from terreau.analytics.measured import Measured
from terreau.analytics.measures import Measures
from terreau.analytics.reading import OnePeriod, Reading, read_period
from terreau.analytics.reference import NATION
from terreau.core.errors import BadInput


def concentration(
    table: NarrowTable,
    *,
    period: int | str,
    reference: str | NarrowTable = "nation",
    **reading: Unpack[Reading],
) -> Measures:
    """Return three indices of the concentration of every sector of a narrow table.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where they exist, status ("ok",
        "secret", "missing") and sum_squares (Σ jobs² of the establishments of the cell): a
        pandas, polars, DuckDB or pyarrow table, or a mapping of columns. It must hold every
        sector: each is compared with all the jobs of the same territories.
    period : int | str
        The period, as the table writes it.
    reference : str
        "nation", all the territories of the table; no other makes sense here.
    **reading : Unpack[Reading]
        How the table is read: absent, columns, territories, sectors, nomenclature, vintage.

    Returns
    -------
    Measures
        By sector: "gini" (0–1, of location quotients), "hoover" (fraction 0–1 that would have to
        move) and "ellison_glaeser". A sector some cells of which are not known is "partial"; so
        are the last two of every sector as soon as one cell of the table is not known, since all
        the jobs of a territory then are not. The last is "undefined" where the table does not say
        the sum of squares of a cell with jobs: without it a sector of one establishment cannot be
        told from a cluster.

    Raises
    ------
    BadInput
        Unknown option, unusable table, period without a row, a sum of squares that cannot be.

    References
    ----------
    Those of `concentration_gini`, `hoover` and `ellison_glaeser`.

    Examples
    --------
    >>> table = {
    ...     "territory": ["A", "A", "B", "B"],
    ...     "sector": ["industry", "services"] * 2,
    ...     "period": [2024] * 4,
    ...     "value": [60, 40, 40, 260],
    ...     "sum_squares": [400, 80, 160, 1000],
    ... }
    >>> answer = concentration(table, period=2024, absent="zero")
    >>> {name: round(found, 4) for name, found in answer.of("industry").items()}
    {'gini': 0.3182, 'hoover': 0.35, 'ellison_glaeser': 0.6328}
    """
    if reference != NATION:
        raise BadInput(
            "Concentration has no other reference",
            value=reference if isinstance(reference, str) else "a table",
            why="A sector is compared with all the jobs of the territories it stands in",
            remedy=f"Use {NATION!r}, on a table of the territories wanted",
        )
    read = read_period(table, period, reference, reading)
    jobs = read.jobs
    squares = read.extra.get("sum_squares", np.full_like(jobs, np.nan))
    every = {
        "gini": _measured(read, concentration_gini(jobs)),
        "hoover": _measured(read, hoover(jobs), of_all_jobs=True),
        "ellison_glaeser": _measured(read, ellison_glaeser(jobs, squares).gamma, of_all_jobs=True),
    }
    return Measures(
        asked={"measure": "concentration", **read.asked},
        territories=read.territories,
        sectors=read.sectors,
        by_sector=every,
    )


def _measured(read: OnePeriod, value: FloatArray, *, of_all_jobs: bool = False) -> Measured:
    status = status_of_indices(read, value, axis=0)
    if of_all_jobs and np.isnan(read.jobs).any():
        status = np.where(status == Status.OK, Status.PARTIAL, status).astype(np.uint8)
    return Measured(value, status)
