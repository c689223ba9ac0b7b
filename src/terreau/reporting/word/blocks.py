"""The blocks of a report in a document: paragraphs, figures in large, tables, pictures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from terreau.reporting.chart_svg import drawing_svg
from terreau.reporting.document import (
    Block,
    Cell,
    Chart,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    strong_parts,
)
from terreau.reporting.ooxml import writable
from terreau.reporting.png import png_of
from terreau.reporting.table_grid import Grid, laid_out, shown

if TYPE_CHECKING:
    from docx.document import Document

_ACROSS = 4  # figures in large, at most
_POINT = 12_700  # EMU
_SIZES = (9, 8, 7, 6)  # points, of a table: the first at which its columns hold
_SHORT = 12  # rows of a table that is not cut between two pages
_FEWEST = 3  # rows that stay with the headings of a longer one
_LINE, _GROUND = "BFBAAF", "F3F0E8"
_PICTURE = 1400  # pixels
_CHART = 720  # pixels, of the drawing that is enlarged


def add_block(made: Document, block: Block, colon: str) -> None:
    """Add a block under what is already there."""
    match block:
        case Paragraph():
            line = _add_words(made.add_paragraph(), block.text)
            if block.is_caution:
                _ground(line)
        case KeyFigures():
            for row in _in_rows(block.figures):
                _add_key_figures(made, row)
        case Chart():
            _add_chart(made, block, colon)
        case Table():
            _add_table(made, block)


def add_line(made: Document, text: str, style: str) -> None:
    """Add a paragraph of a style; parts between two asterisks are bold."""
    _add_words(made.add_paragraph(style=style), text)


def add_parts(made: Document, parts: Iterable[tuple[str, bool]], style: str) -> None:
    """Add a paragraph of parts, each bold or not."""
    line = made.add_paragraph(style=style)
    for part, is_strong in parts:
        line.add_run(writable(part)).bold = True if is_strong else None


def room_of(made: Document) -> int:
    """Return the width between the margins of the last page."""
    page = made.sections[-1]
    return int(page.page_width or 0) - int(page.left_margin or 0) - int(page.right_margin or 0)


def _add_words(line: Any, text: str) -> Any:
    for part, is_strong in strong_parts(writable(text)):
        line.add_run(part).bold = True if is_strong else None
    return line


def _ground(line: Any) -> None:
    """Set a caution on a ground, so that it is seen."""
    properties = line.paragraph_format.element.get_or_add_pPr()
    properties.append(_element("w:shd", {"val": "clear", "color": "auto", "fill": _GROUND}))


def _in_rows(figures: Sequence[KeyFigure]) -> Iterator[Sequence[KeyFigure]]:
    """Yield figures in large by rows, as many in each as can be."""
    rows = -(-len(figures) // _ACROSS)
    across = -(-len(figures) // rows) if rows else 1
    for at in range(0, len(figures), across):
        yield figures[at : at + across]


def _add_key_figures(made: Document, figures: Sequence[KeyFigure]) -> None:
    """Add figures in large side by side, in a table without lines."""
    table = made.add_table(1, len(figures))
    _describe(table, "", " · ".join(f"{each.label} {each.figure.display}" for each in figures))
    for cell, each in zip(table.rows[0].cells, figures, strict=True):
        cell.paragraphs[0].style = made.styles["Key Number"]
        _add_words(cell.paragraphs[0], each.display)
        _add_words(cell.add_paragraph(style="Key Number Label"), each.label)
        if each.note:
            _add_words(cell.add_paragraph(style="Caption"), each.note)
    made.add_paragraph()


def _add_chart(made: Document, chart: Chart, colon: str) -> None:
    """Add the picture of a chart, and its figures in words that are searched and read aloud."""
    drawing = chart.drawing
    add_line(made, drawing.title, "Heading 2")
    svg = drawing_svg(drawing, width=_CHART)
    line = made.add_paragraph()
    picture: Any = line.add_run().add_picture(
        io.BytesIO(png_of(svg, width_px=_PICTURE)), width=room_of(made)
    )
    picture._inline.docPr.set("descr", writable(chart.description))  # noqa: SLF001
    picture._inline.docPr.set("name", writable(drawing.title))  # noqa: SLF001
    said = " · ".join(f"{f.label} {f.period}{colon}{f.display}" for f in chart.figures)
    if said:  # on the page of its picture
        line.paragraph_format.keep_with_next = True
        add_line(made, said, "Caption")


def _add_table(made: Document, table: Table) -> None:
    """Add a table: its headings again on each page, its figures lined up on the right."""
    if table.title:
        add_line(made, table.title, "Heading 2")
    columns = len(table.headings)
    written: Any = made.add_table(len(table.rows) + 1, columns)
    _describe(written, table.title, ", ".join(filter(None, table.headings)))
    _rule(written)
    grid = laid_out(table, room_of(made) / _POINT, _SIZES)
    lines = written._tbl.tr_lst  # noqa: SLF001 - a cell at a time takes seconds
    for place, (line, cells) in enumerate(zip(lines, (table.headings, *table.rows), strict=True)):
        properties = line.get_or_add_trPr()
        properties.append(_element("w:cantSplit", {}))
        if place == 0:
            properties.append(_element("w:tblHeader", {}))
        is_kept = place < (len(table.rows) if len(table.rows) <= _SHORT else _FEWEST)
        _fill(line.tc_lst, cells, grid, is_heading=place == 0, is_kept=is_kept)
    _set_widths(written, grid.widths)
    if table.note:
        add_line(made, table.note, "Caption")
    else:
        made.add_paragraph()


def _fill(
    cells: Iterable[Any], told: Sequence[Cell], grid: Grid, *, is_heading: bool, is_kept: bool
) -> None:
    """Write a row; one that is kept stays on the page of the next."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt
    from docx.text.paragraph import Paragraph as Line

    for cell, said, is_figure in zip(cells, told, grid.is_figure, strict=True):
        line = Line(cell.p_lst[0], None)  # type: ignore[arg-type]
        run = line.add_run(writable(shown(said)))
        run.font.size, run.font.bold = Pt(grid.size), is_heading or None
        line.paragraph_format.space_after = Pt(1)
        line.paragraph_format.space_before = Pt(1)
        line.paragraph_format.keep_with_next = is_kept or None
        if is_figure:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set_widths(written: Any, widths: Sequence[float]) -> None:
    emu = [round(width * _POINT) for width in widths]
    for column, width in zip(written._tbl.tblGrid.gridCol_lst, emu, strict=True):  # noqa: SLF001
        column.w = width
    for line in written._tbl.tr_lst:  # noqa: SLF001
        for cell, width in zip(line.tc_lst, emu, strict=True):
            cell.width = width


def _describe(table: Any, title: str, description: str) -> None:
    """Give a table its alternative text."""
    properties = table._tbl.tblPr  # noqa: SLF001
    if title:
        properties.append(_element("w:tblCaption", {"val": writable(title)}))
    if description:
        properties.append(_element("w:tblDescription", {"val": writable(description)}))


def _rule(table: Any) -> None:
    """Draw a line under each row, whatever the style of tables of the template."""
    borders = _element("w:tblBorders", {})
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        is_drawn = side in {"bottom", "insideH", "top"}
        told = {"val": "single", "sz": "4", "space": "0", "color": _LINE}
        borders.append(_element(f"w:{side}", told if is_drawn else {"val": "nil"}))
    properties = table._tbl.tblPr  # noqa: SLF001
    # The order of these children is that of the schema: Word refuses another.
    for later in properties.xpath("./w:tblLayout | ./w:tblLook | ./w:tblCaption"):
        later.addprevious(borders)
        return
    properties.append(borders)


def _element(tag: str, values: dict[str, str]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made: Any = OxmlElement(tag)
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    return made
