"""Comparisons: the sentence says what the table says, on one scale; what cannot be compared."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from terreau.datasets.catalogue import list_datasets
from terreau.datasets.indicators.registry import get_indicator
from terreau.datasets.indicators.values import values_of
from terreau.web.apps.observatory.compared_words import SHOWN
from terreau.web.apps.observatory.comparing import compare
from terreau.web.apps.observatory.indicating import territories_of

pytestmark = pytest.mark.django_db
PAGE = "/observatoire/comparer/"
TWO = ["zone_emploi:X001", "zone_emploi:X002"]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(page))


def number(written: str) -> float:
    return float(written.replace("−", "-").replace(",", "."))


def test_the_table_says_what_the_map_says(seeded_home: Path) -> None:
    found = compare(TWO)
    assert len(found.lines) >= 9
    for line in found.lines:
        every = values_of(
            get_indicator(line.id),
            list_datasets(seeded_home),
            territories_of("zone_emploi", "XX"),
        )
        assert every is not None
        for one, cell in zip(found.compared, line.cells, strict=True):
            place = every.codes.index(one.key.partition(":")[2])
            value = float("nan") if cell.number.value is None else cell.number.value
            assert value == pytest.approx(every.values[place], nan_ok=True), line.id
            assert cell.status == every.status[place]


def test_the_sentence_adds_up_and_is_that_of_the_table(client: Client) -> None:
    page = client.get(PAGE, {"t": TWO})
    said = re.search(
        r"de (\S+) points : (\S+) viennent des activités présentes, (\S+) de l’effet local",
        text_of(page.text),
    )
    assert said
    gap, structural, local = map(number, said.groups())
    assert gap == pytest.approx(structural + local, abs=0.11)
    lines = {line.id: line for line in page.context["page"].lines}
    names = [one.name for one in page.context["page"].compared]
    best = names.index("Port-Mirage")
    cells = lines["local-effect-5"].cells
    assert local == pytest.approx(
        cells[best].number.value - cells[1 - best].number.value, abs=0.051
    )
    assert "L’écart d’effet local" in text_of(page.text)


def test_territories_of_several_kinds_and_the_order_asked(client: Client) -> None:
    keys = ["epci:X00000001", "zone_emploi:X002", "territoire_industrie:2:ti-x01"]
    page = client.get(PAGE, {"t": keys})
    assert page.status_code == 200
    assert [one.key for one in page.context["page"].compared] == keys
    assert page.context["page"].curves is not None
    assert "Toutes les courbes ont la même échelle" in text_of(page.text)


def test_real_territories_have_their_population_at_least(client: Client, english: Client) -> None:
    keys = ["epci:244400644", "departement:44", "region:52"]
    page = client.get(PAGE, {"t": keys})
    assert {line.id for line in page.context["page"].lines} == {"population", "population-growth"}
    assert "La population de" in text_of(page.text)
    assert page.context["page"].curves is None
    assert "The population of" in text_of(english.get(PAGE, {"t": keys}).text)


def test_a_profile_leads_to_the_comparison(client: Client) -> None:
    profile = client.get("/observatoire/territoire-industrie/2:ti-x01/").text
    address = re.search(r'href="(/observatoire/comparer/\?t=[^"]*)"', profile)
    assert address
    page = client.get(html.unescape(address[1]))
    assert [one.key for one, _ in page.context["compared"]] == ["territoire_industrie:2:ti-x01"]


def test_one_adds_a_territory_by_its_name_and_removes_it(client: Client) -> None:
    assert "De deux à six territoires" in text_of(client.get(PAGE).text)
    first = client.get(PAGE, {"add": "X001"})
    assert first.status_code == 302
    assert first.headers["Location"] == f"{PAGE}?t=zone_emploi%3AX001"
    several = client.get(PAGE, {"t": TWO[0], "add": "Vieux-Songe"})
    assert "Lequel, pour « Vieux-Songe »" in text_of(several.text)
    assert "t=zone_emploi%3AX001&amp;t=" in several.text
    none = client.get(PAGE, {"t": TWO[0], "add": "zzzqqq"})
    assert none.status_code == 200
    page = client.get(PAGE, {"t": TWO})
    assert f'href="{PAGE}?t=zone_emploi%3AX002"' in page.text


@pytest.mark.parametrize(
    ("keys", "status", "message"),
    [
        ([TWO[0], TWO[0]], 400, "de deux à six territoires différents"),
        ([f"zone_emploi:X{n:03}" for n in range(50)], 400, "de deux à six territoires"),
        (["zone_emploi:X001", "epci:244400644"], 400, "mêle des territoires réels"),
        (["zone_emploi:X001", "zone_emploi:nothing"], 404, "Aucun territoire"),
        (["zone_emploi:X001", "planet:mars"], 404, "Aucun territoire"),
        (["zone_emploi:X001", "X002"], 404, "Aucun territoire"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(
    client: Client, keys: list[str], status: int, message: str
) -> None:
    page = client.get(PAGE, {"t": keys})
    assert page.status_code == status
    assert message in text_of(page.text)


def test_every_indicator_shown_is_defined() -> None:
    for id_ in SHOWN:
        get_indicator(id_)


def test_a_newer_table_without_the_finest_activities_is_compared_on_its_own(
    client: Client, give: Callable[[str, str, list[str]], None]
) -> None:
    # Of the finest activities only the older table of the example country tells.
    rows = [
        f"{zone},{sector},{year},{jobs}"
        for zone, factor in (("X001", 1), ("X002", 3))
        for sector, jobs in (("CA", 100), ("FZ", 200), ("CB", 70 * factor))
        for year, jobs in ((2025, jobs), (2030, jobs + 10 * factor))
    ]
    give("newer", "zone_emploi", rows)
    page = client.get(PAGE, {"t": TWO})
    assert page.status_code == 200
    assert "De 2025 à 2030" in text_of(page.text)
    assert "(17, 38)" in text_of(page.text)
