"""A cube as a narrow table again, and shares by territory; loads pyarrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from terreau.analytics.cells import FloatArray, NarrowTable, Status
from terreau.analytics.cube import Cube
from terreau.analytics.measured import Measured
from terreau.analytics.narrow import COLUMNS, write_table


def hold(table: NarrowTable) -> NarrowTable:
    """Return a table that can be read twice, as a stream cannot.

    What is no table is returned as it is: its reader says why.
    """
    try:
        held: NarrowTable = pa.table(dict(table) if isinstance(table, Mapping) else table)
    except (TypeError, ValueError, pa.ArrowException):
        return table
    return held


def write_cube(cube: Cube) -> pa.Table:
    """Write one row per cell, in a form that every function reads.

    Returns
    -------
    pyarrow.Table
        Columns territory, sector, period, value, status and those of ``cube.extra``; NaN is null.
    """
    shape = cube.values.shape
    codes = {"period": cube.periods, "territory": cube.territories, "sector": cube.sectors}
    places = dict(zip(codes, np.indices(shape).reshape(3, -1), strict=True))
    columns = {
        name: pa.array(codes[name], pa.string()).take(pa.array(places[name])) for name in codes
    }
    words = pa.array([status.word for status in Status], pa.string())
    columns["status"] = words.take(pa.array(cube.status.ravel()))
    for name, numbers in {"value": cube.values, **cube.extra}.items():
        columns[name] = pa.array(numbers.ravel(), pa.float64(), from_pandas=True)
    return pa.table({name: columns[name] for name in COLUMNS if name in columns})


def write_shares(
    periods: Sequence[str], territories: Sequence[str], shares: Mapping[str, FloatArray]
) -> pa.Table:
    """Write shares of jobs, (period, territory) each, as rows of a measure; NaN is undefined."""
    keys = [(territory, None) for territory in territories]
    return pa.concat_tables(
        write_table(
            [(keys, {name: _measured(found[place]) for name, found in shares.items()})], period
        )
        for place, period in enumerate(periods)
    )


def _measured(value: FloatArray) -> Measured:
    undefined = np.where(np.isnan(value), Status.UNDEFINED, Status.OK)
    return Measured(value, undefined.astype(np.uint8))
