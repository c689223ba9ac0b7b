"""Official zones in the pages: found by name, with their communes and a profile from these."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlsxwriter
from django.test import Client

from terreau.datasets.sources import import_source
from terreau.web.apps.territories.selectors import get_territory
from terreau.web.apps.territories.services import sync_perimeters

pytestmark = pytest.mark.django_db

COMMUNES = [
    ("CODGEO", "LIBGEO", "ZE2020", "BV2022"),
    ("44132", "Pornichet", "5218", "44055"),
    ("44184", "Saint-Nazaire", "5218", "44184"),
]
ZONES = [
    ("NIVGEO", "CODGEO", "LIBGEO"),
    ("ZE2020", "5218", "Saint-Nazaire"),
    ("BV2022", "44055", "La Baule-Escoublac"),
    ("BV2022", "44184", "Saint-Nazaire"),
]
# Not what is published: twice two round numbers.
JOBS = """Code commune;Code APE;Effectifs salariés 2021;Nombre d'établissements 2021;\
Effectifs salariés 2022;Nombre d'établissements 2022
44132;3011Z;100;1;100;1
44184;3011Z;1000;1;2000;2
"""


@pytest.fixture
def held(home: Path, seeded_home: Path, tmp_path: Path) -> None:
    for folder in ("example", "datasets"):
        shutil.copytree(seeded_home / folder, home / folder)
    book = tmp_path / "table-appartenance-geo-communes-2025.xlsx"
    with xlsxwriter.Workbook(book) as made:
        for name, rows in (("COM", COMMUNES), ("Zones_supra_communales", ZONES)):
            sheet = made.add_worksheet(name)
            for line, row in enumerate(rows, start=5):
                sheet.write_row(line, 0, row)
    jobs = tmp_path / "jobs.csv"
    jobs.write_text(JOBS, encoding="utf-8")
    import_source("zones", book, home=home)
    import_source("urssaf-commune-ape", jobs, home=home)
    sync_perimeters(home=home)


@pytest.mark.usefixtures("held")
def test_zones_have_their_communes_and_a_profile_by_them(client: Client) -> None:
    zone = get_territory(kind="zone_emploi", code="5218")
    assert (zone.name, zone.communes) == ("Saint-Nazaire", {"44132", "44184"})
    basin = get_territory(kind="bassin_de_vie", code="44055")
    assert (basin.name, basin.communes) == ("La Baule-Escoublac", {"44132"})
    for kind, code, jobs in (("zone-emploi", "5218", 2100), ("bassin-de-vie", "44055", 100)):
        page = client.get(f"/observatoire/{kind}/{code}/")
        assert page.status_code == 200
        end = page.context["profile"].employment_end
        assert (end.value, page.context["profile"].choice.source) == (jobs, "urssaf-commune-ape")
        assert client.get(f"/territoires/{kind}/{code}/").status_code == 200


@pytest.mark.usefixtures("held")
def test_a_zone_is_found_by_its_name(client: Client) -> None:
    answer = client.get("/territoires/", {"q": "zone d'emploi saint-nazaire"})
    assert "/zone-emploi/5218/" in answer.text
