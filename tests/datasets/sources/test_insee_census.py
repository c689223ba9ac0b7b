"""Harmonised censuses 1968–2022, on workbooks made after their description (never a real one)."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from terreau.core.errors import BadTable
from terreau.datasets.sources import import_source, read_source
from terreau.datasets.sources.insee_census import CENSUSES, SECTORS

SOURCE = "recensement-25-54"
OFFICIAL = "pop-act2554-empl-sa-sexe-cd-6822"
COLUMNS = [f"nes4x{sector}s{sex}rpop{{year}}" for sector in SECTORS for sex in (1, 2)]
# Fictitious: department, commune, name, then men and women of the four sectors.
ROWS = [
    ["44", "184", "Saint-Nazaire", 10, 5, 4000.5, 800.25, 900, 50, 3000, 5000],
    ["01", "001", "L'Abergement-Clémenciat", 20, 10, 30, None, 5, 1, 40, 60],
    ["2A", "004", "Ajaccio", 1, 1, 2, 2, 3, 3, 4, 4],
]


def book(folder: Path, *, rows: Mapping[int, list[list[Any]]] | None = None, **wishes: Any) -> Path:
    """Write the zip: sheets of departments too, titles above two lines of names."""
    path = folder / f"{OFFICIAL}.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for year in wishes.get("years", CENSUSES):
            workbook.add_worksheet(f"DEP_{year}").write(0, 0, "Départements")
            sheet = workbook.add_worksheet(f"COM_{year}")
            sheet.write(0, 0, "Actifs occupés de 25 à 54 ans - au lieu de résidence")
            columns = [name.format(year=year) for name in wishes.get("columns", COLUMNS)]
            names = ["RR", "DR", "CR", "STABLE", "LIBELLE", *columns]
            sheet.write_row(14, 0, ["Région", "Département", "Commune", "Stabilité", "Libellé"])
            sheet.write_row(15, 0, names)
            for line, row in enumerate((rows or {}).get(year, ROWS), start=16):
                sheet.write_row(line, 0, ["52", row[0], row[1], "", row[2], *row[3:]])
    with zipfile.ZipFile(folder / f"{OFFICIAL}.zip", "w") as packed:
        packed.write(path, path.name)
    path.unlink()
    return folder / f"{OFFICIAL}.zip"


def test_sexes_are_added_and_sectors_named(tmp_path: Path) -> None:
    (found,) = read_source(SOURCE, book(tmp_path))
    assert found.rejected == 0
    frame = found.table.to_pandas()
    assert sorted(frame.period.unique()) == list(CENSUSES)
    of_1968 = frame[frame.period == 1968]
    values = {(row.territory, row.sector): row.value for row in of_1968.itertuples()}
    assert values["44184", "BE"] == 4800.75
    assert [values["01001", sector] for sector in ("AZ", "BE", "FZ", "GU")] == [30, 30, 6, 100]
    assert values["2A004", "GU"] == 8
    assert found.description.measure == "employed_25_54"


def test_it_says_where_people_are_counted_and_that_it_is_no_whole_country(tmp_path: Path) -> None:
    (report,) = import_source(SOURCE, book(tmp_path), home=tmp_path / "home")
    assert "lieu de résidence" in report.dataset.note
    assert not report.dataset.covers_nation


def test_codes_written_as_numbers_get_their_zeros_back(tmp_path: Path) -> None:
    rows = {year: [[1, 1, "L'Abergement-Clémenciat", *range(8)]] for year in CENSUSES}
    (found,) = read_source(SOURCE, book(tmp_path, rows=rows))
    assert set(found.table["territory"].to_pylist()) == {"01001"}


def test_a_cell_that_is_no_number_is_refused_not_added(tmp_path: Path) -> None:
    rows = {1968: [*ROWS[1:], [*ROWS[0][:3], "s", *ROWS[0][4:]]]}
    (report,) = import_source(SOURCE, book(tmp_path, rows=rows), home=tmp_path / "home")
    assert report.rejected["not_a_number"][1].value == "s"
    assert report.dataset.rows_hidden == 1


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        ({"columns": COLUMNS[:7]}, "not one column a sector and sex.*Found 7 of 8"),
        ({"columns": ["a", "b"]}, "not one column a sector and sex.*Found 0 of 8"),
        ({"years": CENSUSES[:-1]}, "No sheet of this name: 'COM_2022'"),
    ],
)
def test_another_workbook_is_refused(tmp_path: Path, wishes: Any, sentence: str) -> None:
    with pytest.raises(BadTable, match=sentence) as refused:
        import_source(SOURCE, book(tmp_path, **wishes), home=tmp_path / "home")
    assert "Nothing was imported" in str(refused.value)
