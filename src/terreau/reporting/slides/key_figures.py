"""Figures in large on a slide: a box of text each, so that it is moved as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terreau.reporting.document import KeyFigure, KeyFigures
from terreau.reporting.slides.deck import Deck
from terreau.reporting.slides.template import Box
from terreau.reporting.slides.text import Style, paragraph
from terreau.reporting.text_room import LINE, fitting_size, height_of

if TYPE_CHECKING:
    from pptx.slide import Slide

_ACROSS = 4
_GAP = 22.0
_LARGE, _SMALLEST = 36, 16
_LABEL, _NOTE = Style(14, is_bold=True, after=2), Style(12, colour="tx2")


def key_figures_height(block: KeyFigures, width: float) -> float:
    """Return the height that figures in large need in a width."""
    rows = _rows(block, width)
    return sum(_height(row, wide) for row, wide in rows) + _GAP * (len(rows) - 1)


def add_key_figures(deck: Deck, slide: Slide, block: KeyFigures, place: Box) -> None:
    """Draw figures in large, at most four abreast."""
    top = place.top
    for row, wide in _rows(block, place.width):
        tall = _height(row, wide)
        for number, shown in enumerate(row):
            box = Box(place.left + number * (wide + _GAP), top, wide, tall)
            deck.add_text(slide, box, _paragraphs(shown, wide, deck.language))
        top += tall + _GAP


def _rows(block: KeyFigures, width: float) -> list[tuple[tuple[KeyFigure, ...], float]]:
    """Return the figures of each row and the width of each, as many in every row as can be."""
    count = len(block.figures)
    rows = -(-count // _ACROSS)
    across = -(-count // rows) if rows else 1
    wide = (width - _GAP * (across - 1)) / across
    return [(block.figures[at : at + across], wide) for at in range(0, count, across)]


def _height(row: tuple[KeyFigure, ...], wide: float) -> float:
    return max(
        _size(shown, wide) * LINE
        + height_of(shown.label, _LABEL.size, wide)
        + _LABEL.after
        + (height_of(shown.note, _NOTE.size, wide) if shown.note else 0)
        for shown in row
    )


def _size(shown: KeyFigure, wide: float) -> float:
    """Return the size of a figure in large, on one line."""
    return fitting_size(shown.display, (wide, _LARGE * LINE), _LARGE, _SMALLEST)


def _paragraphs(shown: KeyFigure, wide: float, language: str) -> list[str]:
    large = Style(_size(shown, wide), is_bold=True, is_serif=True)
    told = [(shown.display, large), (shown.label, _LABEL), (shown.note, _NOTE)]
    return [paragraph(text, style, language) for text, style in told if text]
