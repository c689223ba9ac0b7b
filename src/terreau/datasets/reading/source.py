"""What every reader gives: the column names, then batches of columns with their lines."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from terreau.core.errors import BadTable, Place
from terreau.datasets.description import Format

_BATCH_CELLS = 1 << 19
_BATCH_ROWS = 65_536


def batch_rows(columns: int) -> int:
    """Return how many rows of so many columns are read at once: a wide table takes fewer."""
    return max(1, min(_BATCH_ROWS, _BATCH_CELLS // max(columns, 1)))


@dataclass(frozen=True)
class MalformedRow:
    """A row that has not the number of columns of the header."""

    line: int
    found: int
    expected: int


@dataclass(frozen=True)
class RawBatch:
    """Some rows: ``columns[name]`` is (n,), text without outer blanks or numbers, null = empty.

    ``lines`` (n,) counts from 1: lines of a text file or rows of a sheet, header included; rows of
    a Parquet file, which has no header. ``bytes_read`` of the file so far, 0 where nothing tells.
    """

    columns: dict[str, pa.Array]
    lines: NDArray[np.int64]
    malformed: tuple[MalformedRow, ...] = ()
    bytes_read: int = 0


@dataclass(frozen=True)
class TableSource:
    """A file that is open for reading.

    Parameters
    ----------
    file : str
        Name shown in messages.
    header : tuple of str
        Column names in their order.
    header_line : int or None
        Line of the column names; None where the format has none (Parquet).
    read : callable
        Takes the names of the columns wanted, gives the batches.
    size : int or None
        Bytes of the file, where batches tell how many are read.
    """

    file: str
    header: tuple[str, ...]
    header_line: int | None
    read: Callable[[Sequence[str]], Iterator[RawBatch]]
    size: int | None = None

    def require(self, name: str, *, key: str) -> None:
        """Refuse a table in which the column ``name``, named by ``key``, is absent or doubled.

        Raises
        ------
        BadTable
            Naming the columns there are and the nearest.
        """
        found = self.header.count(name)
        if found == 1:
            return
        place = Place(self.file, self.header_line, name)
        if found:
            raise BadTable(
                place,
                f"{found} columns have this name",
                why=f"The description takes {key} from it, and cannot tell which",
                remedy="Rename one of them in the file",
            )
        near = difflib.get_close_matches(name, self.header, n=1, cutoff=0.5)
        raise BadTable(
            place,
            "This column is missing",
            why=f"The description takes {key} from it; columns present: {listed(self.header)}",
            remedy=(f"Did you mean {near[0]!r}? " if near else "")
            + f"Correct {key} in the description, or the file",
        )


def said(how: Format, key: str, value: str = "") -> str:
    """Return how a person says one thing of ``how``: in the description, or as an option."""
    if how.is_described:
        return f'{key} = "{value}" in [format]' if value else f"{key} in [format]"
    return f"--{key.replace('_', '-')} {value}".rstrip()


def listed(names: Sequence[str], limit: int = 30) -> str:
    """Return names in quotes, cut after ``limit``."""
    shown = ", ".join(repr(name) for name in names[:limit])
    return shown + (f" and {len(names) - limit} others" if len(names) > limit else "")


def text_column(cells: Sequence[str | None]) -> pa.Array:
    """Return cells as text without outer blanks; an empty cell is null."""
    return blank_to_null(pa.array(cells, type=pa.string()))


def blank_to_null(column: pa.Array) -> pa.Array:
    """Return a text column without outer blanks (no-break spaces included); empty becomes null."""
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
