"""Plans that documents print: those of the folder to the sheet, without a quote or a guess."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from terreau.core.text import fold
from terreau.datasets import reference
from terreau.datasets.printed.plans import PrintedPlan, PrintedSheet, list_plans

ROOT = Path(__file__).parents[3]
FILES = resources.files("terreau.datasets.printed")
BUNDLED = (FILES / "plans.json").read_text(encoding="utf-8")
WRITTEN = [(FILES / name).read_text(encoding="utf-8") for name in
           ("plan_words.toml", "organisations.toml")]  # fmt: skip
PLANS = list_plans()
BY_ID = {plan.id: plan for plan in PLANS}
SHEETS = {sheet.code: sheet for plan in PLANS for sheet in plan.sheets}
# What it says of a lead that is missing.
GAPS = {
    "ARD-8": "blank",
    "CAR-13": "unreadable",
    "DEC-08": "open",
    "DEC-14": "blank",
    "DIE-01": "partly_unreadable",
}


@pytest.fixture(scope="module")
def stated(shared: Path) -> dict[str, Any]:
    text = (shared / "facts/action_plans.json").read_text(encoding="utf-8")
    plans: dict[str, Any] = json.loads(text)
    return plans


def projects(stated: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for plan in stated["fabrique_plans"]:
        for axis in plan["axes"]:
            yield from axis["projects"]
    yield from stated["chaumont_fiches"]["fiches"]


def test_the_plans_bundled_are_what_the_folder_gives(shared: Path, tmp_path: Path) -> None:
    script, source = ROOT / "scripts/printed_plans.py", shared / "facts/action_plans.json"
    subprocess.run([sys.executable, script, source, tmp_path / "plans.json"], check=True)
    assert (tmp_path / "plans.json").read_text(encoding="utf-8") == BUNDLED


@pytest.mark.parametrize(
    ("plan", "axes", "printed", "counted"),
    [
        ("ardenne-metropole", None, 8, [8]),
        ("carene", 5, 30, [8, 6, 5, 8, 4]),
        ("decazeville", 5, 14, [2, 4, 3, 2, 3]),
        ("dieppe-maritime", 4, 16, [4, 4, 3, 5]),
        ("chaumont-nogent-langres", None, None, [7, 3, 2, 3]),
    ],
)
def test_each_plan_has_its_sheets(
    plan: str, axes: int | None, printed: int | None, counted: list[int]
) -> None:
    found = BY_ID[plan]
    assert (found.printed_axes, found.printed_sheets) == (axes, printed)
    assert [len(axis.sheets) for axis in found.axes] == counted
    assert found.counted_sheets == sum(counted)
    assert len({sheet.code for sheet in found.sheets}) == sum(counted)


def test_there_are_sixty_nine_projects_and_fifteen_sheets() -> None:
    assert len(SHEETS) == sum(plan.counted_sheets for plan in PLANS) == 69 + 15


def test_the_two_totals_of_carene_stand_and_the_note_says_why() -> None:
    carene = BY_ID["carene"]
    assert (carene.printed_sheets, carene.counted_sheets) == (30, 31)
    for said in (carene.note.fr, carene.note.en):
        assert "30" in said
        assert "31" in said
    assert [
        plan.id for plan in PLANS if plan.printed_sheets not in (plan.counted_sheets, None)
    ] == ["carene"]


def test_counted_axes_are_those_printed_where_the_plan_has_axes() -> None:
    assert [plan.counted_axes for plan in PLANS] == [None, 5, 5, 4, None]
    assert [plan.printed_axes for plan in PLANS] == [plan.counted_axes for plan in PLANS]


def test_names_of_leads_and_partners_are_those_printed(stated: dict[str, Any]) -> None:
    for project in projects(stated):
        sheet = SHEETS[project.get("id") or project["code"]]
        assert sheet.title == project["title"]
        assert list(sheet.leads) == project["pilots"]
        assert list(sheet.partners) == project.get("partners", [])
        assert sheet.objective.fr == project["objective_fr"]


def test_a_lead_that_cannot_be_read_is_missing_and_its_guess_is_not_kept(
    stated: dict[str, Any],
) -> None:
    guessed = [project for project in projects(stated) if "pilot_guess" in project]
    assert {project["id"] for project in guessed} == {"CAR-13", "DIE-01"}
    for project in guessed:
        assert not set(project["pilot_guess"]) & set(SHEETS[project["id"]].leads)
    assert SHEETS["CAR-13"].leads == ()
    assert SHEETS["DIE-01"].leads == ("CC Falaises du Talou", "CC Terroir de Caux")
    assert "guess" not in BUNDLED


def test_why_a_lead_is_missing_is_said() -> None:
    of_plans = [sheet for plan in PLANS[:4] for sheet in plan.sheets]
    assert {sheet.code: sheet.lead_gap for sheet in of_plans if sheet.lead_gap} == GAPS
    assert [sheet.code for sheet in of_plans if not (sheet.leads or sheet.lead_gap)] == []
    assert {sheet.lead_gap for sheet in PLANS[4].sheets} == {"unprinted"}


@pytest.mark.parametrize(
    "sheet", [s for s in SHEETS.values() if s.lead_gap in GAPS.values() or s.is_doubtful],
    ids=lambda sheet: sheet.code,
)  # fmt: skip
def test_what_is_missing_or_doubtful_has_its_note(sheet: PrintedSheet) -> None:
    assert sheet.note


def test_every_note_is_of_a_sheet_in_two_languages() -> None:
    noted = [sheet.note for sheet in SHEETS.values() if sheet.note]
    assert sum(text.count("\nnote.fr = ") for text in WRITTEN) == len(noted) == 16
    for said in (*noted, *(plan.note for plan in PLANS)):
        assert said.fr.endswith(".")
        assert said.en.endswith(".")
        assert said.fr != said.en


def test_sheets_shared_with_the_pacte_ardennes_bear_it() -> None:
    shared_sheets = [sheet.code for sheet in SHEETS.values() if sheet.shared_with]
    assert shared_sheets == ["ARD-2", "ARD-4", "ARD-5", "ARD-6", "ARD-7", "ARD-8"]


def test_a_state_is_known_only_where_the_document_prints_one(stated: dict[str, Any]) -> None:
    printed = [project["id"] for project in projects(stated) if "status_printed" in project]
    assert [sheet.code for sheet in SHEETS.values() if sheet.state_then] == printed == ["ARD-2"]


def test_themes_of_phase_one_are_those_of_chaumont_alone(stated: dict[str, Any]) -> None:
    for fiche in stated["chaumont_fiches"]["fiches"]:
        assert SHEETS[fiche["code"]].theme == fiche["theme"].lower()
    assert {sheet.theme for plan in PLANS[:4] for sheet in plan.sheets} == {""}
    assert {sheet.theme for sheet in PLANS[4].sheets} == {
        "attirer", "recruter", "innover", "simplifier",
    }  # fmt: skip


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.id)
def test_a_plan_stands_on_perimeters_of_the_reference(plan: PrintedPlan) -> None:
    entry = next(
        entry for entry in reference.register() if entry["code"] == plan.territoire_industrie
    )
    assert entry["kind"] == "territoire_industrie"
    assert set(plan.epci) <= {member["code"] for member in entry["members"]}
    assert plan.epci
    for code in plan.epci:
        assert reference.versions("epci", code)[-1].valid_to == 2026


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.id)
def test_a_plan_says_its_document(plan: PrintedPlan) -> None:
    of_meetings = plan.id == "chaumont-nogent-langres"
    assert plan.document_date == ("2019-09-09" if of_meetings else "2020")
    assert plan.document


def test_nothing_quoted_is_bundled(stated: dict[str, Any]) -> None:
    """A quote is kept out, unless it is the name of its project."""
    found = {project["source"]["quote"] for project in projects(stated)}
    titles = [fold(sheet.title) for sheet in SHEETS.values()]
    names = {quote for quote in found if any(fold(quote) in title for title in titles)}
    assert len(found - names) > 10
    assert [quote for quote in found - names for text in (BUNDLED, *WRITTEN) if quote in text] == []
    for key in ("quote", "seed", "ocr", "presenter"):
        assert key not in BUNDLED
