"""A workbook being written: its sheets, its formats, where each figure stands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from terreau.core.number import Number
from terreau.reporting.document import Cell, Document, Sum, figure_of
from terreau.reporting.ooxml import writable
from terreau.reporting.workbook.number_formats import number_format

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_UNFIT = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 31  # characters, of the name of a sheet
_KEY = re.compile(r"\{([^{}]+)\}")
_INK, _QUIET, _BRAND, _LINE = "#22201b", "#645d50", "#1f5b45", "#ddd7c9"
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_name": "Cambria"},
    "headline": {"bold": True, "font_size": 18, "font_name": "Cambria", "text_wrap": True},
    "caption": {"bold": True, "font_size": 12, "font_name": "Cambria"},
    "text": {"text_wrap": True},
    "strong": {"bold": True, "text_wrap": True},
    "quiet": {"font_color": _QUIET, "text_wrap": True},
    "note": {"font_color": _QUIET, "text_wrap": True, "align": "left", "indent": 1},
    "caution": {"bg_color": "#f8e7db", "text_wrap": True},
    "heading": {
        "bold": True,
        "text_wrap": True,
        "bottom": 2,
        "bottom_color": _BRAND,
        "valign": "bottom",
    },
    "figures": {
        "bold": True,
        "text_wrap": True,
        "bottom": 2,
        "bottom_color": _BRAND,
        "valign": "bottom",
        "align": "right",
    },
    "link": {"bold": True, "font_size": 12, "font_name": "Cambria", "underline": 1},
    "cell": {"bottom": 1, "bottom_color": _LINE, "text_wrap": True},
    "word": {"bottom": 1, "bottom_color": _LINE, "text_wrap": True, "align": "left", "indent": 1},
    "figure": {"bottom": 1, "bottom_color": _LINE, "align": "right"},
    "large": {"bold": True, "font_size": 14, "font_name": "Cambria", "align": "right"},
}


class Exact(float):
    """A number that xlsxwriter, which keeps sixteen digits, writes with all of its own."""

    def __format__(self, spec: str) -> str:
        """Return the shortest text that gives the number again."""
        return repr(float(self))


class Book:
    """The workbook of a report.

    Parameters
    ----------
    file : Any
        Of xlsxwriter.
    document : Document
        What it tells.
    """

    def __init__(self, file: Any, document: Document) -> None:
        self.file, self.document = file, document
        self._formats: dict[tuple[str, str], Any] = {}
        self._names: set[str] = set()
        self._places: dict[str, str] = {}

    def add_sheet(self, wanted: str) -> Worksheet:
        """Add a sheet under a name that spreadsheets accept and that no other has."""
        base = " ".join(_UNFIT.sub(" ", writable(wanted)).split()).strip("'") or "…"
        name, again = _shortened(base, _LONGEST), 1
        while name.casefold() in self._names:
            again += 1
            ending = f" ({again})"
            name = _shortened(base, _LONGEST - len(ending)) + ending
        self._names.add(name.casefold())
        sheet: Worksheet = self.file.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if self.document.mark:
            sheet.set_footer(f"&L{self.document.mark.replace('&', '&&')[:200]}&R&P / &N")
        return sheet

    def look(self, name: str, number: str = "") -> Any:
        """Return a format of cells by its name, with a format of numbers."""
        if (name, number) not in self._formats:
            asked = {"font_color": _INK, "valign": "top", **_LOOKS[name]}
            self._formats[name, number] = self.file.add_format(
                asked | ({"num_format": number} if number else {})
            )
        return self._formats[name, number]

    def say(self, sheet: Worksheet, row: int, column: int, text: str, look: str = "text") -> None:
        """Write words, never taken for a formula, a number or an address."""
        sheet.write_string(row, column, writable(text), self.look(look))

    def link(self, sheet: Worksheet, row: int, text: str, to: Worksheet) -> None:
        """Write words that lead to a sheet."""
        from xlsxwriter.utility import quote_sheetname

        place = f"internal:{quote_sheetname(to.get_name())}!A1"
        sheet.write_url(row, 0, place, self.look("link"), writable(text))

    def set_height(
        self, sheet: Worksheet, row: int, texts: Iterable[tuple[str, float]], line: float = 15
    ) -> None:
        """Make a row as tall as its texts, each in a width in characters: nobody else does it."""
        lines = max((-(-len(text) // (width * 1.1)) for text, width in texts), default=1)
        sheet.set_row(row, line * max(lines, 1) + 2)

    def place(self, sheet: Worksheet, row: int, column: int, figure: Number) -> None:
        """Say where a figure stands, for formulas to find it; the first place counts."""
        from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

        cell = xl_rowcol_to_cell(row, column)
        if figure.value is not None:
            self._places.setdefault(figure.key, f"{quote_sheetname(sheet.get_name())}!{cell}")

    def write(
        self, sheet: Worksheet, where: tuple[int, int], cell: Cell, look: str = "figure"
    ) -> None:
        """Write a cell: a number with its format, a live formula, words."""
        figure = figure_of(cell)
        if figure is None:
            words = cell if isinstance(cell, str) else ""
            self.say(sheet, *where, words, "word" if where[1] else "cell")
        elif figure.value is None:
            sheet.write_string(*where, writable(figure.display), self.look(look))
        else:
            shown = self.look(look, number_format(figure.value, figure.display))
            formula = self._formula(cell, sheet) if isinstance(cell, Sum) else None
            if formula is None:
                sheet.write_number(*where, Exact(figure.value), shown)
            else:
                sheet.write_formula(*where, formula, shown, figure.value)

    def write_number(
        self, sheet: Worksheet, where: tuple[int, int], value: float, look: Any
    ) -> None:
        """Write a number; an empty cell where it is not known."""
        if math.isfinite(value):
            sheet.write_number(*where, Exact(value), look)
        else:
            sheet.write_blank(*where, None, look)

    def _formula(self, total: Sum, sheet: Worksheet) -> str | None:
        """Return a formula with the cells of its figures; None if one of them has no cell."""
        if not set(_KEY.findall(total.formula)) <= self._places.keys():
            return None
        from xlsxwriter.utility import quote_sheetname

        here = f"{quote_sheetname(sheet.get_name())}!"
        written = _KEY.sub(
            lambda found: self._places[found[1]].removeprefix(here), total.formula.lstrip("=")
        )
        return f"={written}"


def _shortened(name: str, longest: int) -> str:
    """Return the words of a name that hold in a number of characters; one too long is cut.

    Examples
    --------
    >>> _shortened("Les secteurs les plus présents", 20)
    'Les secteurs les'
    """
    if len(name) <= longest:
        return name
    whole, _space, _cut = name[: longest + 1].rpartition(" ")
    return (whole or name[:longest]).strip(" ',;:–")
