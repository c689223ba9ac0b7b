"""Curves as SVG: small multiples, one panel a territory on one scale; or one curve alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_TITLE = 38  # characters
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
    years: Sequence[int], values: FloatArray, reference: FloatArray | None
) -> tuple[str, str]:
    """Draw a curve alone, on a scale of its own.

    Parameters
    ----------
    years : Sequence[int]
        (Y,) the axis.
    values : ndarray
        (Y,) NaN where it is not known.
    reference : ndarray or None
        (Y,) the country, drawn dashed.

    Returns
    -------
    tuple of str, str
        What goes inside ``<svg>``, and its view box.
    """
    scale = _scale(years, [values] if reference is None else [values, reference])
    drawn = scale.drawn(Panel("", values), reference)
    return drawn, f"-4 {_TOP - 8} {_PANEL + 8} {_TALL + 30}"


def _scale(years: Sequence[int], every: Sequence[FloatArray], *, is_index: bool = False) -> _Scale:
    known = np.concatenate(every)
    known = known[~np.isnan(known)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    room = (high - low) * 0.08 or 1.0
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
