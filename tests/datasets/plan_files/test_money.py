"""Money and days of an action: nothing counts twice, what does not add up is said."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from messy_plans import Cell, workbook, write_rows
from read_plans import HEADINGS, codes, of_rows, proposed

K = 100_000


def test_an_amount_merged_over_actions_counts_once_and_a_lead_in_each() -> None:
    def write(sheet: Any, book: Any) -> None:
        write_rows(sheet, book, [HEADINGS, [None, 1, "Totem"], [None, 2, "Marque"]])
        sheet.merge_range("G2:G3", "50 k€")
        sheet.merge_range("D2:D3", "CCI")

    totem, marque = proposed(workbook(Plan=write)).sheets
    assert ([c.cents for c in totem.costs], marque.costs) == ([50 * K], ())
    assert [s.organisations["sheet_lead"] for s in (totem, marque)] == [("CCI",), ("CCI",)]
    said = [r.code for s in (totem, marque) for cell in s.cells for r in cell.remarks]
    assert said == ["amount_merged", "amount_of_merged"]


def test_a_total_beside_years_checks_and_alone_counts() -> None:
    headings = ["Action", "Budget 2025", "Budget 2026", "Coût total"]
    rows: list[list[Cell]] = [
        ["Totem", 10, 20, 30],
        ["Marque", 10, 20, 35],
        ["École", None, None, 40],
    ]
    even, odd, alone = of_rows(*rows, headings=headings).sheets
    assert [(c.year, c.cents) for c in even.costs] == [(2025, 1_000), (2026, 2_000)]
    assert (codes(even), codes(odd)) == ([], ["cost_differs"])
    assert sum(c.cents for c in odd.costs) == 3_000
    assert [(c.year, c.cents) for c in alone.costs] == [(None, 4_000)]


def test_financing_by_financer_and_own_share() -> None:
    headings = [
        "Action",
        "Subvention Région",
        "Subvention DETR",
        "Autofinancement",
        "Total financements",
    ]
    even, odd = of_rows(
        ["Totem", 10, 20, 5, 35], ["Marque", 10, None, None, 99], headings=headings
    ).sheets
    assert [(f.financer, f.cents) for f in even.financing] == [("Région", 1_000), ("DETR", 2_000)]
    assert (even.own_share_cents, codes(even)) == (500, [])
    assert codes(odd) == ["financing_differs"]


def test_days_of_a_period_and_an_end_before_its_start() -> None:
    headings = ["Action", "Calendrier", "Échéance", "Début", "Fin"]
    span, year, wrong = of_rows(
        ["Totem", "2025-2027", "fin 2026"], ["Marque", "2026"],
        ["École", None, None, "2026", "2024"], headings=headings).sheets  # fmt: skip
    assert span.starts is not None
    assert span.ends is not None
    assert (span.starts.first, span.ends.last) == (dt.date(2025, 1, 1), dt.date(2027, 12, 31))
    assert (span.milestones[0].label, span.milestones[0].span.last) == (
        "Échéance",
        dt.date(2026, 12, 31),
    )
    assert year.starts == year.ends
    assert (wrong.ends, codes(wrong)) == (None, ["ends_before"])


def test_several_financers_in_one_cell_are_cut_where_each_has_its_amount() -> None:
    headings: list[Cell] = ["Action", "Financement acquis (k€)", "Financeurs"]
    shared, named, unclear = of_rows(
        ["Totem", "DETR : 30\nRégion : 20", None],
        ["Marque", None, "État : 10 k€, CCI (2 000 €)"],
        ["École", "Région : 50 %, DETR : 20 k€", "État / CCI"],
        headings=headings,
    ).sheets
    assert [(f.financer, f.stage, f.cents) for f in shared.financing] == [
        ("DETR", "obtained", 30 * K), ("Région", "obtained", 20 * K)
    ]  # fmt: skip
    assert [(f.financer, f.cents) for f in named.financing] == [("État", 10 * K), ("CCI", 2 * K)]
    assert named.organisations == {"financer": ("État", "CCI")}
    assert unclear.financing == ()
    assert [cell.is_refused for cell in unclear.cells if cell.field == "financing"] == [True]
    said = [cell.understood() for sheet in (shared, named) for cell in sheet.cells[1:]]
    assert said[0] is not None
    assert said[0].en == "DETR: €30,000 · Région: €20,000"
    json.dumps([sheet.as_dict() for sheet in (shared, named, unclear)])
