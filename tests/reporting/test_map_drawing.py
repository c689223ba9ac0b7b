"""The drawing of a map: the mainland in its projection, overseas in frames, colours and files."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest

from terreau.datasets.reference.outlines import Outline, outlines
from terreau.reporting.map_colours import class_colours
from terreau.reporting.map_drawing import (
    HEIGHT,
    WIDTH,
    MapDrawing,
    _dissolved,
    _twice_area,
    draw,
)
from terreau.reporting.map_svg import Shade, map_file, map_svg
from terreau.reporting.small_multiples import Panel, small_multiples

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def departements() -> MapDrawing:
    found = outlines("departement")
    return draw({code: [outline] for code, outline in found.items()}, outlines("region").values())


def square(code: str, west: float, south: float, side: float = 0.5) -> Outline:
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    ring = np.array([(west + x, south + y) for x, y in corners])
    return Outline("custom", code, ((ring,),), True, "Nobody")


def test_every_departement_is_where_it_lies(departements: MapDrawing) -> None:
    centres = departements.centres
    assert len(departements.paths) == 101
    # North is up, west is left; Corsica is in the sea of the south-east.
    assert centres["59"][1] < centres["75"][1] < centres["66"][1]
    assert centres["29"][0] < centres["75"][0] < centres["67"][0]
    assert centres["2A"][0] > centres["13"][0]
    assert centres["2A"][1] > centres["06"][1]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in centres.values())
    # Paris to Lille and Paris to Lyon, as the crow flies: 204 and 392 km.
    way = np.hypot(*np.subtract(centres["75"], centres["59"]))
    other = np.hypot(*np.subtract(centres["75"], centres["69"]))
    assert other / way == pytest.approx(392 / 204, rel=0.12)


def test_overseas_regions_have_frames_that_do_not_touch(departements: MapDrawing) -> None:
    names = [frame.name for frame in departements.frames]
    assert names == ["Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"]
    for frame, code in zip(departements.frames, ("971", "972", "973", "974", "976"), strict=True):
        x, y = departements.centres[code]
        assert frame.x <= x <= frame.x + frame.size
        assert frame.y <= y <= frame.y + frame.size
    for above, below in pairwise(departements.frames):
        assert above.y + above.size < below.y
    assert departements.frames[-1].y + departements.frames[-1].size <= HEIGHT


def test_few_territories_stand_where_the_whole_country_would_put_them() -> None:
    found, base = outlines("departement"), outlines("region")
    whole = draw({code: [outline] for code, outline in found.items()}, base.values())
    alone = draw({"44": [found["44"]]}, base.values())
    assert alone.centres["44"] == whole.centres["44"]
    assert alone.base
    assert alone.paths["44"] == whole.paths["44"]


def test_what_is_too_small_to_be_seen_is_a_dot_and_what_has_no_outline_is_not_drawn() -> None:
    drawn = draw({"a": [square("a", 2, 47, 4)], "b": [square("b", 3, 48, 1e-4)], "c": []})
    assert set(drawn.paths) == {"a", "b"}
    assert drawn.paths["b"].endswith("h1v1h-1z")
    assert (drawn.is_approximate, drawn.attribution) == (True, "Nobody")
    assert draw({}).paths == {}


def test_a_file_carries_its_title_legend_and_caption(departements: MapDrawing) -> None:
    shades = [
        Shade("44", "Loire & <Atlantique>", "#123456", 0),
        Shade("85", "Vendée", None, None),
        Shade("nowhere", "Nulle part", "#000000", 0),
    ]
    text = map_file(
        departements, shades, title="L’emploi <2023>", unit="%",
        legend=[("#123456", "moins de 3 (1)"), ("", "non connu (1)")], caption=["Source : Insee"],
    )  # fmt: skip
    root = ET.fromstring(text)
    written = [node.text for node in root.iter(f"{SVG}text")]
    for expected in ("L’emploi <2023>", "moins de 3 (1)", "non connu (1)", "Source : Insee", "%"):
        assert expected in written
    areas = {node.get("data-code"): node for node in root.iter(f"{SVG}path")}
    assert areas["44"].get("fill") == "#123456"
    assert areas["44"].find(f"{SVG}title").text == "Loire & <Atlantique>"  # type: ignore[union-attr]
    assert (areas["85"].get("fill"), areas["85"].get("data-class")) == ("url(#unknown)", "unknown")
    assert "nowhere" not in areas


def test_symbols_are_as_large_as_what_they_count_and_the_smallest_is_on_top(
    departements: MapDrawing,
) -> None:
    shades = [Shade("44", "a", "#111111", 0, 0.25), Shade("85", "b", "#222222", 1, 1.0)]
    root = ET.fromstring(f'<svg xmlns="{SVG[1:-1]}">{map_svg(departements, shades)}</svg>')
    large, small = root.iter(f"{SVG}circle")
    assert (large.get("data-code"), small.get("data-code")) == ("85", "44")
    areas = [float(circle.get("r", 0)) ** 2 for circle in (small, large)]
    assert areas[0] / areas[1] == pytest.approx(0.25, rel=0.02)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot((0.2126, 0.7152, 0.0722), linear))


@pytest.mark.parametrize("count", range(2, 10))
def test_colours_of_classes_go_from_light_to_dark(count: int) -> None:
    colours = class_colours(list(range(1, count)), least=0, most=99, is_down=False)
    light = [luminance(colour) for colour in colours]
    assert len(set(colours)) == count
    assert light == sorted(light, reverse=True)


@pytest.mark.parametrize(
    ("breaks", "least", "most", "falling", "rising"),
    [
        ([0.0], -3, 3, 1, 1),
        ([-1, 0.0, 2], -3, 3, 2, 2),
        ([0.0, 1, 2, 3, 4, 5], -3, 9, 1, 6),
        ([-3, -2, -1, 0.0], -5, 3, 4, 1),
        ([-2.0], -4, -1, 2, 0),
        ([-0.5, 0.5], -3, 3, 1, 1),
        ([1.0], -3, 3, 0, 1),
    ],
)
def test_a_fall_and_a_rise_have_two_hues_the_deepest_at_the_ends(
    breaks: list[float], least: float, most: float, falling: int, rising: int
) -> None:
    colours = class_colours(breaks, least=least, most=most, is_down=False)
    assert len(set(colours)) == len(breaks) + 1
    below, above = colours[:falling], colours[len(colours) - rising :]
    assert [luminance(c) for c in below] == sorted(luminance(c) for c in below)
    assert [luminance(c) for c in above] == sorted((luminance(c) for c in above), reverse=True)
    warm = [int(c[1:3], 16) > int(c[5:7], 16) + 20 for c in below]
    cold = [int(c[5:7], 16) > int(c[1:3], 16) for c in above]
    assert all(warm)
    assert all(cold)
    assert class_colours(breaks, least=least, most=most, is_down=True) != colours


def test_territories_made_of_several_are_drawn_by_their_outside() -> None:
    left, right = square("a", 2, 47), square("b", 2.5, 47)
    alone = square("c", 4, 47)
    (ring,) = _dissolved([each.polygons[0][0] for each in (left, right)])
    assert len(ring) == 7  # four corners, the two ends of the border that is gone, and back
    assert len(_dissolved([each.polygons[0][0] for each in (left, right, alone)])) == 2
    found = outlines("epci")
    parts = [found[code] for code in sorted(found)[:40]]
    area = sum(abs(_twice_area(ring)) for part in parts for (ring, *_) in part.polygons)
    whole = _dissolved([ring for part in parts for (ring, *_) in part.polygons])
    assert sum(abs(_twice_area(ring)) for ring in whole) == pytest.approx(area, rel=0.02)


def test_small_multiples_share_one_scale_and_say_what_is_not_known() -> None:
    panels = [
        Panel("A" * 60, np.array([100.0, 110, 120])),
        Panel("B", np.array([100.0, np.nan, 90])),
        Panel("C", np.full(3, np.nan), "rien"),
        Panel("<D>", np.array([100.0, 100, 100])),
    ]
    inside, width, height = small_multiples([2020, 2021, 2022], panels, np.array([100.0, 101, 102]))
    root = ET.fromstring(f'<svg xmlns="{SVG[1:-1]}">{inside}</svg>')
    titles = [node.text for node in root.iter(f"{SVG}text") if node.get("class") == "panel-title"]
    assert titles[1:] == ["B", "C", "<D>"]
    assert titles[0] is not None
    assert titles[0].endswith("…")
    curves = [n.get("d") for n in root.iter(f"{SVG}path") if n.get("class") == "panel-own"]
    firsts = {curve.split("L")[0].split("M")[1] for curve in curves if curve}
    assert len(firsts) == 1  # 100 stands at one height in every panel
    assert curves[1] is not None
    assert curves[1].count("M") == 2  # the curve breaks where nothing is known
    assert "rien" in [node.text for node in root.iter(f"{SVG}text")]
    assert width == 960
    assert height > 300
