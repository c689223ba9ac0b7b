"""The frame of a drawn waterfall: where each bar, number and name stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from terreau.reporting.chart_palette import Palette, horizontal
from terreau.reporting.figures import Bar
from terreau.reporting.svg_text import lines_at, text_at, width_of, wrapped

_LABEL, _LEADING, _NUMBER = 13.0, 16.0, 14.0  # pixels
_SMALLEST = 9.0  # a word that still does not fit is cut
_BAR, _WIDEST = 0.58, 130.0  # of the place of a bar; pixels
_LEFT = 16.0  # where the axis says 0
_ABOVE, _BELOW = 24.0, 22.0  # room for the numbers


@dataclass(frozen=True)
class WaterfallBar:
    """A bar from ``start`` to ``end``; its number lies away from zero, at the end it reaches."""

    told: Bar
    start: float
    end: float
    colour: str

    @property
    def is_known(self) -> bool:
        """Whether both ends are numbers."""
        return math.isfinite(self.start) and math.isfinite(self.end)

    @property
    def low(self) -> float:
        """The lower end."""
        return min(self.start, self.end)

    @property
    def high(self) -> float:
        """The higher end."""
        return max(self.start, self.end)

    @property
    def is_labelled_below(self) -> bool:
        """Whether its number hangs under it."""
        return self.is_known and self.low < 0 and (self.high <= 0 or self.told.value < 0)


class WaterfallFrame:
    """Where each thing stands: the place of each bar, the scale, the words under them."""

    def __init__(self, bars: Sequence[WaterfallBar], width: int) -> None:
        known = [value for bar in bars if bar.is_known for value in (bar.low, bar.high)]
        self._low, self._high = min([0.0, *known]), max([0.0, *known])
        self._width, self._slot = width, (width - _LEFT) / len(bars)
        self._wide = min(self._slot * _BAR, _WIDEST)
        room, names = self._slot * 0.94, [bar.told.label for bar in bars]
        words = [word for name in names for word in name.split(" ")]
        self._number = _size_that_fits([b.told.display for b in bars], _NUMBER, room, is_bold=True)
        self._label = max(_size_that_fits(words, _LABEL, room), _SMALLEST)
        self._lines = [wrapped(name, self._label, room) for name in names]
        self._tall = min(max(width * 0.3, 140.0), 230.0)
        # Numbers that hang under the lowest bars keep clear of the words.
        hang = _BELOW if any(bar.is_labelled_below for bar in bars) else 0.0
        self._foot = _ABOVE + self._tall + hang + _LEADING
        self.height = self._foot + _LEADING * (max(map(len, self._lines)) - 1) + 6

    def bar(self, place: int, bar: WaterfallBar) -> str:
        """Draw a bar; one of no height is still seen."""
        top, bottom = self._y(bar.high), self._y(bar.low)
        return (
            f'<rect x="{self._left(place):.1f}" y="{top:.2f}" width="{self._wide:.1f}" '
            f'height="{max(bottom - top, 1):.2f}" rx="2" fill="{bar.colour}"/>'
        )

    def connector(self, place: int, level: float, palette: Palette) -> str:
        """Draw the line from where a bar ends to where the next one begins."""
        start = self._left(place) + self._wide
        return horizontal(start, self._left(place + 1), self._y(level), palette.neutral, "2 2")

    def axis(self, palette: Palette) -> str:
        """Draw zero, over the bars that cross it."""
        zero = self._y(0.0)
        named = text_at((0, zero + 4), "0", size=12, colour=palette.muted)
        return horizontal(_LEFT - 4, self._width, zero, palette.neutral) + named

    def words(self, place: int, bar: WaterfallBar, palette: Palette) -> str:
        """Write the number at the end of the bar, and the name under all the bars."""
        middle = _LEFT + (place + 0.5) * self._slot
        y = self._y(bar.high if bar.is_known else 0.0) - 7
        if bar.is_labelled_below:
            y = self._y(bar.low) + 7 + self._number * 0.7
        number = text_at(
            (middle, y),
            bar.told.display,
            size=self._number,
            colour=palette.ink,
            anchor="middle",
            is_bold=True,
        )
        return number + lines_at(
            (middle, self._foot),
            self._lines[place],
            size=self._label,
            leading=_LEADING,
            colour=palette.muted,
        )

    def _left(self, place: int) -> float:
        return _LEFT + (place + 0.5) * self._slot - self._wide / 2

    def _y(self, value: float) -> float:
        return _ABOVE + (self._high - value) / ((self._high - self._low) or 1.0) * self._tall


def _size_that_fits(
    texts: Sequence[str], size: float, room: float, *, is_bold: bool = False
) -> float:
    widest = max(width_of(text, size, is_bold=is_bold) for text in texts)
    return size if widest <= room else math.floor(size * room / widest * 10) / 10
