"""Delimited text, read with exact line numbers; wrong separator and wrong encoding are named."""

from __future__ import annotations

import csv
import io
import operator
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from terreau.core.errors import BadTable, Place
from terreau.datasets.description import Format
from terreau.datasets.reading.encoding import check_encoding, encoding_error
from terreau.datasets.reading.source import (
    MalformedRow,
    RawBatch,
    TableSource,
    batch_rows,
    said,
    text_column,
)

_SEPARATORS = {";": '";"', ",": '","', "\t": 'a tab ("\\t")', "|": '"|"'}


def open_csv(path: Path, how: Format, named: Sequence[str]) -> TableSource:
    """Open delimited text (see `reading.entry.open_table`)."""
    check_encoding(path, how)
    line = _header_text(path, how)
    try:
        separator = how.separator or _best_separator(line, named)
        header = _split(line, separator)
        if how.separator and named and not set(header) & set(named):
            _refuse_separator(path, how, line, named)
    except csv.Error as error:
        raise _unreadable_row(path, how.header_line, error) from error
    names = tuple(name.strip() for name in header)

    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        return _batches(path, how, separator, names, columns)

    return TableSource(path.name, names, how.header_line, read, path.stat().st_size)


def _batches(
    path: Path, how: Format, separator: str, header: tuple[str, ...], columns: Sequence[str]
) -> Iterator[RawBatch]:
    places = [header.index(name) for name in columns]
    pick = operator.itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
    width, count = len(header), batch_rows(len(columns))
    rows: list[Sequence[str]] = []
    lines: list[int] = []
    malformed: list[MalformedRow] = []
    with path.open("rb") as raw, io.TextIOWrapper(raw, _codec(how.encoding), newline="") as file:
        for line, row in _rows(file, path, how, separator):
            if len(row) == width:
                rows.append(pick(row))
                lines.append(line)
            elif any(row):
                malformed.append(MalformedRow(line, len(row), width))
            if len(rows) == count:
                yield _batch(columns, rows, lines, malformed, raw.tell())
                rows, lines, malformed = [], [], []
        yield _batch(columns, rows, lines, malformed, raw.tell())


def _batch(
    columns: Sequence[str],
    rows: list[Any],
    lines: list[int],
    malformed: list[MalformedRow],
    bytes_read: int,
) -> RawBatch:
    cells = zip(*rows, strict=True) if rows else ((),) * len(columns)
    arrays = {name: text_column(list(c)) for name, c in zip(columns, cells, strict=True)}
    return RawBatch(arrays, np.asarray(lines, dtype=np.int64), tuple(malformed), bytes_read)


def _rows(file: TextIO, path: Path, how: Format, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line where the row starts, cells), the header and what precedes it left out."""
    first = how.header_line
    reader: Any = None
    try:
        for _ in range(first - 1):
            file.readline()
        reader = csv.reader(file, delimiter=separator, strict=True)
        next(reader)
        line = first + reader.line_num
        for row in reader:
            yield line, row
            line = first + reader.line_num
    except UnicodeError:
        raise encoding_error(path, how) from None
    except csv.Error as error:
        line = first - 1 + (reader.line_num if reader else 1)
        raise _unreadable_row(path, line, error) from error


def _unreadable_row(path: Path, line: int, error: csv.Error) -> BadTable:
    return BadTable(
        Place(path.name, line),
        "The row cannot be read",
        why=str(error),
        remedy='Look for a quote (") that is not closed or not doubled at this line or above',
    )


def _header_text(path: Path, how: Format) -> str:
    """Return the line of the column names as text."""
    try:
        with path.open(encoding=_codec(how.encoding), newline="") as file:
            line = ""
            for _ in range(how.header_line):
                line = file.readline()
    except UnicodeError:
        raise encoding_error(path, how) from None
    if not line.strip():
        raise BadTable(
            Place(path.name, how.header_line),
            "The line of the column names is empty",
            remedy=f"Say which line holds them: {said(how, 'header_line')}",
        )
    return line


def _split(line: str, separator: str) -> list[str]:
    return next(csv.reader(io.StringIO(line), delimiter=separator))


def _best_separator(line: str, named: Sequence[str]) -> str:
    """Return the separator that gives most of the named columns; on a tie, most columns."""

    def given(separator: str) -> tuple[int, int]:
        columns = _split(line, separator)
        return len(set(columns) & set(named)), len(columns)

    return max(_SEPARATORS, key=given)


def _refuse_separator(path: Path, how: Format, line: str, named: Sequence[str]) -> None:
    """Raise when another separator would give named columns, which the described one does not."""
    best = _best_separator(line, named)
    if set(_split(line, best)) & set(named):
        raise BadTable(
            Place(path.name, how.header_line),
            f"The columns are separated by {_SEPARATORS[best]}, the description says otherwise",
            value=how.separator,
            remedy=f"Write separator = {_SEPARATORS[best].split('(')[-1].rstrip(')')} in [format]",
        )


def _codec(encoding: str) -> str:
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
