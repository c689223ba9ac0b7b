"""From a narrow table to a dense cube [period, territory, sector] with a status per cell.

Completes the table against the grid and refuses what cannot be computed with.
No formula lives here, and no file is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import Absent, FloatArray, NarrowTable, Status, StatusArray
from terreau.analytics.options import refuse_unknown
from terreau.core.errors import BadInput

if TYPE_CHECKING:
    from terreau.analytics.narrow import Keys, Rows

Shape = tuple[int, int, int]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cube:
    """Jobs on a complete grid.

    Parameters
    ----------
    periods, territories, sectors : tuple[str, ...]
        The grid: (P,) periods as asked, (T,) and (S,) codes, sorted unless the
        grid was given.
    values : FloatArray
        (P, T, S), jobs, ≥ 0, NaN = not known.
    status : StatusArray
        (P, T, S), a `Status` for each cell: ok, secret or missing.
    extra : Mapping[str, FloatArray]
        What else the table says of its cells, (P, T, S) each, NaN = not said: ``units`` (number of
        establishments), ``largest`` (jobs of the largest), ``sum_squares`` (of their jobs),
        ``lower`` and ``upper`` (bounds of a hidden cell, jobs). Only the columns it has.
    """

    periods: tuple[str, ...]
    territories: tuple[str, ...]
    sectors: tuple[str, ...]
    values: FloatArray
    status: StatusArray
    extra: Mapping[str, FloatArray]

    def on_sectors(self, sectors: tuple[str, ...], absent: Absent) -> Cube:
        """Return the same jobs on more sectors; what is added is absent."""
        if sectors == self.sectors:
            return self
        values, status = _no_row((len(self.periods), len(self.territories), len(sectors)), absent)
        columns = [sectors.index(sector) for sector in self.sectors]
        values[:, :, columns], status[:, :, columns] = self.values, self.status
        extra = {name: np.full(values.shape, np.nan) for name in self.extra}
        for name, known in self.extra.items():
            extra[name][:, :, columns] = known
        return Cube(self.periods, self.territories, sectors, values, status, extra)


def read_cube(
    table: NarrowTable,
    *,
    periods: Sequence[int | str],
    absent: Absent,
    columns: Mapping[str, str] | None = None,
    territories: Sequence[str] | None = None,
    sectors: Sequence[str] | None = None,
) -> Cube:
    """Read a narrow table and complete it against the grid.

    Parameters
    ----------
    table : NarrowTable
        One row per (territory, sector, period), with its value in jobs and,
        where it exists, a ``status`` column ("ok", "secret", "missing").
    periods : Sequence[int | str]
        The periods to keep; each must have at least one row.
    absent : {"zero", "missing"}
        What an absent cell means: one without a row, or whose row is empty and
        has no status. A cell whose status is secret or missing is never a zero.
    columns : Mapping[str, str], optional
        Our column name → the table's, where they differ.
    territories, sectors : Sequence[str], optional
        The explicit grid; by default every code of the table, at any period.

    Returns
    -------
    Cube
        Every cell of the grid, with its status.

    Raises
    ------
    BadInput
        An unusable table, a duplicated cell, a code outside the grid, a period
        without a row, a number of jobs that cannot be.
    """
    from terreau.analytics.narrow import read_rows  # noqa: PLC0415  loads pyarrow

    refuse_unknown("meaning of an absent cell", absent, get_args(Absent))
    rows = read_rows(table, columns)
    asked = tuple(str(period) for period in periods)
    period_of = _positions(rows.period, asked)
    _refuse_period_without_row(asked, rows.period.labels)
    all_territories = _grid(rows.territory, territories, "territory")
    all_sectors = _grid(rows.sector, sectors, "sector")

    _refuse_duplicates(rows)
    grid = (asked, all_territories, all_sectors)
    shape = (len(asked), len(all_territories), len(all_sectors))
    kept = period_of >= 0
    axes = (period_of, _positions(rows.territory, grid[1]), _positions(rows.sector, grid[2]))
    cells = np.ravel_multi_index(tuple(axis[kept] for axis in axes), shape)
    found = rows.values[kept]
    impossible = np.flatnonzero((found < 0) | np.isinf(found))
    if impossible.size:
        raise BadInput(
            f"A number of jobs cannot be {float(found[impossible[0]])!r}",
            value=_names(int(cells[impossible[0]]), shape, grid),
            why="Jobs are finite and not negative",
        )
    values, status = _no_row(shape, absent)
    said = ~np.isnan(found) | (rows.status[kept] > Status.OK)
    values.flat[cells[said]], status.flat[cells[said]] = found[said], rows.status[kept][said]
    extra = {name: np.full(shape, np.nan) for name in rows.extra}
    for name, said_of_rows in rows.extra.items():
        extra[name].flat[cells] = said_of_rows[kept]
    return Cube(*grid, values, status, extra)


def _no_row(shape: Shape, absent: Absent) -> tuple[FloatArray, StatusArray]:
    """Return values and status of a grid of which no row has been read."""
    if absent == "zero":
        return np.zeros(shape), np.full(shape, Status.OK, dtype=np.uint8)
    return np.full(shape, np.nan), np.full(shape, Status.MISSING, dtype=np.uint8)


def _grid(keys: Keys, explicit: Sequence[str] | None, name: str) -> tuple[str, ...]:
    """Return the codes of one axis: those given, which must hold the table's, or the table's."""
    if explicit is None:
        return tuple(sorted(keys.labels))
    if isinstance(explicit, str) or len(set(explicit)) < len(explicit):
        raise BadInput(f"The grid must list each {name} once", value=explicit)
    if outside := sorted(set(keys.labels) - set(explicit)):
        raise BadInput(
            f"The table holds a {name} that the grid does not",
            value=outside[0],
            remedy=f"Add it to the grid or remove its rows ({len(outside)} such codes)",
        )
    return tuple(explicit)


def _positions(keys: Keys, axis: Sequence[str]) -> IntArray:
    """Return, for each row, the position of its label on the axis, -1 if it is not there."""
    position = {label: i for i, label in enumerate(axis)}
    of_label = np.array([position.get(label, -1) for label in keys.labels], dtype=np.int64)
    return of_label[keys.of_row]


def _refuse_period_without_row(asked: Sequence[str], found: Sequence[str]) -> None:
    for period in asked:
        if period not in found:
            raise BadInput(
                "No row for the period",
                value=period,
                remedy=f"The table holds {', '.join(sorted(found))}",
            )


def _refuse_duplicates(rows: Rows) -> None:
    """Refuse a cell that is given twice, at any period: one twice is a fault of the whole table."""
    keys = (rows.period, rows.territory, rows.sector)
    shape = (len(keys[0].labels), len(keys[1].labels), len(keys[2].labels))
    cell = _first_duplicate(np.ravel_multi_index(tuple(key.of_row for key in keys), shape))
    if cell is not None:
        raise BadInput(
            "A cell is given twice (period, territory, sector)",
            value=_names(cell, shape, [key.labels for key in keys]),
            why="Adding or choosing would be a guess",
            remedy="Sum the rows first if they are parts of the cell",
        )


def _first_duplicate(cells: IntArray) -> int | None:
    ordered = np.sort(cells)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    return int(again[0]) if again.size else None


def _names(cell: int, shape: Shape, grid: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(axis[int(i)] for axis, i in zip(grid, np.unravel_index(cell, shape), strict=True))
