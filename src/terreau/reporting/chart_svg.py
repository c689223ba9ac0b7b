"""Charts as SVG documents that need no browser: for a PDF, a slide, a page to embed.

Only what every renderer draws: shapes, text and explicit colours; no class, no style, no script.
The page that shows a chart prints its title.
"""

from __future__ import annotations

import math
from itertools import pairwise

from terreau.reporting.bars_frame import BarsFrame
from terreau.reporting.chart_palette import DARK, LIGHT, Palette, svg_document
from terreau.reporting.figures import Bars, Lines, Waterfall
from terreau.reporting.line_frame import MARKS, Line, LineFrame
from terreau.reporting.waterfall_frame import WaterfallBar, WaterfallFrame

__all__ = ["DARK", "LIGHT", "Palette", "bars_svg", "drawing_svg", "lines_svg", "waterfall_svg"]


def waterfall_svg(figure: Waterfall, *, width: int = 720, palette: Palette = LIGHT) -> str:
    """Draw steps that add up: a bar from where the one before ended, then their sum, from zero.

    A step whose value is not known (NaN) has its words and no bar, nor has what depends on it.

    Parameters
    ----------
    figure : Waterfall
        What is drawn.
    width : int, optional
        Pixels; the height follows.
    palette : Palette, optional
        `LIGHT` or `DARK`.

    Returns
    -------
    str
        An SVG document.
    """
    bars = [
        WaterfallBar(bar, *span, colour)
        for bar, span, colour in zip(
            (*figure.steps, figure.total), figure.spans(), _colours(figure, palette), strict=True
        )
    ]
    frame = WaterfallFrame(bars, width)
    connectors = "".join(
        frame.connector(place, bar.end, palette)
        for place, (bar, after) in enumerate(pairwise(bars))
        if bar.is_known and after.is_known
    )
    drawn = "".join(frame.bar(place, bar) for place, bar in enumerate(bars) if bar.is_known)
    words = "".join(frame.words(place, bar, palette) for place, bar in enumerate(bars))
    said = ", ".join(f"{bar.label} {bar.display}" for bar in (*figure.steps, figure.total))
    inside = connectors + drawn + frame.axis(palette) + words
    return svg_document(width, math.ceil(frame.height), f"{figure.title} : {said}", inside)


def lines_svg(figure: Lines, *, width: int = 720, palette: Palette = LIGHT) -> str:
    """Draw lines on one scale, each named where it ends: the subject strong, the country dashed.

    A date whose value is not known (NaN) interrupts its line. The scale is that of the values: it
    need not begin at zero.

    Parameters
    ----------
    figure : Lines
        What is drawn.
    width : int, optional
        Pixels; the height follows.
    palette : Palette, optional
        `LIGHT` or `DARK`.

    Returns
    -------
    str
        An SVG document.
    """
    lines = [
        Line(
            series,
            palette.country if series.is_country else palette.series[place % len(palette.series)],
            is_subject=place == 0,
            mark=MARKS[place % len(MARKS)] if figure.is_marked and not series.is_country else "",
        )
        for place, series in enumerate(figure.series)
    ]
    frame = LineFrame(lines, width)
    # The subject lies over what it is compared with.
    drawn = "".join(frame.curve(line) for line in reversed(lines))
    said = ", ".join(f"{line.name} {line.display}" for line in lines)
    inside = frame.axes(palette) + drawn + frame.names(palette)
    return svg_document(width, frame.height, f"{figure.title} : {said}", inside)


def bars_svg(figure: Bars, *, width: int = 720, palette: Palette = LIGHT) -> str:
    """Draw lying bars from zero, each with its name before it and its number where it ends.

    Parameters
    ----------
    figure : Bars
        What is drawn.
    width : int, optional
        Pixels; the height follows.
    palette : Palette, optional
        `LIGHT` or `DARK`.

    Returns
    -------
    str
        An SVG document.
    """
    frame = BarsFrame(figure, width)
    said = ", ".join(f"{bar.label} {bar.display}" for bar in figure.bars)
    title = f"{figure.title} : {said}"
    return svg_document(width, math.ceil(frame.height), title, frame.drawn(palette))


def drawing_svg(
    figure: Waterfall | Lines | Bars, *, width: int = 720, palette: Palette = LIGHT
) -> str:
    """Draw a figure of any kind as an SVG document."""
    match figure:
        case Waterfall():
            return waterfall_svg(figure, width=width, palette=palette)
        case Lines():
            return lines_svg(figure, width=width, palette=palette)
        case Bars():
            return bars_svg(figure, width=width, palette=palette)


def _colours(figure: Waterfall, palette: Palette) -> list[str]:
    bars = (*figure.steps, figure.total)
    signs = [palette.minus if bar.value < 0 else palette.plus for bar in bars]
    # The first step is common to all; the others, and their sum, are a gain or a loss.
    return [palette.first, *signs[1:]] if figure.steps else signs
