"""Tables of slides, drawn as PowerPoint's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from terreau.reporting.document import Cell
from terreau.reporting.ooxml import writable
from terreau.reporting.slides.deck import Deck
from terreau.reporting.slides.template import Box
from terreau.reporting.slides.text import POINT, Style, paragraph
from terreau.reporting.table_grid import ABOVE, APART, SIDE, Grid, shown

if TYPE_CHECKING:
    from pptx.slide import Slide

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


SIZES = (13, 12, 11, 10, 9, 8)  # points, from the best to the least that is read


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
        left = SIDE + (APART if place and not is_figure else 0)
        margins = "".join(
            f' mar{side}="{round(points * POINT)}"'
            for side, points in (("L", left), ("R", SIDE), ("T", ABOVE), ("B", ABOVE))
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
