"""Rows on their way to be counted, their codes still written as places in short lists.

Looking a code up costs a hash; a file of millions of rows holds thousands of codes. So what a code
stands for is worked out once for each code, and rows only follow their place in that list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Value = TypeVar("Value", bound=np.generic)


@dataclass(frozen=True)
class Coded:
    """A column of codes.

    Parameters
    ----------
    place : NDArray[np.int32] or None
        (n,) place of each row's code in the list; None when all rows have the only code.
    stands_for : IntArray
        (k,) what each code of the list stands for on the axis of the question, −1 = not asked.
    """

    place: NDArray[np.int32] | None
    stands_for: IntArray

    def spread(self, of_code: NDArray[Value]) -> NDArray[Value]:
        """Return (n,) or (1,) from (k,) values, one for each code of the list."""
        if self.place is None:
            return of_code
        # Arrow gathers three times as fast as NumPy, and lets other threads work meanwhile.
        found = pc.take(arrow_numbers(of_code), arrow_numbers(self.place), boundscheck=False)
        return numpy_numbers(found, of_code.dtype)

    def part(self, rows: slice) -> Coded:
        """Return the column of consecutive rows."""
        return self if self.place is None else Coded(self.place[rows], self.stands_for)

    def select(self, rows: IntArray) -> Coded:
        """Return the column of some rows."""
        return self if self.place is None else Coded(self.place[rows], self.stands_for)


@dataclass(frozen=True)
class Rows:
    """Some rows of a table; those not asked for are among them, and stand for −1.

    Parameters
    ----------
    member, native, period : Coded
        Place on the axes of the question: territory of today, sector of the table, year.
    value : ndarray
        (n,) jobs; NaN = secret or missing.
    units, largest : FloatArray or None
        (n,) establishments, and jobs of the largest; None when the table does not say.
    merged, uncertain : FloatArray or None
        (k,) for each code of ``member``, 1 if the commune has since merged, or if nothing certain
        says what it became, else 0; None when no code has.
    """

    member: Coded
    native: Coded
    period: Coded
    value: NDArray[np.number]
    units: FloatArray | None
    largest: FloatArray | None
    merged: FloatArray | None
    uncertain: FloatArray | None

    def select(self, keep: NDArray[np.bool_]) -> Rows:
        """Return the rows to keep, given (n,)."""
        rows = np.flatnonzero(keep)
        return Rows(
            member=self.member.select(rows),
            native=self.native.select(rows),
            period=self.period.select(rows),
            value=self.value[rows],
            units=None if self.units is None else self.units[rows],
            largest=None if self.largest is None else self.largest[rows],
            merged=self.merged,
            uncertain=self.uncertain,
        )


# pa.array and to_numpy would import pandas, where it is installed, to ask what it knows of types.
def arrow_numbers(values: NDArray[np.generic]) -> pa.Array:
    """Return the same numbers, not copied, as Arrow has them."""
    kind = pa.from_numpy_dtype(values.dtype)
    contiguous = np.ascontiguousarray(values)
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(contiguous)])


def numpy_numbers(values: pa.Array, kind: np.dtype[Value]) -> NDArray[Value]:
    """Return the same numbers, none of them null, not copied, as NumPy has them."""
    return np.from_dlpack(values).view(kind)


def arrow_texts(texts: Sequence[str]) -> pa.Array:
    """Return texts as Arrow has them: one after the other, with where each ends."""
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    buffers = pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))
    return pa.StringArray.from_buffers(len(texts), *buffers)


def coded_years(years: NDArray[np.int32], periods: Sequence[int]) -> Coded:
    """Return (n,) years as their places among the periods asked for."""
    if not len(years):
        return Coded(years, np.array([-1], dtype=np.int64))
    first, last = min(years.min(), *periods), max(years.max(), *periods)
    stands_for = np.full(int(last) - int(first) + 1, -1, dtype=np.int64)
    stands_for[np.array(periods) - first] = np.arange(len(periods))
    return Coded(years - first, stands_for)


def flags(found: NDArray[np.bool_]) -> FloatArray | None:
    """Return 1 where true and 0 elsewhere; None when nowhere."""
    return found.astype(np.float64) if found.any() else None
