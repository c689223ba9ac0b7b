"""A narrow table in a file: any separator, compressed or piped in, refused with its line."""

from __future__ import annotations

import difflib
import gzip
import shutil
import sys
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from terreau.core.errors import BadInput, BadTable, Place
from terreau.datasets.description import Format
from terreau.datasets.numbers import codes, number_remedy, numbers
from terreau.datasets.reading.entry import open_table
from terreau.datasets.reading.source import RawBatch, TableSource

KEYS = ("territory", "sector", "period")
NUMBERS = ("value", "units", "largest", "sum_squares", "lower", "upper")
OPTIONAL = ("status", *NUMBERS[1:])
COLUMNS = (*KEYS, "value", *OPTIONAL)

_LARGEST = 2.0**53  # from there on, a count may be rounded
_PLAIN = Format(is_described=False)
_PIPE = "-"
_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"


def read_narrow(
    file: str, columns: Mapping[str, str] | None = None, how: Format = _PLAIN
) -> pa.Table:
    """Read a narrow table as `terreau.analytics` takes it.

    Parameters
    ----------
    file : str
        Path of a .csv (any usual separator), .csv.gz, .xlsx or .parquet file; "-" reads a CSV or
        Parquet file from the standard input.
    columns : Mapping[str, str], optional
        Our column name → the file's, where they differ.
    how : Format
        How the file is written.

    Returns
    -------
    pyarrow.Table
        territory, sector, period as text; value, status, then those of `OPTIONAL` that the file
        has.

    Raises
    ------
    BadTable
        No such file or column, a key that is empty, a number that is not one or is negative: with
        its line.
    BadInput
        ``columns`` renames a column that there is not, or takes one for two.
    """
    named = _names(columns or {})
    with tempfile.TemporaryDirectory() as folder:
        path = on_disk(file, Path(folder))
        source = open_table(path, how, tuple(named.values()))
        read = _columns_of(source, named, asked=frozenset(columns or {}))
        parts = [
            _checked(batch, read, source, how.decimal) for batch in source.read(list(read.values()))
        ]
    if not any(part.num_rows for part in parts):
        raise BadTable(Place(source.file), "The table has no row", remedy="Export it again")
    return pa.concat_tables(parts).unify_dictionaries()


def with_missing(table: pa.Table) -> tuple[pa.Table, int]:
    """Return the same table with its empty values said missing, and how many there are.

    A row whose value is empty, and of which no status says why, is there: its cell exists.
    """
    is_bare = pc.and_(pc.is_null(table["value"]), pc.is_null(table["status"]))
    said = pc.if_else(is_bare, "missing", table["status"])
    place = table.column_names.index("status")
    return table.set_column(place, "status", said), int(pc.sum(is_bare).as_py() or 0)


def _names(columns: Mapping[str, str]) -> dict[str, str]:
    if unknown := [ours for ours in columns if ours not in COLUMNS]:
        raise BadInput(
            "No column of ours has that name",
            value=unknown[0],
            remedy=f"Rename one of {', '.join(COLUMNS)}",
        )
    renamed = {theirs: ours for ours, theirs in columns.items()}
    named = {}
    for ours in COLUMNS:
        theirs = columns.get(ours, ours)
        other = renamed.get(theirs, ours)
        if other == ours:
            named[ours] = theirs
        elif ours in columns or ours not in OPTIONAL:
            raise BadInput(
                f"One column cannot be both {other} and {ours}",
                value=theirs,
                remedy=f"Say which holds each: --columns {other}=NAME,{ours}=NAME",
            )
        # Else the column of that name was said to be another one.
    return named


def on_disk(file: str, folder: Path) -> Path:
    """Return a file that readers can open: what is piped or compressed is written out first."""
    path = Path(file)
    if file == _PIPE:
        path = folder / "standard input.csv"
        with path.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        with path.open("rb") as copied:
            start = copied.read(4)
        if start == _PARQUET:
            return path.rename(path.with_suffix(".parquet"))
        if not start.startswith(_GZIP):
            return path
        path = path.rename(path.with_suffix(".csv.gz"))
    if path.suffix.lower() != ".gz" or not path.is_file():
        return path
    plain = folder / path.stem
    try:
        with gzip.open(path) as packed, plain.open("wb") as copy:
            shutil.copyfileobj(packed, copy)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadTable(
            Place(path.name), "The archive is damaged or cut short", why=str(error),
            remedy="Download it again",
        ) from error  # fmt: skip
    return plain


def _columns_of(
    source: TableSource, named: Mapping[str, str], *, asked: frozenset[str]
) -> dict[str, str]:
    """Return our name → the file's, for the columns it has; refuse when one that counts is not."""
    found = {}
    for ours, theirs in named.items():
        count = source.header.count(theirs)
        if count == 1:
            found[ours] = theirs
        elif count or ours in (*KEYS, "value") or ours in asked:
            near = difflib.get_close_matches(theirs, source.header, n=1)
            raise BadTable(
                Place(source.file, source.header_line, theirs),
                f"{count} columns have this name" if count else "This column is missing",
                why=f"Columns present: {', '.join(map(repr, source.header[:30]))}",
                remedy="Rename one of them in the file"
                if count
                else f"Say which holds {ours}: --columns {ours}={near[0] if near else 'NAME'}",
            )
    return found


def _checked(
    batch: RawBatch, read: Mapping[str, str], source: TableSource, decimal: str
) -> pa.Table:
    columns: dict[str, pa.Array] = {}
    if batch.malformed:
        row = batch.malformed[0]
        raise BadTable(
            Place(source.file, row.line),
            f"The row has {row.found} cells, the header {row.expected}",
            remedy="Look for a separator inside a cell without quotes",
        )
    for ours, theirs in read.items():
        column = batch.columns[theirs]
        if ours in KEYS:
            columns[ours] = _keys(column, batch, source, ours, theirs)
        elif ours in NUMBERS:
            columns[ours] = _not_negative(column, batch, source, theirs, decimal)
        else:
            columns[ours] = column.cast(pa.string())
    columns.setdefault("status", pa.nulls(len(batch.lines), pa.string()))
    return pa.table(columns)


def _keys(
    column: pa.Array, batch: RawBatch, source: TableSource, ours: str, theirs: str
) -> pa.DictionaryArray:
    if column.null_count:
        line = int(batch.lines[np.flatnonzero(column.is_null().to_numpy(False))[0]])
        raise BadTable(
            Place(source.file, line, theirs),
            f"The {ours} is empty",
            remedy="Fill the cell, or remove the row",
        )
    return codes(column)


def _not_negative(
    column: pa.Array, batch: RawBatch, source: TableSource, theirs: str, decimal: str
) -> pa.Array:
    found, is_bad = numbers(column, decimal)
    for wrong, what, remedy in (
        (is_bad, "This is not a number", ""),
        (found < 0, "A number below zero", "Nothing is counted below zero: correct the cell"),
        (found >= _LARGEST, "A number too large to be exact", "Correct the cell, or its unit"),
    ):
        rows: Sequence[int] = np.flatnonzero(wrong).tolist()
        if rows:
            value = column[rows[0]].as_py()
            raise BadTable(
                Place(source.file, int(batch.lines[rows[0]]), theirs),
                what,
                value=value,
                remedy=remedy or _remedy(str(value), decimal),
            )
    return pa.array(found, pa.float64(), from_pandas=True)


def _remedy(text: str, decimal: str) -> str:
    other = "," if decimal == "." else "."
    if other in text and "decimal" in number_remedy(text, decimal):
        return f"If {other!r} is its decimal mark, say --decimal {other!r}"
    return "Write the number alone; leave an unknown cell empty, with its status beside it"
