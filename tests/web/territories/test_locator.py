"""The small map of a perimeter's page: what is drawn, where, and what is said of it."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from terreau.datasets.reference.outlines import Outline
from terreau.web.apps.territories import locator
from terreau.web.apps.territories.covering import get_surroundings
from terreau.web.apps.territories.locator import Location, as_drawing, get_location
from terreau.web.apps.territories.selectors import get_territory


def location_of(kind: str, code: str) -> Location | None:
    territory = get_territory(kind=kind, code=code)
    return get_location(territory, get_surroundings(territory))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "code", "here", "among"),
    [
        ("epci", "244400644", {"244400644"}, {"244400404"}),
        ("ept", "200057867", {"200057867"}, {"200054781"}),
        ("departement", "59", {"59"}, {"02", "60", "62", "80"}),
        ("region", "53", {"53"}, {"28", "52"}),
        ("territoire_industrie", "1:saint-nazaire-cordemais", {"244400644", "200072734"},
         {"244400404"}),
    ],
)  # fmt: skip
def test_a_territory_is_drawn_among_its_neighbours(
    kind: str, code: str, here: set[str], among: set[str]
) -> None:
    found = location_of(kind, code)
    assert found is not None
    assert {outline.code for outline in found.here} == here
    around = {outline.code for outline in found.around}
    assert among <= around
    assert not here & around


@pytest.mark.django_db
def test_overseas_stands_at_its_own_place() -> None:
    reunion, saint_denis = location_of("region", "04"), location_of("epci", "249740119")
    assert reunion is not None
    assert saint_denis is not None
    assert reunion.around == ()
    assert len(saint_denis.around) == 4
    assert all(o.polygons[0][0][:, 1].max() < -20 for o in saint_denis.around)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("commune", "44184"),
        ("nation", "FR"),
        ("epci", "X00000001"),
        ("departement", "975"),
    ],
)
def test_what_has_no_outline_has_no_map(client: Client, kind: str, code: str) -> None:
    assert location_of(kind, code) is None
    text = client.get(f"/territoires/{kind.replace('_', '-')}/{code}/").text
    assert "locator" not in text.split("<main", 1)[1]


@pytest.mark.django_db
def test_official_outlines_are_preferred_where_they_have_the_territory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    official = replace(square(-2, 47, 1, 1), code="244400644", is_approximate=False)

    class Stored:
        def __init__(self, home: object) -> None: ...

        def outlines(self, kind: str) -> dict[str, Outline]:
            return {official.code: official} if kind == "epci" else {}

    monkeypatch.setattr(locator, "StoredOutlines", Stored)
    held, absent = location_of("epci", "244400644"), location_of("epci", "249740119")
    assert held is not None
    assert absent is not None
    assert held.here == (official,)
    # No neighbour of another drawing: their borders would not meet.
    assert held.around == ()
    assert all(outline.is_approximate for outline in (*absent.here, *absent.around))


def square(west: float, south: float, width: float, height: float) -> Outline:
    ring = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) * [width, height] + [west, south]
    return Outline("epci", f"{west}", ((ring,),), True, "the sources")


def test_north_is_up_and_kilometres_are_equal() -> None:
    # At 60° of latitude a degree of longitude is half as long as a degree of latitude.
    drawing = as_drawing(Location((square(0, 59, 2, 1),), (square(0, 60, 2, 1),)))
    assert drawing.height - 16 == pytest.approx(2 * (drawing.width - 16), abs=1)
    here, around = (
        np.array([[int(n) for n in path.split("l")[0][1:].split()]])
        for path in (drawing.here, drawing.around)
    )
    assert here[0, 1] > around[0, 1]
    assert here[0, 1] == drawing.height - 8
    assert drawing.here.count("l") == 4


def test_the_label_follows_the_outlines() -> None:
    approximate = square(0, 45, 1, 1)
    official = replace(approximate, is_approximate=False)
    assert as_drawing(Location((approximate,), ())).is_approximate
    assert as_drawing(Location((official,), (approximate,))).is_approximate
    assert not as_drawing(Location((official,), ())).is_approximate


@pytest.mark.django_db
def test_the_page_carries_its_map_with_words_label_and_sources(
    client: Client, english: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = "/territoires/epci/244400644/"
    client.get(address)
    with django_assert_max_num_queries(14):
        text = client.get(address).text
    figure = text.split('<figure class="locator">')[1].split("</figure>")[0]
    assert 'role="img"' in figure
    assert 'aria-labelledby="locator-title locator-text"' in figure
    assert re.search(r'<title id="locator-title">[^<]*Nazairienne', figure)
    assert '<desc id="locator-text">' in figure
    caption = figure.split("<figcaption>")[1]
    assert caption.startswith("Contours approchés · GeoNames (CC BY 4.0), Natural Earth")
    assert "http" not in figure
    assert len(figure) < 60_000
    assert "Approximate outlines" in english.get(address).text
