"""Types of poles, on a workbook made after programs that read INSEE's."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter

from terreau.core.errors import BadTable
from terreau.datasets import catalogue
from terreau.datasets.catalogue import read_table
from terreau.datasets.sources import import_source

NAME = "table-appartenance-geo-communes-2025"
HEADER = ("CODGEO", "LIBGEO", "AAV2020", "TAAV2017", "CATEAAV2020")
ROWS = [
    ("01001", "L'Abergement-Clémenciat", "524", "1", "20"),
    (1004, "Ambérieu-en-Bugey", "243", 1, 11),
    ("44184", "Saint-Nazaire", "056", "2", "11"),
    ("44132", "Pornichet", "056", "2", "12"),
    ("75056", "Paris", "001", "5", "11"),
    ("61001", "Alençon", "000", "0", "30"),
    ("97601", "Acoua", "ZZZ", "Z", "ZZ"),
]


def packed(folder: Path, header: tuple[str, ...] = HEADER) -> Path:
    file = folder / f"{NAME}.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("COM")
        for line, row in enumerate([header, *ROWS], start=5):
            sheet.write_row(line, 0, row)
    target = folder / f"{NAME}.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(file, f"{NAME}.xlsx")
    return target


def test_communes_are_put_in_their_type(tmp_path: Path) -> None:
    (report,) = import_source("poles", packed(tmp_path), home=tmp_path / "home")
    assert report.dataset.territory_kind == "custom"
    rows = read_table(report.dataset).to_pylist()
    assert Counter(row["code"] for row in rows) == {
        "aav2020-couronne-1": 1, "aav2020-pole-1": 1, "aav2020-pole-2": 2, "aav2020-pole-5": 1,
        "aav2020-hors": 1,
    }  # fmt: skip
    assert {row["member"] for row in rows if row["code"] == "aav2020-pole-1"} == {"01004"}
    named = catalogue.labels(report.dataset)
    assert named["aav2020-pole-2"] == "Pôles des aires de 50 000 à 200 000 habitants"


def test_a_workbook_without_the_columns_is_refused(tmp_path: Path) -> None:
    file = packed(tmp_path, ("CODGEO", "LIBGEO", "AAV2020", "TAAV2017", "OTHER"))
    with pytest.raises(BadTable, match="holds the names of its columns"):
        import_source("poles", file, home=tmp_path / "home")
