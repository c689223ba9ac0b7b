"""What every chart of a slide shares: colours of the theme, labels, names under the axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from terreau.reporting.ooxml import writable
from terreau.reporting.slides.text import POINT

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart

TEXT, QUIET, RULE = "TEXT_1", "TEXT_2", "BACKGROUND_2"


def dress_categories(native: NativeChart) -> None:
    """Lay the names flat, under the chart even where bars hang from zero."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK

    axis = native.category_axis
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False
    axis.format.line.width = round(0.75 * POINT)
    set_theme(axis.format.line.color, QUIET)
    axis.tick_labels.font.size = 12 * POINT
    for properties in native.element.xpath(".//c:catAx/c:txPr/a:bodyPr"):
        properties.set("rot", "0")
        properties.set("vert", "horz")


def write_label(point: Any, text: str, position: Any, language: str, *, size: float) -> None:
    """Write a text beside a point."""
    label = point.data_label
    label.position = position
    label.text_frame.text = writable(text)
    run = label.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = round(size * POINT), True
    colour(run.font, TEXT)
    label.text_frame.paragraphs[0].runs[0].font.language_id = _language(language)


def _language(code: str) -> Any:
    from pptx.enum.lang import MSO_LANGUAGE_ID

    return MSO_LANGUAGE_ID.from_xml(code)


def colour(font: Any, name: str) -> None:
    """Write in a colour of the theme."""
    font.fill.solid()
    set_theme(font.fill.fore_color, name)


def set_theme(colour: Any, name: str) -> None:
    """Set a colour to one of the theme."""
    from pptx.enum import dml

    colours: Any = dml.MSO_THEME_COLOR
    colour.theme_color = colours[name]
