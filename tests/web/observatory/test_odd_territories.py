"""Territories at the edge: no job, one sector, all secret, new, gone; one year; no country."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_described
from terreau.web.apps.territories.services import sync_perimeters

pytestmark = pytest.mark.django_db

DESCRIPTION = """\
[dataset]
id = "odd"
title = "Emploi"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2024"
country = "XX"
measure = "employment"
[columns]
territory = "zone"
sector = "a38"
period = "year"
value = "jobs"
[territory]
kind = "bassin_de_vie"
[sector]
nomenclature = "A38"
[absent]
cell = "zero"
[status]
secret = ["s"]
[coverage]
nation = {nation}
"""
TITLE, KIND = 'title = "Emploi"', 'kind = "bassin_de_vie"'
ROWS = [
    "zero,CA,2019,0", "zero,CA,2024,0",
    "one,CA,2019,100", "one,CA,2024,80",
    "secret,CA,2019,s", "secret,CA,2024,s", "secret,FZ,2019,s", "secret,FZ,2024,s",
    "half,CA,2019,s", "half,CA,2024,50", "half,FZ,2019,10", "half,FZ,2024,12",
    "new,CB,2024,30",
    "gone,CB,2019,30",
    "big,CA,2019,1000", "big,CA,2024,1100", "big,FZ,2019,500", "big,FZ,2024,400",
    "big,CB,2019,200", "big,CB,2024,210",
]  # fmt: skip
EVERY = ("zero", "one", "secret", "half", "new", "gone", "big")
Give = Callable[..., None]


@pytest.fixture
def give(home: Path, seeded_home: Path, tmp_path: Path) -> Give:
    shutil.copytree(seeded_home / "example", home / "example")
    shutil.copytree(seeded_home / "datasets", home / "datasets")

    def give(
        rows: list[str], *, nation: str = "true", title: str = TITLE, kind: str = KIND
    ) -> None:
        file = tmp_path / "odd.csv"
        file.write_text("\n".join(["zone,a38,year,jobs", *rows]) + "\n", encoding="utf-8")
        text = DESCRIPTION.format(nation=nation).replace(TITLE, title).replace(KIND, kind)
        description = parse_description(text, file="odd.toml")
        import_described(file, description, home=home)
        sync_perimeters(home=home)

    return give


def profile(client: Client, code: str, wish: str = "") -> dict[str, Any]:
    """Return the API's answer, once the page, the CSV and the English page were served."""
    for language in ("fr", "en"):
        client.cookies["terreau_language"] = language
        page = client.get(f"/observatoire/bassin-de-vie/{code}/{wish}")
        assert page.status_code == 200
        main = page.text.split("<main", 1)[1].split("</main>")[0]
        assert not [word for word in ("nan", "inf ", "None") if f">{word}<" in main]
    assert client.get(f"/observatoire/bassin-de-vie/{code}/profil.csv{wish}").status_code == 200
    client.cookies["terreau_language"] = "fr"
    answer: dict[str, Any] = client.get(
        f"/api/v1/perimeters/bassin_de_vie/{code}/profile{wish}"
    ).json()
    answer["values"] = {figure["key"]: figure["value"] for figure in answer["figures"]}
    answer["shown"] = {figure["key"]: figure["display"] for figure in answer["figures"]}
    return answer


@pytest.mark.parametrize("code", EVERY)
@pytest.mark.parametrize("wish", ["", "?level=A5", "?to=2019"])
def test_every_page_is_served(client: Client, give: Give, code: str, wish: str) -> None:
    give(ROWS)
    assert profile(client, code, wish)["sentence"]


def test_two_tables_of_one_title_are_told_apart(client: Client, give: Give) -> None:
    same = "Emploi salarié par commune et secteur (pays d'exemple fictif)"
    rows = ["X001,CA,2019,10", "X002,CA,2019,10"]
    give(rows, title=f'title = "{same}"', kind='kind = "zone_emploi"')
    page = client.get("/observatoire/zone-emploi/X001/")
    titles = [title for _, title in page.context["profile"].choice.sources]
    assert len(titles) == len(set(titles)) == 2
    assert ", par zone d’emploi</option>" in page.text


def test_without_jobs_nothing_is_divided(client: Client, give: Give) -> None:
    give(ROWS)
    found = profile(client, "zero")
    assert found["values"]["employment.end"] == 0
    assert "employment.growth" not in found["values"]
    assert "autant de postes" in found["sentence"]


def test_one_sector_alone(client: Client, give: Give) -> None:
    give(ROWS)
    found = profile(client, "one")["values"]
    assert found["effects.total"] == pytest.approx(-20)
    parts = [found[f"effects.{part}"] for part in ("macro", "structural", "local")]
    assert sum(parts) == pytest.approx(-20)
    assert found["effects.without_first"] == pytest.approx(0)
    # Its only sector is 1230 of the 1882 jobs visible in the country.
    assert found["sector.CA.location_quotient"] == pytest.approx(1882 / 1230)


def test_what_is_all_secret_is_never_a_zero(client: Client, give: Give) -> None:
    give(ROWS)
    found = profile(client, "secret")
    assert found["values"]["sector.CA.end"] is None
    assert found["shown"]["sector.CA.end"] == "secret"
    assert found["values"]["employment.end"] is None
    assert found["shown"]["employment.end"] == "secret"
    assert "effects.local" not in found["values"]
    assert not [key for key in found["values"] if key.startswith("trend.")]
    assert "secret" in found["sentence"]
    assert "autant" not in found["sentence"]
    reasons = {panel["key"]: panel["reason"] for panel in found["missing"]}
    assert "secrètes ou manquent" in reasons["effects"]
    assert "secrètes ou manquent" in reasons["trend"]
    assert any("secret statistique" in warning for warning in found["notes"])


def test_a_cell_secret_at_one_date_is_left_out_at_both(client: Client, give: Give) -> None:
    give(ROWS)
    found = profile(client, "half")
    assert found["values"]["effects.total"] == 2
    assert found["shown"]["sector.CA.start"] == "secret"
    assert found["shown"]["employment.end"].startswith("≥")


@pytest.mark.parametrize(("code", "total"), [("new", 30), ("gone", -30)])
def test_a_territory_that_appears_or_disappears(
    client: Client, give: Give, code: str, total: int
) -> None:
    give(ROWS)
    assert profile(client, code)["values"]["effects.total"] == total


def test_one_year_alone_says_how_many_and_which_panel_is_missing(
    client: Client, give: Give
) -> None:
    give([row for row in ROWS if ",2024," in row])
    found = profile(client, "big")
    assert found["choice"]["from"] == found["choice"]["to"] == 2024
    assert found["values"]["employment.end"] == 1_710
    assert found["values"]["sector.CA.location_quotient"] > 0
    assert "En 2024" in found["sentence"]
    assert {"effects", "trend"} <= {panel["key"] for panel in found["missing"]}
    assert not [key for key in found["values"] if key.startswith(("effects.", "trend."))]


def test_the_first_year_says_that_nothing_is_known_before(client: Client, give: Give) -> None:
    give(ROWS)
    reasons = {p["key"]: p["reason"] for p in profile(client, "big", "?to=2019")["missing"]}
    assert reasons.pop("typology").startswith("Le recensement installé")  # it knows no such basin
    assert reasons == {"effects": "Rien n’est connu avant 2019."}


def test_without_the_country_nothing_is_compared(client: Client, give: Give) -> None:
    give(ROWS, nation="false")
    found = profile(client, "big")
    assert found["values"]["employment.growth"] == pytest.approx(1710 / 1700 - 1)
    assert "employment.nation_growth" not in found["values"]
    assert not [k for k in found["values"] if "quotient" in k or k.startswith("effects.")]
    (panel,) = [panel for panel in found["missing"] if panel["key"] == "effects"]
    assert "ne couvre pas tout le pays" in panel["reason"]
