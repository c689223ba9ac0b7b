"""Tables of slides: columns as wide as their figures, as many rows as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from terreau.reporting.document import Cell, Table, figure_of
from terreau.reporting.ooxml import writable
from terreau.reporting.slides.deck import Deck
from terreau.reporting.slides.template import Box
from terreau.reporting.slides.text import (
    LINE,
    POINT,
    Style,
    lines_of,
    paragraph,
    width_of,
)

if TYPE_CHECKING:
    from pptx.slide import Slide

_SIZES = (13, 12, 11, 10, 9, 8)  # points, the first at which the columns hold
_SIDE, _ABOVE = 6.0, 3.5  # points, inside a cell
_APART = 12.0
_FIRST = 150.0  # points, the least for the first column
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


@dataclass(frozen=True)
class Grid:
    """A table laid out in a width.

    Parameters
    ----------
    table : Table
        What it holds.
    size : float
        Points, of its text.
    widths : tuple of float
        Points, of each column.
    is_figure : tuple of bool
        Whether a column holds figures, which are lined up on the right.
    heights : tuple of float
        Points, of the row of headings then of each row.
    """

    table: Table
    size: float
    widths: tuple[float, ...]
    is_figure: tuple[bool, ...]
    heights: tuple[float, ...]

    def holds(self, start: int, height: float) -> int:
        """Return how many rows from ``start`` hold in a height, under the headings; at least 1."""
        reached, count = self.heights[0], 0
        for tall in self.heights[1 + start :]:
            reached += tall
            if reached > height and count:
                break
            count += 1
        return count

    def height(self, start: int, count: int) -> float:
        """Return the height of some rows under the headings."""
        return self.heights[0] + sum(self.heights[1 + start : 1 + start + count])


def laid_out(table: Table, width: float) -> Grid:
    """Return a table at the largest size at which its columns hold in a width."""
    columns = list(zip(table.headings, *([shown(c) for c in r] for r in table.rows), strict=True))
    is_figure = tuple(
        place > 0 and any(figure_of(row[place]) is not None for row in table.rows)
        for place in range(len(table.headings))
    )
    size, widths = _SIZES[-1], [width / len(columns)] * len(columns)
    for tried in _SIZES:
        needed = [
            _needed(column, tried, is_figure=figures)
            for column, figures in zip(columns[1:], is_figure[1:], strict=True)
        ]
        left = width - sum(needed)
        if left >= min(_FIRST, width / 3):
            size, widths = tried, [left, *needed]
            break
    rows = [table.headings, *([shown(cell) for cell in row] for row in table.rows)]
    heights = tuple(
        max(lines_of(text, size, w - 2 * _SIDE - 1) for text, w in zip(row, widths, strict=True))
        * size
        * LINE
        + 2 * _ABOVE
        for row in rows
    )
    return Grid(table, size, tuple(widths), is_figure, heights)


def add_rows(deck: Deck, slide: Slide, grid: Grid, rows: slice, place: Box) -> None:
    """Draw some rows of a table under its headings."""
    from pptx.oxml import parse_xml

    table = grid.table
    shown_rows = table.rows[rows]
    shapes: Any = slide.shapes
    frame = shapes.add_table(1, 1, *place.in_emu())
    title = table.title or shapes.title.text_frame.text
    frame.name = writable(title)
    properties = frame.element.nvGraphicFramePr.cNvPr
    properties.set("descr", writable(f"{title}. {', '.join(filter(None, table.headings))}"))
    heights = (grid.heights[0], *grid.heights[1:][rows])
    written = "".join(
        _row(deck, grid, cells, tall, is_heading=place == 0)
        for place, (cells, tall) in enumerate(
            zip((table.headings, *shown_rows), heights, strict=True)
        )
    )
    columns = "".join(f'<a:gridCol w="{round(w * POINT)}"/>' for w in grid.widths)
    old = frame.element.graphic.graphicData.tbl
    new = parse_xml(
        f'<a:tbl xmlns:a="{_A}"><a:tblPr firstRow="1"><a:tableStyleId>{_NO_STYLE}'
        f"</a:tableStyleId></a:tblPr><a:tblGrid>{columns}</a:tblGrid>{written}</a:tbl>"
    )
    old.getparent().replace(old, new)


def shown(cell: Cell) -> str:
    """Return what a cell shows."""
    figure = figure_of(cell)
    if figure is not None:
        return figure.display
    return cell if isinstance(cell, str) else ""


def _row(deck: Deck, grid: Grid, cells: Sequence[Cell], height: float, *, is_heading: bool) -> str:
    colour, thick = ("accent1", 1.5) if is_heading else ("bg2", 1.0)
    line = (
        f'<a:lnB w="{round(thick * POINT)}"><a:solidFill><a:schemeClr val="{colour}"/>'
        "</a:solidFill></a:lnB>"
    )
    none = "".join(f'<a:{side} w="0"><a:noFill/></a:{side}>' for side in ("lnL", "lnR", "lnT"))
    anchor = "b" if is_heading else "ctr"
    written = ""
    for place, (cell, is_figure) in enumerate(zip(cells, grid.is_figure, strict=True)):
        # Words that come after a figure are kept off it.
        left = _SIDE + (_APART if place and not is_figure else 0)
        margins = "".join(
            f' mar{side}="{round(points * POINT)}"'
            for side, points in (("L", left), ("R", _SIDE), ("T", _ABOVE), ("B", _ABOVE))
        )
        style = Style(
            grid.size,
            colour="tx2" if is_heading else "tx1",
            is_bold=is_heading,
            align="r" if is_figure else "l",
        )
        text = paragraph(shown(cell), style, deck.language)
        written += (
            f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{text}</a:txBody>"
            f'<a:tcPr{margins} anchor="{anchor}">{none}{line}<a:noFill/></a:tcPr></a:tc>'
        )
    return f'<a:tr h="{round(height * POINT)}">{written}</a:tr>'


def _needed(column: Sequence[str], size: float, *, is_figure: bool) -> float:
    """Return the width of a column: its figures whole, its words on a few lines."""
    heading, *cells = column
    words = [word for text in (heading, *([] if is_figure else cells)) for word in text.split(" ")]
    least = max((width_of(word, size * 1.05) for word in words), default=0.0)
    wide = max((width_of(text, size) for text in cells), default=0.0)
    sides = 2 * _SIDE + (2 if is_figure else _APART)
    return max(least, wide if is_figure else min(wide, 170.0)) + sides
