"""A report as PDF, by Typst: tagged (PDF/UA-1), paginated, its charts as vectors.

It carries ``figures.json``: every figure it shows, with the command that produces it again.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terreau.reporting.carried import figures_json
from terreau.reporting.chart_svg import drawing_svg
from terreau.reporting.document import (
    Block,
    Cell,
    Chart,
    Document,
    KeyFigures,
    Note,
    Paragraph,
    Table,
    by_source,
    figure_of,
    strong_parts,
)
from terreau.reporting.note_words import commands_of
from terreau.reporting.table_grid import figure_columns

if TYPE_CHECKING:
    from typst import Fonts

FONTS = Path(__file__).parent / "fonts"
_CHART = 880  # pixels over the width of the page: its words are as large as those around it
_TEMPLATE = Path(__file__).parent / "report.typ"
_BOX = "□"
_PROBE = b"""#set document(title: "probe")
#text(font: "Source Sans 3", sys.inputs.sign) #text(font: "Source Serif 4", sys.inputs.sign)
#text(font: "DejaVu Sans Mono", sys.inputs.sign)"""


def pdf_of(document: Document) -> bytes:
    """Return a report as PDF.

    Parameters
    ----------
    document : Document
        What it says.

    Returns
    -------
    bytes
        The same for the same document, to the byte.
    """
    import typst

    data = _data(document)
    try:
        return _made(document, data)
    except typst.TypstError:
        # A report that is read aloud holds no character that no typeface draws: people write some.
        return _made(document, only_drawn(data))


def only_drawn(said: Any) -> Any:
    """Return texts, in lists and dicts, where what no typeface draws is a box; what is unseen goes.

    Examples
    --------
    >>> only_drawn({"title": "Accord \N{THUMBS UP SIGN}\N{ZERO WIDTH NO-BREAK SPACE}, été"})
    {'title': 'Accord □, été'}
    """
    match said:
        case str():
            return "".join(_drawn(sign) for sign in said)
        case list() | tuple():
            return [only_drawn(each) for each in said]
        case dict():
            return {name: only_drawn(each) for name, each in said.items()}
        case _:
            return said


def _drawn(sign: str) -> str:
    if sign.isascii() and sign.isprintable():
        return sign
    if unicodedata.category(sign).startswith("C"):  # controls, marks of order, nothing at all
        return " " if sign.isspace() else ""
    return sign if _is_drawn(sign) else _BOX


@lru_cache(4096)
def _is_drawn(sign: str) -> bool:
    """Whether the typefaces draw a character: Typst refuses a page of it where they do not."""
    import typst

    compiler = typst.Compiler(_PROBE, font_paths=fonts())
    try:
        compiler.compile(format="pdf", pdf_standards=["ua-1"], sys_inputs={"sign": sign})
    except typst.TypstError:
        return False
    return True


def _made(document: Document, data: dict[str, Any]) -> bytes:
    import typst

    compiler = typst.Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=fonts())
    made: Any = compiler.compile(
        format="pdf",
        sys_inputs={
            "data": json.dumps(data, ensure_ascii=False),
            "figures": figures_json(document).decode(),
        },
        pdf_standards=["ua-1"],
        timestamp=_midnight(document.day),
    )
    return bytes(made)


@cache
def fonts() -> Fonts:
    """Return the typefaces of what is printed, read once."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _midnight(day: date | None) -> int:
    """Return the second at which a day begins: a file says no hour, so that it stays the same."""
    return 0 if day is None else int(datetime.combine(day, time(), UTC).timestamp())


def _data(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "lead": list(strong_parts(document.lead)),
        "sections": [
            {
                "title": section.title,
                "notes": list(section.notes),
                "is_annex": section.is_annex,
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in document.sections
        ],
        "scope": document.scope,
        "notes": [_group(notes) for notes in by_source(document.notes)],
        "state": asdict(document.state) if document.state else None,
        "address": document.address,
        "words": asdict(document.words),
        "language": document.language,
        "made_on": document.made_on,
        "mark": document.mark,
    }


def _group(notes: Sequence[Note]) -> dict[str, Any]:
    """Return the notes of one source: what they share of their commands is written once."""
    shared, own = commands_of(notes)
    return {
        "again": shared,
        "notes": [{**asdict(note), "again": again} for note, again in zip(notes, own, strict=True)],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            parts = list(strong_parts(block.text))
            return {"kind": "paragraph", "parts": parts, "is_caution": block.is_caution}
        case KeyFigures():
            return {
                "kind": "figures",
                "figures": [
                    {"label": each.label, "display": each.display, "note": each.note}
                    for each in block.figures
                ],
            }
        case Chart():
            return {
                "kind": "chart",
                "title": block.drawing.title,
                "svg": drawing_svg(block.drawing, width=_CHART),
                "description": block.description,
            }
        case Table():
            return {
                "kind": "table",
                "title": block.title,
                "headings": list(block.headings),
                "is_figure": figure_columns(block),
                "rows": [list(map(_cell, row)) for row in block.rows],
                "note": block.note,
            }


def _cell(cell: Cell) -> str:
    figure = figure_of(cell)
    return figure.display if figure else str(cell or "")
