"""The frame of lying bars: names on the left, a bar from zero, its number where it ends."""

from __future__ import annotations

import math

from terreau.reporting.chart_palette import Palette
from terreau.reporting.figures import Bars
from terreau.reporting.svg_text import text_at, width_of, wrapped

_SIZE, _LEADING = 12.0, 14.0  # pixels
_THICK, _APART, _SIDE = 14.0, 8.0, 6.0
_NAMES = 0.42  # of the width, at most
_MOST_LINES = 2  # of a name


class BarsFrame:
    """Where each thing stands in a chart of lying bars."""

    def __init__(self, figure: Bars, width: int) -> None:
        self._bars = figure.bars
        self._names = [_name(bar.label, width * _NAMES) for bar in figure.bars]
        every = [line for lines in self._names for line in lines]
        self._left = max((width_of(line, _SIZE) for line in every), default=0.0) + _SIDE
        told = max(width_of(bar.display, _SIZE, is_bold=True) for bar in figure.bars) + _SIDE
        values = [bar.value for bar in figure.bars if math.isfinite(bar.value)] or [0.0]
        low, high = min(0.0, *values), max(0.0, *values)
        start = self._left + _SIDE + (told if low < 0 else 0.0)
        self._scale = (width - told - start) / ((high - low) or 1.0)
        self._zero = start - low * self._scale
        tall = [max(_THICK, len(lines) * _LEADING) + _APART for lines in self._names]
        self._tops = [sum(tall[:place]) for place in range(len(tall))]
        self._tall = tall
        self.height = sum(tall)

    def drawn(self, palette: Palette) -> str:
        """Draw every bar, its name and its number, then zero."""
        zero = (
            f'<line x1="{self._zero:.1f}" y1="0" x2="{self._zero:.1f}" y2="{self.height:.1f}" '
            f'stroke="{palette.neutral}" stroke-width="1"/>'
        )
        return "".join(self._row(place, palette) for place in range(len(self._bars))) + zero

    def _row(self, place: int, palette: Palette) -> str:
        bar, lines = self._bars[place], self._names[place]
        middle = self._tops[place] + self._tall[place] / 2
        first = middle - (len(lines) - 1) * _LEADING / 2 + _SIZE * 0.35
        words = "".join(
            text_at(
                (self._left, first + number * _LEADING),
                line,
                size=_SIZE,
                colour=palette.ink,
                anchor="end",
            )
            for number, line in enumerate(lines)
        )
        value = bar.value if math.isfinite(bar.value) else 0.0
        end = self._zero + value * self._scale
        colour = palette.minus if value < 0 else palette.plus
        left, wide = min(end, self._zero), abs(end - self._zero)
        told = text_at(
            (end + (-_SIDE if value < 0 else _SIDE), middle + _SIZE * 0.35),
            bar.display,
            size=_SIZE,
            colour=palette.ink,
            anchor="end" if value < 0 else "start",
            is_bold=True,
        )
        return (
            f'{words}<rect x="{left:.1f}" y="{middle - _THICK / 2:.1f}" width="{wide:.1f}" '
            f'height="{_THICK:g}" fill="{colour}"/>{told}'
        )


def _name(label: str, room: float) -> list[str]:
    lines = wrapped(label, _SIZE, room)
    if len(lines) <= _MOST_LINES:
        return lines
    return [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1][:-2].rstrip()}…"]
