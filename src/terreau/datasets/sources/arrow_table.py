"""A table already in memory, opened as readers open a file: in batches, with its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from terreau.datasets.reading import RawBatch, TableSource
from terreau.datasets.reading.source import batch_rows


def open_arrow(
    file: str, table: pa.Table, lines: NDArray[np.int64], *, header_line: int | None = 1
) -> TableSource:
    """Open a table of texts (dictionary-coded or not) and numbers.

    Parameters
    ----------
    file : str
        Name shown in messages.
    table : pa.Table
        (n,) rows; null = empty; texts without outer blanks.
    lines : ndarray
        (n,) the line of the file that each row comes from.
    header_line : int or None
        Line of the column names.
    """

    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        count = batch_rows(len(columns))
        for start in range(0, max(table.num_rows, 1), count):
            part = table.select(list(columns)).slice(start, count)
            arrays = {name: _plain(part[name]) for name in columns}
            yield RawBatch(arrays, lines[start : start + count])

    return TableSource(file, tuple(table.column_names), header_line, read)


def _plain(column: pa.ChunkedArray) -> pa.Array:
    whole = column.cast(column.type.value_type) if _is_coded(column) else column
    return pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], whole.type)


def _is_coded(column: pa.ChunkedArray) -> bool:
    return bool(pa.types.is_dictionary(column.type))
