"""The map: its page, its list, its files; what is asked wrongly, and what is not here."""

from __future__ import annotations

import csv
import gzip
import html
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from terreau.datasets.sources import import_source

pytestmark = pytest.mark.django_db

MAP = "/observatoire/carte/"
ROW = re.compile(
    r'<tr id="[^"]*" data-code="(?P<code>[^"]*)" data-class="(?P<place>[^"]*)">'
    r"<td>(?P<rank>\d*)</td>.*?"
    r"<td>(?P<shown>.*?)</td></tr>"
)


def rows(page: str) -> list[dict[str, str]]:
    return [found.groupdict() for found in ROW.finditer(page)]


def values_of(page: str) -> dict[str, tuple[str, str]]:
    """Return code → exact value and how it is written."""
    found = {}
    for row in rows(page):
        exact = re.search(r'<data value="([^"]*)"[^>]*>([^<]*)</data>', row["shown"])
        found[row["code"]] = (exact[1], html.unescape(exact[2])) if exact else ("", "")
    return found


def test_a_new_installation_has_a_real_map_at_once(demo: None, client: Client) -> None:
    page = client.get(MAP)
    assert page.status_code == 200
    text = page.text
    assert "<h1>Évolution de la population, 2016–2023</h1>" in text
    assert text.count('<path d="') > 1200
    assert "Contours approchés" in text
    assert "Populations légales, Insee (2016, 2023)" in text
    assert "Mayotte" in text
    drawn = {row["code"]: row["place"] for row in rows(text)}
    for code, place in re.findall(
        r'<path d="[^"]*"[^>]*data-code="([^"]*)" data-class="([^"]*)"', text
    ):
        assert drawn[code] == place
    ranks = [int(row["rank"]) for row in rows(text) if row["rank"]]
    assert ranks == sorted(ranks)
    known = [float(value) for value, _ in values_of(text).values() if value]
    assert known == sorted(known, reverse=True)
    counted = [int(n) for n in re.findall(r'class="meta">\((\d+)\)</span>', text)]
    assert sum(counted) == len(drawn) == 1255


@pytest.mark.parametrize("kind", ["epci", "departement", "region", "territoire-industrie"])
@pytest.mark.parametrize("indicator", ["population", "population-gain", "population-growth"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_kind_in_both_languages(
    demo: None, client: Client, english: Client, kind: str, indicator: str, language: str
) -> None:
    asked = client if language == "fr" else english
    page = asked.get(MAP, {"kind": kind, "indicator": indicator})
    assert page.status_code == 200
    assert rows(page.text)
    assert "<svg" in page.text


@pytest.mark.parametrize(
    ("country", "kind", "indicator"),
    [
        ("XX", "epci", "industry-share"),
        ("XX", "zone_emploi", "local-effect-5"),
        ("XX", "territoire_industrie", "jobs"),
        ("FR", "region", "population-growth"),
    ],
)
def test_page_csv_api_and_terminal_say_the_same(
    client: Client,
    terreau: Callable[..., CompletedProcess[str]],
    seeded_home: Path,
    country: str,
    kind: str,
    indicator: str,
) -> None:
    asked = {"indicator": indicator, "kind": kind, "country": country}
    page = values_of(client.get(MAP, asked).text)
    assert page
    file = client.get(f"{MAP}valeurs.csv", asked)
    assert "attachment" in file.headers["Content-Disposition"]
    assert ("exemple-" in file.headers["Content-Disposition"]) == (country == "XX")
    table = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    answer = client.get(
        f"/api/v1/indicators/{indicator}/values", {"kind": kind, "country": country}
    ).json()
    assert {row["code"] for row in table} == page.keys()
    assert [row["code"] for row in answer["values"]] == [row["code"] for row in table]
    for row, told in zip(table, answer["values"], strict=True):
        value, display = page[row["code"]]
        assert row["value"] == value, row["code"]
        assert (float(value) if value else None) == told["value"]
        if value:
            assert row["display"] == display == told["display"]
        assert row["status"] == told["status"]
        assert row["is_example"] == str(country == "XX").lower()
        assert row["command"] == f"{answer['command']} --show {row['code']}"
        assert row["sources"]
        assert row["licences"]
        assert row["formula"]
    command = answer["command"].split()
    done = terreau(seeded_home, *command[1:], "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert list(csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff")))) == table


def test_the_svg_is_a_file_with_its_caption(demo: None, client: Client) -> None:
    answer = client.get(f"{MAP}carte.svg", {"kind": "region", "indicator": "population"})
    assert answer.headers["Content-Type"] == "image/svg+xml"
    root = ET.fromstring(answer.content)
    written = " ".join(node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "Population, 2023" in written
    assert "Contours approchés" in written


def test_the_picture_is_of_the_map_that_is_shown(client: Client) -> None:
    asked = {"kind": "departement", "dans": "region:52"}
    answer = client.get(f"{MAP}carte.png", asked)
    assert answer.headers["Content-Type"] == "image/png"
    assert ".png" in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"\x89PNG")
    assert answer.content != client.get(f"{MAP}carte.png", asked | {"dans": "region:53"}).content
    assert "carte.png?" in client.get(MAP, asked).text
    assert client.get(f"{MAP}carte.png", {"country": "XX"}).status_code == 400


def test_the_example_country_has_no_map_and_says_so(client: Client) -> None:
    refused = client.get(f"{MAP}carte.svg", {"country": "XX"})
    assert refused.status_code == 400
    assert "n’ont pas de contours ici" in html.unescape(refused.text)


def test_classes_are_those_that_are_asked_for(demo: None, client: Client) -> None:
    asked = {"kind": "departement", "indicator": "population-growth"}
    page = client.get(MAP, asked | {"bounds": "-0,5 0 1"}).text
    assert re.findall(r"<span>(moins de .*?|de .*?|.*? et plus) <span", page) == [
        "moins de −0,50", "de −0,50 à 0,00", "de 0,00 à +1,00", "+1,00 et plus",
    ]  # fmt: skip
    for row in rows(page):
        value = values_of(page)[row["code"]][0]
        if value:
            assert int(row["place"]) == sum(float(value) >= bound for bound in (-0.5, 0, 1))
    natural = client.get(MAP, asked | {"classes": "natural", "count": "3"}).text
    assert len(re.findall("data-class-toggle", natural)) == 4  # and what is not known


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"indicator": "nothing"}, "Aucun indicateur ne porte ce nom"),
        ({"kind": "commune"}, "ne se comparent pas sur une carte"),
        ({"country": "BE"}, "Ce pays n’est pas connu"),
        ({"year": "abc"}, "doit être un nombre entier"),
        ({"count": "99"}, "Ces classes ne peuvent pas être faites"),
        ({"count": "²"}, "doit être un nombre entier"),
        ({"classes": "pretty"}, "Ces classes ne peuvent pas être faites"),
        ({"bounds": "3 2 1"}, "Les bornes des classes se lisent mal"),
        ({"bounds": "1 2 x"}, "Les bornes des classes se lisent mal"),
        ({"bounds": "1 inf"}, "Les bornes des classes se lisent mal"),
        ({"bounds": " ".join(map(str, range(12)))}, "Les bornes des classes se lisent mal"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(
    demo: None, client: Client, asked: dict[str, str], message: str
) -> None:
    page = client.get(MAP, asked)
    assert page.status_code == (404 if "indicator" in asked else 400)
    assert message in html.unescape(page.text)


def test_what_is_not_here_is_listed_with_the_table_that_would_fill_it(
    demo: None, client: Client, english: Client
) -> None:
    page = client.get(MAP, {"indicator": "establishments"})
    assert page.status_code == 200
    assert "il lui manque une table" in page.text
    assert "Insee, SIRENE" in page.text
    assert client.get(f"{MAP}valeurs.csv", {"indicator": "establishments"}).status_code == 404
    answer = client.get("/api/v1/indicators/establishments/values")
    assert (answer.status_code, "SIRENE" in answer.json()["remedy"]) == (404, True)
    assert "it lacks a table" in english.get(MAP, {"indicator": "establishments"}).text


def test_the_catalogue_names_every_indicator_and_each_has_its_page(
    demo: None, client: Client, english: Client
) -> None:
    catalogue = client.get("/observatoire/indicateurs/").text
    definitions = client.get("/api/v1/indicators").json()
    assert len(definitions) >= 40
    for each in definitions:
        assert f"/observatoire/indicateurs/{each['id']}/" in catalogue
    for id_ in ("population", "local-effect-5", "unemployment"):
        page = client.get(f"/observatoire/indicateurs/{id_}/")
        assert page.status_code == 200
        (defined,) = [each for each in definitions if each["id"] == id_]
        assert defined["question"] in re.sub(r"\s+", " ", html.unescape(page.text))
        assert f"<code>{html.escape(defined['formula'])}</code>" in page.text
        assert english.get(f"/observatoire/indicateurs/{id_}/").status_code == 200
    assert client.get("/observatoire/indicateurs/nothing/").status_code == 404


def test_one_s_own_indicator_is_on_every_page(demo: None, client: Client, home: Path) -> None:
    (home / "indicators").mkdir()
    text = Path("docs/howto/add-an-indicator.md").read_text(encoding="utf-8")
    (home / "indicators" / "ours.toml").write_text(
        text.partition("```toml\n")[2].partition("```")[0], encoding="utf-8"
    )
    assert "plastics-share" in client.get("/observatoire/indicateurs/").text
    asked = {"indicator": "plastics-share", "country": "XX"}
    assert "Part du caoutchouc et des plastiques" in client.get(MAP, asked).text


def test_a_map_is_a_handful_of_queries(
    demo: None, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(MAP)
    with django_assert_max_num_queries(12):
        client.get(MAP)


def test_a_large_page_is_compressed_for_who_accepts_it_and_a_small_one_never(
    demo: None, client: Client
) -> None:
    plain = client.get(MAP)
    assert "Content-Encoding" not in plain.headers
    packed = client.get(MAP, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 4
    assert gzip.decompress(packed.content).decode().count("data-code") == plain.text.count(
        "data-code"
    )
    small = client.get("/observatoire/indicateurs/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in small.headers


def test_a_year_that_is_not_known_gives_way_on_the_page_and_is_refused_elsewhere(
    demo: None, client: Client
) -> None:
    asked = {"indicator": "population-growth", "kind": "region", "year": "2016"}
    page = client.get(MAP, asked)
    assert "2016 n’est pas connu pour cet indicateur : voici 2019" in re.sub(
        r"\s+", " ", html.unescape(page.text)
    )
    for address in (f"{MAP}valeurs.csv", f"{MAP}carte.svg"):
        assert client.get(address, asked).status_code == 400
    answer = client.get("/api/v1/indicators/population-growth/values", asked)
    assert answer.status_code == 400
    assert "2019, 2020, 2022, 2023" in answer.json()["remedy"]


def test_territories_that_are_not_known_here_are_asked_for(demo: None, client: Client) -> None:
    page = client.get(MAP, {"kind": "zone_emploi"}).text
    assert "table d’appartenance des communes" in page


def test_a_table_of_a_part_of_the_country_shows_that_part(
    demo: None, client: Client, shared: Path, home: Path
) -> None:
    file = shared / "data/employment/urssaf_commune_ape_rouen_2006_2022.csv"
    import_source("urssaf-commune-ape", file, home=home)
    page = client.get(MAP, {"indicator": "industry-jobs", "year": "2022"}).text
    values = values_of(page)
    assert values["200023414"][0] != ""
    assert sum(value != "" for value, _ in values.values()) < 10
    quotient = client.get(MAP, {"indicator": "industry-quotient", "year": "2022"}).text
    assert not any(value for value, _ in values_of(quotient).values())  # without the country
    home_page = client.get("/").context["real"]
    assert next(result.code for result in home_page) == "200023414"
