"""A drawing as PNG: its size, what is drawn, in which typeface."""

from __future__ import annotations

import struct
import zlib

import pytest

from terreau.reporting.chart_svg import waterfall_svg
from terreau.reporting.figures import Bar, Waterfall
from terreau.reporting.png import png_of

SIZE = 'width="300" height="200" viewBox="0 0 300 200"'
SQUARE = f'<svg xmlns="http://www.w3.org/2000/svg" {SIZE}>{{}}</svg>'


def pixels_of(png: bytes) -> tuple[int, int, bytes]:
    """Return width, height and the lines of a PNG, as they are filtered."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    packed, at = b"", 8
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + size] if name == b"IDAT" else b""
        at += size + 12
    return width, height, zlib.decompress(packed)


def test_the_picture_has_the_width_asked_for_and_is_not_blank() -> None:
    bars = Bar("Effet local", 3.0, "+3"), Bar("Secteurs", -5.0, "−5")
    svg = waterfall_svg(Waterfall("t", bars, Bar("Ensemble", -2.0, "−2"), ("", "")))
    width, height, lines = pixels_of(png_of(svg, width_px=1440))
    assert width == 1440
    assert 500 < height < 700
    assert len(set(lines)) > 50, "one colour only"
    other = png_of(svg.replace("Source Sans 3", "No such typeface"), width_px=1440)
    assert other != png_of(svg, width_px=1440), "the words are in our typeface"


@pytest.mark.parametrize("width", [299, 300, 1001])
def test_proportions_are_kept_at_any_width(width: int) -> None:
    found = pixels_of(png_of(SQUARE.format(""), width_px=width))
    assert found[:2] == (width, round(width * 2 / 3))


def test_what_is_not_drawn_is_white_and_words_are_in_our_typeface() -> None:
    blank = png_of(SQUARE.format(""), width_px=300)
    assert set(pixels_of(blank)[2]) <= {0, 1, 2, 3, 4, 255}, "filters, and white"
    look = 'x="10" y="90" font-size="40" font-weight="600"'
    word = f"""<text {look} font-family="'{{}}'">Évolution</text>"""
    names = ("Source Sans 3", "Source Serif 4", "No such typeface")
    drawn = {png_of(SQUARE.format(word.format(name)), width_px=300) for name in names}
    assert len(drawn - {blank}) == 3


def test_a_drawing_without_a_size_is_refused() -> None:
    with pytest.raises(ValueError, match="no width and height"):
        png_of('<svg xmlns="http://www.w3.org/2000/svg"/>', width_px=300)
