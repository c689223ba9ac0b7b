"""Charts that a spreadsheet draws from the cells beside them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from terreau.reporting.chart_palette import LIGHT
from terreau.reporting.document import Chart
from terreau.reporting.figures import Bars, Lines, Waterfall
from terreau.reporting.ooxml import writable
from terreau.reporting.workbook.book import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_COMMON, _GAIN, _LOSS, _QUIET, _LINE = "#3f6f9f", "#1f6f54", "#b23a2e", "#645d50", "#ddd7c9"
_MARKS = ("circle", "square", "triangle", "diamond", "x", "plus")
_HELPERS = 26  # the first of the columns that only a chart reads, hidden beyond any table
_SIZE = {"width": 760, "height": 330}
_NAME, _COLUMN = 46.0, 16.0  # width of the first column and of the others, in characters
_LABEL = 0.1  # of the height of a chart, for the number at the end of a bar
_ROWS = 18  # that a chart covers


def add_chart(book: Book, sheet: Worksheet, chart: Chart, top: int) -> int:
    """Write the numbers of a chart and draw it under them; return the row after it."""
    drawing = chart.drawing
    book.say(sheet, top, 0, drawing.title, "caption")
    under, native = _drawn(book, sheet, drawing, top + 1)
    native.set_title({"none": True})
    native.set_size(_SIZE)
    native.set_chartarea({"border": {"none": True}})
    options = {"description": writable(chart.description), "object_position": 2}
    sheet.insert_chart(under + 1, 0, native, options)
    return under + _ROWS + 1


def _drawn(
    book: Book, sheet: Worksheet, drawing: Waterfall | Lines | Bars, top: int
) -> tuple[int, Any]:
    """Write the numbers of a drawing; return the last row, and what draws them."""
    match drawing:
        case Waterfall():
            return _steps(book, sheet, drawing, top)
        case Lines():
            return _lines(book, sheet, drawing, top)
        case Bars():
            return _bars(book, sheet, drawing, top)


def _steps(book: Book, sheet: Worksheet, figure: Waterfall, top: int) -> tuple[int, Any]:
    """Write a row a bar: its value, how it is cut at zero, the room of its number; stack them."""
    bars, cuts = (*figure.steps, figure.total), figure.cuts()
    reached = [end for span in figure.spans() for end in span if math.isfinite(end)] or [0.0]
    room = (max(reached) - min(reached)) * _LABEL or 1.0
    columns = (0, 1, *range(_HELPERS, _HELPERS + 4))
    headings = (*figure.headings, "base", "+", "\u2212", "…")
    for column, heading in zip(columns, headings, strict=True):
        book.say(sheet, top, column, heading, "figures" if column else "heading")
    sheet.set_column(columns[2], columns[-1], _COLUMN, None, {"hidden": True})
    for row, (bar, cut) in enumerate(zip(bars, cuts, strict=True), start=top + 1):
        book.say(sheet, row, 0, bar.label, "cell")
        label = -room if cut.is_labelled_below else room
        values = (bar.value, cut.base, cut.above, cut.below, label)
        for column, value in zip(columns[1:], values, strict=True):
            book.write_number(sheet, (row, column), value, book.look("figure", "#,##0.0"))
    last = top + len(bars)
    native = book.file.add_chart({"type": "column", "subtype": "stacked"})
    native.show_hidden_data()
    name = sheet.get_name()
    colours = [_COMMON, *(_LOSS if bar.value < 0 else _GAIN for bar in bars[1:])]
    drawn: dict[str, Any] = {"points": [{"fill": {"color": colour}} for colour in colours]}
    labels = {
        "value": True,
        "position": "inside_base",
        "font": {"bold": True, "size": 11},
        "custom": [{"value": writable(bar.display)} for bar in bars],
    }
    unseen: dict[str, Any] = {"fill": {"none": True}}
    for column, looks in (
        (columns[2], unseen),
        (columns[3], drawn),
        (columns[4], drawn),
        (columns[5], unseen | {"data_labels": labels}),
    ):
        native.add_series(
            {
                "categories": [name, top + 1, 0, last, 0],
                "values": [name, top + 1, column, last, column],
                "name": [name, top, column],
                "gap": 60,
                **looks,
            }
        )
    native.set_legend({"none": True})
    native.set_x_axis({"label_position": "low", "major_tick_mark": "none"})
    native.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
    return last, native


def _lines(book: Book, sheet: Worksheet, figure: Lines, top: int) -> tuple[int, Any]:
    """Write a row a date and a column a line."""
    for column, heading in enumerate((figure.headings[0], *(s.label for s in figure.series))):
        book.say(sheet, top, column, heading, "figures" if column else "heading")
    book.set_height(sheet, top, [(series.label, _COLUMN) for series in figure.series])
    dates = figure.series[0].points
    for place, point in enumerate(dates):
        book.say(sheet, top + 1 + place, 0, point.at, "cell")
        for column, series in enumerate(figure.series, start=1):
            value = series.points[place].value
            where = (top + 1 + place, column)
            book.write_number(sheet, where, value, book.look("figure", "0.0"))
    last = top + len(dates)
    native = book.file.add_chart({"type": "line"})
    name = sheet.get_name()
    for column, series in enumerate(figure.series, start=1):
        place = (column - 1) % len(_MARKS)
        dashed = {"dash_type": "dash"} if series.is_country else {}
        colour = LIGHT.country if series.is_country else LIGHT.series[place]
        is_marked = figure.is_marked and not series.is_country
        filled = {"fill": {"color": colour}, "border": {"color": colour}}
        marker = {"type": _MARKS[place], "size": 7, **filled} if is_marked else {"type": "none"}
        native.add_series(
            {
                "categories": [name, top + 1, 0, last, 0],
                "values": [name, top + 1, column, last, column],
                "name": [name, top, column],
                "line": {"color": colour, "width": 3.5 if column == 1 else 2, **dashed},
                "marker": marker,
            }
        )
    points = [point.value for series in figure.series for point in series.points]
    values = [value for value in points if math.isfinite(value)] or [0.0]
    native.set_legend({"position": "bottom"})
    native.set_y_axis(
        {
            "min": float(int(min(values)) - 1),
            "major_gridlines": {"visible": True, "line": {"color": _LINE}},
            "num_font": {"color": _QUIET},
        }
    )
    return last, native


def _bars(book: Book, sheet: Worksheet, figure: Bars, top: int) -> tuple[int, Any]:
    """Write a row a bar and draw them lying, the first on top."""
    for column, heading in enumerate(figure.headings):
        book.say(sheet, top, column, heading, "figures" if column else "heading")
    book.set_height(sheet, top, [(figure.headings[1], _COLUMN)])
    for row, bar in enumerate(figure.bars, start=top + 1):
        book.say(sheet, row, 0, bar.label, "cell")
        book.set_height(sheet, row, [(bar.label, _NAME)])
        book.write_number(sheet, (row, 1), bar.value, book.look("figure", "#,##0.0"))
    last, name = top + len(figure.bars), sheet.get_name()
    native = book.file.add_chart({"type": "bar"})
    native.add_series(
        {
            "categories": [name, top + 1, 0, last, 0],
            "values": [name, top + 1, 1, last, 1],
            "name": [name, top, 1],
            "gap": 45,
            "points": [
                {"fill": {"color": _LOSS if bar.value < 0 else _GAIN}} for bar in figure.bars
            ],
            "data_labels": {
                "value": True,
                "custom": [{"value": writable(bar.display)} for bar in figure.bars],
            },
        }
    )
    native.set_legend({"none": True})
    native.set_y_axis({"reverse": True, "label_position": "low", "major_tick_mark": "none"})
    native.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    return last, native
