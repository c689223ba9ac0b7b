"""From the bytes of a file to the rows of its sheets, cells as the spreadsheet holds them.

A date stays a date and a number a number, but one that its format shows in k€, M€ or % becomes the
text that people see. Merged cells are filled, and where a value truly stands is kept: an amount
merged over three lines is one amount. No formula is computed; one that has no result stays text.
What would fill the memory is refused before it is opened.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from terreau.core.errors import BadTable
from terreau.datasets.plan_files.blanks import clean
from terreau.datasets.plan_files.remarks import BadPlanFile, Parameter, Remark
from terreau.datasets.reading.any_csv import SEPARATORS, cut_rows, decoded
from terreau.datasets.reading.packed import unpacked_size
from terreau.datasets.reading.sheet_seen import SheetTooLarge
from terreau.datasets.reading.workbook import SheetCells, read_sheets

MOST_BYTES = 10 << 20
MOST_ROWS = 20_000
MOST_SHEETS = 50
MOST_COLUMNS = 200
_MOST_UNPACKED, _MOST_CELLS, _MOST_TEXT = 64 << 20, 1 << 20, 16 << 20
_OLD = b"\xd0\xcf\x11\xe0"  # .xls, and what a password closes
_KINDS = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"{\\rtf": "RTF"}
_PARTS = {"word/document.xml": ".docx", "ppt/presentation.xml": ".pptx", "xl/workbook.bin": ".xlsb",
          "Index/Document.iwa": ".numbers"}  # fmt: skip
_SIGNS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SNIFFED = 200  # lines whose shape tells the separator

Place = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet, from its first line on.

    Parameters
    ----------
    name : str
        Its name; "" for a CSV.
    is_visible : bool
        Whether whoever opens the file sees it.
    rows : list of list
        Its cells, "" where empty, rows as long as they are written.
    lines : list of int
        The line of the file where each row starts, from 1.
    origins : dict
        (row, column) of a cell filled from a merged one → where its value stands, from 0.
    """

    name: str
    is_visible: bool
    rows: list[list[object]]
    lines: list[int]
    origins: dict[Place, Place] = field(default_factory=dict)

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max(map(len, self.rows), default=0)

    def cell(self, row: int, column: int) -> object:
        """Return a cell, "" beyond the end of its row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def text(self, row: int, column: int) -> str:
        """Return a cell as text."""
        return clean(self.cell(row, column))

    def own_cells(self, row: int) -> dict[int, str]:
        """Return the texts of a row, by column, that stand there themselves."""
        found = {}
        for column in range(len(self.rows[row])):
            if (row, column) not in self.origins and (text := self.text(row, column)):
                found[column] = text
        return found


@dataclass(frozen=True)
class PlanFile:
    """A file as it was read: its name and its sheets that hold something, in their order."""

    name: str
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet:
        """Return one of its sheets.

        Raises
        ------
        BadPlanFile
            If none has that name.
        """
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise _refusal("sheet_none", name=name)


def read_plan_file(name: str, content: bytes) -> PlanFile:
    r"""Read a file that somebody gave; what it is, its content says, not its name.

    Parameters
    ----------
    name : str
        Its name, shown.
    content : bytes
        An XLSX, an ODS or a CSV in any encoding that spreadsheets write.

    Raises
    ------
    BadPlanFile
        If it is of another kind, cannot be read, or would fill the memory.

    Examples
    --------
    >>> sheet = read_plan_file("a.csv", "Action;Coût\nÉcole;12 k€".encode("cp1252")).sheets[0]
    >>> sheet.rows, sheet.lines
    ([['Action', 'Coût'], ['École', '12 k€']], [1, 2])
    """
    if len(content) > MOST_BYTES:
        raise _refusal("file_large", most=MOST_BYTES >> 20)
    if content.startswith(_OLD):
        raise _refusal("file_old")
    for start, kind in _KINDS.items():
        if content.startswith(start):
            raise _refusal("file_other", kind=kind)
    is_packed = content.startswith(b"PK\x03\x04")
    sheets = _of_workbook(content) if is_packed else [_of_text(name, content)]
    held = tuple(sheet for sheet in sheets if sheet.rows)
    if not held:
        raise _refusal("file_empty")
    if any(len(sheet.rows) > MOST_ROWS for sheet in held):
        raise _refusal("file_rows", most=MOST_ROWS)
    if (widest := max(_columns(sheet) for sheet in held)) > MOST_COLUMNS:
        raise _refusal("file_columns", count=widest, most=MOST_COLUMNS)
    return PlanFile(name, held)


def _of_workbook(content: bytes) -> list[Sheet]:
    size = unpacked_size(content, _MOST_UNPACKED)
    if size is None:
        raise _refusal("file_damaged")
    if size > _MOST_UNPACKED:
        raise _refusal("file_unpacked")
    suffix = _suffix(content)
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(content)
        file.flush()
        sheets: list[Sheet] = []
        try:
            for cells in read_sheets(Path(file.name), most_cells=_MOST_CELLS, most_text=_MOST_TEXT):
                if len(sheets) == MOST_SHEETS:
                    raise _refusal("file_sheets", most=MOST_SHEETS)
                sheets.append(_of_cells(cells))
        except SheetTooLarge as error:
            raise _refusal("file_unpacked") from error
        except BadTable as error:
            raise _refusal("file_damaged") from error
    return sheets


def _suffix(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = set(archive.namelist())
    if "xl/workbook.xml" in parts:
        return ".xlsx"
    if "content.xml" in parts and not parts & _PARTS.keys():
        return ".ods"
    raise _refusal("file_other", kind=next((k for p, k in _PARTS.items() if p in parts), ".zip"))


def _of_cells(given: SheetCells) -> Sheet:
    rows = given.rows
    for (row, column), unit in given.seen.units.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = _with_unit(rows[row][column], unit)
    for cells in rows:
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                cells[column] = cell.replace("_x000D_", "").strip()
    origins = _filled(rows, given.seen.merged)
    sheet = Sheet(given.name, given.is_visible, rows, list(range(1, len(rows) + 1)), origins)
    return _trimmed(sheet)


def _with_unit(cell: object, unit: str) -> object:
    """Return a number as people see it: 12 shown in k€ is "12 k€", 0.8 shown in % is "80 %"."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    shown = round(cell * 100, 8) if unit == "%" else cell
    return f"{clean(float(shown))} {unit}".replace(".", ",")


def _filled(
    rows: list[list[object]], merged: list[tuple[int, int, int, int]]
) -> dict[Place, Place]:
    """Write the value of each merged cell wherever it is shown, as far as the rows reach."""
    origins: dict[Place, Place] = {}
    left_to_fill = _MOST_CELLS
    width = len(rows[0]) if rows else 0
    for top, left, bottom, right in merged:
        if top >= len(rows) or left >= width:
            continue
        bottom, right = min(bottom, len(rows) - 1), min(right, width - 1)  # noqa: PLW2901
        left_to_fill -= (bottom - top + 1) * (right - left + 1)
        if left_to_fill < 0:
            raise _refusal("file_unpacked")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    rows[row][column] = rows[top][left]
                    origins[row, column] = top, left
    return origins


def _of_text(name: str, content: bytes) -> Sheet:
    text = decoded(content)
    # A few signs that are no letters slip into texts; a file of them is no text.
    if "\x00" in text or len(_SIGNS.findall(text)) * 50 > len(text):
        raise _refusal("file_other", kind=Path(name).suffix or "?")
    if text.lstrip()[:200].casefold().startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise _refusal("file_other", kind="HTML")
    try:
        found = cut_rows(text, _separator(text))
    except BadTable as error:
        raise _refusal("file_quote", line=error.place.line or 1) from error
    rows: list[list[object]] = [[cell.strip() for cell in row] for _, row in found]
    sheet = _trimmed(Sheet("", True, rows, [line for line, _ in found]))
    if sheet.width * len(sheet.rows) > _MOST_CELLS:
        raise _refusal("file_unpacked")
    return sheet


def _separator(text: str) -> str:
    """Return the separator that cuts the most rows into the same number of cells."""
    beginning = io.StringIO("".join(text.splitlines(keepends=True)[:_SNIFFED]), newline="")

    def evenness(separator: str) -> int:
        beginning.seek(0)
        try:
            widths = Counter(len(row) for row in csv.reader(beginning, delimiter=separator))
        except csv.Error:
            return 0
        return max(((width - 1) * count for width, count in widths.items()), default=0)

    return max(SEPARATORS, key=evenness)


def _trimmed(sheet: Sheet) -> Sheet:
    """Return it without the empty rows at its end."""
    count = len(sheet.rows)
    while count and not any(cell != "" for cell in sheet.rows[count - 1]):
        count -= 1
    return Sheet(
        sheet.name, sheet.is_visible, sheet.rows[:count], sheet.lines[:count], sheet.origins
    )


def _columns(sheet: Sheet) -> int:
    """Return how many columns reach to the last value: a title merged over more counts for one."""

    def reach(row: int) -> int:
        cells = sheet.rows[row]
        held = (n for n in range(len(cells), 0, -1) if cells[n - 1] != "")
        return next((n for n in held if (row, n - 1) not in sheet.origins), 0)

    return max(map(reach, range(len(sheet.rows))), default=0)


def _refusal(code: str, **parameters: Parameter) -> BadPlanFile:
    return BadPlanFile(Remark(code, parameters))
