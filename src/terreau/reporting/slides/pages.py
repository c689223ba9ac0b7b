"""The blocks of a section cut into pieces, and the pieces shared out between slides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from terreau.core.number import Number
from terreau.reporting.document import (
    Block,
    Chart,
    KeyFigures,
    Paragraph,
    Table,
    figures_of,
)
from terreau.reporting.slides.charts import add_chart, unlabelled
from terreau.reporting.slides.deck import Deck
from terreau.reporting.slides.key_figures import add_key_figures, key_figures_height
from terreau.reporting.slides.tables import SIZES, add_rows
from terreau.reporting.slides.template import Box
from terreau.reporting.slides.text import Style, paragraph
from terreau.reporting.table_grid import Grid, laid_out
from terreau.reporting.text_room import height_of

if TYPE_CHECKING:
    from pptx.slide import Slide

_GAP = 14.0
_INSET = 8.0  # points, around a caution
_CHART = 160.0  # points, the least height of a chart
_FEWEST = 4  # rows of a table: with room for fewer, it starts on the next slide
_LEAST = 11  # points, of a table that is made smaller to hold on one slide
_TEXT = Style(16)
_CAPTION = Style(14, is_bold=True)
_SMALL = Style(12, colour="tx2")

Draw = Callable[[Deck, "Slide", Box], None]


@dataclass(frozen=True)
class Piece:
    """What stands in one place of one slide.

    Parameters
    ----------
    height : float
        Points it needs.
    draw : Draw
        Draws it there.
    figures : tuple of Number
        Those it shows.
    is_elastic : bool
        Whether it takes the room that is left.
    """

    height: float
    draw: Draw
    figures: tuple[Number, ...] = ()
    is_elastic: bool = False


@dataclass(frozen=True)
class _Part:
    """Some rows of a table; ``caption`` is the height of its title in points."""

    grid: Grid
    rows: slice
    caption: float


def pages_of(blocks: tuple[Block, ...], room: Box) -> list[list[Piece]]:
    """Return the pieces of each slide, in the order of reading."""
    pages: list[list[Piece]] = [[]]
    for block in blocks:
        pieces = _rows_of(block, room, pages) if isinstance(block, Table) else _pieces(block, room)
        for piece in pieces:
            _put(piece, pages, room)
    return pages


def shared_out(pieces: Iterable[Piece], room: Box) -> list[list[Piece]]:
    """Return pieces shared out between slides, in their order."""
    pages: list[list[Piece]] = [[]]
    for piece in pieces:
        _put(piece, pages, room)
    return pages


def draw_page(deck: Deck, slide: Slide, page: list[Piece]) -> None:
    """Draw the pieces of a slide from top to bottom; elastic ones share the room that is left."""
    room = deck.room
    elastic = sum(piece.is_elastic for piece in page)
    spare = max(room.height - sum(p.height for p in page) - _GAP * (len(page) - 1), 0)
    top = room.top
    for piece in page:
        tall = piece.height + (spare / elastic if piece.is_elastic else 0)
        piece.draw(deck, slide, Box(room.left, top, room.width, tall))
        top += tall + _GAP
    deck.tell_notes(slide, (figure for piece in page for figure in piece.figures))


def text_piece(text: str, style: Style, room: Box, *, inset: float = 0) -> Piece:
    """Return a paragraph as a piece; one with an inset stands out on a ground."""

    def draw(deck: Deck, slide: Slide, place: Box) -> None:
        line = paragraph(text, style, deck.language)
        deck.add_text(slide, place, [line], inset=inset)

    height = height_of(text, style.size, room.width - 2 * inset) + 2 * inset
    return Piece(height, draw)


def _pieces(block: Block, room: Box) -> Iterator[Piece]:
    figures = tuple(figures_of(block))
    match block:
        case Paragraph():
            inset = _INSET if block.is_caution else 0
            yield replace(text_piece(block.text, _TEXT, room, inset=inset), figures=figures)
        case KeyFigures():
            tall = key_figures_height(block, room.width)
            yield Piece(tall, partial(_draw_key_figures, block), figures)
        case Chart():
            yield Piece(_CHART, partial(_draw_chart, block), figures, is_elastic=True)
            said = " · ".join(f"{f.label} {f.display}" for f in unlabelled(block))
            if said:
                yield text_piece(said, _SMALL, room)
        case Table():
            raise AssertionError("a table is cut where there is room")


def _rows_of(table: Table, room: Box, pages: list[list[Piece]]) -> Iterator[Piece]:
    """Yield a table by as many rows as hold on the slide where each part comes."""
    caption = height_of(table.title, _CAPTION.size, room.width) + 6 if table.title else 0.0
    note = height_of(table.note, _SMALL.size, room.width) + _GAP if table.note else 0.0
    rooms = (_left(pages[-1], room) - caption - note, room.height - caption - note)
    grid = _grid_of(table, room.width, rooms)
    start = 0
    while start < len(table.rows):
        left = _left(pages[-1], room) - caption
        # A chart is not crushed by a long table: what does not hold under it starts a slide.
        is_under_chart = any(piece.is_elastic for piece in pages[-1])
        rest = len(table.rows) - start
        wanted = rest if is_under_chart else min(_FEWEST, rest)
        is_last = grid.height(start, rest) <= room.height - caption - note
        if is_last:  # a note is read with its table
            wanted, left = rest, left - note
        if pages[-1] and grid.height(start, wanted) > left:
            pages.append([])
            left = room.height - caption
        count = _balanced(grid, start, left, room.height - caption)
        rows = slice(start, start + count)
        part = Table(table.title, table.headings, table.rows[rows])
        draw = partial(_draw_rows, _Part(grid, rows, caption))
        yield Piece(caption + grid.height(start, count), draw, tuple(part.figures()))
        start += count
    if table.note:
        yield text_piece(table.note, _SMALL, room)


def _grid_of(table: Table, width: float, heights: Sequence[float]) -> Grid:
    """Return a table at the first size at which it holds in a height, else in the next one.

    At its best size where none does.
    """
    tried = [laid_out(table, width, SIZES[place:]) for place in range(len(SIZES))]
    legible = [grid for grid in tried if grid.size >= _LEAST]
    whole = (
        grid for height in heights for grid in legible if grid.height(0, len(table.rows)) <= height
    )
    return next(whole, tried[0])


def _balanced(grid: Grid, start: int, left: float, whole: float) -> int:
    """Return how many rows go on a slide so that the last of them is not left with a few."""
    held, rest = grid.holds(start, left), len(grid.heights) - 1 - start
    if held >= rest:
        return held
    slides, reached = 1, start + held
    while reached < start + rest:
        reached += grid.holds(reached, whole)
        slides += 1
    return min(held, -(-rest // slides))


def _put(piece: Piece, pages: list[list[Piece]], room: Box) -> None:
    if pages[-1] and piece.height > _left(pages[-1], room):
        pages.append([])
    pages[-1].append(piece)


def _left(page: list[Piece], room: Box) -> float:
    return room.height - sum(piece.height + _GAP for piece in page)


def _draw_key_figures(block: KeyFigures, deck: Deck, slide: Slide, place: Box) -> None:
    add_key_figures(deck, slide, block, place)


def _draw_chart(block: Chart, deck: Deck, slide: Slide, place: Box) -> None:
    title = paragraph(block.drawing.title, _CAPTION, deck.language)
    tall = height_of(block.drawing.title, _CAPTION.size, place.width)
    deck.add_text(slide, Box(place.left, place.top, place.width, tall), [title])
    under = Box(place.left, place.top + tall + 4, place.width, place.height - tall - 4)
    add_chart(deck, slide, block, under)


def _draw_rows(part: _Part, deck: Deck, slide: Slide, place: Box) -> None:
    if part.caption:
        said = part.grid.table.title
        if part.rows.start:
            said = f"{said} {deck.document.words.continued}"
        top = Box(place.left, place.top, place.width, part.caption)
        deck.add_text(slide, top, [paragraph(said, _CAPTION, deck.language)])
    under = Box(place.left, place.top + part.caption, place.width, place.height - part.caption)
    add_rows(deck, slide, part.grid, part.rows, under)
