"""Which table answers for a territory: former codes of communes, a table removed meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from terreau.datasets import catalogue, store
from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_described
from terreau.datasets.measures import EMPLOYMENT, MEASURES
from terreau.datasets.population import population_table
from terreau.web.apps.observatory import datasets_held, selectors
from terreau.web.apps.observatory.datasets_held import (
    list_all,
    list_employment,
    list_figures,
    list_usable,
)
from terreau.web.apps.territories.covering import get_surroundings
from terreau.web.apps.territories.selectors import get_territory

pytestmark = pytest.mark.django_db

DESCRIPTION = """\
[dataset]
id = "{id}"
title = "Emploi"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2024"
country = "{country}"
measure = "{measure}"
[columns]
territory = "commune"
period = "year"
value = "jobs"
[territory]
kind = "commune"
[absent]
cell = "zero"
"""
Give = Callable[..., None]


@pytest.fixture
def give(home: Path, seeded_home: Path, tmp_path: Path) -> Give:
    shutil.copytree(seeded_home / "example", home / "example")
    shutil.copytree(seeded_home / "datasets", home / "datasets")

    def give(*rows: str, country: str = "XX", measure: str = "employment") -> None:
        file = tmp_path / "jobs.csv"
        file.write_text("\n".join(["commune,year,jobs", *rows]) + "\n", encoding="utf-8")
        text = DESCRIPTION.format(id=f"jobs-{country.lower()}", country=country, measure=measure)
        import_described(file, parse_description(text, file="jobs.toml"), home=home)

    return give


def figures(client: Client, code: str, wish: str = "") -> dict[str, float | None]:
    answer = client.get(f"/api/v1/perimeters/commune/{code}/profile{wish}")
    assert answer.status_code == 200
    return {figure["key"]: figure["value"] for figure in answer.json()["figures"]}


def test_a_commune_has_what_is_counted_under_its_former_codes(client: Client, give: Give) -> None:
    # XB007 and XB008 are in XB006 since 2022.
    give("XB007,2019,10", "XB008,2019,5", "XB007,2024,12", "XB008,2024,5")
    found = figures(client, "XB006", "?source=jobs-xx")
    assert found["employment.end"] == 17
    assert found["employment.growth"] == pytest.approx(2 / 15)


@pytest.mark.parametrize(("today", "district"), [("13055", "13201"), ("69123", "69381")])
def test_cities_counted_by_their_districts(
    client: Client, give: Give, today: str, district: str
) -> None:
    give(f"{district},2024,0", country="FR")
    assert figures(client, today)["employment.end"] == 0


@pytest.mark.parametrize("measure", sorted(set(MEASURES) - set(EMPLOYMENT)))
def test_what_counts_no_employment_feeds_no_profile(
    client: Client, give: Give, measure: str
) -> None:
    give("XB006,2019,10", "XB006,2024,12", measure=measure)
    assert "jobs-xx" in [d.id for d in list_figures()]
    page = client.get("/observatoire/commune/XB006/")
    assert page.context["profile"].choice.source == "example-employment"
    assert client.get("/observatoire/commune/XB006/?source=jobs-xx").status_code == 400


def test_a_table_of_one_year_does_not_hide_one_that_tells_a_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (held,) = list_employment("XX")
    later = replace(held, id="later", periods=(held.periods[-1] + 1,))
    monkeypatch.setattr(datasets_held, "list_employment", lambda _country: [later, held])
    around = get_surroundings(get_territory(kind="commune", code="XB006"))
    assert [u.dataset.id for u in list_usable(around)] == [held.id, "later"]


def test_a_table_removed_while_it_is_read_is_removed(
    client: Client, give: Give, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give("XB006,2019,10", "XB006,2024,12")
    held = client.get("/observatoire/commune/XB006/?source=jobs-xx")
    assert held.context["profile"].choice.source == "jobs-xx"
    list_usable = selectors.list_usable

    def removed_meanwhile(*words: object) -> object:
        usable = list_usable(*words)
        store.remove("jobs-xx", home=home)
        shutil.rmtree(home / "datasets" / "jobs-xx", ignore_errors=True)
        return usable

    give("XB006,2019,11", "XB006,2024,12")
    monkeypatch.setattr(selectors, "list_usable", removed_meanwhile)
    refused = client.get("/observatoire/commune/XB006/?source=jobs-xx")
    assert refused.status_code == 400
    assert "Aucun jeu de données de ce nom" in refused.text
    monkeypatch.undo()
    page = client.get("/observatoire/commune/XB006/")
    assert page.context["profile"].choice.source == "example-employment"


def test_a_table_whose_files_are_damaged_leaves_the_others(
    client: Client, give: Give, home: Path
) -> None:
    give("XB006,2019,10", "XB006,2024,12")
    assert "jobs-xx" in [d.id for d in list_all()]
    for file in catalogue.get_dataset("jobs-xx", home).path.glob("*.parquet"):
        file.unlink()
    page = client.get("/observatoire/commune/XB006/")
    assert page.context["profile"].choice.source == "example-employment"


def communes_of_rouen() -> list[str]:
    """Return the communes of the metropolis of Rouen, the least populated last."""
    people = population_table("FR")
    codes = get_territory(kind="epci", code="200023414").communes
    return sorted(codes, key=lambda code: -(people.latest([code]) or 0))


def test_too_few_communes_are_not_taken_for_the_territory(client: Client, give: Give) -> None:
    first, *others = communes_of_rouen()
    give(f"{first},2019,1000", f"{first},2024,1200", country="FR")
    page = client.get("/observatoire/epci/200023414/")
    assert page.context["profile"].choice is None
    assert f"ne connaît que 1 de ses {len(others) + 1} communes" in page.text
    assert client.get("/observatoire/epci/200023414/?source=jobs-fr").status_code == 400
    assert client.get(f"/observatoire/commune/{first}/").context["profile"].choice is not None


def test_what_is_nearly_all_known_is_a_minimum(client: Client, give: Give) -> None:
    *known, _ = communes_of_rouen()
    give(*(f"{code},{year},10" for code in known for year in (2019, 2024)), country="FR")
    page = client.get("/observatoire/epci/200023414/")
    jobs = page.context["profile"].employment_end
    assert jobs.display.split() == ["≥", str(len(known) * 10)]
    last = page.context["profile"].trend.jobs[-1]
    assert last.display == jobs.display
    assert "1 commune sans aucune ligne" in last.provenance.coverage
    unknown = "1 commune sans aucune ligne dans le tableau, non comptée"
    assert unknown in jobs.provenance.coverage
    assert page.context["profile"].notes[0] == f"{unknown} : les chiffres sont un minimum, « ≥ »."
    assert "aucun emploi, là où le tableau dit quelque chose" in jobs.provenance.absent


def test_in_a_table_of_the_whole_country_a_commune_without_row_has_no_job(
    client: Client, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = communes_of_rouen()
    give(f"{first},2019,1000", f"{first},2024,1200", country="FR")
    (held,) = list_employment("FR")
    whole = replace(held, covers_nation=True)
    monkeypatch.setattr(datasets_held, "list_employment", lambda _country: [whole])
    around = get_surroundings(get_territory(kind="epci", code="200023414"))
    assert [usable.unknown for usable in list_usable(around)] == [0]
