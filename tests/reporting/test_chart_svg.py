"""Charts drawn as SVG: spans are those of the figure, every word is inside and apart."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import terreau.web
from terreau.reporting.chart_svg import DARK, LIGHT, Palette, lines_svg, waterfall_svg
from terreau.reporting.figures import Bar, Lines, Point, Series, Waterfall
from terreau.reporting.line_frame import round_ticks, thinned
from terreau.reporting.svg_text import width_of, wrapped

NAN = float("nan")
SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = st.sampled_from([240, 480, 720])
Box = tuple[float, float, float, float]


def waterfall_of(values: list[float], total: float | None = None) -> Waterfall:
    bars = tuple(Bar(f"Effet d’allocation {i}", v, f"{v:+.0f}") for i, v in enumerate(values))
    whole = sum(values) if total is None else total
    return Waterfall("Évolution & emplois", bars, Bar("Ensemble", whole, f"{whole:+.0f}"), ("", ""))


def lines_of(*series: list[float], names: tuple[str, ...] = ()) -> Lines:
    named = names or tuple(f"Territoire {i}" for i in range(len(series)))
    return Lines(
        "Emploi, base 100",
        tuple(
            Series(name, tuple(Point(str(2014 + i), v, f"{v:.1f}") for i, v in enumerate(values)))
            for name, values in zip(named, series, strict=True)
        ),
        ("Année", *named),
    )


def boxes_of(svg: str) -> list[tuple[str, Box]]:
    """Return each text with the box it fills: left, top, right, bottom."""
    found = []
    for text in ET.fromstring(svg).iter(f"{SVG}text"):
        size, x, y = (float(text.get(name) or 0) for name in ("font-size", "x", "y"))
        wide = width_of(text.text or "", size, is_bold=text.get("font-weight") == "600")
        left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor") or ""]
        found.append((text.text or "", (left, y - size * 0.7, left + wide, y + size * 0.2)))
    return found


def assert_words_are_inside_and_apart(svg: str) -> None:
    root = ET.fromstring(svg)
    width, height = float(root.get("width") or 0), float(root.get("height") or 0)
    boxes = boxes_of(svg)
    for text, (left, top, right, bottom) in boxes:
        assert min(left, top) >= -0.5, text
        assert max(right - width, bottom - height) <= 0.5, text
    for place, (one, a) in enumerate(boxes):
        for other, b in boxes[place + 1 :]:
            across = min(a[2], b[2]) - max(a[0], b[0])
            along = min(a[3], b[3]) - max(a[1], b[1])
            assert across <= 0.6 or along <= 0.6, f"{one} is written over {other}"


# --- both -------------------------------------------------------------------------------------


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("width", [280, 720])
def test_a_drawing_is_a_whole_document_of_plain_shapes(palette: object, width: int) -> None:
    figures = (
        waterfall_svg(waterfall_of([5, -2]), width=width, palette=palette),  # type: ignore[arg-type]
        lines_svg(lines_of([1, 2], [2, 3]), width=width, palette=palette),  # type: ignore[arg-type]
    )
    for svg in figures:
        root = ET.fromstring(svg)
        assert root.tag == f"{SVG}svg"
        assert root.get("role") == "img"
        assert root.get("font-family") == "'Source Sans 3'"
        assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
        assert float(root.get("width") or 0) == width
        assert root[0].tag == f"{SVG}title"
        tags = {each.tag.removeprefix(SVG) for each in root.iter()}
        assert tags <= {"svg", "title", "rect", "line", "path", "circle", "text"}
        assert not {"class", "style"} & {name for each in root.iter() for name in each.attrib}


def test_the_title_tells_what_is_drawn_and_is_not_written_on_the_drawing() -> None:
    svg = waterfall_svg(waterfall_of([10, -3]))
    told = ET.fromstring(svg)[0].text or ""
    assert told.startswith("Évolution & emplois : Effet d’allocation 0 +10, ")
    assert told.endswith("Ensemble +7")
    assert "Évolution" not in {text for text, _box in boxes_of(svg)}


def test_colours_are_those_of_the_palette() -> None:
    svg = waterfall_svg(waterfall_of([10, -3, 2]), palette=DARK)
    fills = [rect.get("fill") for rect in ET.fromstring(svg).iter(f"{SVG}rect")]
    assert fills == [DARK.first, DARK.minus, DARK.plus, DARK.plus]
    assert LIGHT.ink not in svg


# --- steps ------------------------------------------------------------------------------------


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=9), WIDTHS)
def test_bars_are_drawn_over_the_spans_of_the_figure(values: list[int], width: int) -> None:
    figure = waterfall_of([float(v) for v in values])
    root = ET.fromstring(waterfall_svg(figure, width=width))
    axis = next(line for line in root.iter(f"{SVG}line") if line.get("stroke-dasharray") is None)
    zero = float(axis.get("y1") or 0)
    drawn = []
    for rect in root.iter(f"{SVG}rect"):
        top, tall = float(rect.get("y") or 0), float(rect.get("height") or 0)
        drawn.append((zero - top - tall, zero - top))
    spans = [tuple(sorted(span)) for span in figure.spans()]
    reach = max(high for _low, high in spans) - min(low for low, _high in spans)
    pixels = max(high for _low, high in drawn) - min(low for low, _high in drawn)
    for (low, high), (least, most) in zip(drawn, spans, strict=True):
        # A bar of no height is still one pixel tall.
        assert high == pytest.approx(most / (reach or 1) * pixels, abs=1.1)
        assert high - low == pytest.approx(max((most - least) / (reach or 1) * pixels, 1), abs=1.1)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=0, max_size=9), WIDTHS)
def test_words_of_a_waterfall_are_inside_and_apart(values: list[int], width: int) -> None:
    assert_words_are_inside_and_apart(
        waterfall_svg(waterfall_of([float(v) for v in values]), width=width)
    )


@pytest.mark.parametrize(
    ("values", "sides"),
    [
        ([10.0, -3.0, 2.0], "above above above above"),
        ([-10.0, 3.0], "below below below"),
        ([10.0, -30.0, 5.0], "above below below below"),
        ([-10.0, 30.0], "below above above"),
        ([0.0], "above above"),
        ([], "above"),
    ],
)
def test_a_number_lies_away_from_zero_where_its_bar_ends(values: list[float], sides: str) -> None:
    root = ET.fromstring(waterfall_svg(waterfall_of(values)))
    numbers = [t for t in root.iter(f"{SVG}text") if t.get("font-weight") == "600"]
    found = []
    for rect, number in zip(root.iter(f"{SVG}rect"), numbers, strict=True):
        top, y = float(rect.get("y") or 0), float(number.get("y") or 0)
        found.append("above" if y < top else "below")
        assert found[-1] == "above" or y > top + float(rect.get("height") or 0)
    assert " ".join(found) == sides


def test_a_line_joins_each_bar_to_the_next() -> None:
    root = ET.fromstring(waterfall_svg(waterfall_of([10, -30, 5])))
    joins = [line for line in root.iter(f"{SVG}line") if line.get("stroke-dasharray")]
    tops = [float(rect.get("y") or 0) for rect in root.iter(f"{SVG}rect")]
    assert [float(line.get("y1") or 0) for line in joins] == [
        tops[0],
        tops[1] + float(list(root.iter(f"{SVG}rect"))[1].get("height") or 0),
        tops[2],
    ]
    assert all(line.get("y1") == line.get("y2") for line in joins)


def test_a_step_that_is_not_known_has_words_and_no_bar() -> None:
    steps = Bar("a", 3.0, "+3"), Bar("b", NAN, "non connu"), Bar("c", 2.0, "+2")
    svg = waterfall_svg(Waterfall("t", steps, Bar("all", 4.0, "+4"), ("", "")))
    assert "nan" not in svg.lower().replace("non connu", "")
    assert len(list(ET.fromstring(svg).iter(f"{SVG}rect"))) == 2, "the first, and the sum"
    assert {"non connu", "a", "b", "c", "all"} <= {text for text, _box in boxes_of(svg)}
    assert not [e for e in ET.fromstring(svg).iter(f"{SVG}line") if e.get("stroke-dasharray")]


# --- lines ------------------------------------------------------------------------------------

CURVES = st.lists(
    st.lists(st.floats(-1e5, 1e5) | st.just(NAN), min_size=6, max_size=6), min_size=1, max_size=4
)


@given(CURVES, WIDTHS)
def test_words_of_lines_are_inside_and_apart(curves: list[list[float]], width: int) -> None:
    svg = lines_svg(lines_of(*curves), width=width)
    assert_words_are_inside_and_apart(svg)
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        assert "nan" not in (path.get("d") or "")


def with_country(figure: Lines) -> Lines:
    """Return lines whose last is that of the country."""
    *others, last = figure.series
    return replace(figure, series=(*others, replace(last, is_country=True)))


def test_the_subject_is_strong_and_over_the_country_which_is_dashed() -> None:
    root = ET.fromstring(lines_svg(with_country(lines_of([100, 104], [100, 102]))))
    curves = [path for path in root.iter(f"{SVG}path") if path.get("fill") == "none"]
    assert [path.get("stroke") for path in curves] == [LIGHT.country, LIGHT.series[0]]
    assert [path.get("stroke-dasharray") for path in curves] == ["6 4", None]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_six_territories_and_their_country_are_told_apart_twice(palette: Palette) -> None:
    figure = with_country(lines_of(*([100, 101 + place] for place in range(7))))
    root = ET.fromstring(lines_svg(figure, palette=palette))
    curves = [path for path in root.iter(f"{SVG}path") if path.get("stroke-linejoin")]
    assert len({path.get("stroke") for path in curves}) == 7
    assert sum(path.get("stroke-dasharray") is not None for path in curves) == 1
    marks = [path for path in root.iter(f"{SVG}path") if path.get("fill") != "none"]
    shapes = {
        (path.get("fill"), re.sub(r"^M[\d.]+ [\d.]+", "", path.get("d") or ""))
        for path in marks
        if path.get("fill")
    }
    assert len(shapes) == len({shape for _colour, shape in shapes}) == 6


def test_each_line_is_named_with_its_last_value_even_where_they_end_together() -> None:
    long = "Territoire d’industrie Saint-Nazaire – Cordemais"
    svg = lines_svg(lines_of([100, 110], [100, 110.1], names=(long, "France")), width=280)
    assert_words_are_inside_and_apart(svg)
    said = " ".join(text for text, _box in boxes_of(svg))
    assert "France 110.1" in said
    assert "Territoire d’industrie Saint-Nazaire – Cordemais 110.0" in said


def test_a_date_that_is_not_known_interrupts_its_line() -> None:
    root = ET.fromstring(lines_svg(lines_of([100, NAN, 104, 105, NAN])))
    curve = next(path for path in root.iter(f"{SVG}path") if path.get("fill") == "none")
    assert (curve.get("d") or "").count("M") == 2
    assert (curve.get("d") or "").count("L") == 1
    assert "105.0" in {text for text, _box in boxes_of(lines_svg(lines_of([100, 105, NAN])))}


@pytest.mark.parametrize("values", [[NAN, NAN], [100.0], [NAN], [0.0, 0.0]])
def test_a_line_of_nothing_of_one_point_or_flat_is_drawn(values: list[float]) -> None:
    svg = lines_svg(lines_of(values))
    assert_words_are_inside_and_apart(svg)
    circles = list(ET.fromstring(svg).iter(f"{SVG}circle"))
    assert len(circles) == any(map(math.isfinite, values))


def test_ticks_are_written_in_the_language_of_the_figure() -> None:
    french = Lines("t", (Series("a", (Point("1", 0.1, "0,1"), Point("2", 0.9, "0,9"))),), ("", ""))
    english = Lines("t", (Series("a", (Point("1", 0.1, "0.1"), Point("2", 0.9, "0.9"))),), ("", ""))
    assert "0,4" in {text for text, _box in boxes_of(lines_svg(french))}
    assert "0.4" in {text for text, _box in boxes_of(lines_svg(english))}


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_few_round_and_inside(low: float, span: float) -> None:
    ticks = round_ticks(low, low + span)
    assert 2 <= len(ticks) <= 6
    assert all(low - 1e-6 <= tick <= low + span + 1e-6 for tick in ticks)


@given(st.integers(1, 60), st.floats(60, 700), st.floats(20, 60))
def test_dates_have_the_room_that_they_take(count: int, room: float, each: float) -> None:
    held = thinned(count, room, each)
    assert held[-1] == count - 1
    assert held == sorted(set(held))
    step = room / max(count - 1, 1)
    assert all((after - before) * step >= each - 1e-6 for before, after in pairwise(held))
    assert held[0] == 0 or len(held) == 1, "the first is written where two have room"


@given(st.text(st.characters(categories=("Lu", "Ll", "Nd", "Zs")), max_size=60))
def test_a_wrapped_text_is_whole_and_no_wider_than_its_room(text: str) -> None:
    lines = wrapped(text, 13, 60)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line, 13) <= 60 or len(line) == 1 for line in lines)


def test_the_palettes_are_the_tokens_of_the_theme() -> None:
    shared = Path(terreau.web.__file__).parent / "shared"
    css = (shared / "static/terreau/tokens.css").read_text()
    for palette, rules in zip((LIGHT, DARK), css.split("@media"), strict=True):
        token = dict(re.findall(r"--([\w-]+): (#\w+)", rules))
        named = ("ink", "muted", "line", "neutral", "plus", "minus")
        assert {name: getattr(palette, name) for name in named} == {n: token[n] for n in named}
        assert (palette.first, palette.country, *palette.series) == tuple(
            token[name] for name in ("s3", "s6", "s1", "s2", "s3", "s7", "ink", "s8")
        )
