"""The drawing of a map: the mainland in its projection, overseas in frames, colours and files."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest

from terreau.datasets.reference.outlines import Outline, outlines
from terreau.reporting.map_colours import class_colours
from terreau.reporting.map_drawing import HEIGHT, WIDTH, MapDrawing, draw
from terreau.reporting.map_svg import Shade, map_file, map_svg

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
        departements, shades, title="L’emploi <2023>",
        legend=[("#123456", "moins de 3 (1)"), ("", "non connu (1)")], caption=["Source : Insee"],
    )  # fmt: skip
    root = ET.fromstring(text)
    written = [node.text for node in root.iter(f"{SVG}text")]
    for expected in ("L’emploi <2023>", "moins de 3 (1)", "non connu (1)", "Source : Insee"):
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


@pytest.mark.parametrize("count", range(2, 8))
def test_colours_of_classes_go_from_light_to_dark(count: int) -> None:
    colours = class_colours(list(range(1, count)), has_negative=False, is_down=False)
    light = [luminance(colour) for colour in colours]
    assert len(set(colours)) == count
    assert light == sorted(light, reverse=True)


@pytest.mark.parametrize("breaks", [[0.0], [-1, 0.0, 2], [0.0, 1, 2, 3], [-3, -2, -1, 0.0]])
def test_a_fall_and_a_rise_have_two_hues_the_deepest_at_the_ends(breaks: list[float]) -> None:
    colours = class_colours(breaks, has_negative=True, is_down=False)
    below = sum(bound <= 0 for bound in breaks)
    assert len(set(colours)) == len(breaks) + 1
    falling, rising = colours[:below], colours[below:]
    assert [luminance(c) for c in falling] == sorted(luminance(c) for c in falling)
    assert [luminance(c) for c in rising] == sorted((luminance(c) for c in rising), reverse=True)
    assert class_colours(breaks, has_negative=True, is_down=True) != colours
