"""The cube between two periods: its ends, its bounds, its coarser sectors. No formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from terreau.analytics.cells import FloatArray, NarrowTable, Status
from terreau.analytics.cube import Cube
from terreau.analytics.reading import Reading, read_periods
from terreau.core.errors import BadInput


def read_change(
    table: NarrowTable,
    start: int | str,
    end: int | str,
    *,
    through: bool,
    reading: Reading,
) -> Cube:
    """Read the two periods, and with ``through`` every period of the table between them.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value.
    start, end : int | str
        As the table writes them. Whole numbers follow one another as numbers, other names as text.
    through : bool
        Whether to read what is between.
    reading : Reading
        How the table is read.

    Raises
    ------
    BadInput
        Start not before end, an unknown keyword of reading, or what `read_cube` refuses.
    """
    first, last = str(start), str(end)
    are_years = first.isdigit() and last.isdigit()
    if first == last or (are_years and int(first) > int(last)):
        raise BadInput(
            "The start must come before the end",
            value=(start, end),
            remedy="Give start= the earlier one",
        )
    periods: Iterable[int | str] = (start, end)
    if through:
        table, found = _periods(table, reading.get("columns"))
        periods = _between(first, last, found)
    return read_periods(table, tuple(periods), reading)


def _periods(
    table: NarrowTable, columns: Mapping[str, str] | None
) -> tuple[NarrowTable, tuple[str, ...]]:
    """Return the table, which can be read again, and its periods."""
    import pyarrow as pa  # noqa: PLC0415  loads on use

    from terreau.analytics.narrow import read_rows  # noqa: PLC0415  loads pyarrow

    # A stream can be read once only.
    again: Any = table if isinstance(table, Mapping | pa.Table) else pa.table(table)
    return again, read_rows(again, columns).period.labels


def _between(first: str, last: str, found: Iterable[str]) -> tuple[str, ...]:
    are_years = first.isdigit() and last.isdigit()
    if not are_years and first > last:
        raise BadInput(
            "What lies between two periods cannot be told from their names",
            value=(first, last),
            why="Names that are not whole numbers follow one another as text",
            remedy="Rename them in order",
        )
    inner = (
        [p for p in found if p.isdigit() and int(first) < int(p) < int(last)]
        if are_years
        else [p for p in found if first < p < last]
    )
    return (first, *sorted(inner, key=int if are_years else str), last)


def ends(cube: Cube) -> Cube:
    """Return the first and the last period alone."""
    return replace(
        cube,
        periods=(cube.periods[0], cube.periods[-1]),
        values=cube.values[[0, -1]],
        status=cube.status[[0, -1]],
        extra={name: known[[0, -1]] for name, known in cube.extra.items()},
    )


def bounds_of_cells(cube: Cube) -> tuple[FloatArray, FloatArray] | None:
    """Return between what and what each cell is, (period, territory, sector); None if not said.

    A cell that is known is between itself and itself; one of which only an upper bound is said is
    between zero and it.

    Raises
    ------
    BadInput
        A bound below zero, or a lower bound above the upper.
    """
    if not {"lower", "upper"} <= cube.extra.keys():
        return None
    lower, upper = cube.extra["lower"], cube.extra["upper"]
    lower = np.where(np.isnan(lower) & ~np.isnan(upper), 0.0, lower)
    hidden = cube.status > Status.OK
    impossible = hidden & ((lower < 0) | (lower > upper) | np.isinf(upper))
    if impossible.any():
        period, territory, sector = (int(i) for i in np.argwhere(impossible)[0])
        raise BadInput(
            "The bounds of a hidden cell cannot be",
            value=(cube.periods[period], cube.territories[territory], cube.sectors[sector]),
            why="A lower bound is not negative, an upper one is finite and not below it",
        )
    return np.where(hidden, lower, cube.values), np.where(hidden, upper, cube.values)


def on_level(cube: Cube, bridge: Mapping[str, str]) -> Cube:
    """Return the same jobs on coarser sectors; a sum that misses a cell is not known.

    Parameters
    ----------
    cube : Cube
        On fine sectors.
    bridge : Mapping[str, str]
        Fine code → coarse code, of every sector of the cube.

    Raises
    ------
    BadInput
        If the bridge lacks a sector.
    """
    if missing := [code for code in cube.sectors if code not in bridge]:
        raise BadInput(
            "The bridge lacks a sector of the table",
            value=missing[0],
            remedy="Give the coarser sector of each",
        )
    coarse = tuple(sorted({bridge[code] for code in cube.sectors}))
    shape = (*cube.values.shape[:2], len(coarse))
    values, status = np.zeros(shape), np.zeros(shape, dtype=np.uint8)
    for column, code in enumerate(cube.sectors):
        place = coarse.index(bridge[code])
        values[..., place] += cube.values[..., column]
        np.maximum(status[..., place], cube.status[..., column], out=status[..., place])
    return Cube(cube.periods, cube.territories, coarse, values, status, {})
