"""The search of know-how: found at once, by whom it may be, and by nobody else."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.knowhow.models import Capacity, KnowHow
from terreau.web.apps.knowhow.search_tasks import make_search_index
from terreau.web.apps.knowhow.searching import held
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
PAGE = "/annuaire/savoir-faire/"
Add = Callable[..., KnowHow]


@pytest.fixture
def own_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the index, of this test alone; nothing else is there to be found."""
    KnowHow.objects.all().delete()
    Organisation.objects.update(visibility="private")
    monkeypatch.setattr(held, "FOLDER", str(tmp_path / "search"))
    return tmp_path / "search"


@pytest.fixture
def add(own_index: Path) -> Add:
    """Return ``add(text, …)``: a know-how of an organisation of its own, all of it public."""

    def make(text: str, *, commune: str = "XA001", kind: str = "makes", **about: Any) -> KnowHow:
        number = Organisation.objects.count()
        seat = Perimeter.objects.get(kind="commune", code=commune)
        level = about.pop("level", "public")
        given = {"name": f"Atelier {number}", "kind": "company", "visibility": "public"} | about
        organisation = Organisation.objects.create(
            folded_name=given["name"].lower(), seat=seat, **given
        )
        return KnowHow.objects.create(
            organisation=organisation, kind=kind, text=text, source="told", visibility=level
        )

    return make


@pytest.fixture(params=["fresh", "held"])
def indexed(request: pytest.FixtureRequest) -> Callable[[], None]:
    """Return what makes the index, or leaves all to be read from the database: all is the same."""
    return make_search_index.call if request.param == "held" else lambda: None


def text_of(client: Client, query: str, **filters: str) -> str:
    """Return the page, its spaces as they are typed."""
    page = client.get(PAGE, {"q": query} | filters).text
    return re.sub(r"\s+", " ", html.unescape(page))


def found(client: Client, query: str = "", **filters: str) -> list[str]:
    """Return the texts that the API finds, the best first; the page and the file say the same."""
    asked = {"q": query} | filters
    page = client.get(PAGE, asked)
    texts = [line.text for row in page.context["rows"] for line in row.lines]
    file = client.get(f"{PAGE}resultats.csv", asked).content.decode("utf-8-sig")
    assert [row[5] for row in csv.reader(io.StringIO(file))][1:] == texts
    return texts


def test_words_are_forgiven_and_the_reason_is_told(
    client: Client, add: Add, indexed: Callable[[], None]
) -> None:
    add("Tôlerie fine et soudure")
    add("Élevage de moutons")
    indexed()
    for typed in ("tolerie", "TÔLERIES", "tôlerei"):
        assert found(client, typed) == ["Tôlerie fine et soudure"], typed
    assert "« Tôlerie »" in text_of(client, "tolerie")
    assert "« Tôlerie », orthographe corrigée de « tôlerei »" in text_of(client, "tôlerei")
    answer = client.get("/api/v1/know-how/search", {"q": "tolerie"}).json()
    (line,) = answer["answers"][0]["lines"]
    assert line["reasons"] == [{"typed": "tolerie", "found": "Tôlerie", "how": "same"}]
    assert answer["total"] == 1


def test_what_is_written_is_found_at_once_and_what_ends_no_more(client: Client, add: Add) -> None:
    first = add("Galvanisation à chaud")
    make_search_index.call()
    second = add("Galvanisation de clôtures")
    assert set(found(client, "galvanisation")) == {first.text, second.text}
    second.text = "Zingage"
    second.save()
    first.ended_on = date(2026, 11, 1)
    first.save(update_fields=["ended_on"])
    assert found(client, "galvanisation") == []
    second.delete()
    assert found(client, "zingage") == []


def test_a_stale_index_shows_nothing_that_is_no_longer_agreed(client: Client, add: Add) -> None:
    texts = [f"Galvanisation numéro {number}" for number in ("un", "deux", "trois", "quatre")]
    lines = [add(text, description="Galvanisation encore") for text in texts]
    make_search_index.call()
    # `update` tells nobody: the index goes on believing what it read.
    keys = [line.organisation_id for line in lines]
    KnowHow.objects.filter(pk=lines[0].pk).update(visibility="private")
    Organisation.objects.filter(pk=keys[0]).update(field_visibility={"description": "private"})
    Organisation.objects.filter(pk=keys[1]).update(visibility="partners")
    Organisation.objects.filter(pk=keys[2]).delete()
    KnowHow.objects.filter(pk=lines[3].pk).update(ended_on=date(2026, 11, 1))
    answer = client.get("/api/v1/know-how/search", {"q": "galvanisation"}).json()
    shown = [
        (each["organisation"], line["part"]) for each in answer["answers"] for line in each["lines"]
    ]
    assert shown == [(keys[3], "description")]
    assert answer["total"] == 1


@pytest.mark.parametrize("damage", [b"", b"not an index", b"terreau-search-1\n00000000\n{}"])
def test_a_damaged_index_is_no_error(
    client: Client, add: Add, own_index: Path, damage: bytes
) -> None:
    add("Tournage sur bois")
    make_search_index.call()
    (file,) = own_index.iterdir()
    file.write_bytes(damage)
    assert found(client, "tournage") == ["Tournage sur bois"]
    make_search_index.call()
    assert held.held_index() is not None


def test_an_index_of_another_database_is_not_read(
    add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("Tournage sur bois")
    make_search_index.call()
    assert held.held_index() is not None
    monkeypatch.setitem(connection.settings_dict, "NAME", "another")
    held._read.clear()
    assert held.held_index() is None


def test_a_worker_killed_in_the_middle_leaves_the_index_of_before(
    client: Client, add: Add, own_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("Tournage sur bois")
    make_search_index.call()

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", killed)
        with pytest.raises(SystemExit):
            make_search_index.call()
    assert [each.name for each in own_index.iterdir()] == ["know-how.index"]
    assert found(client, "tournage") == ["Tournage sur bois"]


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


@pytest.mark.parametrize(
    "query",
    [
        "a" * 10_000, "\x00\x07\x1b[31m", "%_%' OR 1=1 --", "\u202egnitirw-tfel-ot-thgir\u202c",
        '"><script>alert(1)</script>', "NEAR/2 * AND", "🏭" * 300, "\ud800", "-", "  ",
    ],
)  # fmt: skip
def test_hostile_queries_are_answered(client: Client, add: Add, query: str) -> None:
    add("Tournage sur bois")
    safe = query.encode("utf-8", "replace").decode()
    for address in (PAGE, f"{PAGE}resultats.xlsx", f"{PAGE}resultats.csv"):
        for name in ("q", "pres", "territoire", "certification", "page"):
            answer = client.get(address, {"q": "bois"} | {name: safe})
            assert answer.status_code == (414 if len(query) > 4000 else 200), (address, name)
            assert "<script>alert(1)" not in answer.content.decode(errors="replace")
    assert client.get("/api/v1/know-how/search", {"q": safe}).status_code in {200, 400, 414}


def test_the_empty_page_shows_what_is_there_and_nothing_found_says_what_to_do(
    client: Client, add: Add
) -> None:
    assert "Aucun savoir-faire n’est encore visible ici" in client.get(PAGE).text
    add("Tournage sur bois")
    add("Tournage secret", level="private")
    add("Couverture, zinguerie", level="private")
    page = client.get(PAGE)
    # Needs, as one says them, that somebody answers; not the words of who answers.
    assert page.context["examples"]
    for need in page.context["examples"]:
        assert found(client, need) == ["Tournage sur bois"]
    assert "Tournage secret" not in page.text
    nothing = text_of(client, "zzzzqqq", contact="1")
    assert "Personne ne répond à « zzzzqqq »" in nothing
    assert "Cherchez sans filtre, partout" in nothing


def test_pages_and_the_map_hold_all_that_answers(client: Client, add: Add) -> None:
    for number in range(25):
        add(f"Perçage {number}", commune=f"XA00{number % 3 + 1}")
    page = client.get(PAGE, {"q": "perçage"})
    assert [len(page.context["rows"]), page.context["found"].count] == [20, 25]
    assert sum(point.count for point in page.context["map"].points) == 25
    assert len(client.get(PAGE, {"q": "perçage", "page": "2"}).context["rows"]) == 5
    assert client.get(PAGE, {"q": "perçage", "page": "99"}).status_code == 200


def test_the_number_of_queries_does_not_grow(client: Client, add: Add) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(PAGE, {"q": "fraisage", "pres": "XA001"}).status_code == 200
        return len(queries)

    add("Fraisage")
    few = asked()
    for number in range(30):
        add(f"Fraisage {number}")
    assert asked() == few <= 16


@pytest.mark.parametrize("level", ["territory", "partners", "private"])
def test_what_is_hidden_changes_nothing_for_who_may_not_read_it(
    client: Client, add: Add, indexed: Callable[[], None], level: str
) -> None:
    for text in ("Polissage de moules", "Polissage et ébavurage", "Ébavurage de pièces"):
        add(text)
    indexed()
    asked = [
        client.get("/api/v1/know-how/search", {"q": q}).json() for q in ("polissage", "ebavurage")
    ]
    for number in range(5):
        add(f"Polissage {number}", level=level)
        add("Ébavurage", visibility=level, description="Polissage de tout")
    indexed()
    again = [
        client.get("/api/v1/know-how/search", {"q": q}).json() for q in ("polissage", "ebavurage")
    ]
    assert again == asked
