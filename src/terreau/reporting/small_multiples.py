"""Curves as SVG: small multiples, one panel a territory on one scale; or one curve alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_TITLE = 38  # characters
_LEAST_SPAN = 0.1
_ROOM_FOR_WORDS = 0.2  # of the span, above and below
_PANEL, _TALL, _GAP, _TOP, _ACROSS = 300, 150, 30, 30, 3


@dataclass(frozen=True)
class Panel:
    """A curve and its title; what is not known is NaN, and ``absent`` is said where all is."""

    title: str
    values: FloatArray
    absent: str = ""


def small_multiples(
    years: Sequence[int], panels: Sequence[Panel], reference: FloatArray | None
) -> tuple[str, int, int]:
    """Draw panels on one scale.

    Parameters
    ----------
    years : Sequence[int]
        (Y,) the axis of every panel.
    panels : Sequence[Panel]
        In the order of reading.
    reference : ndarray or None
        (Y,) the country, drawn dashed in each panel.

    Returns
    -------
    tuple of str, int, int
        What goes inside ``<svg>``, its width and its height.
    """
    every = [panel.values for panel in panels] + ([] if reference is None else [reference])
    scale = _scale(years, every, is_index=True)
    pieces = []
    for place, panel in enumerate(panels):
        row, column = divmod(place, _ACROSS)
        x, y = column * (_PANEL + _GAP), row * (_TALL + _TOP + _GAP)
        pieces.append(
            f'<g transform="translate({x} {y})"><text class="panel-title" x="0" y="18">'
            f"{escape(_short(panel.title))}</text>{scale.drawn(panel, reference)}</g>"
        )
    rows = -(-len(panels) // _ACROSS)
    width = _ACROSS * _PANEL + (_ACROSS - 1) * _GAP
    return "".join(pieces), width, rows * (_TALL + _TOP + _GAP)


def one_curve(
    years: Sequence[int],
    values: FloatArray,
    reference: FloatArray | None,
    *,
    written: Callable[[float], str],
    least: float = 0.0,
) -> tuple[str, str]:
    """Draw a curve alone, on a scale of its own, its first and last values written on it.

    The scale spans a tenth of the level at least, so that a small move is drawn small.

    Parameters
    ----------
    years : Sequence[int]
        (Y,) the axis.
    values : ndarray
        (Y,) NaN where it is not known.
    reference : ndarray or None
        (Y,) the country, drawn dashed.
    written : Callable
        Writes a value.
    least : float
        What the scale spans at least, in the unit of the values.

    Returns
    -------
    tuple of str, str
        What goes inside ``<svg>``, and its view box.
    """
    every = [values] if reference is None else [values, reference]
    level = float(np.nanmax(np.abs(np.concatenate(every))))
    scale = _scale(years, every, least=max(least, level * _LEAST_SPAN), room=_ROOM_FOR_WORDS)
    drawn = scale.drawn(Panel("", values), reference)
    return drawn + scale.ends(values, written), f"-4 {_TOP - 8} {_PANEL + 8} {_TALL + 30}"


def _scale(
    years: Sequence[int],
    every: Sequence[FloatArray],
    *,
    is_index: bool = False,
    least: float = 0.0,
    room: float = 0.08,
) -> _Scale:
    known = np.concatenate(every)
    known = known[~np.isnan(known)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    short = max(least - (high - low), 0.0) / 2
    low, high = low - short, high + short
    room = (high - low) * room or 1.0
    return _Scale(years, float(low - room), float(high + room), is_index=is_index)


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"


class _Scale:
    """The scale that all panels share."""

    def __init__(
        self, years: Sequence[int], low: float, high: float, *, is_index: bool = False
    ) -> None:
        self._years, self._low, self._high = years, low, high
        self._is_index = is_index  # 100 at the first year: that line is drawn.

    def drawn(self, panel: Panel, reference: FloatArray | None) -> str:
        """Return the inside of a panel: its frame, the country, the curve, its last value."""
        values = panel.values
        last = np.flatnonzero(~np.isnan(values))
        told = f'<text x="0" y="{_TOP + 20}">{escape(panel.absent)}</text>'
        if last.size:
            x, y = self._x(int(last[-1])), self._y(float(values[last[-1]]))
            told = f'<circle class="panel-end" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
        frame = (
            f'<line class="panel-axis" x1="0" x2="{_PANEL}" y1="{_TOP + _TALL}" '
            f'y2="{_TOP + _TALL}"/><text class="panel-year" x="0" y="{_TOP + _TALL + 16}">'
            f'{self._years[0]}</text><text class="panel-year" x="{_PANEL}" '
            f'y="{_TOP + _TALL + 16}" text-anchor="end">{self._years[-1]}</text>'
        )
        if self._is_index and self._low < 100 < self._high:
            y = self._y(100.0)
            frame += f'<line class="panel-hundred" x1="0" x2="{_PANEL}" y1="{y:.1f}" y2="{y:.1f}"/>'
        country = "" if reference is None else self._curve(reference, "panel-country")
        return f"{frame}{country}{self._curve(values, 'panel-own')}{told}"

    def ends(self, values: FloatArray, written: Callable[[float], str]) -> str:
        """Return the first and last known values as words, each on the side that is free."""
        known = np.flatnonzero(~np.isnan(values))
        first, last = int(known[0]), int(known[-1])
        rises = values[last] >= values[first]
        return "".join(
            f'<text class="panel-value" x="{self._x(at):.1f}" '
            f'y="{self._y(float(values[at])) + (18 if is_under else -9):.1f}"{anchor}>'
            f"{escape(written(float(values[at])))}</text>"
            for at, is_under, anchor in (
                (first, rises, ""),
                (last, not rises, ' text-anchor="end"'),
            )
        )

    def _curve(self, values: FloatArray, name: str) -> str:
        points, pen = [], "M"
        for place, value in enumerate(values.tolist()):
            if np.isnan(value):
                pen = "M"
                continue
            points.append(f"{pen}{self._x(place):.1f} {self._y(value):.1f}")
            pen = "L"
        return f'<path class="{name}" d="{"".join(points)}"/>'

    def _x(self, place: int) -> float:
        span = max(self._years[-1] - self._years[0], 1)
        return (self._years[place] - self._years[0]) / span * _PANEL

    def _y(self, value: float) -> float:
        return _TOP + _TALL * (1 - (value - self._low) / (self._high - self._low))
