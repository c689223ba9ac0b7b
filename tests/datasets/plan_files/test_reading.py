"""Files: what is read of each kind, what is refused, and with which words."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from messy_plans import csv_plan, ods, ods_cell, ods_covered, plain, workbook

from terreau.datasets.plan_files import reading
from terreau.datasets.plan_files.reading import Sheet, read_plan_file
from terreau.datasets.plan_files.remarks import BadPlanFile
from terreau.datasets.reading.packed import unpacked_size


def read(content: bytes) -> Sheet:
    return read_plan_file("plan", content).sheets[0]


def code_of(content: bytes) -> str:
    with pytest.raises(BadPlanFile) as refused:
        read_plan_file("plan", content)
    assert refused.value.remark.said().fr
    return refused.value.remark.code


def repacked(content: bytes, **changes: bytes) -> bytes:
    """Return an archive whose parts that end as named are replaced."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            held = old.read(name)
            for end, change in changes.items():
                held = change if name.endswith(f"{end}.xml") else held
            new.writestr(name, held)
    return packed.getvalue()


def test_cells_keep_their_kinds_and_units() -> None:
    def write(sheet: Any, book: Any) -> None:
        for column, (value, code) in enumerate(
            [(12, '0" k€"'), (12.4, '# ##0.0" K€"'), (12_000, '#,##0," k€"'), (0.8, "0%"),
             (1.5, '0.0" M€"'), (12, "0.00 €"), (12.5, "General")]
        ):  # fmt: skip
            sheet.write_number(0, column, value, book.add_format({"num_format": code}))
        sheet.write_datetime(0, 7, dt.date(2024, 9, 1), book.add_format({"num_format": "mmm yy"}))
        sheet.write_formula(0, 8, "=1/0", None, "#DIV/0!")
        sheet.write_formula(0, 9, "=1+1", None, 2)
        sheet.write(0, 10, "  Créer \n")

    assert read(workbook(Plan=write)).rows == [
        ["12 k€", "12,4 k€", 12_000.0, "80 %", "1,5 M€", 12.0, 12.5, dt.date(2024, 9, 1),
         "#DIV/0!", 2.0, "Créer"]
    ]  # fmt: skip


def test_merged_cells_are_filled_and_their_origin_kept() -> None:
    def write(sheet: Any, _book: Any) -> None:
        sheet.merge_range("A1:A3", "Axe")
        sheet.merge_range("B1:C1", "Calendrier")
        sheet.write("B3", "x")
        sheet.write("C3", "y")

    sheet = read(workbook(Plan=write))
    assert [row[0] for row in sheet.rows] == ["Axe"] * 3
    assert sheet.rows[0] == ["Axe", "Calendrier", "Calendrier"]
    assert sheet.origins == {(1, 0): (0, 0), (2, 0): (0, 0), (0, 2): (0, 1)}
    assert sheet.own_cells(2) == {1: "x", 2: "y"}


def test_an_opendocument_is_read_as_an_excel_file() -> None:
    sheet = read(
        ods([
            ["Axe", "Action", "Coût", "Part", "Début"],
            [ods_cell("Attirer", down=2), "École", ods_cell("12 k€", kind="float", value="12"),
             ods_cell("80 %", kind="percentage", value="0.8"),
             ods_cell("01/09/24", kind="date", value="2024-09-01")],
            [ods_covered(), "Totem", ods_cell("12 k€", kind="float", value="12000"), "", ""],
        ])
    )  # fmt: skip
    assert sheet.rows[1:] == [
        ["Attirer", "École", "12 k€", "80 %", dt.date(2024, 9, 1)],
        ["Attirer", "Totem", 12_000.0, "", ""],
    ]
    assert sheet.origins == {(2, 0): (1, 0)}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_text_is_read_whatever_wrote_it(encoding: str, separator: str) -> None:
    text = 'Plan\n\nAction;Coût;Pilote\n"École\nde production";12 000,50 €;CCI\n'
    if separator == ",":
        text = (
            text.replace("12 000,50", '"12 000,50"')
            .replace("€;", '€";')
            .replace('"12 000,50" €"', '"12 000,50 €"')
        )
    sheet = read(csv_plan(text.replace(";", separator), encoding=encoding))
    assert sheet.rows[2:] == [
        ["Action", "Coût", "Pilote"],
        ["École\r\nde production", "12 000,50 €", "CCI"],
    ]
    assert sheet.lines == [1, 2, 3, 4]


def test_sheets_are_listed_and_empty_ones_left_out() -> None:
    file = read_plan_file(
        "plan.xlsx",
        workbook(
            Vide=lambda *_: None,
            Plan=lambda sheet, _: sheet.write(0, 0, "x"),
            Caché=lambda sheet, _: (sheet.hide(), sheet.write(0, 0, "y")),
        ),
    )
    assert [(sheet.name, sheet.is_visible) for sheet in file.sheets] == [
        ("Plan", True),
        ("Caché", False),
    ]
    assert file.sheet("Caché").rows == [["y"]]
    with pytest.raises(BadPlanFile, match="No sheet is called Autre"):
        file.sheet("Autre")


def test_what_is_no_spreadsheet_is_told() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    given = {
        b"%PDF-1.7": "file_other",
        packed.getvalue(): "file_other",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "file_old",
        b"": "file_empty",
        b"\n\n;;\n": "file_empty",
        b"PK\x03\x04 damaged": "file_damaged",
        plain([["Action"]])[:-200]: "file_damaged",
        repacked(plain([["Action"]]), sheet1=b"<worksheet"): "file_damaged",
        b"\x00\x01\x02\x03": "file_other",
        bytes(range(1, 9)) + b"a;b\n" + bytes(range(128, 160)): "file_other",
        b"<html><table><tr><td>Action</td></tr></table></html>": "file_other",
        b'Action;Pilote\n"\xc3\x89cole;CCI\nTotem;CARENE\n': "file_quote",
        b"x" * (reading.MOST_BYTES + 1): "file_large",
        b"a\n" * (reading.MOST_ROWS + 1): "file_rows",
        b";".join([b"a"] * (reading.MOST_COLUMNS + 1)): "file_columns",
    }
    assert {content[:60]: code_of(content) for content in given} == {
        content[:60]: code for content, code in given.items()
    }


def test_a_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kilobytes that would be 80 MB of one letter."""
    monkeypatch.setattr(reading, "read_sheets", lambda *_, **__: pytest.fail("It was opened"))
    huge = b"<sst><si><t>" + b"A" * (80 << 20) + b"</t></si></sst>"
    assert code_of(repacked(plain([["Action"]]), sharedStrings=huge)) == "file_unpacked"


def test_a_part_that_lies_about_its_size_is_damaged() -> None:
    content = bytearray(repacked(plain([["Action"]]), sharedStrings=b"A" * 100_000))
    size = (100_000).to_bytes(4, "little")
    assert content.count(size) == 2
    lying = bytes(content.replace(size, (10).to_bytes(4, "little")))
    assert unpacked_size(lying, 1 << 20) is None
    assert code_of(lying) == "file_damaged"


def test_a_text_that_many_cells_share_counts_in_each() -> None:
    """Each of 2 000 cells shows the same 20 000 letters: 40 million from a few kilobytes."""
    content = plain([["x" * 20_000]] * 2_000)
    assert len(content) < 100_000
    assert code_of(content) == "file_unpacked"


def test_a_text_that_many_cells_repeat_counts_in_each() -> None:
    cell = ods_cell("x" * 20_000).replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="900"'
    )
    assert code_of(ods([["Action"], [cell]])) == "file_unpacked"


def test_a_far_cell_and_overlapping_merges_are_refused() -> None:
    far = workbook(Plan=lambda sheet, _: (sheet.write(0, 0, "a"), sheet.write(900_000, 9, "b")))
    assert code_of(far) == "file_unpacked"
    whole = "".join('<mergeCell ref="A1:AX200"/>' for _ in range(200))
    wide = plain([[f"{n}" for n in range(50)]] * 200)
    with zipfile.ZipFile(io.BytesIO(wide)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    merged = sheet.replace("</sheetData>", f"</sheetData><mergeCells>{whole}</mergeCells>")
    assert code_of(repacked(wide, sheet1=merged.encode())) == "file_unpacked"


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(BadPlanFile):
        read_plan_file("plan", content)
