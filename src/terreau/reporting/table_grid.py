"""Tables laid out in a width: columns as wide as their figures, rows as tall as their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from terreau.reporting.document import Cell, Table, figure_of
from terreau.reporting.text_room import LINE, lines_of, width_of

SIDE, ABOVE = 6.0, 3.5  # points, inside a cell
APART = 12.0  # more, before words that come after a figure
_AIR = 40.0  # more, after the words of the first column
_FIRST = 150.0  # points, the least for the first column
_WORDS = 170.0  # points, the most for words that are not in the first one
_FALLBACK = 1.2  # a machine without the typeface shows words in one that is this much wider
_SENTENCES = 3  # lines of them: what is longer is read as sentences


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


def laid_out(table: Table, width: float, sizes: Sequence[float]) -> Grid:
    """Return a table at the first size, in points, at which its columns hold in a width."""
    columns = list(zip(table.headings, *([shown(c) for c in r] for r in table.rows), strict=True))
    is_figure = figure_columns(table)
    # A table of words has no figure to keep near what it is of: it takes the whole width.
    is_worded = not any(is_figure)
    wider = _FALLBACK if is_worded else 1.05
    size, widths = sizes[-1], [width / len(columns)] * len(columns)
    for tried in sizes:
        needed = [
            _needed(column, tried, wider, is_figure=figures)
            for column, figures in zip(columns[1:], is_figure[1:], strict=True)
        ]
        left = width - sum(needed)
        if left >= min(_FIRST, width / 3):
            # No wider than its words: figures are not read far from what they are of.
            widest = max((width_of(text, tried) for text in columns[0]), default=0.0)
            first = min(left, max(widest + 2 * SIDE + _AIR, _FIRST))
            size, widths = tried, _told([first, *needed], columns, width, tried)
            if is_worded:
                widths = [each * width / sum(widths) for each in widths]
            break
    room = _FALLBACK if is_worded else 1.0
    rows = [table.headings, *([shown(cell) for cell in row] for row in table.rows)]
    heights = tuple(
        max(
            lines_of(text, size, (w - 2 * SIDE - (APART if is_worded and place else 1)) / room)
            for place, (text, w) in enumerate(zip(row, widths, strict=True))
        )
        * size
        * LINE
        + 2 * ABOVE
        for row in rows
    )
    return Grid(table, size, tuple(widths), is_figure, heights)


def figure_columns(table: Table) -> tuple[bool, ...]:
    """Return whether each column holds figures, which are lined up on the right."""
    return tuple(
        place > 0 and any(figure_of(row[place]) is not None for row in table.rows)
        for place in range(len(table.headings))
    )


def shown(cell: Cell) -> str:
    """Return what a cell shows."""
    figure = figure_of(cell)
    if figure is not None:
        return figure.display
    return cell if isinstance(cell, str) else ""


def _told(
    widths: list[float], columns: Sequence[Sequence[str]], width: float, size: float
) -> list[float]:
    """Return the widths where a column tells sentences: long words share the room by their length.

    The same where none does.
    """
    longest = [max(width_of(text, size) for text in column) for column in columns]
    if all(wide < _SENTENCES * _WORDS for wide in longest[1:]):
        return widths
    long = [place for place, wide in enumerate(longest) if place == 0 or wide > _WORDS]
    room = width - sum(w for place, w in enumerate(widths) if place not in long)
    weights = {place: min(max(longest[place], _WORDS), _SENTENCES * _WORDS) for place in long}
    whole = sum(weights.values())
    return [
        room * weights[place] / whole if place in weights else held
        for place, held in enumerate(widths)
    ]


def _needed(column: Sequence[str], size: float, wider: float, *, is_figure: bool) -> float:
    """Return the width of a column: its figures whole, its words on a few lines."""
    heading, *cells = column
    words = [word for text in (heading, *([] if is_figure else cells)) for word in text.split(" ")]
    least = max((width_of(word, size * wider) for word in words), default=0.0)
    wide = max((width_of(text, size * max(wider / 1.05, 1)) for text in cells), default=0.0)
    sides = 2 * SIDE + (2 if is_figure else APART)
    return max(least, wide if is_figure else min(wide, _WORDS)) + sides
