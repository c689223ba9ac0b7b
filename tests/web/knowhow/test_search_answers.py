"""What narrows a search, who can apart from who seeks, and from where distances are told."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client
from know_how_search import PAGE, Add, found, text_of

from terreau.web.apps.knowhow.models import Capacity, KnowHow
from terreau.web.apps.knowhow.searching.asked import Asked

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
    assert "Cherche la même chose (1) : une commande à grouper ?" in page
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
    assert "Personne ne sait faire à moins de 10 km (Port-Mirage)" in page.text
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


def shown(client: Client, query: str) -> str:
    text = client.get("/annuaire/savoir-faire/", {"q": query}).text
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_who_can_and_who_comes_near_are_told_apart_and_why(client: Client, add: Add) -> None:
    add("Recrutement de soudeurs", name="Coup de Main")
    add("Soudeurs", name="École des Arcs")
    for trade in ("Fraisage", "Recrutement de comptables", "Soudure de cuves"):
        add(trade)
    page = shown(client, "recruter un soudeur")
    able = page[page.index(">Coup de Main<") :].partition("</li>")[0]
    near = page[page.index(">École des Arcs<") :].partition("</li>")[0]
    assert '<span class="tag">sait faire</span>' in able
    assert '<span class="tag tag-quiet">s’en approche</span>' in near
    assert "Rien n’y est dit de : « recruter »." in near
    assert re.search(r"\d organisations? (sait|savent) faire\. \d s’en approche", page)


def test_a_wider_trade_comes_near_and_a_narrower_can(client: Client, add: Add) -> None:
    add("Travail du bois", name="Large")
    add("Fraisage", name="Étroit")
    assert "Rien n’y est dit de : « palettes »." in shown(client, "palettes")
    assert '<span class="tag">sait faire</span>' in shown(client, "usinage")


def test_a_capacity_that_is_too_small_comes_near(client: Client, add: Add) -> None:
    line = add("Anodisation de profilés")
    line.capacities.create(dimension="length", high=3000)
    assert "La capacité annoncée ne suffit pas." in shown(client, "anodisation profilés 5 m")
    assert "ne suffit pas" not in shown(client, "anodisation profilés 2 m")


def test_who_offers_finds_who_seeks_it_first(client: Client, add: Add) -> None:
    add("Location de chariots élévateurs", name="Atelier Bleu")
    add("Emprunter un chariot élévateur", name="Atelier Vert", kind="seeks")
    offered = shown(client, "prêter mon chariot élévateur")
    assert "1 organisation cherche ce que vous proposez." in offered
    assert offered.index("Cherche ce que vous proposez (1)") < offered.index("Propose la même")
    assert offered.index(">Atelier Vert<") < offered.index(">Atelier Bleu<")
    for query in ("emprunter un chariot élévateur", "qui peut me prêter un chariot élévateur"):
        asked = shown(client, query)
        assert asked.index(">Atelier Bleu<") < asked.index(">Atelier Vert<")
        assert "Cherche la même chose (1)" in asked


def test_a_verb_that_may_offer_and_seek_is_read_one_way_with_a_link_to_the_other(
    client: Client, add: Add
) -> None:
    add("Location de chariots élévateurs", name="Atelier Bleu")
    add("Emprunter un chariot élévateur", name="Atelier Vert", kind="seeks")
    offered = client.get(PAGE, {"q": "prêter un chariot élévateur"}).text
    assert "vous proposez." in offered
    other = re.search(r'<a href="([^"]*)">Vous cherchez plutôt', offered)
    assert other
    sought = client.get(PAGE + html.unescape(other[1])).text
    assert "vous cherchez." in sought
    assert "Vous proposez plutôt" in sought
    assert sought.index(">Atelier Bleu<") < sought.index(">Atelier Vert<")
    assert "Compris" not in client.get(PAGE, {"q": "chariot élévateur"}).text


def test_who_lends_something_else_only_comes_near_and_the_nearest_that_can_is_told(
    client: Client, add: Add
) -> None:
    lender = add("Prêt de personnel entre entreprises", name="Renfort", commune="XA001")
    KnowHow.objects.create(
        organisation=lender.organisation, kind="makes", text="Recrutement de caristes",
        source="told", visibility="public",
    )  # fmt: skip
    add("Location de chariots élévateurs", name="Trois Leviers", commune="XB001")
    for other in ("Fraisage", "Couture", "Maçonnerie"):
        add(other)
    asked = {"q": "qui prête un chariot élévateur", "pres": "XA001", "km": "10"}
    page = client.get(PAGE, asked)
    assert [row.nearness for row in page.context["rows"]] == ["near"]
    assert page.context["nearest"].answer.name == "Trois Leviers"
    assert page.context["nearest"].nearness == "can"
    assert "Personne ne sait faire à moins de" in page.text


def test_the_word_that_answers_is_in_the_text_that_is_shown(client: Client, add: Add) -> None:
    add("Autre chose", name="Mécanique Pégase", naf="33.20B")
    [row] = client.get(PAGE, {"q": "levage"}).context["rows"]
    assert "Installation" in row.lines[0].text
    assert row.lines[0].text.startswith("Mécanique Pégase · ")


@pytest.mark.parametrize(
    ("query", "is_offer"),
    [
        ("prêter du personnel", True), ("Je peux prêter un pont roulant", True),
        ("nous vendons des palettes", True), ("à donner : cartons", True),
        ("mettre à disposition un salarié", True), ("louer mon atelier", True),
        ("louer un atelier", False), ("emprunter un chariot", False), ("prêt de personnel", False),
        ("qui prête un chariot ?", False), ("prêtez-moi un chariot", False), ("vendeur", False),
        ("", False), ("offset", False), ("cédille", False), ("proposition", False),
    ],
)  # fmt: skip
def test_an_offer_is_told_from_a_need(query: str, is_offer: bool) -> None:
    assert Asked(query=query).is_offer is is_offer
