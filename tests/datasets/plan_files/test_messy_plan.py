"""A plan with every slip there is: its actions, its money, its days, its names, what is said."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from messy_plans import messy_plan
from read_plans import codes, lines, proposed

from terreau.datasets.plan_files.tables import Proposals

K = 100_000


@pytest.fixture(scope="module")
def messy() -> Proposals:
    return proposed(messy_plan())


def test_a_messy_plan_gives_its_actions(messy: Proposals) -> None:
    assert [(sheet.lines, sheet.code, sheet.title) for sheet in messy.sheets] == [
        ((6,), "1.1", "Créer un lieu totem"),
        ((7,), "1.2", "Vendre une marque industrielle"),
        ((8, 9), "1.3", "Réhabiliter la friche Chanteclair"),
        ((10,), "2.1", "École de production"),
        ((11,), "2.2", "Logement des apprentis"),
        ((12,), "2.1", "École de production"),
        ((13, 14), "2.3", "Navettes domicile-travail"),
    ]
    assert [sheet.axis[:5] for sheet in messy.sheets] == ["AXE 1"] * 3 + ["AXE 2"] * 4
    assert lines(messy) == [(15, "line_total"), (17, "line_note")]


def test_a_messy_plan_gives_its_money_to_the_cent(messy: Proposals) -> None:
    totem, marque, friche, ecole, logement, _again, navettes = messy.sheets
    assert [(c.year, c.cents, c.tax) for c in totem.costs] == [
        (2025, 120 * K, "ht"), (2026, 4_550_000, "ht")
    ]  # fmt: skip
    assert [(f.financer, f.cents) for f in totem.financing] == [
        ("État", 50 * K),
        ("Région", 30 * K),
    ]
    assert (marque.costs, marque.financing) == ((), ())
    assert [c.cents for c in friche.costs] == [80 * K, 20 * K]
    assert [c.cents for c in ecole.costs] == [10 * K]
    assert [c.cents for c in logement.costs] == [1_200 * K]
    assert [c.cents for c in navettes.costs] == [5 * K, 5 * K]


def test_a_messy_plan_says_what_it_did_not_understand(messy: Proposals) -> None:
    assert [(cell.line, cell.written, cell.remarks[0].code) for cell in messy.list_refused()] == [
        (8, "31/02/2026", "day_impossible"),
        (10, "licorne", "amount_none"),
        (12, "licorne", "amount_none"),
    ]
    assert (messy.sheets[5].double_of, codes(messy.sheets[5])) == (10, ["double_same"])
    assert [sheet.double_of for sheet in messy.sheets].count(None) == 6


def test_a_messy_plan_gives_days_states_and_names(messy: Proposals) -> None:
    totem, _, friche, *_, navettes = messy.sheets
    assert totem.starts is not None
    assert totem.ends is not None
    assert (totem.starts.first, totem.ends.last) == (dt.date(2024, 7, 1), dt.date(2026, 12, 31))
    assert totem.organisations == {"sheet_lead": ("CARENE",), "partner": ("CCI", "Région", "CMA")}
    assert friche.organisations["partner"] == ("État", "Agence de l’eau")
    assert navettes.organisations == {"sheet_lead": ("Région",), "partner": ("Entreprises",)}
    assert [str(sheet.state) for sheet in messy.sheets] == [
        "in_progress", "validated", "in_progress", "done", "unknown", "done", "abandoned"
    ]  # fmt: skip


def test_no_person_is_kept_among_organisations(messy: Proposals) -> None:
    logement = messy.sheets[4]
    assert logement.organisations == {}
    assert "names_person" in [r.code for cell in logement.cells for r in cell.remarks]


def test_everything_is_ready_for_json(messy: Proposals) -> None:
    back = json.loads(json.dumps([sheet.as_dict() for sheet in messy.sheets]))
    assert back[0]["cells"][0]["written"] == "AXE 1 – Attirer"
    assert back[0]["costs"][0] == {"label": "", "year": 2025, "cents": 120 * K, "tax": "ht"}
    assert json.loads(json.dumps([said.as_dict() for said in messy.lines]))[0]["line"] == 15
