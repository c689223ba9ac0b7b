"""What narrows a search, who can apart from who seeks, and from where distances are told."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client
from know_how_search import PAGE, Add, found, text_of

from terreau.web.apps.knowhow.models import Capacity, KnowHow

pytestmark = pytest.mark.django_db


def test_filters(client: Client, add: Add, indexed: Callable[[], None]) -> None:
    add("Brasage", naf="25.62B", headcount_class="12", agrees_to_contact=True)
    add("Brasage fin", kind="seeks", naf="01.11Z", headcount_class="01")
    certified = add("Brasage fort", commune="XB001", headcount_class="21")
    KnowHow.objects.create(
        organisation=certified.organisation, kind="certification", text="ISO 9001", source="told",
        visibility="public",
    )  # fmt: skip
    indexed()

    def brazing(query: str = "brasage", **filters: str) -> list[str]:
        # What an organisation is, its activity, may answer too.
        return [text for text in found(client, query, **filters) if text.startswith("Brasage")]

    assert len(brazing()) == 3
    assert brazing(secteur="CH") == ["Brasage"]
    assert brazing(effectif="00-03") == ["Brasage fin"]
    assert brazing(quoi="seeks") == ["Brasage fin"]
    assert brazing(contact="1") == ["Brasage"]
    assert brazing(certification="iso9001") in (["Brasage fort"], [])
    assert brazing(certification="ISO 9001") == ["Brasage fort"]
    assert brazing(nature="laboratory") == []
    assert brazing("", secteur="CH") == ["Brasage"]
    # A choice that does not exist is as none on the page; the API says so.
    assert len(brazing(secteur="ZZ", effectif="9", nature="?", km="1")) == 3
    assert client.get("/api/v1/know-how/search?q=a&sector=ZZ").status_code == 400


def test_distance(client: Client, add: Add, indexed: Callable[[], None]) -> None:
    add("Cintrage de tubes et cintrage de profilés", commune="XB001")
    add("Cintrage", commune="XA002")
    indexed()
    near = {"pres": "Port-Mirage (XA001)", "tri": "distance"}
    assert found(client, "cintrage", **near)[0] == "Cintrage"
    assert found(client, "cintrage", **near, km="25") == ["Cintrage"]
    answers = client.get("/api/v1/know-how/search?q=cintrage&near=XA001&order=distance").json()
    first, second = (each["km"] for each in answers["answers"])
    assert 0 < first < 25 < second
    assert client.get("/api/v1/know-how/search?q=a&near=ZZZZZ").status_code == 400


def test_who_seeks_the_same_is_told_apart_and_last(
    client: Client, add: Add, indexed: Callable[[], None]
) -> None:
    add("Cintrage de tubes", kind="seeks")
    add("Cintrage de tubes et de profilés longs, à façon")
    indexed()
    assert len(found(client, "cintrage de tubes")) == 2
    page = text_of(client, "cintrage de tubes")
    assert "1 organisation sait faire. 1 cherche la même chose." in page
    assert "Cherchent la même chose (1) : une commande à grouper ?" in page
    answer = client.get("/api/v1/know-how/search", {"q": "cintrage de tubes"}).json()
    assert [each["only_seeks"] for each in answer["answers"]] == [False, True]
    assert (answer["total"], answer["seeking"]) == (2, 1)


def test_the_nearest_that_can_is_told_where_a_distance_leaves_none(
    client: Client, add: Add
) -> None:
    add("Cintrage", commune="XB001")
    add("Cintrage", commune="XA001", kind="seeks")
    page = client.get(PAGE, {"q": "cintrage", "pres": "XA001", "km": "10"})
    assert page.context["nearest"].answer.seat.code == "XB001"
    assert page.context["nearest"].distance
    assert "Personne ne sait faire à moins de 10 km de Port-Mirage" in page.text
    far = client.get(PAGE, {"q": "cintrage", "pres": "XA001"})
    assert far.context["nearest"] is None


@pytest.mark.parametrize("typed", ["Port-Mirag", "Zzzzville"])
def test_a_town_is_not_replaced_by_another(client: Client, add: Add, typed: str) -> None:
    add("Cintrage", commune="XB001")
    page = client.get(PAGE, {"q": "cintrage", "pres": typed, "km": "10", "tri": "distance"})
    assert page.context["asked"].near is None
    assert page.context["found"].count == 1
    assert f'value="{typed}"' in page.text
    assert f"« {typed} »" in re.sub(r"\s", " ", html.unescape(page.text))
    assert page.text.count(" km</strong>") == 0
    assert '<option value="10" selected>' in page.text
    links = [place.code for place, _ in page.context["places"]]
    assert ("XA001" in links) is (typed == "Port-Mirag")
    for _, query in page.context["places"][:1]:
        assert client.get(f"{PAGE}?{query}").context["asked"].near is not None


def test_a_place_offers_what_comes_first(client: Client, add: Add) -> None:
    add("Cintrage")
    page = client.get(PAGE, {"q": "cintrage", "pres": "port mirage"}).text
    assert "tri=distance" in page
    assert "tri=distance" not in client.get(PAGE, {"q": "cintrage"}).text


def test_a_capacity_that_holds_the_measure_comes_first(
    client: Client, add: Add, indexed: Callable[[], None]
) -> None:
    short, long = add("Anodisation de profilés"), add("Anodisation de profilés longs")
    Capacity.objects.create(know_how=short, dimension="length", low=0, high=2000)
    Capacity.objects.create(know_how=long, dimension="length", low=None, high=6000)
    indexed()
    assert found(client, "anodisation de profilés")[0] == short.text
    assert found(client, "anodisation de profilés de 3 m")[0] == long.text
    page = text_of(client, "anodisation de profilés de 3 m")
    assert "capacité qui convient : longueur jusqu’à 6 000 mm" in page
