"""Charts that PowerPoint edits: its own, with the numbers in their sheet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from terreau.core.number import Number
from terreau.reporting.document import Chart
from terreau.reporting.figures import Lines, Waterfall
from terreau.reporting.ooxml import writable
from terreau.reporting.slides.deck import Deck
from terreau.reporting.slides.template import Box
from terreau.reporting.slides.text import POINT

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.slide import Slide

_LABEL = 0.1  # of the height of a chart, for the number at the end of a bar
_STEPS = 6  # of a scale, at most
_COMMON, _GAIN, _LOSS = "ACCENT_4", "ACCENT_1", "ACCENT_2"
_LINES = ("ACCENT_1", "TEXT_2", "ACCENT_5", "ACCENT_4", "ACCENT_6")
_TEXT, _QUIET, _RULE = "TEXT_1", "TEXT_2", "BACKGROUND_2"


def add_chart(deck: Deck, slide: Slide, chart: Chart, place: Box) -> None:
    """Draw a chart as one of PowerPoint's own; its description is its alternative text."""
    from pptx.enum.chart import XL_CHART_TYPE

    drawing = chart.drawing
    is_steps = isinstance(drawing, Waterfall)
    data = _steps_data(drawing) if isinstance(drawing, Waterfall) else _lines_data(drawing)
    kind = XL_CHART_TYPE.COLUMN_STACKED if is_steps else XL_CHART_TYPE.LINE
    shapes: Any = slide.shapes
    frame = shapes.add_chart(kind, *place.in_emu(), data)
    frame.name = writable(drawing.title)
    frame.element.nvGraphicFramePr.cNvPr.set("descr", writable(chart.description))
    native = frame.chart
    native.has_title = False
    native.font.size = 12 * POINT
    _colour(native.font, _TEXT)
    for properties in native.element.xpath(".//c:txPr/a:p/a:pPr/a:defRPr"):
        properties.set("lang", deck.language)
    if isinstance(drawing, Waterfall):
        _draw_steps(native, drawing, deck.language)
    else:
        _draw_lines(native, drawing, deck.language)


def unlabelled(chart: Chart) -> Iterator[Number]:
    """Yield the figures of a chart that it does not write itself."""
    drawing = chart.drawing
    if isinstance(drawing, Waterfall):
        written = {bar.display for bar in (*drawing.steps, drawing.total)}
    else:
        written = {series.points[-1].display for series in drawing.series}
    return (figure for figure in chart.figures if figure.display not in written)


def _steps_data(figure: Waterfall) -> Any:
    """Return stacked columns: what holds a bar up, the bar, and the room of its number."""
    bars, cuts, (low, high) = (*figure.steps, figure.total), figure.cuts(), _span(figure)
    room = (high - low) * _LABEL
    data = _empty_data()
    data.categories = [writable(bar.label) for bar in bars]
    data.add_series("base", [cut.base for cut in cuts])
    data.add_series("+", [cut.above for cut in cuts])
    data.add_series("−", [cut.below for cut in cuts])
    data.add_series("…", [-room if cut.is_labelled_below else room for cut in cuts])
    return data


def _lines_data(figure: Lines) -> Any:
    data = _empty_data()
    data.categories = [writable(point.at) for point in figure.series[0].points]
    for series in figure.series:
        data.add_series(writable(series.label), [_known(point.value) for point in series.points])
    return data


def _known(value: float) -> float | None:
    """Return a value; None, a gap, for one that is not known."""
    return value if math.isfinite(value) else None


def _empty_data() -> Any:
    from pptx.chart import data

    written: Any = data
    return written.CategoryChartData()


def _draw_steps(native: NativeChart, figure: Waterfall, language: str) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    native.has_legend = False
    base, above, below, numbers = native.plots[0].series
    native.plots[0].gap_width, native.plots[0].overlap = 60, 100
    for unseen in (base, numbers):
        unseen.format.fill.background()
    bars = (*figure.steps, figure.total)
    for place, bar in enumerate(bars):
        colour = _COMMON if place == 0 else _LOSS if bar.value < 0 else _GAIN
        for series in (above, below):
            fill = series.points[place].format.fill
            fill.solid()
            _set_theme(fill.fore_color, colour)
        _write_label(
            numbers.points[place], bar.display, XL_LABEL_POSITION.INSIDE_BASE, language, size=14
        )
    low, high = _span(figure)
    room = (high - low) * _LABEL * 1.3
    is_below = any(cut.is_labelled_below and cut.base + cut.below < 0 for cut in figure.cuts())
    native.value_axis.minimum_scale = low - (room if is_below else 0)
    native.value_axis.maximum_scale = high + room
    native.value_axis.visible = False
    native.value_axis.has_major_gridlines = False
    _dress_categories(native)


def _draw_lines(native: NativeChart, figure: Lines, language: str) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION, XL_LEGEND_POSITION
    from pptx.enum.dml import MSO_LINE

    native.has_legend = True
    native.legend.position = XL_LEGEND_POSITION.BOTTOM
    native.legend.include_in_layout = False
    ends = sorted((series.points[-1].value for series in figure.series), reverse=True)
    for place, (drawn, series) in enumerate(
        zip(native.plots[0].series, figure.series, strict=True)
    ):
        drawn.smooth = False
        line = drawn.format.line
        line.width = round((3.5 if place == 0 else 2) * POINT)
        _set_theme(line.color, _LINES[place % len(_LINES)])
        if place:
            line.dash_style = MSO_LINE.DASH
        last = series.points[-1]
        position = XL_LABEL_POSITION.RIGHT
        if len(ends) == 2:  # at the same place, one number would hide the other
            is_first = last.value == ends[0] and (ends[0] != ends[1] or place == 0)
            position = XL_LABEL_POSITION.ABOVE if is_first else XL_LABEL_POSITION.BELOW
        point = drawn.points[len(series.points) - 1]
        _write_label(point, last.display, position, language, size=13)
    points = [point.value for series in figure.series for point in series.points]
    values = [value for value in points if math.isfinite(value)] or [0.0]
    room = (max(values) - min(values)) * 0.12 or 1.0
    axis = native.value_axis
    low, high, step = _round_scale(min(values) - room, max(values) + room)
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = low, high, step
    axis.major_gridlines.format.line.width = round(0.75 * POINT)
    _set_theme(axis.major_gridlines.format.line.color, _RULE)
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "General", False
    _colour(axis.tick_labels.font, _QUIET)
    _dress_categories(native)


def _dress_categories(native: NativeChart) -> None:
    """Lay the names flat, under the chart even where bars hang from zero."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK

    axis = native.category_axis
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False
    axis.format.line.width = round(0.75 * POINT)
    _set_theme(axis.format.line.color, _QUIET)
    axis.tick_labels.font.size = 12 * POINT
    for properties in native.element.xpath(".//c:catAx/c:txPr/a:bodyPr"):
        properties.set("rot", "0")
        properties.set("vert", "horz")


def _write_label(point: Any, text: str, position: Any, language: str, *, size: float) -> None:
    label = point.data_label
    label.position = position
    label.text_frame.text = writable(text)
    run = label.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = round(size * POINT), True
    _colour(run.font, _TEXT)
    label.text_frame.paragraphs[0].runs[0].font.language_id = _language(language)


def _language(code: str) -> Any:
    from pptx.enum.lang import MSO_LANGUAGE_ID

    return MSO_LANGUAGE_ID.from_xml(code)


def _colour(font: Any, name: str) -> None:
    font.fill.solid()
    _set_theme(font.fill.fore_color, name)


def _set_theme(colour: Any, name: str) -> None:
    from pptx.enum import dml

    colours: Any = dml.MSO_THEME_COLOR
    colour.theme_color = colours[name]


def _span(figure: Waterfall) -> tuple[float, float]:
    """Return the lowest and the highest place that bars reach; never one point."""
    reached = [end for span in figure.spans() for end in span if math.isfinite(end)]
    low, high = min(reached, default=0.0), max(reached, default=0.0)
    return (low, high) if high > low else (low, low + 1.0)


def _round_scale(low: float, high: float) -> tuple[float, float, float]:
    """Return the bounds of a scale and its step, of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(high - low))
    step = next(
        each * power for each in (0.1, 0.2, 0.5, 1, 2) if (high - low) / (each * power) <= _STEPS
    )
    return step * math.floor(low / step), step * math.ceil(high / step), step
