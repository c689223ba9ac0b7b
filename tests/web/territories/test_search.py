"""Search over real France: what a person types, and what must come first."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.search import search_perimeters
from terreau.web.shared.sizes import LONGEST_ADDRESS

pytestmark = pytest.mark.django_db

# What is typed → the kind and code that must come first.
FIRST = {
    # Names, whatever their case, accents, ligatures and abbreviations.
    "Saint-Nazaire": "commune 44184",
    "SAINT  NAZAIRE": "commune 44184",
    "st nazaire": "commune 44184",
    "Métropole de Lyon": "epci 200046977",
    "metropole rouen": "epci 200023414",
    "L’Haÿ-les-Roses": "commune 94038",
    "lhay les roses": "commune 94038",
    "Œuilly": "commune 51410",
    "oeuilly": "commune 51410",
    "sete": "commune 34301",
    "ile de france": "region 11",
    "corse": "region 94",
    "corse du sud": "departement 2A",
    "paris": "departement 75",
    "france": "nation FR",
    "Bouches-du-Rhône": "departement 13",
    "mamoudzou": "commune 97611",
    "fort de france": "commune 97209",
    "Plaine commune": "ept 200057867",
    "y": "commune 80829",
    # An acronym, a name without its official beginning, a former or shorter name.
    "carene": "epci 244400644",
    "region nazairienne": "epci 244400644",
    "pays d'hericourt": "epci 247000722",
    "strasbourg": "epci 246700488",
    "axe seine": "territoire_industrie 1:axe-seine",
    "nord est ardennes": "territoire_industrie 1:nord-est-ardennes",
    "bassin d'ales": "territoire_industrie 1:bassin-ales",
    # Typing errors.
    "saint-nazzaire": "commune 44184",
    "sant nazaire": "commune 44184",
    "marseile": "commune 13055",
    "brettagne": "region 53",
    "charlevile mezieres": "commune 08105",
    "le creuzot": "commune 71153",
    "dunkerke": "epci 245900428",
    "lehavre": "commune 76351",
    "bouche du rhone": "departement 13",
    # Codes, SIREN, postal codes.
    "44184": "commune 44184",
    "2a004": "commune 2A004",
    "2B": "departement 2B",
    "75": "departement 75",
    "976": "departement 976",
    "01004": "commune 01004",
    "97608": "commune 97608",
    "244400644": "epci 244400644",
    "200057867": "ept 200057867",
    "44600": "commune 44184",
    "94200": "commune 94041",
    "1:nord-est-ardennes": "territoire_industrie 1:nord-est-ardennes",
    # A kind said before the name.
    "zone d'emploi de Port-Mirage": "zone_emploi X001",
    "Zones d’emploi port mirage": "zone_emploi X001",
    "région Île-de-France": "region 11",
    "département du Nord": "departement 59",
    "territoire d'industrie Nord-Est Ardennes": "territoire_industrie 1:nord-est-ardennes",
    # The example country.
    "XA001": "commune XA001",
    "x001": "zone_emploi X001",
    "X00000001": "epci X00000001",
    "ti-x01": "territoire_industrie 2:ti-x01",
    "2:ti-x01": "territoire_industrie 2:ti-x01",
    "terranie": "nation XX",
}


def key(perimeter: Perimeter) -> str:
    return f"{perimeter.kind} {perimeter.code}"


@pytest.mark.parametrize(("typed", "first"), FIRST.items())
def test_what_comes_first(typed: str, first: str) -> None:
    found = search_perimeters(typed)
    assert [key(f.perimeter) for f in found[:1]] == [first]
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)


@pytest.mark.parametrize(
    ("name", "wanted", "least"),
    [
        ("Saint-Nazaire", "commune 44184", 8),
        ("Dunkerque", "epci 245900428", 4),
        ("Ajaccio", "commune 2A004", 3),
        ("Port-Mirage", "zone_emploi X001", 6),
        ("Métropole Rouen Normandie", "epci 200023414", 12),
        ("Île-de-France", "region 11", 8),
    ],
)
def test_a_territory_stays_in_sight_as_one_types(name: str, wanted: str, least: int) -> None:
    lost = [
        name[:length]
        for length in range(least, len(name) + 1)
        if wanted not in {key(f.perimeter) for f in search_perimeters(name[:length], limit=8)}
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("code", "expected"), [("446", "44184"), ("4460", "44184"), ("44600", "44184")]
)
def test_a_postal_code_answers_before_it_is_whole(code: str, expected: str) -> None:
    assert expected in {f.perimeter.code for f in search_perimeters(code, limit=20)}


@pytest.mark.parametrize(
    "nothing", ["", "   ", "!?", "东京", "🏭", "\x00", "zzzzqqqqxxxx", "0000000000"]
)
def test_nothing_near_is_an_empty_answer(nothing: str) -> None:
    assert search_perimeters(nothing) == []


HOSTILE = [
    "'; DROP TABLE territories_perimeter; --",
    '"saint" OR "nazaire"',
    "saint NEAR/2 nazaire",
    "spelling : *",
    "saint* AND NOT nazaire",
    "^saint",
    '"""',
    "%%%___",
    "\\",
    "saint\x00nazaire",
    "saint\nnazaire",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "🏭 saint 🏭",
    "\ud800",
    "a" * 10_000,
    "saint " * 2_000,
    "9" * 10_000,
    "(" * 500,
]


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda text: ascii(text)[:24])
def test_what_is_hostile_is_a_name_like_another(typed: str) -> None:
    held = Perimeter.objects.count()
    assert len(search_perimeters(typed, limit=10)) <= 10
    assert Perimeter.objects.count() == held


@pytest.mark.parametrize(
    "typed", [t for t in HOSTILE if t != "\ud800"], ids=lambda t: ascii(t)[:24]
)
@pytest.mark.parametrize(
    "address",
    [
        "/territoires/",
        "/territoires/suggestions/",
        "/territoires/suggestions/communes/",
        "/api/v1/perimeters",
    ],
)
def test_pages_answer_whatever_is_typed(client: Client, address: str, typed: str) -> None:
    answer = client.get(address, {"q": typed, "kind": typed[:50], "field": typed[:50]})
    served = {200, 400} if address.startswith("/api") else {200}
    assert answer.status_code in ({414} if len(typed) > LONGEST_ADDRESS else served)
    assert "<script>alert" not in answer.text


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30), st.integers(1, 50))
def test_any_text_gives_a_short_ordered_answer(db: None, typed: str, limit: int) -> None:
    found = search_perimeters(typed, limit=limit)
    assert len(found) <= limit
    assert len({f.perimeter.pk for f in found}) == len(found)


def test_a_kind_of_which_none_has_the_name_leaves_the_others(client: Client) -> None:
    # No real employment zone is known before their table is imported.
    names = [f.perimeter.name for f in search_perimeters("zone d'emploi de Rouen")]
    assert names[0] in {"Rouen", "Métropole Rouen Normandie"}
    page = client.get("/territoires/?q=zone+d%27emploi+de+Rouen").text
    assert page.index(">Rouen<") < page.index("Rouen Normandie")


def test_a_field_that_takes_a_commune_is_given_communes(client: Client) -> None:
    answer = client.get("/territoires/suggestions/communes/", {"q": "portt mirag", "field": "id_a"})
    values = re.findall(r'data-value="([^"]*)"', answer.text)
    assert values[0] == "Port-Mirage (XA001)"
    codes = [value.rpartition("(")[2].rstrip(")") for value in values]
    assert Perimeter.objects.filter(kind="commune", code__in=codes).count() == len(codes)
    assert 'id="id_a-option-1"' in answer.text
    nothing = client.get("/territoires/suggestions/communes/", {"q": "zzzzqqq"})
    assert "Aucune commune d’assez proche" in nothing.text


def test_kinds_and_countries_are_kept_apart() -> None:
    only = search_perimeters("saint-nazaire", kinds=("territoire_industrie",))
    assert {f.perimeter.kind for f in only} == {"territoire_industrie"}
    assert all(f.perimeter.country == "XX" for f in search_perimeters("port", country="XX"))
    assert search_perimeters("port-mirage", kinds=("region",)) == []


@pytest.mark.parametrize("typed", ["s", "saint", "saint-nazaire", "44", "44600", "la la la la"])
def test_a_search_is_a_handful_of_queries(
    typed: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        search_perimeters(typed, limit=50)
