"""Rows become proposed sheets: what belongs together, what is left out, what counts once."""

from __future__ import annotations

import datetime as dt
import json
import tracemalloc
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from messy_plans import (
    Cell,
    csv_plan,
    ods,
    ods_cell,
    ods_covered,
    workbook,
    write_rows,
)
from read_plans import HEADINGS, codes, lines, of_rows, proposed

from terreau.datasets.plan_files.columns import guess_columns, uses_of
from terreau.datasets.plan_files.fields import Field
from terreau.datasets.plan_files.headings import read_headings
from terreau.datasets.plan_files.proposals import ProposedSheet
from terreau.datasets.plan_files.reading import Sheet
from terreau.datasets.plan_files.remarks import BadPlanFile
from terreau.datasets.plan_files.tables import propose_sheets
from terreau.datasets.plan_files.uses import ColumnUse

K = 100_000


def test_the_same_plan_as_csv_and_as_ods_gives_the_same() -> None:
    as_excel = of_rows(["Attirer", "1", "Totem", "CCI", "Région", "En cours", "12 k€", "RAS"],
                       ["Attirer", "2", "Marque", "CCI", "", "", "", ""])  # fmt: skip
    text = (
        "Axe;N°;Action;Pilote;Partenaires;Statut;Coût;Observations\n"
        "Attirer;1;Totem;CCI;Région;En cours;12 k€;RAS\nAttirer;2;Marque;CCI;;;;\n"
    )
    opened = ods([
        [str(name) for name in HEADINGS],
        [ods_cell("Attirer", down=2), "1", "Totem", "CCI", "Région", "En cours",
         ods_cell("12 k€", kind="float", value="12"), "RAS"],
        [ods_covered(), "2", "Marque", "CCI"],
    ])  # fmt: skip
    as_text, as_open = proposed(csv_plan(text)), proposed(opened)
    told = [sheet.content_key for sheet in as_excel.sheets]
    assert [sheet.content_key for sheet in as_text.sheets] == told
    assert [sheet.content_key for sheet in as_open.sheets] == told


def test_axes_on_lines_of_their_own() -> None:
    found = of_rows(
        ["AXE 1 – Attirer"],
        [None, 1, "Totem", "CCI"],
        ["Axe 2 : Recruter", None, None, None, None, None, "80 k€"],
        ["Thème 2.1 : Former"],
        [None, 2, "École", "CCI", None, None, "80 k€"],
        ["Simplifier"],
        [None, 3, "Guichet", "CCI"],
    )
    assert [(s.title, s.axis, s.theme) for s in found.sheets] == [
        ("Totem", "AXE 1 – Attirer", ""),
        ("École", "Axe 2 : Recruter", "Thème 2.1 : Former"),
        ("Guichet", "Simplifier", ""),
    ]
    assert lines(found) == [(2, "line_axis"), (4, "line_axis"), (5, "line_theme"), (7, "line_axis")]


def test_a_code_that_holds_those_below_is_an_axis() -> None:
    headings: list[Cell] = ["N°", "Axe / Action", "Pilote", 2025, 2026, "Total"]
    found = of_rows(
        ["1", "ATTIRER", None, None, None, 30],
        ["1.1", "Totem", "CCI", 10, 20, 30],
        ["2", "FORMER"],
        ["2.1", "École", "CCI"],
        ["3", "Guichet"],
        headings=headings,
    )
    assert [(s.code, s.title, s.axis) for s in found.sheets] == [
        ("1.1", "Totem", "1 ATTIRER"), ("2.1", "École", "2 FORMER"), ("3", "Guichet", "2 FORMER")
    ]  # fmt: skip
    assert [(c.year, c.cents) for c in found.sheets[0].costs] == [(2025, 1_000), (2026, 2_000)]


def test_an_axis_written_once_holds_for_the_lines_below() -> None:
    found = of_rows(["Attirer", 1, "Totem"], [None, 2, "Marque"], ["Recruter", 3, "École"])
    assert [sheet.axis for sheet in found.sheets] == ["Attirer", "Attirer", "Recruter"]
    assert [codes(sheet) for sheet in found.sheets] == [[], ["axis_above"], []]


def test_a_band_over_many_columns_is_an_axis_and_a_lone_title_an_action() -> None:
    def write(sheet: Any, book: Any) -> None:
        write_rows(sheet, book, [HEADINGS, [], [None, None, "Orientation des jeunes"]])
        sheet.merge_range("A2:H2", "Attirer les talents")

    found = proposed(workbook(Plan=write))
    assert [(s.axis, s.title) for s in found.sheets] == [
        ("Attirer les talents", "Orientation des jeunes")
    ]


def test_totals_are_left_out_and_checked() -> None:
    found = of_rows(
        ["AXE 1"],
        [None, 1, "Totem", None, None, None, "10 k€"],
        [None, 2, "Marque", None, None, None, "à définir"],
        ["Sous-total axe 1", None, None, None, None, None, 10_000],
        ["AXE 2"],
        [None, 3, "École", None, None, None, "5 k€"],
        [None, None, "Total axe 2", None, None, None, 5_000],
        [None, None, "TOTAL GÉNÉRAL", None, None, None, 17_000],
    )
    assert [sheet.title for sheet in found.sheets] == ["Totem", "Marque", "École"]
    last = found.lines[-1]
    assert (last.line, last.remark.code) == (9, "total_differs")
    assert last.remark.parameters == {"heading": "Coût", "total_cents": 17 * K, "sum_cents": 15 * K}
    assert [code for _, code in lines(found)].count("total_differs") == 1


def test_an_action_whose_title_begins_like_a_total_stays() -> None:
    found = of_rows([None, 1, "Total Énergies : dépolluer le site", "CCI", None, "En cours", 5])
    assert [sheet.title for sheet in found.sheets] == ["Total Énergies : dépolluer le site"]


def test_headings_said_again_and_blank_lines_are_no_actions() -> None:
    found = of_rows([None, 1, "Totem", "CCI"], [], HEADINGS, [None, 2, "Marque", "CCI"])
    assert [sheet.title for sheet in found.sheets] == ["Totem", "Marque"]
    assert lines(found) == [(4, "line_headings")]


def test_a_line_without_title_goes_on_or_is_refused() -> None:
    found = of_rows(
        [None, None, None, "Personne", "CCI", "En cours"],
        [None, 1, "Totem", "CCI", "Région", "En cours", "10 k€", "Permis déposé"],
        [None, None, None, "CARENE", "CMA", "Terminé", "2 k€", "Recours"],
        [None, 2, None, "CCI"],
    )
    totem = found.sheets[0]
    assert totem.lines == (3, 4)
    assert totem.organisations == {"sheet_lead": ("CCI", "CARENE"), "partner": ("Région", "CMA")}
    assert totem.texts == {"comment": "Permis déposé\nRecours"}
    assert str(totem.state) == "in_progress"
    assert [(c.written, c.remarks[-1].code) for c in totem.cells if c.line == 4 and c.remarks] == [
        ("Terminé", "cell_again"),
    ]
    assert lines(found) == [(2, "line_untitled"), (5, "line_untitled")]


def test_an_action_over_merged_lines_is_one() -> None:
    def write(sheet: Any, book: Any) -> None:
        write_rows(sheet, book, [HEADINGS, [None, 1, None, "CCI", "Région", None, 7],
                                 [None, None, None, None, "CMA"], [None, 2, "Marque"]])  # fmt: skip
        sheet.merge_range("C2:C3", "Totem")

    totem, marque = proposed(workbook(Plan=write)).sheets
    assert (totem.lines, totem.organisations["partner"]) == ((2, 3), ("Région", "CMA"))
    assert [cost.cents for cost in totem.costs] == [700]
    assert marque.lines == (4,)


def test_doubles_and_codes_said_again() -> None:
    found = of_rows([None, 1, "Totem", "CCI"], [None, 1, "TOTEM", "CMA"], [None, 2, "Totem"],
                    [None, 2, "Marque"], [None, 1, "Totem", "CCI"])  # fmt: skip
    assert [(sheet.double_of, codes(sheet)) for sheet in found.sheets] == [
        (None, []), (2, ["double_title"]), (None, ["title_again"]), (None, ["code_again"]),
        (2, ["double_same"]),
    ]  # fmt: skip


def test_a_code_before_a_title_and_a_code_made_a_date() -> None:
    bare = of_rows(["Fiche 3 – Créer un totem", "CCI"], headings=["Action", "Pilote"]).sheets[0]
    assert (bare.code, bare.title, codes(bare)) == ("3", "Créer un totem", ["code_in_title"])
    dated = of_rows([None, dt.date(2026, 2, 1), "Totem"])
    assert [cell.remarks[0].code for cell in dated.list_refused()] == ["code_day"]


def test_keys_do_not_depend_on_where_a_line_stands() -> None:
    row: list[Cell] = ["Attirer", 1, "Totem", "CCI", None, "En cours", "12 k€"]
    first, moved = of_rows(row).sheets[0], of_rows([], ["Recruter", 2, "École"], row).sheets[1]
    changed = of_rows([*row[:6], "13 k€"]).sheets[0]
    assert first.content_key == moved.content_key != changed.content_key
    assert first.title_key == moved.title_key == changed.title_key
    turned = of_rows(row[::-1], headings=HEADINGS[: len(row)][::-1]).sheets[0]
    assert turned.content_key == first.content_key


def test_an_error_of_the_spreadsheet_is_no_text() -> None:
    sheet = of_rows([None, 1, "Totem", "#REF!", None, None, "#DIV/0!"]).sheets[0]
    assert sheet.organisations == {}
    assert [cell.remarks[0].code for cell in sheet.cells[2:]] == ["cell_formula", "cell_formula"]


def test_without_a_column_of_titles_nothing_is_proposed() -> None:
    sheet = Sheet("", True, [["a"], ["b"]], [1, 2])
    with pytest.raises(BadPlanFile, match="titles"):
        propose_sheets(sheet, read_headings(sheet, 0), {0: ColumnUse(Field.COST)})


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.sampled_from(["AXE 1", "Total", "12 k€", "T3 2024", "à définir", "CCI / Région"]),
)


@given(st.lists(st.lists(CELLS, max_size=8), max_size=8))
def test_nothing_raises_and_no_line_is_lost(rows: list[list[object]]) -> None:
    """Every line that holds something is part of a sheet, or said."""
    cells = [["" if cell is None else cell for cell in row] for row in rows]
    sheet = Sheet("", True, [list(HEADINGS), *cells], list(range(1, len(rows) + 2)))
    headings = read_headings(sheet, 0)
    found = propose_sheets(sheet, headings, uses_of(guess_columns(sheet, headings)))
    told = {line for made in found.sheets for line in made.lines} | {s.line for s in found.lines}
    held = {sheet.lines[row] for row in range(1, len(sheet.rows)) if sheet.own_cells(row)}
    assert held == told
    json.dumps([made.as_dict() for made in found.sheets])


def test_memory_follows_the_rows() -> None:
    """Five hundred actions of eight columns hold in eight megabytes: five thousand in eighty."""
    row: list[object] = ["Attirer", 1, "", "CCI / Région", "CMA\nCPME", "En cours", "12 k€", "RAS"]
    rows: list[list[object]] = [[*row[:2], f"Action {n}", *row[3:]] for n in range(500)]
    sheet = Sheet("", True, [list(HEADINGS), *rows], list(range(1, 502)))
    headings = read_headings(sheet, 0)
    uses = uses_of(guess_columns(sheet, headings))
    tracemalloc.start()
    found = propose_sheets(sheet, headings, uses)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found.sheets) == 500
    assert peak < 8 << 20


def with_leads(
    *cells: str, heading: str = "Pilote / partenaires", titles: Sequence[str] = ("Totem", "Marque")
) -> list[ProposedSheet]:
    """Return the actions of a plan whose lead and partners stand in one column."""
    table: list[list[object]] = [["Action", heading], *map(list, zip(titles, cells, strict=False))]
    sheet = Sheet("", True, table, list(range(1, len(table) + 1)))
    headings = read_headings(sheet, 0)
    return list(propose_sheets(sheet, headings, uses_of(guess_columns(sheet, headings))).sheets)


def doubts(sheet: ProposedSheet) -> list[str]:
    return [remark.code for cell in sheet.cells for remark in cell.remarks]


@pytest.mark.parametrize("heading", ["Pilote / partenaires", "Porteur(s) et partenaires"])
def test_a_column_of_a_lead_and_its_partners_makes_one_lead(heading: str) -> None:
    totem, brand = with_leads("UIMM / CCI ; Région", "CCI", heading=heading)
    assert dict(totem.organisations) == {"sheet_lead": ("UIMM",), "partner": ("CCI", "Région")}
    # Which of them leads is a guess, and is said; one alone is no guess.
    assert doubts(totem) == ["names_lead_first"]
    assert dict(brand.organisations) == {"sheet_lead": ("CCI",)}
    assert doubts(brand) == []


@pytest.mark.parametrize("cell", ["À définir / CCI", "Partenaires : CCI", "Mme Durand ; CCI"])
def test_a_name_that_was_not_the_first_is_a_doubtful_lead(cell: str) -> None:
    (sheet,) = with_leads(cell)
    assert dict(sheet.organisations) == {"sheet_lead": ("CCI",)}
    assert "names_lead_first" in doubts(sheet)


def test_a_lead_with_partners_on_the_lines_below_is_one_lead() -> None:
    (found,) = with_leads("UIMM", "CCI", titles=("Totem", ""))
    assert dict(found.organisations) == {"sheet_lead": ("UIMM",), "partner": ("CCI",)}
    assert "names_lead_first" in [remark.code for remark in found.remarks]
