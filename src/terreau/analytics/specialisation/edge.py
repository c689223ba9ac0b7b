"""From a narrow table to the specialisation of its territories. No formula lives here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Unpack, get_args

from terreau.analytics.cells import NarrowTable
from terreau.analytics.establishments import sum_squares_of
from terreau.analytics.index_status import status_of_indices
from terreau.analytics.location_quotient.intervals import Interval as Bounds
from terreau.analytics.measured import Measured
from terreau.analytics.measures import Measures
from terreau.analytics.options import refuse_unknown
from terreau.analytics.reading import Reading, read_period
from terreau.analytics.specialisation.indices import (
    entropy,
    hachman,
    herfindahl,
    krugman,
    specialisation_gini,
)
from terreau.analytics.specialisation.intervals import specialisation_intervals

Interval = Literal["none", "delta"]

INDICES = {
    "krugman": krugman,
    "herfindahl": herfindahl,
    "entropy": entropy,
    "hachman": hachman,
    "gini": specialisation_gini,
}


def specialisation(
    table: NarrowTable,
    *,
    period: int | str,
    reference: str | NarrowTable = "nation",
    interval: Interval = "delta",
    **reading: Unpack[Reading],
) -> Measures:
    """Return five indices of the specialisation of every territory of a narrow table.

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
        "nation", "leave-one-out", the code of a territory, or a table; see `location_quotient`.
    interval : {"none", "delta"}
        How the 95 % bounds are computed, see `specialisation_intervals`.
    **reading : Unpack[Reading]
        How the table is read: absent, columns, territories, sectors, nomenclature, vintage.

    Returns
    -------
    Measures
        By territory: "krugman" (0–2), "herfindahl" (0–1), "entropy" (bits), "hachman" (0–1) and
        "gini" (0–1), with bounds. A territory some sectors of which are not known is "partial":
        its indices describe the others. One without jobs is "undefined".
        ``asked["establishments"]`` says what the bounds knew of establishments.

    Raises
    ------
    BadInput
        Unknown option, unusable table, period without a row.

    References
    ----------
    Those of `krugman`, `herfindahl`, `entropy`, `hachman`, `specialisation_gini` and
    `specialisation_intervals`.

    Examples
    --------
    >>> table = {
    ...     "territory": ["A", "A", "B", "B"],
    ...     "sector": ["industry", "services"] * 2,
    ...     "period": [2024] * 4,
    ...     "value": [60, 40, 40, 260],
    ... }
    >>> answer = specialisation(table, period=2024, absent="zero")
    >>> {name: round(found, 4) for name, found in answer.of("A").items()}
    {'krugman': 0.7, 'herfindahl': 0.52, 'entropy': 0.971, 'hachman': 0.6048, 'gini': 0.3182}
    """
    refuse_unknown("interval", interval, get_args(Interval))
    read = read_period(table, period, reference, reading)
    squares, establishments = sum_squares_of(read.jobs, read.extra)
    bounds: Mapping[str, Bounds] = {}
    if interval == "delta":
        bounds = specialisation_intervals(read.jobs, read.apart, squares)
    found = {name: index(read.jobs, read.apart) for name, index in INDICES.items()}
    asked = {"measure": "specialisation", **read.asked, "interval": interval}
    if interval != "none":
        asked["establishments"] = establishments
    return Measures(
        asked=asked,
        territories=read.territories,
        sectors=read.sectors,
        by_territory={
            name: Measured(value, status_of_indices(read, value, axis=1), *bounds.get(name, ()))
            for name, value in found.items()
        },
    )
