"""Charts that PowerPoint edits: its own, with the numbers in their sheet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from terreau.core.number import Number
from terreau.reporting.document import Chart
from terreau.reporting.figures import Bars, Lines, Waterfall
from terreau.reporting.ooxml import writable
from terreau.reporting.slides.chart_dress import (
    TEXT,
    colour,
    dress_categories,
    set_theme,
    write_label,
)
from terreau.reporting.slides.deck import Deck
from terreau.reporting.slides.line_chart import draw_lines
from terreau.reporting.slides.template import Box
from terreau.reporting.slides.text import POINT

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.slide import Slide

_LABEL = 0.1  # of the height of a chart, for the number at the end of a bar
_COMMON, _GAIN, _LOSS = "ACCENT_4", "ACCENT_1", "ACCENT_2"


def add_chart(deck: Deck, slide: Slide, chart: Chart, place: Box) -> None:
    """Draw a chart as one of PowerPoint's own; its description is its alternative text."""
    drawing = chart.drawing
    kind, data = _kind_and_data(drawing)
    shapes: Any = slide.shapes
    frame = shapes.add_chart(kind, *place.in_emu(), data)
    frame.name = writable(drawing.title)
    frame.element.nvGraphicFramePr.cNvPr.set("descr", writable(chart.description))
    native = frame.chart
    native.has_title = False
    native.font.size = 12 * POINT
    colour(native.font, TEXT)
    for properties in native.element.xpath(".//c:txPr/a:p/a:pPr/a:defRPr"):
        properties.set("lang", deck.language)
    match drawing:
        case Waterfall():
            _draw_steps(native, drawing, deck.language)
        case Lines():
            draw_lines(native, drawing, place, deck.language)
        case Bars():
            _draw_bars(native, drawing, deck.language)


def unlabelled(chart: Chart) -> Iterator[Number]:
    """Yield the figures of a chart that it does not write itself."""
    written = _written(chart.drawing)
    return (figure for figure in chart.figures if figure.display not in written)


def _written(drawing: Waterfall | Lines | Bars) -> set[str]:
    """Return the numbers that a drawing writes."""
    match drawing:
        case Waterfall():
            return {bar.display for bar in (*drawing.steps, drawing.total)}
        case Lines():
            return {series.points[-1].display for series in drawing.series}
        case Bars():
            return {bar.display for bar in drawing.bars}


def _kind_and_data(drawing: Waterfall | Lines | Bars) -> tuple[Any, Any]:
    from pptx.enum.chart import XL_CHART_TYPE

    match drawing:
        case Waterfall():
            return XL_CHART_TYPE.COLUMN_STACKED, _steps_data(drawing)
        case Lines():
            return XL_CHART_TYPE.LINE, _lines_data(drawing)
        case Bars():
            return XL_CHART_TYPE.BAR_CLUSTERED, _bars_data(drawing)


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


def _bars_data(figure: Bars) -> Any:
    data = _empty_data()
    data.categories = [writable(bar.label) for bar in figure.bars]
    data.add_series(writable(figure.headings[1]), [_known(bar.value) for bar in figure.bars])
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
            set_theme(fill.fore_color, colour)
        write_label(
            numbers.points[place], bar.display, XL_LABEL_POSITION.INSIDE_BASE, language, size=14
        )
    low, high = _span(figure)
    room = (high - low) * _LABEL * 1.3
    is_below = any(cut.is_labelled_below and cut.base + cut.below < 0 for cut in figure.cuts())
    native.value_axis.minimum_scale = low - (room if is_below else 0)
    native.value_axis.maximum_scale = high + room
    native.value_axis.visible = False
    native.value_axis.has_major_gridlines = False
    dress_categories(native)


def _draw_bars(native: NativeChart, figure: Bars, language: str) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    native.has_legend = False
    native.plots[0].gap_width = 45
    drawn = native.plots[0].series[0]
    drawn.invert_if_negative = False
    for place, bar in enumerate(figure.bars):
        fill = drawn.points[place].format.fill
        fill.solid()
        set_theme(fill.fore_color, _LOSS if bar.value < 0 else _GAIN)
        write_label(
            drawn.points[place], bar.display, XL_LABEL_POSITION.OUTSIDE_END, language, size=12
        )
    values = [bar.value for bar in figure.bars if math.isfinite(bar.value)]
    low, high = min([0.0, *values]), max([0.0, *values])
    room = (high - low or 1.0) * _LABEL * 1.5
    native.value_axis.minimum_scale = low - (room if low < 0 else 0)
    native.value_axis.maximum_scale = high + room
    native.value_axis.visible = False
    native.value_axis.has_major_gridlines = False
    native.category_axis.reverse_order = True  # the first on top
    dress_categories(native)


def _span(figure: Waterfall) -> tuple[float, float]:
    """Return the lowest and the highest place that bars reach; never one point."""
    reached = [end for span in figure.spans() for end in span if math.isfinite(end)]
    low, high = min(reached, default=0.0), max(reached, default=0.0)
    return (low, high) if high > low else (low, low + 1.0)
