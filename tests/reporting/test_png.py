"""A drawing as a picture: as wide as asked, in our typefaces."""

from __future__ import annotations

import struct

from terreau.reporting.chart_palette import svg_document
from terreau.reporting.png import png_of


def test_a_picture_is_as_wide_as_asked_and_as_high_as_its_drawing() -> None:
    picture = png_of(svg_document(300, 120, "T", '<rect width="10" height="10"/>'), 900)
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (900, 360)


def test_words_are_drawn_in_our_typeface_and_not_in_the_one_that_replaces_it() -> None:
    drawn = svg_document(300, 60, "T", '<text x="5" y="40" font-size="30">Agg 1 234</text>')
    ours, other = "'Source Sans 3'", "'No Such Face'"
    assert ours in drawn
    assert png_of(drawn, 300) != png_of(drawn.replace(ours, other), 300)
