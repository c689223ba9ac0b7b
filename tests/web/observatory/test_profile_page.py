"""The page of a profile: its figures, its panels without figure, its queries, hostile addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
Figures = Callable[[HttpResponse], list[tuple[str, str, str]]]

# A territory of each kind and size, from a hamlet to the country.
EVERY_KIND = [
    "commune/XA001",
    "commune/XB023",
    "epci/X00000001",
    "departement/XA",
    "region/XR",
    "zone-emploi/X001",
    "territoire-industrie/2:ti-x01",
    "nation/XX",
    "liste/XA001,X00000004",
    "commune/44184",
    "commune/97608",
    "epci/244400644",
    "ept/200057867",
    "departement/2A",
    "region/11",
    "territoire-industrie/1:saint-nazaire-cordemais",
    "nation/FR",
    "liste/44184,244400644",
]


@pytest.mark.parametrize("territory", EVERY_KIND)
def test_a_page_in_both_languages(
    client: Client, english: Client, figures_of: Figures, territory: str
) -> None:
    french = client.get(f"/observatoire/{territory}/")
    translated = english.get(f"/observatoire/{territory}/")
    assert (french.status_code, translated.status_code) == (200, 200)
    assert french.text.count("<h1") == 1
    assert 'id="sentence"' in french.text
    assert "None" not in french.text.split("<main", 1)[1]
    exact = [(key, value) for key, value, _ in figures_of(french)]
    assert exact
    # The language changes words and commas, never a number.
    assert exact == [(key, value) for key, value, _ in figures_of(translated)]


@pytest.mark.parametrize("territory", [t for t in EVERY_KIND if "/X" in t or ":ti-x" in t])
def test_the_example_country_says_so_everywhere(client: Client, territory: str) -> None:
    page = client.get(f"/observatoire/{territory}/")
    mark = "exemple"
    assert mark in page.text.split("<main", 1)[0] + page.text.split("<h1", 1)[0]
    csv = client.get(f"/observatoire/{territory}/profil.csv")
    assert "exemple-" in csv["Content-Disposition"]
    assert all(line.endswith("true") for line in csv.text.strip().splitlines()[1:])
    kind, code = territory.split("/")
    kind = "list" if kind == "liste" else kind
    assert client.get(f"/api/v1/perimeters/{kind}/{code}/profile").json()["is_example"] is True


@pytest.mark.parametrize("territory", [t for t in EVERY_KIND if "X" not in t and ":ti-x" not in t])
def test_no_figure_is_invented_on_a_real_territory(
    client: Client, figures_of: Figures, territory: str
) -> None:
    page = client.get(f"/observatoire/{territory}/")
    keys = {key for key, _, _ in figures_of(page)}
    assert keys
    assert all(key.startswith("population.") for key in keys)
    assert page.context["profile"].choice is None
    panel, *others = page.context["profile"].missing
    assert panel.key == "employment"
    is_asked_its_type = territory.startswith("territoire-industrie/")
    assert [other.key for other in others] == (["typology"] if is_asked_its_type else [])
    assert panel.source
    assert panel.command == "terreau data pull urssaf-commune-ape"
    assert panel.title in page.text
    assert "exemple" not in page.headers.get("Content-Disposition", "")


@pytest.mark.parametrize(
    ("territory", "is_french"), [("epci/244400644", True), ("epci/X00000001", False)]
)
def test_only_france_lacks_its_communes_of_2020(
    client: Client, territory: str, is_french: bool
) -> None:
    page = client.get(f"/observatoire/{territory}/")
    assert ("2020 n’existe pas" in page.text) is is_french


def test_what_documents_print_is_quoted_with_its_source(client: Client) -> None:
    page = client.get("/observatoire/territoire-industrie/1:nord-est-ardennes/")
    printed = page.context["profile"].printed
    assert printed
    for quoted in printed:
        assert quoted.source
        assert quoted.display in page.text.replace("&nbsp;", "\u00a0")


def test_what_is_printed_keeps_its_bounds_and_its_day(client: Client, english: Client) -> None:
    def printed(reader: Client, address: str) -> dict[str, tuple[str, str, str]]:
        found = reader.get(f"/observatoire/{address}/").context["profile"].printed
        return {quoted.label: (quoted.display, quoted.note, quoted.source) for quoted in found}

    carene = printed(client, "epci/244400644")
    assert carene["entreprises participantes"][:2] == ("plus de 30", "")
    assert carene["emplois de niche formés"][2].endswith(", 15 décembre 2020")
    assert carene["salariés MAN Energy Solutions"][2].endswith(", 2020")
    translated = printed(english, "epci/244400644")
    assert translated["companies taking part"][:2] == ("more than 30", "")
    glass = printed(client, "territoire-industrie/1:vallee-bresle-vimeu")
    assert glass["baisse des ventes"][:2] == ("près d’un tiers", "")


@pytest.mark.parametrize("territory", EVERY_KIND)
def test_queries_are_bounded_whatever_the_territory(
    client: Client, territory: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get(f"/observatoire/{territory}/")
    with django_assert_max_num_queries(10):
        client.get(f"/observatoire/{territory}/profil.csv")


@pytest.mark.parametrize(
    ("small", "large"),
    [
        ("commune/XB023", "commune/XA001"),
        ("epci/X00000006", "epci/X00000001"),
        ("departement/2A", "departement/59"),
        ("liste/XA001,XA002", "liste/" + ",".join(f"XA{n:03}" for n in range(1, 31))),
    ],
)
def test_queries_do_not_grow_with_the_territory(client: Client, small: str, large: str) -> None:
    assert queries_of(client, large) == queries_of(client, small)


def queries_of(client: Client, territory: str) -> int:
    client.get(f"/observatoire/{territory}/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/observatoire/{territory}/").status_code == 200
    return len(queries)


BAD = [
    ("from=abc", "L’année de départ"),
    ("from=1e9", "L’année de départ"),
    ("from=-1", "L’année de départ"),
    ("from=2024", "L’année de départ doit précéder"),
    ("from=2020&to=2015", "L’année de départ doit précéder"),
    ("to=3000", "L’année d’arrivée"),
    ("to=%00", "L’année d’arrivée"),
    ("to=2024%0d%0aSet-Cookie:a=b", "L’année d’arrivée"),
    ("from=%3Cscript%3Ealert(1)%3C/script%3E", "L’année de départ"),
    ("level=ZZ", "Ce niveau d’activités"),
    ("level=A732", "Ce niveau d’activités"),
    ("level=%F0%9F%8F%AD", "Ce niveau d’activités"),
    ("source=../../etc/passwd", "Aucun jeu de données"),
    ("source=example-employment%00", "Aucun jeu de données"),
    ("source=" + "a" * 5000, "Aucun jeu de données"),
    ("source=' OR 1=1 --", "Aucun jeu de données"),
]


@pytest.mark.parametrize(("wish", "sentence"), BAD)
@pytest.mark.parametrize("suffix", ["", "profil.csv"])
def test_a_wish_that_cannot_be_granted_is_a_page_with_a_sentence(
    client: Client, suffix: str, wish: str, sentence: str
) -> None:
    answer = client.get(f"/observatoire/zone-emploi/X001/{suffix}?{wish}")
    assert answer.status_code == 400
    main = answer.text.split("<main", 1)[1].split("</main>")[0]
    assert sentence in main
    assert "Choisissez parmi" in main or "Inversez-les" in main
    assert "<script>" not in main
    assert len(main) < 4000


@pytest.mark.parametrize(("wish", "sentence"), BAD)
def test_the_api_refuses_the_same_with_the_same_words(
    client: Client, wish: str, sentence: str
) -> None:
    answer = client.get(f"/api/v1/perimeters/zone_emploi/X001/profile?{wish}")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(sentence)
    assert answer.json()["remedy"].startswith(("Choisissez parmi", "Inversez-les"))


@pytest.mark.parametrize("wish", ["source=example-employment", "from=2019", "to=2024", "level=A38"])
def test_a_wish_on_a_territory_without_figures_is_refused_too(client: Client, wish: str) -> None:
    answer = client.get(f"/observatoire/commune/44184/?{wish}")
    assert answer.status_code == 400
    assert "Aucun n’est disponible pour ce territoire" in answer.text


@pytest.mark.parametrize(
    "ignored", ["utm_source=x", "from=", "level=", "FROM=abc", "a[]=1&a[]=2", "%00=%00", "&&&==="]
)
def test_what_means_nothing_changes_nothing(
    client: Client, figures_of: Figures, ignored: str
) -> None:
    plain = client.get("/observatoire/zone-emploi/X001/")
    answer = client.get(f"/observatoire/zone-emploi/X001/?{ignored}")
    assert answer.status_code == 200
    assert figures_of(answer) == figures_of(plain)


@pytest.mark.parametrize("wish", ["level=a10", "from=2012&to=2020", "to=2010", "level=A88"])
def test_a_wish_that_can_be_granted(client: Client, figures_of: Figures, wish: str) -> None:
    answer = client.get(f"/observatoire/epci/X00000002/?{wish}")
    assert answer.status_code == 200
    assert figures_of(answer)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_profile_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/observatoire/zone-emploi/X001/").status_code == 405
