"""Unemployment by zone: a workbook made after INSEE's from figures published elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from terreau.core.errors import BadTable
from terreau.datasets.sources import get_source, import_source, read_source

SOURCE, NAME = "chomage-zones", "chomage-zone-t1-2003-t4-2025.xlsx"
Cell = str | float | None


def book(folder: Path, rows: list[list[Cell]], *, sheet: str = "txcho_ze") -> Path:
    """Write the workbook: titles above, a note below."""
    file = folder / NAME
    with xlsxwriter.Workbook(file) as made:
        made.add_worksheet("Documentation").write(0, 0, "Champ : France hors Mayotte")
        written = made.add_worksheet(sheet)
        written.write(0, 0, "Taux de chômage localisés par zone d'emploi")
        for line, row in enumerate(rows, start=5):
            for column, cell in enumerate(row):
                if cell is not None:
                    written.write(line, column, cell)
        written.write(len(rows) + 6, 0, "Source : Insee, taux de chômage localisés")
    return file


def test_every_published_rate_is_found_again(shared: Path, tmp_path: Path) -> None:
    text = (shared / "data/employment/unemployment_ze2020_quarterly.json").read_text("utf-8")
    published = json.loads(text)
    quarters, zones = published["quarters"], published["zes"]
    rows: list[list[Cell]] = [["ZE2020", "LIBZE2020", "REG", "LIBREG", *quarters]]
    for number, (code, zone) in enumerate(zones.items()):
        # Some codes as numbers: their zeros are lost in the sheet.
        written: Cell = int(code) if number % 2 else code
        rows.append([written, zone["label"], "28", "Normandie", *zone["rate_pct"]])
    (found,) = read_source(SOURCE, book(tmp_path, rows))
    assert (found.rejected, found.findings.remarks) == (0, ())
    held = {(r["territory"], r["period"]): r["value"] for r in found.table.to_pylist()}
    assert held == {
        (code, quarter): rate
        for code, zone in zones.items()
        for quarter, rate in zip(quarters, zone["rate_pct"], strict=True)
    }
    assert (quarters[0], quarters[-1], len(held)) == ("2021-T1", "2025-T4", 302 * 20)


def test_a_zone_without_a_rate_is_missing_not_zero(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[list[Cell]] = [["ZE2020", "LIBZE2020", *(f"{y}-T1" for y in range(1900, 2026))]]
    rows += [["0051", "Alençon", *([7.2] * 125), None], ["0052", "Arles", *([9.8] * 126)]]
    (report,) = import_source(SOURCE, book(tmp_path, rows), home=tmp_path / "home")
    assert (report.dataset.rows_kept, report.dataset.rows_hidden) == (252, 1)
    assert get_source(SOURCE).datasets == (report.dataset.id,)


@pytest.mark.parametrize(
    ("rows", "sheet", "said"),
    [
        ([["ZE2020", "LIBZE2020", "2025"], ["0051", "Alençon", 7.2]], "txcho_ze", "is a quarter"),
        ([["ZE2020", "LIBZE2020", "2025-T4"]], "Figure 1", "No sheet of this name: 'txcho_ze'"),
        ([["Code", "Zone", "2025-T4"]], "txcho_ze", "No line of the sheet 'txcho_ze'"),
        ([["ZE2020", "LIBZE2020", "2025-T4"], ["0051", "A", 7.2]], "txcho_ze", "cut short"),
    ],
)
def test_another_workbook_is_refused(
    rows: list[list[Cell]], sheet: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(BadTable, match=said):
        import_source(SOURCE, book(tmp_path, rows, sheet=sheet), home=tmp_path / "home")
    assert not list((tmp_path / "home").glob("datasets/*/current"))
