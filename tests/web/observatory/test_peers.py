"""Peers: the four outputs say the same; in and out of the programme; what is not known."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from terreau.datasets.catalogue import get_dataset
from terreau.datasets.scan import aggregate
from terreau.web.apps.observatory import peers_words
from terreau.web.apps.observatory.indicating import territories_of
from terreau.web.apps.observatory.peers_words import Named, opening, steadiness
from terreau.web.apps.observatory.programme import programme
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import latest_vintage

pytestmark = pytest.mark.django_db
Run = Callable[..., subprocess.CompletedProcess[str]]
Figures = Callable[[HttpResponse], list[tuple[str, str, str]]]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.parametrize(
    ("kind", "code"),
    [("epci", "X00000001"), ("territoire_industrie", "2:ti-x01"), ("zone_emploi", "X001")],
)
def test_the_four_are_one(
    client: Client, terreau: Run, seeded_home: Path, figures_of: Figures, kind: str, code: str
) -> None:
    address = f"/observatoire/{kind.replace('_', '-')}/{code}/semblables"
    answer = client.get(f"/api/v1/perimeters/{kind}/{code}/peers").json()
    figures = {figure["key"]: figure for figure in answer["figures"]}
    assert len(figures) == len(answer["figures"]) >= 5

    def command(*more: str) -> str:
        done = terreau(seeded_home, "peers", code, "--kind", kind, *more)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert json.loads(command("--format", "json")) == answer
    page_csv = client.get(f"{address}.csv").content.decode()
    assert command("--format", "csv").strip() == page_csv.replace("\r\n", "\n").strip()
    rows = list(csv.DictReader(io.StringIO(page_csv.removeprefix("\ufeff"))))
    assert [row["figure"] for row in rows] == list(figures)
    for row in rows:
        value = figures[row["figure"]]["value"]
        assert row["value"] == ("" if value is None else repr(value))
    page = client.get(f"{address}/")
    shown = figures_of(page)
    assert {key for key, _, _ in shown} == figures.keys()
    for key, value, display in shown:
        assert display == figures[key]["display"]
        assert value == ("" if figures[key]["value"] is None else repr(figures[key]["value"]))
    assert f'href="/api/v1/perimeters/{kind}/{code}/peers"' in page.text
    text = command()
    assert answer["sentence"] in text
    for figure in figures.values():
        assert f"{figure['label']} : {figure['display']}" in text


def test_the_command_of_a_figure_prints_it_again(
    client: Client, terreau: Run, seeded_home: Path
) -> None:
    figures = client.get("/api/v1/perimeters/territoire_industrie/2:ti-x01/peers").json()["figures"]
    chosen = [f for f in figures if f["key"].endswith((".stability", ".distance", "employment"))]
    assert len(chosen) >= 4
    for figure in chosen[:4]:
        program, *arguments = shlex.split(figure["provenance"]["command"])
        assert program == "terreau"
        done = terreau(seeded_home, *arguments)
        assert (done.returncode, done.stdout.strip()) == (0, repr(figure["value"])), figure["key"]


def test_a_distance_is_that_of_the_jobs_of_the_table(client: Client, seeded_home: Path) -> None:
    dataset = get_dataset("example-employment", seeded_home)
    members = dict(territories_of("epci", "XX").members)
    codes = ["X00000001", "X00000002"]
    found = aggregate(dataset, {c: members[c] for c in codes}, periods=[2024], level="A38")
    jobs = np.where((found.rows[0] == 0) & (found.hidden[0] > 0), np.nan, found.sums[0])
    figures = client.get("/api/v1/perimeters/epci/X00000001/peers").json()["figures"]
    shown = {figure["key"]: figure for figure in figures}
    distance = shown["peer.epci.X00000002.distance"]
    assert not np.isnan(jobs).any()
    shares = np.maximum(jobs / jobs.sum(axis=1, keepdims=True), 0.0005)
    gaps = np.log(shares[0] / shares[1])
    by_hand = np.sqrt((gaps**2).sum() - gaps.sum() ** 2 / len(gaps))
    assert distance["value"] == pytest.approx(by_hand)
    assert distance["lower"] < distance["value"] < distance["upper"]
    assert shown["peer.epci.X00000002.employment"]["value"] == jobs[1].sum()


def test_an_epci_has_peers_in_and_out_of_the_programme(client: Client) -> None:
    within = programme("XX")
    assert within["X00000002"] == ("2:ti-x03",)
    assert within["X00000001"] == ()
    answer = client.get("/api/v1/perimeters/epci/X00000004/peers").json()
    groups = {group["name"]: group["peers"] for group in answer["groups"]}
    assert groups.keys() == {"inside", "outside"}
    assert all(within[peer["code"]] and peer["programme"] for peer in groups["inside"])
    assert all(not within[peer["code"]] and not peer["programme"] for peer in groups["outside"])
    page = text_of(client.get("/observatoire/epci/X00000004/semblables/").text)
    assert "fait partie de : Vallées du Fil d" in page
    assert "ne fait partie d’aucun" in text_of(
        client.get("/observatoire/epci/X00000001/semblables/").text
    )


def test_a_ti_is_set_beside_the_others_and_the_epci_out_of_the_programme(client: Client) -> None:
    answer = client.get("/api/v1/perimeters/territoire_industrie/2:ti-x01/peers").json()
    assert [(g["name"], {p["kind"] for p in g["peers"]}) for g in answer["groups"]] == [
        ("same", {"territoire_industrie"}),
        ("outside", {"epci"}),
    ]


def test_one_goes_to_the_comparison_and_comes_from_the_profile(client: Client) -> None:
    address = "/observatoire/epci/X00000001/semblables/"
    assert f'href="{address}"' in client.get("/observatoire/epci/X00000001/").text
    page = client.get(address)
    links = re.findall(r'href="(/observatoire/comparer/[^"]+)"', page.text)
    assert links
    for link in links:
        compared = client.get(html.unescape(link))
        keys = parse_qs(urlparse(html.unescape(link)).query)["t"]
        assert [one.key for one in compared.context["page"].compared] == keys
        assert keys[0] == "epci:X00000001"
    assert 'href="/observatoire/epci/X00000002/semblables/"' in page.text


def test_what_is_hidden_in_part_is_said(client: Client) -> None:
    page = text_of(client.get("/observatoire/epci/X00000001/semblables/").text)
    assert "« ≥ » signale un minimum" in page
    assert "une activité au moins n’est pas connue dans l’un des deux" in page
    assert "est laissé de côté : ses emplois manquent, ou trop sont secrets" in page
    figures = client.get("/api/v1/perimeters/epci/X00000001/peers").json()["figures"]
    own = next(figure for figure in figures if figure["key"] == "employment")
    assert own["display"].startswith("≥")
    assert "des cellules sont secrètes" in own["provenance"]["coverage"]


def test_a_territory_whose_jobs_are_not_known_has_no_peer(client: Client) -> None:
    answer = client.get("/api/v1/perimeters/epci/X00000006/peers").json()
    assert answer["groups"] == []
    assert [figure["value"] for figure in answer["figures"]] == [None, None]
    page = client.get("/observatoire/epci/X00000006/semblables/")
    assert "n’est pas connu : aucun emploi n’y est publié" in text_of(page.text)


@pytest.mark.parametrize(
    ("address", "said", "instead"),
    [
        ("commune/XA001", "Une commune est trop petite", "/zone-emploi/X001/semblables/"),
        ("bassin-de-vie/XBV09", "ne sont pas comparés entre eux", "/semblables/"),
        ("nation/XX", "Le pays n’a pas de semblable", ""),
        ("liste/XA001,XA002", "ne sont pas comparés entre eux", "/semblables/"),
        ("epci/244400644", "il faut l’emploi par activité", "/observatoire/donnees/"),
    ],
)  # fmt: skip
def test_without_peers_one_is_told_why_and_where_to_look(
    client: Client, address: str, said: str, instead: str
) -> None:
    page = client.get(f"/observatoire/{address}/semblables/")
    assert page.status_code == 200
    assert said in text_of(page.text)
    assert instead in page.text
    assert client.get(f"/observatoire/{address}/semblables.csv").status_code == 404
    kind, _slash, code = address.replace("-emploi", "_emploi").partition("/")
    data = client.get(f"/api/v1/perimeters/{kind.replace('-', '_')}/{code}/peers")
    assert data.status_code == 404


def test_a_perimeter_that_is_over_sends_to_those_of_today(client: Client) -> None:
    over = Perimeter.objects.filter(
        kind="epci", country="FR", last_vintage__lt=latest_vintage("FR")
    ).first()
    assert over is not None
    page = client.get(f"/observatoire/epci/{over.code}/semblables/")
    assert "n’existe plus aujourd’hui" in text_of(page.text)
    assert page.context["page"].instead


def test_the_reader_is_answered_in_english(english: Client) -> None:
    page = text_of(english.get("/observatoire/epci/X00000001/semblables/").text)
    assert "the likeness is greatest with" in page
    assert "Out of the programme" in page
    assert "remains among its peers in" in page


def test_queries_do_not_grow_with_the_peers(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/observatoire/epci/X00000001/semblables/")
    with django_assert_max_num_queries(24):
        client.get("/observatoire/epci/X00000001/semblables/")


def test_a_sentence_names_only_those_that_remain() -> None:
    some, other = Named("A", ("x", "y"), 0.9), Named("B", ("y",), 0.6)
    chance, alone = Named("C", ("y",), 0.3), Named("D", (), None)

    def said(*named: Named, among: int = 300) -> str:
        return opening("T", named, among=among)

    assert "le plus à A et B : comme ici, la part de « y » y dépasse" in said(some, other, chance)
    assert "à A : comme ici, les parts de « x » et « y » y dépassent" in said(some, chance)
    assert "Aucun territoire ne ressemble sûrement à T" in said(chance)
    assert "faute d’autre" in said(alone, among=1)
    assert "aucune activité ne les réunit tous" in said(some, Named("E", ("z",), 1.0))
    assert "aucune activité n’y dépasse" in said(Named("F", (), 1.0))
    assert said() == peers_words.nothing_known("T")
    assert said(some, among=2).startswith("On ne peut comparer ici T qu’à 2 territoires")
    assert "lui" not in said(some, other)


def test_steadiness_has_five_words() -> None:
    said = [steadiness(share) for share in (None, 0.95, 0.7, 0.51, 0.5, 0.49)]
    assert said[0] == ""
    assert len(set(said)) == 6
    assert (said[3], said[4]) == ("Plus d’une fois sur deux", "Une fois sur deux")
    assert said[-1].startswith("Instable")
