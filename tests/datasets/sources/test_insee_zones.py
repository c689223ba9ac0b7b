"""Employment zones and bassins de vie, on a workbook made after programs that read INSEE's."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from terreau.core.errors import BadTable
from terreau.datasets import catalogue
from terreau.datasets.catalogue import read_table
from terreau.datasets.sources import get_source, import_source, read_source

NAME = "table-appartenance-geo-communes-2025"
Row = Sequence[str | int]
COMMUNES: list[Row] = [
    ("CODGEO", "LIBGEO", "DEP", "REG", "EPCI", "NATURE_EPCI", "ZE2020", "BV2022"),
    ("01001", "L'Abergement-Clémenciat", "01", "84", "200069193", "CC", "8405", "01093"),
    ("44132", "Pornichet", "44", "52", "244400644", "CA", "5218", "44055"),
    ("44184", "Saint-Nazaire", "44", "52", "244400644", "CA", "5218", "44184"),
    ("61001", "Alençon", "61", "28", "246100663", "CU", 51, "61001"),
    ("97601", "Acoua", "976", "06", "200060473", "CC", "ZZZZ", "97608"),
]
ZONES: list[Row] = [
    ("NIVGEO", "CODGEO", "LIBGEO", "NB_COM"),
    ("EPCI", "244400644", "CA de la Région Nazairienne", 10),
    ("ZE2020", "5218", "Saint-Nazaire", 2),
    ("ZE2020", "8405", "Bourg en Bresse", 1),
    ("ZE2020", 51, "Alençon", 1),
    ("BV2022", "44055", "La Baule-Escoublac", 1),
    ("BV2022", "44184", "Saint-Nazaire", 1),
]


def book(folder: Path, sheets: dict[str, list[Row]]) -> Path:
    """Write the workbook, each sheet under its five lines of titles, and pack it."""
    file = folder / f"{NAME}.xlsx"
    with xlsxwriter.Workbook(file) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            sheet.write(0, 0, "Table d'appartenance géographique des communes")
            sheet.write(4, 0, "Code géographique")
            for line, row in enumerate(rows, start=5):
                for column, cell in enumerate(row):
                    sheet.write(line, column, cell)
    packed = folder / f"{NAME}.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(file, f"{NAME}.xlsx")
    return packed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return book(
        tmp_path,
        {"COM": COMMUNES, "ARM": [("CODGEO", "COM")], "Zones_supra_communales": ZONES},
    )


def test_two_sets_of_perimeters_with_their_names(file: Path, tmp_path: Path) -> None:
    zones, basins = import_source("zones", file, home=tmp_path / "home")
    made = (zones.dataset.id, basins.dataset.id)
    assert made == get_source("zones").datasets == ("zones-emploi-2020", "bassins-de-vie-2022")
    assert catalogue.labels(zones.dataset) == {
        "5218": "Saint-Nazaire", "8405": "Bourg en Bresse", "0051": "Alençon",
    }  # fmt: skip
    held = {(row["code"], row["member"]) for row in read_table(zones.dataset).to_pylist()}
    assert held == {("5218", "44132"), ("5218", "44184"), ("8405", "01001"), ("0051", "61001")}
    assert basins.dataset.territory_kind == "bassin_de_vie"
    assert catalogue.labels(basins.dataset)["44055"] == "La Baule-Escoublac"


def test_what_is_lacking_is_told(file: Path) -> None:
    zones, basins = read_source("zones", file)
    assert "communes are in none of these zones" in zones.findings.remarks[0].en
    # 01093, 61001 and 97608 have no name in the sheet of zones.
    assert "3 zones have no name" in basins.findings.remarks[-1].en


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"COM": COMMUNES}, "No sheet of this name: 'Zones_supra_communales'"),
        ({"A": COMMUNES, "Zones_supra_communales": ZONES}, "No sheet of this name: 'COM'"),
        (
            {"COM": [row[:6] for row in COMMUNES], "Zones_supra_communales": ZONES},
            "No line of the sheet 'COM' holds the names of its columns",
        ),
    ],
)
def test_another_workbook_is_refused_in_a_sentence(
    sheets: dict[str, list[Row]], said: str, tmp_path: Path
) -> None:
    file = book(tmp_path, sheets)
    with pytest.raises(BadTable, match=said) as refused:
        import_source("zones", file, home=tmp_path / "home")
    assert f"{NAME}.zip" in str(refused.value)
    assert "as its publisher gives it" in str(refused.value)
    assert not list((tmp_path / "home").glob("datasets/*/current"))
