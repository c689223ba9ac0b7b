"""What the cells of a table say by block: territories whose codes start alike, once a process.

A block of communes is a department. A region adds up a few blocks where it would read hundreds of
thousands of cells, and the country is the sum of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PREFIX = 2


@dataclass(frozen=True)
class SumsOfBlocks:
    """Statistics of the cells of a year, (B, S): B blocks, S sectors of the table.

    Parameters
    ----------
    value : ndarray
        Jobs that are known.
    rows : ndarray
        Number of cells, known or not.
    units, largest : ndarray or None
        Establishments, and jobs of the largest; None when the table does not say.
    """

    value: NDArray[np.float64]
    rows: NDArray[np.int64]
    units: NDArray[np.float64] | None
    largest: NDArray[np.float64] | None

    def of(self, blocks: NDArray[np.intp]) -> SumsOfBlocks:
        """Return those of some blocks, (b,)."""
        return SumsOfBlocks(
            value=self.value[blocks],
            rows=self.rows[blocks],
            units=None if self.units is None else self.units[blocks],
            largest=None if self.largest is None else self.largest[blocks],
        )


def blocks_of(codes: Iterable[str]) -> NDArray[np.intp]:
    """Return (T,) the block of each code, 0 … B−1.

    Examples
    --------
    >>> blocks_of(["76001", "76540", "27001"]).tolist()
    [1, 1, 0]
    """
    return np.unique([code[:_PREFIX] for code in codes], return_inverse=True)[1]


def sums_of_blocks(
    records: NDArray[np.void], block: NDArray[np.intp], sectors: int
) -> SumsOfBlocks:
    """Sum the records of a year.

    Parameters
    ----------
    records : ndarray
        (n,) see `YearOfCells`.
    block : ndarray
        (T,) block of each territory.
    sectors : int
        How many sectors the table has.
    """
    shape = (int(block.max(initial=-1)) + 1, sectors)
    cell = (block * sectors)[records["territory"]] + records["sector"]

    def summed(name: str) -> NDArray[np.float64]:
        sums = np.bincount(cell, np.nan_to_num(records[name]), shape[0] * sectors)
        return sums.astype(np.float64, copy=False).reshape(shape)

    names = records.dtype.names or ()
    largest = None
    if "largest" in names:
        largest = np.zeros(shape)
        np.maximum.at(largest.reshape(-1), cell, np.nan_to_num(records["largest"]))
    return SumsOfBlocks(
        value=summed("value"),
        rows=np.bincount(cell, minlength=shape[0] * sectors).reshape(shape),
        units=summed("units") if "units" in names else None,
        largest=largest,
    )
