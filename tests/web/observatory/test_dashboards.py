"""Dashboards: page, API, CSV and terminal are one; the sentence is true; what lacks is said."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from terreau.datasets.catalogue import list_datasets
from terreau.datasets.indicators.dashboards import list_dashboards
from terreau.datasets.indicators.registry import get_indicator, list_indicators
from terreau.datasets.indicators.values import values_of
from terreau.datasets.sources import list_sources
from terreau.web.apps.observatory.indicating import territories_of
from terreau.web.apps.observatory.source_uses import SOURCES_OF

pytestmark = pytest.mark.django_db
PAGE = "/observatoire/tableaux/"
Run = Callable[..., subprocess.CompletedProcess[str]]
Figures = Callable[[HttpResponse], list[tuple[str, str, str]]]
# An example zone, a TI, a commune, a reader's list; real ones, of every kind that the bundle names.
EXAMPLE = ["zone_emploi:X001", "territoire_industrie:2:ti-x01", "commune:XA001", "list:XA001,XA002"]
REAL = ["epci:244400644", "commune:44184", "departement:44", "region:52", "nation:FR"]


def text_of(page: str) -> str:
    """Return what one reads; pages write the apostrophes of names as printers do."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page))).replace("'", "’")


def answer(client: Client, id_: str, key: str) -> Any:
    return client.get(f"/api/v1/dashboards/{id_}", {"t": key}).json()


@pytest.mark.parametrize("key", EXAMPLE + REAL)
@pytest.mark.parametrize("id_", ["context", "attractiveness"])
def test_page_api_and_csv_are_one(client: Client, figures_of: Figures, id_: str, key: str) -> None:
    told = answer(client, id_, key)
    figures = {figure["key"]: figure for figure in told["figures"]}
    assert len(figures) == len(told["figures"]) >= 3
    page = client.get(f"{PAGE}{id_}/", {"t": key})
    shown = figures_of(page)
    assert {key for key, _, _ in shown} == set(figures)
    for name, value, display in shown:
        assert value == ("" if figures[name]["value"] is None else repr(figures[name]["value"]))
        assert display == figures[name]["display"]
    rows = list(
        csv.DictReader(
            io.StringIO(
                client.get(f"{PAGE}{id_}/chiffres.csv", {"t": key}).text.removeprefix("\ufeff")
            )
        )
    )
    assert [row["figure"] for row in rows] == list(figures)
    for row in rows:
        figure = figures[row["figure"]]
        assert row["value"] == ("" if figure["value"] is None else repr(figure["value"]))
        assert row["display"] == figure["display"]
        assert row["command"] == figure["provenance"]["command"]
        assert figure["provenance"]["source"]
        assert figure["provenance"]["is_example"] is told["is_example"]
    assert text_of(told["sentence"]) in text_of(page.text)
    address = re.search(r'type="application/json"\s+href="([^"]+)"', page.text)
    assert address
    assert client.get(html.unescape(address[1])).json() == told


@pytest.mark.parametrize("key", ["zone_emploi:X001", "epci:244400644"])
def test_the_command_of_a_figure_prints_it_again(
    client: Client, terreau: Run, seeded_home: Path, key: str
) -> None:
    told = answer(client, "context", key)
    done = terreau(seeded_home, "indicators", "dashboard", "context", key, "--format", "json")
    assert json.loads(done.stdout) == told
    asked = ("population-growth", "population-growth.country")
    chosen = [f for f in told["figures"] if f["key"] in asked]
    chosen += [f for f in told["figures"] if f["key"].endswith((".2023", ".rank"))][:2]
    assert len(chosen) >= 3
    for figure in chosen:
        _program, *arguments = shlex.split(figure["provenance"]["command"])
        done = terreau(seeded_home, *arguments)
        assert (done.returncode, done.stdout.strip()) == (0, repr(figure["value"])), figure["key"]


def test_the_terminal_shows_it_lists_them_and_says_what_is_wrong(
    terreau: Run, seeded_home: Path
) -> None:
    asked = ("indicators", "dashboard", "context")
    shown = terreau(seeded_home, *asked, "zone_emploi:X001")
    assert "Port-Mirage" in shown.stdout
    assert "Ce qui manque" in shown.stdout
    english = terreau(seeded_home, *asked, "zone_emploi:X001", "--lang", "en").stdout
    assert "What is missing" in english
    rows = terreau(seeded_home, *asked, "zone_emploi:X001", "--format", "csv").stdout
    assert rows.startswith("\ufeffterritory_kind,")
    assert "attractiveness" in terreau(seeded_home, "indicators", "dashboards").stdout
    for words, said in (
        (("indicators", "dashboard", "nothing", "zone_emploi:X001"), "No dashboard"),
        ((*asked, "zone_emploi:nothing"), "Aucun territoire"),
        ((*asked, "X001"), "Aucun territoire"),
        ((*asked, "zone_emploi:X001", "--show", "nothing"), "Aucun chiffre"),
    ):
        done = terreau(seeded_home, *words)
        assert done.returncode == 2, words
        assert said in done.stderr


@pytest.mark.parametrize(
    ("key", "country"), [("zone_emploi:X001", "XX"), ("epci:244400644", "FR"), ("region:52", "FR")]
)
def test_a_value_alone_is_that_of_the_map(
    client: Client, seeded_home: Path, key: str, country: str
) -> None:
    kind, _, code = key.partition(":")
    for id_ in ("context", "industry", "attractiveness"):
        told = answer(client, id_, key)
        figures = {figure["key"]: figure["value"] for figure in told["figures"]}
        for indicator, status in told["statuses"].items():
            every = values_of(
                get_indicator(indicator), list_datasets(seeded_home), territories_of(kind, country)
            )
            assert every is not None
            place = every.codes.index(code)
            assert status == every.status[place], indicator
            if figures[indicator] is not None:
                assert figures[indicator] == pytest.approx(every.values[place]), indicator
            if f"{indicator}.rank" in figures:
                assert figures[f"{indicator}.rank"] == 1 + sum(every.values > every.values[place])


def test_every_ratio_is_ranked_where_there_are_enough_and_no_stock(client: Client) -> None:
    known = list_indicators()
    for key in ("epci:244400644", "departement:44", "region:52"):
        told = answer(client, "context", key)
        ranked = {
            figure["key"].removesuffix(".rank")
            for figure in told["figures"]
            if figure["key"].endswith(".rank")
        }
        assert ranked == {id_ for id_ in told["statuses"] if not known[id_].is_stock}
        assert "none" in {known[id_].direction for id_ in ranked}
    for key in ("zone_emploi:X001", "commune:44184", "nation:FR"):  # Two zones only.
        page = client.get(f"{PAGE}context/", {"t": key}).text
        assert ".rank" not in page
        assert "Ce n’est pas une note" not in html.unescape(page)
    assert "Ce n’est pas une note" in html.unescape(
        client.get(f"{PAGE}context/", {"t": "epci:244400644"}).text
    )


def test_what_is_missing_is_said_with_the_source_that_would_fill_it(client: Client) -> None:
    told = answer(client, "context", "epci:244400644")
    missing = {lack["group"]: lack for lack in told["missing"]}
    assert missing["Chômage"]["sources"] == ["chomage-zones"]
    assert missing["Établissements"]["sources"] == ["sirene"]
    assert missing["Depuis 1968"]["sources"] == ["recensement-25-54"]
    assert set(missing["Emploi"]["sources"]) == {"urssaf-commune-ape", "flores-a38", "flores-a88"}
    page = client.get(f"{PAGE}context/", {"t": "epci:244400644"})
    for lack in told["missing"]:
        for id_ in lack["sources"]:
            assert f'href="/observatoire/donnees/sources/{id_}/"' in page.text
        assert lack["reason"] in text_of(page.text)
    # All that the dashboard asks is either shown or missing.
    titles = [title for lack in told["missing"] for title in lack["indicators"]]
    assert len(titles) + len(told["statuses"]) == len(list_dashboards()["context"].indicators)
    example = answer(client, "context", "zone_emploi:X001")["missing"]
    assert "n’en a pas la table" in example[-1]["reason"]
    assert example[-1]["sources"] == []


def test_every_table_has_its_sources() -> None:
    known = {source.id for source in list_sources()}
    tables = {table for each in list_indicators().values() for table in each.tables}
    assert tables <= SOURCES_OF.keys()
    assert {id_ for ids in SOURCES_OF.values() for id_ in ids} <= known


def test_secret_cells_are_said_and_never_a_zero(client: Client, figures_of: Figures) -> None:
    told = answer(client, "context", "zone_emploi:X001")
    figures = {figure["key"]: figure for figure in told["figures"]}
    assert set(told["statuses"].values()) == {"ok", "partial"}
    page = client.get(f"{PAGE}context/", {"t": "zone_emploi:X001"})
    assert "en partie" in text_of(page.text)
    # What is secret is listed with the rest of what is missing; no figure of the page is a dash.
    reasons = [lack["reason"] for lack in told["missing"]]
    assert any(reason.startswith("Non connu") for reason in reasons)
    assert all(value for _, value, _ in figures_of(page))
    page = text_of(page.text)
    for id_, status in told["statuses"].items():
        assert figures[id_]["value"] is not None
        if status == "partial":
            assert "n’est pas connu" in figures[id_]["provenance"]["coverage"]
    assert "la dernière valeur n’est donc pas celle du dessus" in page  # The curve is apart.


@pytest.mark.parametrize(
    ("id_", "keys", "status", "said"),
    [
        ("nothing", ["commune:XA001"], 404, "Aucun tableau de bord ne porte ce nom"),
        ("context", ["commune:99999"], 404, "Aucun territoire n’a ce code"),
        ("context", ["galaxy:1"], 404, "Aucun territoire n’a ce code"),
        ("context", ["XA001"], 404, "Aucun territoire n’a ce code"),
        ("context", [":"], 404, "Aucun territoire n’a ce code"),
        ("context", ["commune:XA001", "commune:XA002"], 400, "un territoire, et un seul"),
        ("context", ["list:44109,XA001"], 400, "mêle des territoires réels"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_one_sentence(
    client: Client, id_: str, keys: list[str], status: int, said: str
) -> None:
    page = client.get(f"{PAGE}{id_}/", {"t": keys})
    assert page.status_code == status
    assert said in text_of(page.text)
    for address in (f"{PAGE}{id_}/chiffres.csv", f"/api/v1/dashboards/{id_}"):
        refused = client.get(address, {"t": keys})
        assert refused.status_code == status, address
    assert said in client.get(f"/api/v1/dashboards/{id_}", {"t": keys}).json()["error"]


def test_without_a_territory_one_is_asked_for_and_found_by_name(client: Client) -> None:
    assert client.get(f"{PAGE}nothing/").status_code == 404
    asks = client.get(f"{PAGE}context/")
    assert 'name="name"' in asks.text
    found = client.get(f"{PAGE}context/", {"name": "Port-Mirage"})
    choices = [address for _, address in found.context["choices"]]
    assert f"{PAGE}context/?t=zone_emploi%3AX001" in choices
    one = client.get(f"{PAGE}context/", {"name": "244400644"})
    assert (one.status_code, one.headers["Location"]) == (
        302,
        f"{PAGE}context/?t=epci%3A244400644",
    )
    none = client.get(f"{PAGE}context/", {"name": "zzzzqqq"})
    assert "Rien d’assez proche" in text_of(none.text)
    assert client.get(f"{PAGE}context/chiffres.csv").status_code == 400
    assert client.get("/api/v1/dashboards/context").status_code == 400


def test_the_list_names_each_with_its_question_and_keeps_the_territory(
    client: Client, english: Client
) -> None:
    page = client.get(PAGE, {"t": "zone_emploi:X001"})
    for each in list_dashboards().values():
        assert each.question.fr in text_of(page.text)
        assert f'href="{PAGE}{each.id}/?t=zone_emploi%3AX001"' in page.text
        assert each.question.en in text_of(english.get(PAGE).text)
    assert [each["id"] for each in client.get("/api/v1/dashboards").json()] == [*list_dashboards()]


def test_one_s_own_dashboard_by_files_alone_as_the_how_to_says(
    home: Path, seeded_home: Path, client: Client
) -> None:
    for folder in ("example", "datasets"):
        shutil.copytree(seeded_home / folder, home / folder)
    for kind, page in (("indicators", "add-an-indicator"), ("dashboards", "add-a-dashboard")):
        text = Path(f"docs/howto/{page}.md").read_text(encoding="utf-8")
        (home / kind).mkdir()
        (home / kind / "ours.toml").write_text(
            text.partition("```toml\n")[2].partition("```")[0], encoding="utf-8"
        )
    assert "Plasturgie" in text_of(client.get(PAGE).text)
    page = client.get(f"{PAGE}plastics/", {"t": "zone_emploi:X001"})
    told = answer(client, "plastics", "zone_emploi:X001")
    missing = {title for lack in told["missing"] for title in lack["indicators"]}
    assert "Part du caoutchouc et des plastiques" in missing  # Secret in this zone.
    assert "Part du caoutchouc et des plastiques" in text_of(page.text)
    (home / "indicators" / "ours.toml").unlink()
    listed = text_of(client.get(PAGE).text)
    assert "Le fichier ours.toml n’est pas lu" in listed
    assert "plastics-share" in listed
    assert client.get(f"{PAGE}plastics/").status_code == 404


def test_a_dashboard_is_a_handful_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    asked = {"t": "epci:244400644"}
    client.get(f"{PAGE}context/", asked)
    with django_assert_max_num_queries(12):
        client.get(f"{PAGE}context/", asked)
