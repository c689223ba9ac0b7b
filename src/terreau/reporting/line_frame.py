"""The frame of a drawn line chart: the scale, the axes, the curves, the names where they end."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from terreau.reporting.chart_palette import Palette, horizontal
from terreau.reporting.figures import Series
from terreau.reporting.svg_text import text_at, width_of, wrapped
from terreau.reporting.text_room import spread_out

_TICK, _NAME, _LEADING = 12.0, 13.0, 16.0  # pixels
_TOP, _FOOT = 12.0, 26.0
_NAMES = 0.34  # of the width, at most
_MOST_LINES = 4  # of a name
_KEY = 36.0  # pixels, the sample of the line before its name, and the room around it
_APART = 12.0  # pixels between two dates
# Drawn from the middle of each: a disc, a square, two triangles, a lozenge, a cross.
MARKS = (
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    "m-3.5 -3.5h7v7h-7z",
    "m0 -4.5l4.5 8h-9z",
    "m0 -5l5 5l-5 5l-5 -5z",
    "m0 4.5l4.5 -8h-9z",
    "m-1.5 -4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z",
)


@dataclass(frozen=True)
class Line:
    """A series with its colour and its mark, "" for none; the subject is that of the chart."""

    series: Series
    colour: str
    is_subject: bool
    mark: str = ""

    @property
    def name(self) -> str:
        """What the line is."""
        return self.series.label

    @property
    def values(self) -> list[float]:
        """Its values, NaN where not known."""
        return [point.value for point in self.series.points]

    @property
    def stroke(self) -> str:
        """How it is drawn."""
        dashes = ' stroke-dasharray="6 4"' if self.series.is_country else ""
        return f'stroke-width="{3 if self.is_subject else 2}"{dashes}'

    def marked(self, x: float, y: float) -> str:
        """Draw its mark at a point; nothing where it has none."""
        if not self.mark:
            return ""
        return f'<path d="M{x:.1f} {y:.1f}{self.mark}" fill="{self.colour}"/>'

    @property
    def last(self) -> int:
        """Place of the last value that is known; −1 where none is."""
        return max((i for i, v in enumerate(self.values) if math.isfinite(v)), default=-1)

    @property
    def display(self) -> str:
        """Where it ends, as written."""
        return self.series.points[self.last].display


@dataclass(frozen=True)
class _Name:
    """What stands beside the end of a line, and how high its middle wishes to be."""

    lines: tuple[str, ...]
    display: str
    wished: float
    line: Line

    @property
    def wide(self) -> float:
        texts = [width_of(line, _NAME) for line in self.lines]
        return max(*texts, width_of(self.display, _NAME, is_bold=True))

    @property
    def tall(self) -> float:
        return _LEADING * (len(self.lines) + 1)


class LineFrame:
    """Where each thing stands in a chart of lines."""

    def __init__(self, lines: Sequence[Line], width: int) -> None:
        self._lines, self._width = lines, width
        texts = [self._wrapped_name(line) for line in lines]
        # Where many lines end together, their names are what needs the height.
        tall = sum(_LEADING * (len(text) + 1) + 2 for text in texts)
        self.height = round(max(min(max(width * 0.4, 200.0), 300.0), tall))
        values = [v for line in lines for v in line.values if math.isfinite(v)] or [0.0]
        span, largest = max(values) - min(values), max(map(abs, values))
        room = span * 0.06 if span > 1e-6 * max(largest, 1.0) else max(largest * 0.05, 1.0)
        self._low, self._high = min(values) - room, max(values) + room
        mark = _decimal_mark(p.display for line in lines for p in line.series.points)
        ticks = round_ticks(self._low, self._high)
        self._ticks = [*zip(ticks, _written(ticks, mark), strict=True)]
        told = max(width_of(text, _TICK) for _tick, text in self._ticks)
        self._left = told + 10
        self._names = [self._name_of(*each) for each in zip(lines, texts, strict=True)]
        self._right = width - _KEY - 4 - max(name.wide for name in self._names)

    def axes(self, palette: Palette) -> str:
        """Draw the grid at round numbers, and the dates, as many as there is room for."""
        grid = "".join(
            horizontal(self._left, self._right, self._y(tick), palette.line)
            + text_at(
                (self._left - 6, self._y(tick) + 4),
                text,
                size=_TICK,
                colour=palette.muted,
                anchor="end",
            )
            for tick, text in self._ticks
        )
        foot = self.height - _FOOT
        dates = [point.at for point in self._lines[0].series.points]
        wide = max(width_of(date, _TICK) for date in dates)
        return (
            grid
            + horizontal(self._left, self._right, foot, palette.neutral)
            + "".join(
                text_at(
                    (min(max(self._x(i), wide / 2), self._right), foot + 18),
                    dates[i],
                    size=_TICK,
                    colour=palette.muted,
                    anchor="middle",
                )
                for i in thinned(len(dates), self._right - self._left, wide + _APART)
            )
        )

    def curve(self, line: Line) -> str:
        """Draw a line, interrupted where nothing is known, and the point where it ends."""
        if line.last < 0:
            return ""
        pen, steps, marks = "M", [], []
        for place, value in enumerate(line.values):
            if not math.isfinite(value):
                pen = "M"
                continue
            steps.append(f"{pen}{self._x(place):.1f} {self._y(value):.1f}")
            marks.append(line.marked(self._x(place), self._y(value)))
            pen = "L"
        end = self._x(line.last), self._y(line.values[line.last])
        drawn = (
            f'<path d="{"".join(steps)}" fill="none" stroke="{line.colour}" {line.stroke} '
            'stroke-linejoin="round"/>'
        )
        if line.mark:
            return drawn + "".join(marks)
        return (
            f'{drawn}<circle cx="{end[0]:.1f}" cy="{end[1]:.1f}" r="{4 if line.is_subject else 3}" '
            f'fill="{line.colour}"/>'
        )

    def names(self, palette: Palette) -> str:
        """Write each name and its last value beside the end of its line, apart from the others."""
        placed = zip(self._names, self._tops(), strict=True)
        return "".join(self._name(name, top, palette) for name, top in placed)

    def _name(self, name: _Name, top: float, palette: Palette) -> str:
        x, middle = self._right + _KEY, top + _LEADING * 0.5
        told = (
            f'<path d="M{x - 22:.1f} {middle:.1f}h16" stroke="{name.line.colour}" '
            f"{name.line.stroke}/>{name.line.marked(x - 14, middle)}"
        )
        for place, text in enumerate((*name.lines, name.display)):
            is_value = place == len(name.lines)
            told += text_at(
                (x, top + (place + 0.8) * _LEADING),
                text,
                size=_NAME,
                colour=palette.ink if name.line.is_subject or is_value else palette.muted,
                is_bold=is_value,
            )
        return told

    def _tops(self) -> list[float]:
        """Return the top of each name, apart from the others."""
        names = self._names
        return spread_out([n.wished for n in names], [n.tall + 2 for n in names], self.height)

    def _wrapped_name(self, line: Line) -> tuple[str, ...]:
        lines = wrapped(line.name, _NAME, self._width * _NAMES)
        if len(lines) > _MOST_LINES:
            lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1][:-2].rstrip()}…"]
        return tuple(lines)

    def _name_of(self, line: Line, text: tuple[str, ...]) -> _Name:
        wished = self._y(line.values[line.last]) if line.last >= 0 else float(self.height)
        return _Name(text, line.display, wished, line)

    def _x(self, place: int) -> float:
        last = len(self._lines[0].series.points) - 1
        return self._left + (place / last if last else 1.0) * (self._right - self._left)

    def _y(self, value: float) -> float:
        tall = self.height - _FOOT - _TOP
        return _TOP + (self._high - value) / (self._high - self._low) * tall


def round_ticks(low: float, high: float) -> list[float]:
    """Return the multiples of 1, 2 or 5 times a power of ten between two numbers: two to six.

    Examples
    --------
    >>> round_ticks(97.2, 122.0)
    [100.0, 105.0, 110.0, 115.0, 120.0]
    """
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step for step in (power, 2 * power, 5 * power, 10 * power) if step >= rough)
    return [round(n * step, 12) for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def thinned(count: int, room: float, each: float) -> list[int]:
    """Return which of ``count`` labels are written: the last, the first, and evenly between.

    Examples
    --------
    >>> thinned(11, 300, 40)
    [0, 2, 4, 6, 8, 10]
    >>> thinned(10, 300, 50)
    [0, 3, 5, 7, 9]
    """
    step = math.ceil(each * max(count - 1, 1) / room)
    held = [*range(count - 1, -1, -step)][::-1]
    if held[0] > 0 and len(held) > 1:
        held = [0, *(place for place in held if place >= step)]
    return held


def _decimal_mark(displays: Iterable[str]) -> str:
    """Return the mark of the language in which the figure is written."""
    return "." if any(re.search(r"\d\.\d", display) for display in displays) else ","


def _written(ticks: Sequence[float], mark: str) -> list[str]:
    """Write ticks with the decimals that tell them apart."""
    decimals = max(0, -math.floor(math.log10(ticks[1] - ticks[0]) + 1e-9))
    thousands = "\u202f" if mark == "," else ","
    marks = str.maketrans({",": thousands, ".": mark, "-": "−"})
    return [f"{tick:,.{decimals}f}".translate(marks) for tick in ticks]
