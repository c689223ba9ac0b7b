"""A report as a workbook, read back by calamine and by its own XML."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
import python_calamine

from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.reporting.carried import CarriedFigure, carried_by
from terreau.reporting.document import Document, Section, State, Sum, Table, Words
from terreau.reporting.workbook import workbook_of
from terreau.reporting.workbook.number_formats import number_format

TABLE = "xl/worksheets/sheet4.xml"
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(data: bytes) -> dict[str, list[list[object]]]:
    """Return the cells of every sheet, from its first row."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def excel(value: float, code: str) -> str:
    """Return what Excel shows of a value under a format of ours: a slow independent reading."""
    parts = re.findall(r'(?:"[^"]*"|[^;])+', code)
    part = parts[0] if value > 0 else parts[1] if value < 0 else parts[2 % len(parts)]
    bare = re.sub(r'"[^"]*"', "", part)
    scaled = abs(value) * 100 if "%" in bare else abs(value)
    decimals = len(bare.partition(".")[2].rstrip("%"))
    grouped = "," if "," in bare else ""
    digits = f"{scaled:{grouped}.{decimals}f}".replace(",", "\u202f").replace(".", ",")
    core = re.search(r"[#0][#,0.]*", re.sub(r'"[^"]*"', lambda m: "~" * len(m[0]), part))
    assert core is not None
    before, after = part[: core.start()], part[core.end() :]
    return (before + digits + after).replace('"', "")


def test_every_figure_shows_as_it_is_written(report: Document) -> None:
    for figure in report.figures():
        if figure.value is not None:
            code = number_format(figure.value, figure.display)
            assert excel(figure.value, code) == figure.display, (figure.key, code)


@pytest.mark.parametrize(
    ("value", "display"),
    [
        (1234567.8, "1\u202f234\u202f568"), (0.0, "0"), (12.0, "12"), (-4.25, "\u22124,25"),
        (0.5, "+50\u00a0%"), (12.5, "12,5\u00a0%"), (1.4, "1,4 fois"), (3.2, "+3,2 points"),
    ],
)  # fmt: skip
def test_formats_of_all_units(value: float, display: str) -> None:
    assert excel(value, number_format(value, display)) == display


def test_what_is_not_the_value_has_no_format_that_would_lie() -> None:
    assert number_format(12_340_000.0, "12,3 M€") == "General"
    assert number_format(5.0, "moins de 10") == "General"
    assert number_format(5.0, "–") == "General"


def test_numbers_are_numbers_in_full_precision(report: Document) -> None:
    held = {cell for rows in sheets(workbook_of(report)).values() for row in rows for cell in row}
    drawn = {f.key for f in report.sections[1].blocks[0].figures}  # type: ignore[union-attr]
    shown = [f for f in report.figures() if f.key not in drawn and f.value is not None]
    assert len(shown) > 150
    assert [f.key for f in shown if not any(f.value == cell for cell in held)] == []


def test_names_of_sheets_are_legal_and_apart(report: Document) -> None:
    twice = replace(report, sections=(*report.sections, report.sections[2]))
    names = list(sheets(workbook_of(twice)))
    assert len({name.casefold() for name in names}) == len(names) == 7
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    assert names[0] == "Synthèse"


def test_words_that_look_like_formulas_stay_words(report: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_of(report))) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for formula in re.findall(r"<f>(.*?)</f>", packed.read(name).decode()):
                    assert "SUM" not in formula
    rows = list(sheets(workbook_of(report)).values())[3]
    assert rows[4][0] == '=SUM(A1) & fils, <fonderie> "d’art"'


def evaluated(formula: str, cells: dict[str, float]) -> float:
    """Return the value of sums and differences of cells."""
    parts = re.findall(r"([+-]?)([A-Z]+\d+)", formula)
    return sum((-1 if sign == "-" else 1) * cells[cell] for sign, cell in parts)


def test_formulas_are_live_and_give_the_figure_again(report: Document) -> None:
    data = workbook_of(report)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        root = ET.fromstring(packed.read(TABLE))
    cells, formulas = {}, {}
    for cell in root.iter(f"{SPACE}c"):
        value, formula = cell.find(f"{SPACE}v"), cell.find(f"{SPACE}f")
        if value is not None and cell.get("t") != "s":
            cells[cell.get("r", "")] = float(value.text or "")
        if formula is not None:
            formulas[cell.get("r", "")] = formula.text or ""
    assert len(formulas) == 46
    for where, formula in formulas.items():
        assert evaluated(formula, cells) == pytest.approx(cells[where]), formula


def test_a_formula_finds_figures_of_other_sheets_and_gives_up_without_them() -> None:
    start = Number("a.b", "A", 2.0, "jobs", "2", Provenance(""))
    whole = Number("c", "C", 4.0, "jobs", "4", Provenance(""))
    lost = Number("d", "D", 9.0, "jobs", "9", Provenance(""))
    first = Table("", ("x", "y"), (("l", start),))
    other = Table("", ("x", "y"), (("l", Sum(whole, "={a.b}*2")), ("m", Sum(lost, "={no}+1"))))
    with_both = _report_with(first, other)
    with zipfile.ZipFile(io.BytesIO(workbook_of(with_both))) as packed:
        written = packed.read("xl/worksheets/sheet3.xml").decode()
    assert re.findall(r"<f>(.*?)</f><v>(.*?)</v>", written) == [("'L''un'!B4*2", "4.0")]
    assert "<v>9</v>" in written


def _report_with(*tables: Table) -> Document:
    words = Words(*("w" for _ in Words.__dataclass_fields__))
    sections = tuple(
        Section(title, (table,)) for title, table in zip(("L'un", "B"), tables, strict=True)
    )
    state = State("s", "a", "s")
    return Document("t", "s", "l", sections, (), state, "a", words, "fr", "d")


def test_the_sheet_of_sources_carries_every_figure(report: Document) -> None:
    data = workbook_of(report)
    assert carried_by(data) == [
        CarriedFigure(f.key, f.label, f.display, f.value, f.provenance.command)
        for f in report.figures()
    ]
    head, first, *_rest = sheets(data)[report.words.sources]
    told = dict(zip(head, first, strict=True))
    assert told["obligation"] == "partage à l’identique"
    assert told["is_example"] == "true"
    assert told["absent"] == "secret"


def test_charts_are_drawn_from_cells_and_described(report: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_of(report))) as packed:
        charts = [n for n in packed.namelist() if n.startswith("xl/charts/chart")]
        first = packed.read("xl/charts/chart1.xml").decode()
        drawing = packed.read("xl/drawings/drawing1.xml").decode()
    assert len(charts) == 2
    assert "+1\u202f045" in first
    assert 'descr="Effets' in drawing


def test_the_state_the_mark_and_the_page_are_told(report: Document) -> None:
    held = sheets(workbook_of(report))
    told = {cell for row in held[report.words.state] for cell in row}
    assert {report.state.digest, report.state.address, report.address} <= told
    assert held["Synthèse"][0][0] == report.mark
    lead = report.lead.replace("**", "")
    assert held["Synthèse"][3][0] == lead
