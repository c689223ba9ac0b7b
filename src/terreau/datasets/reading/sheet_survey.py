"""What a sheet holds before it is read: how far it reaches, and the cells that have no result.

The reader of spreadsheets gives an empty text for a cell in error (``#N/A``) and for a formula that
was never computed, and makes room for every cell up to the farthest. Both are told here from the
XML itself, in one pass that keeps nothing else: an error must never become a zero.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

from terreau.core.errors import BadTable, Place
from terreau.datasets.reading.sheet_seen import Survey
from terreau.datasets.reading.sheet_xml import (
    XmlReader,
    local_name,
    parts_of_sheets,
    sizes_of_strings,
    units_of_styles,
)

_DIGITS, _BEGINNING = "0123456789", 1_000  # the beginning of a cell tells if it holds something
_CONTENT = "content.xml"  # of an OpenDocument; Excel has a file a sheet
_BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError, RuntimeError,
           EOFError, IndexError)  # fmt: skip
_Choose = Callable[[Sequence[str]], Sequence[str]]  # which of the sheets named
_UNIT_SHOWN = re.compile(r"(?P<number>[\d\s.,]+)(?P<unit>[km]\s?€|%)$", re.IGNORECASE)


def survey(path: Path, sheet: str | None) -> Survey:
    """Survey a sheet of an .xlsx, .xlsm or .ods file; None: the only one.

    A sheet that is not there has nothing unresolved: who reads it says so.

    Raises
    ------
    BadTable
        The file is damaged, or the sheet reaches too far.
    """

    def chosen(names: Sequence[str]) -> list[str]:
        return [name for name in names if sheet in (None, name)][:1]

    found = _surveyed(path, chosen, Survey(path.name))
    return next(iter(found.values()), Survey(path.name))


def survey_sheets(path: Path, *, most_cells: int, most_text: int) -> dict[str, Survey]:
    """Survey every sheet of a file, each within bounds.

    Raises
    ------
    BadTable
        The file is damaged, or a sheet reaches too far or holds too much text.
    """
    bounds = Survey(path.name, most_cells=most_cells, most_text=most_text)
    return _surveyed(path, list, bounds)


def _surveyed(path: Path, choose: _Choose, bounds: Survey) -> dict[str, Survey]:
    try:
        with zipfile.ZipFile(path) as archive:
            if path.suffix.lower() == ".ods":
                tables = _OpenDocument(choose, bounds)
                tables.read(archive, _CONTENT)
                return {name: tables.surveys[name] for name in choose(list(tables.surveys))}
            parts, units = parts_of_sheets(archive), units_of_styles(archive)
            sizes = sizes_of_strings(archive) if bounds.most_text else ()
            found = {name: bounds.fresh() for name in choose(list(parts))}
            for name, seen in found.items():
                _Excel(seen, units, sizes).read(archive, parts[name])
            return found
    except _BROKEN as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: Exception) -> BadTable:
    """Return the error for a spreadsheet that nothing can be read from."""
    return BadTable(
        Place(path.name),
        "The spreadsheet cannot be read: it is damaged, protected or of another kind",
        why=str(error),
        remedy="Open it, save it again without a password, or export the sheet as CSV",
    )


class _Excel(XmlReader):
    """A worksheet: ``<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>``."""

    def __init__(self, found: Survey, units: Sequence[str], sizes: Sequence[int]) -> None:
        self.found, self.units, self.sizes = found, units, sizes
        self.row = self.column = -1
        self.kind: str | None = None
        self.style = 0
        self.parts: dict[str, str] = {}
        self.part = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local_name(name)
        if name == "c":
            place = attributes.get("r")
            self.column = _column(place.rstrip(_DIGITS)) if place else self.column + 1
            self.kind, self.style = attributes.get("t"), int(attributes.get("s", 0))
            self.parts = {}
        elif name in ("v", "is", "f"):
            self.part = name
            self.parts[name] = ""
        elif name == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif name == "mergeCell":
            corners = attributes["ref"].partition(":")
            (left, top), (right, bottom) = (
                _place(c) for c in (corners[0], corners[2] or corners[0])
            )
            self.found.merged.append((top, left, bottom, right))

    def text(self, text: str) -> None:
        if self.part and len(self.parts[self.part]) < _BEGINNING:
            self.parts[self.part] += text

    def end(self, name: str) -> None:
        name = local_name(name)
        if name == self.part:
            self.part = ""
        elif name == "c" and self.parts:
            self._cell()

    def _cell(self) -> None:
        value = self.parts.get("v") or self.parts.get("is")
        if self.kind == "e":
            self.found.note(self.row, self.column, value or "#")
        elif value:
            self.found.note(self.row, self.column, None)
            if self.kind == "s" and self.sizes:
                self.found.weigh(self.sizes[int(value)])
            elif self.kind in (None, "n") and any(self.units[self.style : self.style + 1]):
                self.found.units[self.row, self.column] = self.units[self.style]
        elif "f" in self.parts and self.kind != "str":  # "str" and no value: computed, empty.
            self.found.note(self.row, self.column, f"={self.parts['f']}")


class _OpenDocument(XmlReader):
    """The tables of ``content.xml``, where a row or a cell may stand for many.

    All are measured, since the reader takes all in at once. The prefixes are those that every
    writer of this format uses, and the reader expects.
    """

    def __init__(self, choose: _Choose, bounds: Survey) -> None:
        self.choose, self.found = choose, bounds
        self.surveys: dict[str, Survey] = {}
        self.is_wanted = False
        self.row, self.rows, self.column = 0, 1, 0
        self.cell: Mapping[str, str] | None = None
        self.shown, self.size = "", 0
        self.notes = 0  # depth inside comments, whose text is not the cell's

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            name = attributes.get("table:name", "")
            self.is_wanted = bool(self.choose([name]))
            self.found = self.surveys[name] = self.found.fresh()
            self.row = 0
        elif name == "table:table-row":
            self.rows = int(attributes.get("table:number-rows-repeated", 1))
            self.column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.shown, self.size = attributes, "", 0
        elif name == "office:annotation":
            self.notes += 1

    def text(self, text: str) -> None:
        if self.cell is not None and not self.notes:
            self.size += len(text)
            if len(self.shown) < _BEGINNING:
                self.shown += text.strip()

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self.row += self.rows
        elif name == "office:annotation":
            self.notes -= 1
        elif name in ("table:table-cell", "table:covered-table-cell") and self.cell is not None:
            self._cell(self.cell)
            self.cell = None

    def _cell(self, cell: Mapping[str, str]) -> None:
        columns = int(cell.get("table:number-columns-repeated", 1))
        first, self.column = self.column, self.column + columns
        kind, formula = cell.get("office:value-type"), cell.get("table:formula")
        if not (kind or self.shown or formula):
            return
        unresolved = None
        # An error is written as an empty text that shows something.
        if self.shown and kind == "string" and cell.get("office:string-value") == "":
            unresolved = self.shown
        elif cell.get("calcext:value-type") == "error":
            unresolved = self.shown or "#"
        elif formula and not kind and not self.shown:
            unresolved = f"={formula.partition(':=')[2] or formula}"
        self.found.note(self.row + self.rows - 1, first + columns - 1, None)
        self.found.weigh(self.size * self.rows * columns)
        down, right = (
            int(cell.get(f"table:number-{way}-spanned", 1)) for way in ("rows", "columns")
        )
        if down > 1 or right > 1:
            self.found.merged.append((self.row, first, self.row + down - 1, first + right - 1))
        if unit := _unit_shown(cell.get("office:value", ""), self.shown):
            self.found.units[self.row, first] = unit
        if self.is_wanted and unresolved is not None:
            for row in range(self.row, self.row + self.rows):
                for column in range(first, first + columns):
                    self.found.note(row, column, unresolved)


def _unit_shown(value: str, shown: str) -> str:
    """Return the unit that a number is shown with, unless the format divides what it shows.

    Examples
    --------
    >>> _unit_shown("12", "12 k€"), _unit_shown("12000", "12 k€"), _unit_shown("0.8", "80 %")
    ('k€', '', '%')
    """
    match = _UNIT_SHOWN.match(shown) if value else None
    if match is None:
        return ""
    unit = match["unit"].replace(" ", "").replace("\u00a0", "")
    if unit == "%":
        return unit
    digits = "".join(filter(str.isdigit, match["number"].partition(",")[0]))
    return unit if digits and abs(float(value) - int(digits)) < 1 else ""


def _place(reference: str) -> tuple[int, int]:
    """Return the column and the row, from 0, of "AB12"."""
    letters = reference.rstrip(_DIGITS)
    return _column(letters), int(reference[len(letters) :]) - 1


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    """Return the column, from 0, that "AB" names."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
