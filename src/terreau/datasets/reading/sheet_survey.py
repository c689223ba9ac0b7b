"""What a sheet holds before it is read: how far it reaches, and the cells that have no result.

The reader of spreadsheets gives an empty text for a cell in error (``#N/A``) and for a formula that
was never computed, and makes room for every cell up to the farthest. Both are told here from the
XML itself, in one pass that keeps nothing else: an error must never become a zero.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

from terreau.core.errors import BadTable, Place

# A sheet of Excel in full height with sixteen columns: some 700 MB once read.
MOST_CELLS = 16 << 20
_DIGITS, _BEGINNING = "0123456789", 1_000  # the beginning of a cell tells if it holds something
_CONTENT = "content.xml"  # of an OpenDocument; Excel has a file a sheet
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError, RuntimeError,
           EOFError)  # fmt: skip


@dataclass
class Survey:
    """What was seen of a sheet.

    Parameters
    ----------
    file : str
        Name shown in messages.
    height, width : int
        Rows and columns up to the farthest cell that holds something.
    unresolved : dict
        (row, column), from 0 → what stands in place of a result: ``#N/A``, or the formula.
    """

    file: str
    height: int = 0
    width: int = 0
    unresolved: dict[tuple[int, int], str] = field(default_factory=dict)

    def note(self, row: int, column: int, unresolved: str | None) -> None:
        """Count a cell that is not empty, with what stands in place of its result if it has none.

        Raises
        ------
        BadTable
            If the sheet reaches so far that reading it would fill the memory.
        """
        if row >= self.height or column >= self.width:
            self._reach(row, column)
        if unresolved is not None:
            self.unresolved[row, column] = unresolved

    def _reach(self, row: int, column: int) -> None:
        self.height, self.width = max(self.height, row + 1), max(self.width, column + 1)
        if self.height * self.width > MOST_CELLS:
            raise BadTable(
                Place(self.file),
                "The sheet reaches too far",
                value=f"{_letters(column)}{row + 1}",
                why=f"{self.height} rows × {self.width} columns are more than {MOST_CELLS} cells; "
                "one forgotten cell, far from the table, is enough",
                remedy="Delete the rows and columns beyond the table, or save it as CSV",
            )


def survey(path: Path, sheet: str | None) -> Survey:
    """Survey a sheet of an .xlsx, .xlsm or .ods file; None: the only one.

    A sheet that is not there has nothing unresolved: who reads it says so.

    Raises
    ------
    BadTable
        The file is damaged, or the sheet reaches too far.
    """
    found = Survey(path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            if path.suffix.lower() == ".ods":
                _OpenDocument(found, sheet).read(archive, _CONTENT)
            else:
                for part in _parts_of(archive, sheet):
                    _Excel(found).read(archive, part)
    except _BROKEN as error:
        raise unreadable(path, error) from error
    return found


def unreadable(path: Path, error: Exception) -> BadTable:
    """Return the error for a spreadsheet that nothing can be read from."""
    return BadTable(
        Place(path.name),
        "The spreadsheet cannot be read: it is damaged, protected or of another kind",
        why=str(error),
        remedy="Open it, save it again without a password, or export the sheet as CSV",
    )


class _Reader:
    """One pass over an XML file; a document type, which could hold a trap, is refused."""

    def read(self, archive: zipfile.ZipFile, part: str) -> None:
        parser = expat.ParserCreate()
        settings = {
            "buffer_text": True,
            "StartDoctypeDeclHandler": self._refuse,
            "StartElementHandler": self.start,
            "EndElementHandler": self.end,
            "CharacterDataHandler": self.text,
        }
        for name, value in settings.items():
            setattr(parser, name, value)
        with archive.open(part) as file:
            parser.ParseFile(file)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take some text."""

    def _refuse(self, *_: object) -> NoReturn:
        raise ValueError("its XML declares a document type, which no spreadsheet does")


class _Excel(_Reader):
    """A worksheet: ``<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>``."""

    def __init__(self, found: Survey) -> None:
        self.found = found
        self.row = self.column = -1
        self.kind: str | None = None
        self.parts: dict[str, str] = {}
        self.part = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "c":
            place = attributes.get("r")
            self.column = _column(place.rstrip(_DIGITS)) if place else self.column + 1
            self.kind = attributes.get("t")
            self.parts = {}
        elif name in ("v", "is", "f"):
            self.part = name
            self.parts[name] = ""
        elif name == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1

    def text(self, text: str) -> None:
        if self.part and len(self.parts[self.part]) < _BEGINNING:
            self.parts[self.part] += text

    def end(self, name: str) -> None:
        name = _local(name)
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
        elif "f" in self.parts and self.kind != "str":  # "str" and no value: computed, empty.
            self.found.note(self.row, self.column, f"={self.parts['f']}")


class _OpenDocument(_Reader):
    """The tables of ``content.xml``, where a row or a cell may stand for many.

    All are measured, since the reader takes all in at once. The prefixes are those that every
    writer of this format uses, and the reader expects.
    """

    def __init__(self, found: Survey, sheet: str | None) -> None:
        self.found, self.sheet = found, sheet
        self.is_wanted = False
        self.row, self.rows, self.column = 0, 1, 0
        self.cell: Mapping[str, str] | None = None
        self.shown = ""
        self.notes = 0  # depth inside comments, whose text is not the cell's

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.is_wanted = self.sheet in (None, attributes.get("table:name"))
            self.row = self.found.height = self.found.width = 0
        elif name == "table:table-row":
            self.rows = int(attributes.get("table:number-rows-repeated", 1))
            self.column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.shown = attributes, ""
        elif name == "office:annotation":
            self.notes += 1

    def text(self, text: str) -> None:
        if self.cell is not None and not self.notes and len(self.shown) < _BEGINNING:
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
        if self.is_wanted and unresolved is not None:
            for row in range(self.row, self.row + self.rows):
                for column in range(first, first + columns):
                    self.found.note(row, column, unresolved)


class _Elements(_Reader):
    """The elements of a small file, each handed over by its name without prefix."""

    def __init__(self, take: Callable[[str, dict[str, str]], Any]) -> None:
        self.take = take

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.take(_local(name), {_local(key): value for key, value in attributes.items()})


def _parts_of(archive: zipfile.ZipFile, sheet: str | None) -> list[str]:
    """Return the file of the archive that holds a sheet of Excel; none when there is no such."""
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def take(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            sheets[attributes["name"]] = attributes["id"]
        elif name == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    for part in (_BOOK, _RELATIONS):
        _Elements(take).read(archive, part)
    wanted = [sheets[name] for name in sheets if sheet in (None, name)]
    # "/xl/worksheets/sheet1.xml" or "worksheets/sheet1.xml": `join` keeps the absolute one.
    paths = (posixpath.normpath(posixpath.join("/xl", targets[key])) for key in wanted[:1])
    return [path.lstrip("/") for path in paths]


@lru_cache(maxsize=1024)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    """Return the column, from 0, that "AB" names."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(column: int) -> str:
    """Return the letters of a column counted from 0.

    Examples
    --------
    >>> [_letters(column) for column in (0, 25, 26, 299)]
    ['A', 'Z', 'AA', 'KN']
    """
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
