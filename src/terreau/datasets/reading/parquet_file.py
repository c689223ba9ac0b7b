"""Parquet, by batches; codes become text, numbers stay numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from terreau.core.errors import BadTable, Place
from terreau.datasets.reading.source import RawBatch, TableSource, batch_rows, blank_to_null


def open_parquet(path: Path) -> TableSource:
    """Open a Parquet file (see `reading.entry.open_table`)."""
    try:
        with pq.ParquetFile(path) as file:
            names = tuple(file.schema_arrow.names)
    except (pa.ArrowInvalid, OSError) as error:
        raise _unreadable(path, error) from error

    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        return _batches(path, columns)

    return TableSource(path.name, names, None, read)


def _batches(path: Path, columns: Sequence[str]) -> Iterator[RawBatch]:
    first = 1
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(
                batch_rows(len(columns)), columns=list(columns), use_threads=False
            ):
                lines = np.arange(first, first + batch.num_rows, dtype=np.int64)
                first += batch.num_rows
                arrays = {name: _plain(path, name, batch.column(name)) for name in columns}
                yield RawBatch(arrays, lines)
    except (pa.ArrowInvalid, OSError) as error:
        raise _unreadable(path, error) from error


def _plain(path: Path, name: str, column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return column
    if pa.types.is_decimal(kind):
        return column.cast(pa.float64())
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        return pc.cast(column, pa.string())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind):
        return blank_to_null(column.cast(pa.string()))
    raise BadTable(
        Place(path.name, column=name),
        "Columns of this type are not read",
        value=str(kind),
        remedy="Store texts or numbers",
    )


def _unreadable(path: Path, error: Exception) -> BadTable:
    return BadTable(
        Place(path.name),
        "The Parquet file cannot be read: it is damaged or cut short",
        why=str(error).splitlines()[0],
        remedy="Download or export it again",
    )
