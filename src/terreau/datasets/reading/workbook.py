"""Spreadsheets: one sheet, its cells as text; numbers lose only what the sheet already lost.

A cell in error stays the text it shows (``#N/A``), a formula without result the formula: neither is
a number, and neither is empty.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from terreau.core.errors import BadTable, Place, TerreauError
from terreau.datasets.description import Format
from terreau.datasets.reading.sheet_seen import Survey
from terreau.datasets.reading.sheet_survey import survey, survey_sheets, unreadable
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
    calamine = _calamine()
    seen = survey(path, how.sheet)  # first: opening some formats takes every sheet in
    book = _opened(path, calamine)
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


@dataclass(frozen=True)
class SheetCells:
    """One of the sheets of a spreadsheet.

    Parameters
    ----------
    name : str
        Its name.
    is_visible : bool
        Whether whoever opens the file sees it.
    rows : list of list
        Its cells as `sheet_rows` gives them.
    seen : Survey
        Which cells are merged, which numbers are shown with a unit.
    """

    name: str
    is_visible: bool
    rows: list[list[Any]]
    seen: Survey


def read_sheets(path: Path, *, most_cells: int, most_text: int) -> Iterator[SheetCells]:
    """Yield every sheet of a spreadsheet, drawings left out.

    Parameters
    ----------
    path : Path
        An .xlsx, .xlsm or .ods file.
    most_cells, most_text : int
        Cells and letters that a sheet may hold.

    Raises
    ------
    BadTable
        If the file cannot be read, or a sheet holds more.
    """
    calamine = _calamine()
    seen = survey_sheets(path, most_cells=most_cells, most_text=most_text)
    book = _opened(path, calamine)
    for sheet in book.sheets_metadata:
        if sheet.typ != calamine.SheetTypeEnum.WorkSheet or sheet.name not in seen:
            continue
        try:
            cells = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        except calamine.CalamineError as error:
            raise unreadable(path, error) from error
        _restore(cells, seen[sheet.name].unresolved)
        is_visible = sheet.visible == calamine.SheetVisibleEnum.Visible
        yield SheetCells(sheet.name, is_visible, cells, seen[sheet.name])


def _calamine() -> Any:
    try:
        return importlib.import_module("python_calamine")
    except ImportError as error:
        raise TerreauError(
            "Spreadsheets need the extra 'data'",
            remedy="Install terreau[data], or save the sheet as CSV",
        ) from error


def _opened(path: Path, calamine: Any) -> Any:
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except calamine.CalamineError as error:
        raise unreadable(path, error) from error


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
