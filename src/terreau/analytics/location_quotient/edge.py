"""From a narrow table to location quotients with their bounds. No formula lives here."""

from __future__ import annotations

from typing import Literal, Unpack, get_args

import numpy as np

from terreau.analytics.cells import FloatArray, NarrowTable, StatusArray, status_of_cells
from terreau.analytics.establishments import sum_squares_of
from terreau.analytics.location_quotient.intervals import bootstrap_interval, delta_interval
from terreau.analytics.location_quotient.kernel import Transform, quotients, transformed
from terreau.analytics.measured import Measured
from terreau.analytics.measures import Measures
from terreau.analytics.options import refuse_unknown
from terreau.analytics.reading import OnePeriod, Reading, read_period

Interval = Literal["none", "delta", "bootstrap"]


def location_quotient(
    table: NarrowTable,
    *,
    period: int | str,
    reference: str | NarrowTable = "nation",
    transform: Transform = "plain",
    interval: Interval = "delta",
    seed: int = 0,
    **reading: Unpack[Reading],
) -> Measures:
    """Return the location quotient of every territory and sector of a narrow table.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where they exist, status ("ok",
        "secret", "missing"), sum_squares (Σ jobs² of the establishments of the cell) or units
        (their number), which the bounds then use: a pandas, polars, DuckDB or pyarrow table, or a
        mapping of columns.
    period : int | str
        The period, as the table writes it.
    reference : str | NarrowTable
        "nation": the sum of the table's territories, which must then cover the country.
        "leave-one-out": that sum less the territory itself. The code of a territory of the table.
        Or a narrow table with the same columns, summed over its territories.
    transform : {"plain", "log", "symmetric", "z"}
        The scale, see `transformed`; z counts standard deviations over the territories, sector by
        sector.
    interval : {"none", "delta", "bootstrap"}
        How the 95 % bounds are computed, see `delta_interval` and `bootstrap_interval`.
    seed : int
        Of the bootstrap.
    **reading : Unpack[Reading]
        How the table is read: absent, columns, territories, sectors, nomenclature, vintage.

    Returns
    -------
    Measures
        By cell, component "location_quotient": ratios (or as ``transform`` says), NaN where not
        computed, with bounds and a status. ``asked["establishments"]`` says what the bounds knew of
        establishments: "sum_squares", "units", or "jobs" when the table says nothing.

    Raises
    ------
    BadInput
        Unknown option, unusable table, period without a row.

    References
    ----------
    Those of `quotients`, `transformed`, `delta_interval` and `bootstrap_interval`.

    Examples
    --------
    >>> table = {
    ...     "territory": ["A", "A", "B", "B"],
    ...     "sector": ["industry", "services"] * 2,
    ...     "period": [2024] * 4,
    ...     "value": [60, 40, 40, 260],
    ... }
    >>> answer = location_quotient(table, period=2024, absent="zero")
    >>> found = answer.by_cell["location_quotient"]
    >>> dict(zip(answer.sectors, found.value[0].tolist()))
    {'industry': 2.4, 'services': 0.5333333333333333}
    >>> float(found.lower[0, 0].round(2)), float(found.upper[0, 0].round(2))
    (2.06, 2.8)
    """
    refuse_unknown("interval", interval, get_args(Interval))
    read = read_period(table, period, reference, reading)
    squares, establishments = sum_squares_of(read.jobs, read.extra)
    found = quotients(read.jobs, read.apart)
    bounds: tuple[FloatArray, ...] = ()
    if interval == "delta":
        bounds = delta_interval(read.jobs, read.apart, squares)
    elif interval == "bootstrap":
        chance = np.random.default_rng(seed)
        bounds = bootstrap_interval(read.jobs, chance, read.apart, squares)
    value, *ends = (transformed(each, found, transform) for each in (found, *bounds))
    asked = {
        "measure": "location_quotient",
        **read.asked,
        "transform": transform,
        "interval": interval,
    }
    if interval != "none":
        asked["establishments"] = establishments
    if interval == "bootstrap":
        asked["seed"] = str(seed)
    return Measures(
        asked=asked,
        territories=read.territories,
        sectors=read.sectors,
        by_cell={"location_quotient": Measured(value, _status(read, value), *ends)},
    )


def _status(read: OnePeriod, value: FloatArray) -> StatusArray:
    return status_of_cells(read.status[None], ~np.isnan(value))
