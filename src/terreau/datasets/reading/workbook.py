"""Spreadsheets: one sheet, its cells as text; numbers lose only what the sheet already lost.

A cell in error stays the text it shows (``#N/A``), a formula without result the formula: neither is
a number, and neither is empty.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from terreau.core.errors import BadTable, Place, TerreauError
from terreau.datasets.description import Format
from terreau.datasets.reading.sheet_survey import survey, unreadable
from terreau.datasets.reading.source import (
    RawBatch,
    TableSource,
    batch_rows,
    listed,
    said,
    text_column,
)


def open_workbook(path: Path, how: Format) -> TableSource:
    """Open a sheet (see `reading.entry.open_table`); several sheets need ``sheet`` in [format]."""
    rows = sheet_rows(path, how)
    if len(rows) < how.header_line or not any(cell != "" for cell in rows[how.header_line - 1]):
        raise BadTable(
            Place(path.name, how.header_line),
            "The line of the column names is empty",
            remedy=f"Say which line holds them: {said(how, 'header_line')}",
        )
    header = tuple(cell_text(cell, how.decimal) or "" for cell in rows[how.header_line - 1])

    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        return _batches(rows, how, header, columns)

    return TableSource(path.name, tuple(n.strip() for n in header), how.header_line, read)


def _batches(
    rows: list[list[Any]], how: Format, header: tuple[str, ...], columns: Sequence[str]
) -> Iterator[RawBatch]:
    names = [name.strip() for name in header]
    places = [names.index(name) for name in columns]
    count = batch_rows(len(columns))
    for start in range(how.header_line, max(len(rows), how.header_line + 1), count):
        numbered = [
            (line, row)
            for line, row in enumerate(rows[start : start + count], start=start + 1)
            if any(cell != "" for cell in row)
        ]
        arrays = {
            name: text_column([cell_text(row[place], how.decimal) for _, row in numbered])
            for name, place in zip(columns, places, strict=True)
        }
        yield RawBatch(arrays, np.asarray([line for line, _ in numbered], dtype=np.int64))


def sheet_rows(path: Path, how: Format) -> list[list[Any]]:
    """Return the cells of a sheet, empty ones as "", from its very first row and column.

    Raises
    ------
    BadTable
        If the sheet is not there, not told among several, or cannot be read.
    """
    try:
        calamine = importlib.import_module("python_calamine")
    except ImportError as error:
        raise TerreauError(
            "Spreadsheets need the extra 'data'",
            remedy="Install terreau[data], or save the sheet as CSV",
        ) from error
    seen = survey(path, how.sheet)  # first: opening some formats takes every sheet in
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.CalamineError as error:
        raise unreadable(path, error) from error
    sheets = list(book.sheet_names)
    wanted = how.sheet if how.sheet is not None else sheets[0]
    if (how.sheet is None and len(sheets) > 1) or wanted not in sheets:
        raise BadTable(
            Place(path.name),
            "The spreadsheet has several sheets" if how.sheet is None else "No sheet of this name",
            value=how.sheet,
            why=f"Sheets: {listed(sheets)}",
            remedy=f"Say which: {said(how, 'sheet')}",
        )
    try:
        rows: list[list[Any]] = book.get_sheet_by_name(wanted).to_python(skip_empty_area=False)
    except calamine.CalamineError as error:
        raise unreadable(path, error) from error
    _restore(rows, seen.unresolved)
    return rows


def _restore(rows: list[list[Any]], unresolved: Mapping[tuple[int, int], str]) -> None:
    """Put back what the reader gives as empty; such cells may lie beyond what it gives."""
    if not unresolved:
        return
    height, width = (max(place[axis] for place in unresolved) + 1 for axis in (0, 1))
    width = max(width, len(rows[0]) if rows else 0)
    rows.extend([] for _ in range(height - len(rows)))
    for row in rows:
        row.extend([""] * (width - len(row)))
    for (line, column), text in unresolved.items():
        rows[line][column] = text


def cell_text(cell: Any, decimal: str) -> str | None:
    """Return a cell as its text: 2019.0 → "2019", 12.5 → "12,5" where the comma is described."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", decimal)
    return cell if isinstance(cell, str) else str(cell)
