"""A chart of lines that PowerPoint edits, each line named where it ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from terreau.reporting.figures import Lines, Series
from terreau.reporting.slides.chart_dress import (
    QUIET,
    RULE,
    TEXT,
    colour,
    dress_categories,
    set_theme,
    write_label,
)
from terreau.reporting.slides.template import Box
from terreau.reporting.slides.text import POINT
from terreau.reporting.svg_text import width_of, wrapped
from terreau.reporting.text_room import LINE, spread_out

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart

_STEPS = 6  # of a scale, at most
_LINES = ("ACCENT_1", "ACCENT_5", "ACCENT_4", "ACCENT_6", "TEXT_1", "ACCENT_2")
_MARKS = ("CIRCLE", "SQUARE", "TRIANGLE", "DIAMOND", "X", "PLUS")
_SIZE = 12.0  # points, of a name
_NAMES = 0.26  # of the width, at most
_KEY = 34.0  # points, the sample of the line before its name
_LEFT, _TOP, _FOOT = 44.0, 10.0, 30.0  # points around the lines: the scale, the dates
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"


@dataclass(frozen=True)
class _Plot:
    """Where the lines are drawn in a chart, in points, and the scale they are drawn on."""

    chart: Box
    right: float
    low: float
    high: float

    @property
    def height(self) -> float:
        return self.chart.height - _TOP - _FOOT

    def y(self, value: float) -> float:
        return _TOP + (self.high - value) / (self.high - self.low) * self.height


def draw_lines(native: NativeChart, figure: Lines, place: Box, language: str) -> None:
    """Draw lines told apart by colour and mark, that of the country dashed, each with its name."""
    native.has_legend = False
    low, high, step = _scale(figure)
    names = [_name(series, place.width * _NAMES) for series in figure.series]
    wide = max(width_of(line, _SIZE, is_bold=True) for name in names for line in name.split("\n"))
    plot = _Plot(place, place.width - _LEFT - wide - _KEY - 12, low, high)
    _lay_out(native, plot)
    for rank, (drawn, series) in enumerate(zip(native.plots[0].series, figure.series, strict=True)):
        _draw_line(drawn, series, rank, is_marked=figure.is_marked)
    _write_names(native, figure, names, plot, language)
    _reach_the_edges(native)
    _dress_scale(native, low, high, step)
    dress_categories(native)


def _name(series: Series, room: float) -> str:
    """Return the name of a line on two lines at most, then its last value."""
    lines = wrapped(series.label, _SIZE * 1.05, room)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][:-2].rstrip()}…"]
    return "\n".join([*lines[:-1], f"{lines[-1]} {series.points[-1].display}"])


def _draw_line(drawn: Any, series: Series, rank: int, *, is_marked: bool) -> None:
    from pptx.enum import chart
    from pptx.enum.dml import MSO_LINE

    name = "TEXT_2" if series.is_country else _LINES[rank % len(_LINES)]
    drawn.smooth = False
    line = drawn.format.line
    line.width = round((3.5 if rank == 0 else 2) * POINT)
    set_theme(line.color, name)
    if series.is_country:
        line.dash_style = MSO_LINE.DASH
    styles: Any = chart.XL_MARKER_STYLE
    if not is_marked or series.is_country:
        drawn.marker.style = styles.NONE
        return
    drawn.marker.style = styles[_MARKS[rank % len(_MARKS)]]
    drawn.marker.size = 8
    set_theme(drawn.marker.format.line.color, name)
    drawn.marker.format.fill.solid()
    set_theme(drawn.marker.format.fill.fore_color, name)


def _write_names(
    native: NativeChart, figure: Lines, names: list[str], plot: _Plot, language: str
) -> None:
    """Write each name after the end of its line, pushed away from the others."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.oxml import parse_xml

    talls = [_SIZE * LINE * (1 + name.count("\n")) + 4 for name in names]
    ends = [plot.y(s.points[-1].value) if math.isfinite(s.points[-1].value) else plot.chart.height
            for s in figure.series]  # fmt: skip
    tops = spread_out(ends, talls, plot.chart.height)
    drawn = zip(native.plots[0].series, figure.series, names, ends, tops, talls, strict=True)
    for line, series, name, end, top, tall in drawn:
        point = line.points[len(series.points) - 1]
        write_label(point, name, XL_LABEL_POSITION.RIGHT, language, size=_SIZE)
        for label in line._element.xpath("./c:dLbls/c:dLbl"):  # noqa: SLF001
            down = (top + tall / 2 - end) / plot.chart.height
            label.idx.addnext(parse_xml(
                f'<c:layout xmlns:c="{_C}"><c:manualLayout><c:x val="0"/>'
                f'<c:y val="{down:.4f}"/></c:manualLayout></c:layout>'
            ))  # fmt: skip
            for key in label.xpath("./c:showLegendKey"):
                key.set("val", "1")
            for body in label.xpath("./c:tx/c:rich/a:bodyPr"):
                body.set("wrap", "none")


def _lay_out(native: NativeChart, plot: _Plot) -> None:
    """Keep the room of the names beside the lines."""
    from pptx.oxml import parse_xml

    shares = {
        "x": _LEFT / plot.chart.width,
        "y": _TOP / plot.chart.height,
        "w": plot.right / plot.chart.width,
        "h": plot.height / plot.chart.height,
    }
    written = "".join(f'<c:{side} val="{share:.4f}"/>' for side, share in shares.items())
    area = native.element.xpath(".//c:plotArea")[0]
    for old in area.xpath("./c:layout"):
        area.remove(old)
    area.insert(0, parse_xml(
        f'<c:layout xmlns:c="{_C}"><c:manualLayout><c:layoutTarget val="inner"/>'
        f'<c:xMode val="edge"/><c:yMode val="edge"/>{written}</c:manualLayout></c:layout>'
    ))  # fmt: skip


def _reach_the_edges(native: NativeChart) -> None:
    """Let lines go from one side to the other, so that no rule goes on under their names."""
    from pptx.oxml import parse_xml

    for axis in native.element.xpath(".//c:valAx"):
        for old in axis.xpath("./c:crossBetween"):
            axis.remove(old)
        # After what crosses it: the order of these children is that of the schema.
        before = axis.xpath("./c:crossAx | ./c:crosses | ./c:crossesAt")[-1]
        before.addnext(parse_xml(f'<c:crossBetween xmlns:c="{_C}" val="midCat"/>'))


def _dress_scale(native: NativeChart, low: float, high: float, step: float) -> None:
    axis = native.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = low, high, step
    axis.major_gridlines.format.line.width = round(0.75 * POINT)
    set_theme(axis.major_gridlines.format.line.color, RULE)
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "General", False
    colour(axis.tick_labels.font, QUIET)
    colour(native.category_axis.tick_labels.font, TEXT)


def _scale(figure: Lines) -> tuple[float, float, float]:
    points = [point.value for series in figure.series for point in series.points]
    values = [value for value in points if math.isfinite(value)] or [0.0]
    room = (max(values) - min(values)) * 0.12 or 1.0
    return _round_scale(min(values) - room, max(values) + room)


def _round_scale(low: float, high: float) -> tuple[float, float, float]:
    """Return the bounds of a scale and its step, of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(high - low))
    step = next(
        each * power for each in (0.1, 0.2, 0.5, 1, 2) if (high - low) / (each * power) <= _STEPS
    )
    return step * math.floor(low / step), step * math.ceil(high / step), step
