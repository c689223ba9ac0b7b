"""Spreadsheets: what has no result is not empty, and a far cell never fills the memory."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import Any

import pyarrow.parquet as pq
import pytest
import xlsxwriter

from terreau.core.errors import BadTable
from terreau.datasets.dataset import Dataset
from terreau.datasets.importing import ImportReport, import_table

Says = Callable[..., None]
Bench = Any  # the folder that conftest.py makes

HEADER = ("commune", "a38", "annee", "effectif")
ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>
</office:document-content>"""
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


def write_excel(bench: Bench, write: Callable[[Any], object]) -> None:
    """Write the five rows of the bench with the values that ``write`` puts in the last column."""
    bench.name = "table.xlsx"
    with xlsxwriter.Workbook(bench.folder / bench.name) as book:
        sheet = book.add_worksheet("Données")
        for line, row in enumerate(bench.rows.splitlines()):
            for column, cell in enumerate(row.split(";")):
                sheet.write_string(line, column, cell)
        write(sheet)


def write_ods(bench: Bench, cells: str, *, beyond: str = "") -> None:
    """Write one row a cell given, each with a year of its own, among two tables."""
    bench.name = "table.ods"

    def row(*written: str) -> str:
        return f"<table:table-row>{''.join(written)}</table:table-row>"

    rows = [row(*map(text, HEADER))]
    for year, cell in enumerate(cells.split("\n"), start=2019):
        rows.append(row(text("01001"), text("CA"), text(str(year)), cell))
    wrong = f'<table:table table:name="B">{row(text("#N/A"))}</table:table>'
    right = f'<table:table table:name="A">{"".join(rows)}{beyond}</table:table>'
    with zipfile.ZipFile(bench.folder / bench.name, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS.format(tables=wrong + right))
    bench.change('separator = ";"', 'sheet = "A"')


def text(shown: str) -> str:
    """Return a cell of an OpenDocument that holds a text."""
    return (
        f'<table:table-cell office:value-type="string"><text:p>{shown}</text:p></table:table-cell>'
    )


def imported(bench: Bench) -> ImportReport:
    return import_table(bench.file, bench.describe, accept_rejects=True)


def cells(dataset: Dataset) -> list[tuple[float | None, str]]:
    table = pq.read_table(dataset.table_path)
    return list(zip(table["value"].to_pylist(), table["status"].to_pylist(), strict=True))


def test_a_cell_in_error_or_never_computed_is_not_a_zero(bench: Bench) -> None:
    def write(sheet: Any) -> None:
        sheet.write_formula("D2", "=1/0", value="#DIV/0!")
        sheet.write_formula("D3", "=NA()", value="#N/A")
        sheet.write_formula("D4", "=D2+1", value="")  # as a program that computes nothing writes
        sheet.write_formula("D5", "=60*2", value=120)

    bench.change(";110", ";")
    write_excel(bench, write)
    report = imported(bench)
    assert cells(report.dataset) == [
        (None, "missing"), (None, "missing"), (None, "missing"), (120.0, "ok"), (0.0, "ok"),
    ]  # fmt: skip
    refused = pq.read_table(report.dataset.rejected_path).to_pylist()
    assert [(row["line"], row["value"]) for row in refused] == [
        (2, "#DIV/0!"), (3, "#N/A"), (4, "=D2+1"),
    ]  # fmt: skip
    assert "could not compute it" in refused[0]["sentence"]
    assert "no result: open the spreadsheet" in refused[2]["sentence"]


def test_an_error_can_be_described_as_a_mark(bench: Bench) -> None:
    write_excel(bench, lambda sheet: sheet.write_formula("D2", "=NA()", value="#N/A"))
    bench.description += '[status]\nsecret = ["#N/A"]\n'
    report = imported(bench)
    assert report.rejected == {}
    assert cells(report.dataset)[0] == (None, "secret")


def test_a_last_column_of_formulas_without_result_is_there(bench: Bench) -> None:
    def write(sheet: Any) -> None:
        for line in range(5):
            sheet.write_formula(line + 1, 3, "=1+1", value="")

    write_excel(bench, write)
    with pytest.raises(BadTable, match=r"5 of 5 values are refused.*'=1\+1' is not a number"):
        import_table(bench.file, bench.describe)


def test_a_row_of_errors_is_a_row(bench: Bench) -> None:
    def write(sheet: Any) -> None:
        for column in range(4):
            sheet.write_formula(6, column, "=#REF!", value="#REF!")

    write_excel(bench, write)
    assert imported(bench).rejected["unknown_territory"][1].value == "#REF!"


def test_cells_in_error_of_an_open_document(bench: Bench) -> None:
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
        "</table:table-cell>"
    )
    never = '<table:table-cell table:formula="of:=[.D2]+1"/>'
    empty = (
        '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string" '
        'office:string-value=""><office:annotation><text:p>why</text:p></office:annotation>'
        "<text:p/></table:table-cell>"
    )
    number = (
        '<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p>'
        "</table:table-cell>"
    )
    blank = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    write_ods(bench, f"{error}\n{never}\n{empty}\n{number}", beyond=blank)
    report = imported(bench)
    assert cells(report.dataset) == [
        (None, "missing"), (None, "missing"), (0.0, "ok"), (3.0, "ok"),
    ]  # fmt: skip
    assert report.rejected["not_a_number"] == (2, report.rejected["not_a_number"][1])
    assert report.rejected["not_a_number"][1].value == "#DIV/0!"


def test_a_cell_far_from_the_table_is_told_before_the_memory_is_filled(
    bench: Bench, says: Says
) -> None:
    write_excel(bench, lambda sheet: sheet.write_string(999_999, 299, "x"))
    with pytest.raises(BadTable) as caught:
        imported(bench)
    says(caught.value, "table.xlsx: The sheet reaches too far: 'KN1000000'", "Delete the rows")


def test_a_far_cell_that_holds_nothing_is_harmless(bench: Bench) -> None:
    def write(sheet: Any) -> None:
        sheet.write_blank(999_999, 299, None, sheet.default_date_format or None)
        for line, row in enumerate(bench.rows.splitlines()[1:], start=1):
            sheet.write_number(line, 3, float(row.split(";")[3]))

    write_excel(bench, write)
    assert imported(bench).dataset.rows_kept == 5


def test_a_far_cell_of_an_open_document(bench: Bench, says: Says) -> None:
    far = (
        '<table:table-row table:number-rows-repeated="1048000"/><table:table-row>'
        f'<table:table-cell table:number-columns-repeated="299"/>{text("x")}</table:table-row>'
    )
    write_ods(bench, text("3"), beyond=far)
    with pytest.raises(BadTable) as caught:
        imported(bench)
    says(caught.value, "reaches too far: 'KN1048003'")


@pytest.mark.parametrize("ending", [".xls", ".xlsb"])
def test_spreadsheets_that_hide_their_errors_are_not_read(
    bench: Bench, says: Says, ending: str
) -> None:
    path = bench.folder / f"table{ending}"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(BadTable) as caught:
        import_table(path, bench.describe)
    says(caught.value, f"not read: '{ending}'", "in error", "as .xlsx")


def test_a_document_type_is_refused(bench: Bench, says: Says) -> None:
    write_ods(bench, text("3"))
    trap = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
    with zipfile.ZipFile(bench.folder / bench.name) as archive:
        content = archive.read("content.xml").decode()
    with zipfile.ZipFile(bench.folder / bench.name, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", trap + content.partition("?>")[2])
    with pytest.raises(BadTable) as caught:
        imported(bench)
    says(caught.value, "cannot be read", "declares a document type")
