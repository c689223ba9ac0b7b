"""Sums of cells that remember what they lack: what `aggregate` and `harmonise` add up with.

A cell that is not known is never a zero: the sum keeps what is known apart, the worst reason for
what is not, and the bounds that follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from terreau.analytics.cells import FloatArray, Status, StatusArray
from terreau.analytics.cube import Cube, IntArray

# Of the establishments of a cell; how those of several cells become those of their sum.
ADDED, GREATEST = ("units", "sum_squares"), "largest"


@dataclass(frozen=True)
class Parts:
    """What each cell of a new axis adds up.

    Parameters
    ----------
    codes : tuple[str, ...]
        (n,) codes of the new axis.
    sources : IntArray
        (m,) positions on the old axis, those of a new code following one another.
    starts : IntArray
        (n,) where those of each new code start; none is empty.
    weights : FloatArray, optional
        (m,) the part of the source that the new code receives, a fraction; None = all of it.
    """

    codes: tuple[str, ...]
    sources: IntArray
    starts: IntArray
    weights: FloatArray | None = None

    @classmethod
    def of(cls, members: Mapping[str, Sequence[int]]) -> Parts:
        """Return the parts of new code → positions on the old axis."""
        counts = [len(positions) for positions in members.values()]
        sources = np.array([i for positions in members.values() for i in positions], dtype=np.int64)
        return cls(tuple(members), sources, np.cumsum([0, *counts[:-1]]))


@dataclass(frozen=True)
class Tally:
    """Sums of cells on a grid, (period, territory, sector) each.

    Parameters
    ----------
    known : FloatArray
        Jobs of the cells that are known; 0 where none is.
    status : StatusArray
        Ok, or the worst `Status` of the cells that are not known.
    least, most : FloatArray
        Bounds of the jobs that are not known: 0 where no lower bound is given, NaN where an upper
        one is not.
    establishments : Mapping[str, FloatArray]
        units, largest, sum_squares of the cells that are known, as far as the table has them;
        NaN where it does not say.
    """

    known: FloatArray
    status: StatusArray
    least: FloatArray
    most: FloatArray
    establishments: Mapping[str, FloatArray]

    @classmethod
    def of(cls, cube: Cube) -> Tally:
        """Return the cells of a cube, each a sum of its own."""
        unknown = np.isnan(cube.values)
        nobody = unknown | (cube.values == 0)
        not_said = np.full(cube.values.shape, np.nan)
        least = np.nan_to_num(cube.extra.get("lower", not_said))
        return cls(
            known=np.where(unknown, 0.0, cube.values),
            status=cube.status,
            least=np.where(unknown, least, 0.0),
            most=np.where(unknown, cube.extra.get("upper", not_said), 0.0),
            establishments={
                # A cell without jobs whose establishments are not said has none that counts.
                name: np.where(unknown | (nobody & np.isnan(said)), 0.0, said)
                for name, said in cube.extra.items()
                if name in (*ADDED, GREATEST)
            },
        )

    def added(self, parts: Parts, axis: int) -> Tally:
        """Return the sums over the parts of a new axis in place of an old one."""

        def total(cells: FloatArray) -> FloatArray:
            chosen = cells.take(parts.sources, axis=axis)
            if parts.weights is not None:
                shape = [1, 1, 1]
                shape[axis] = len(parts.weights)
                chosen = chosen * parts.weights.reshape(shape)
            sums: FloatArray = np.add.reduceat(chosen, parts.starts, axis=axis)
            return sums

        establishments = {
            name: self._of_establishments(name, parts, axis) for name in self.establishments
        }
        worst = np.maximum.reduceat(
            self.status.take(parts.sources, axis=axis), parts.starts, axis=axis
        )
        return Tally(total(self.known), worst, total(self.least), total(self.most), establishments)

    def _of_establishments(self, name: str, parts: Parts, axis: int) -> FloatArray:
        cells = self.establishments[name].take(parts.sources, axis=axis)
        if parts.weights is not None:
            # Nothing says which establishments of a divided territory are in which part.
            shape = [1, 1, 1]
            shape[axis] = len(parts.weights)
            divided = parts.weights.reshape(shape) != 1
            cells = np.where(divided & (cells > 0), np.nan, cells)
        merge = np.maximum if name == GREATEST else np.add
        sums: FloatArray = merge.reduceat(cells, parts.starts, axis=axis)
        return sums

    def to_cube(
        self, periods: tuple[str, ...], territories: tuple[str, ...], sectors: tuple[str, ...]
    ) -> Cube:
        """Return the sums that are complete; the others with their bounds, in jobs."""
        complete = self.status == Status.OK
        beside = {
            name: np.where(complete, said, np.nan) for name, said in self.establishments.items()
        }
        bounds = {
            "lower": np.where(complete, np.nan, self.known + self.least),
            "upper": np.where(complete, np.nan, self.known + self.most),
        }
        values = np.where(complete, self.known, np.nan)
        return Cube(periods, territories, sectors, values, self.status, beside | bounds)
