"""What one takes away of a plan: the same sheets and cells as its reader sees, in every format."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from know_how_world import company_in
from plans_world import led_by, sheet_of
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from terreau.web.apps.plans import exports
from terreau.web.apps.plans.common_schema import FIELDS
from terreau.web.apps.plans.models import (
    ActionPlan,
    ActionSheet,
    CostLine,
    FinancingLine,
    Milestone,
    SheetEvent,
)
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    """Return the rows of a CSV."""
    body = client.get(address).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


@pytest.fixture
def several(plan: ActionPlan, ti: Perimeter) -> ActionPlan:
    """Return a plan of a public sheet that costs, and one of the territory alone."""
    bearer = company_in(ti, "Forge du Lac", siret="35600000000048")
    first = sheet_of(
        plan, "F1", title="=HYPERLINK(1)", visibility="public", state="in_progress",
        starts_on=date(2026, 3, 1), problem="Constat", theme="land",
    )  # fmt: skip
    led_by(first, bearer)
    CostLine.objects.create(sheet=first, label="x", year=2026, planned_eur_cents=123_456)
    sheet_of(plan, "F2", title="Réservée", state="idea")
    return plan


def test_the_file_has_the_rows_and_the_cells_that_its_reader_sees(
    client: Client, reader: Client, several: ActionPlan
) -> None:
    address = f"/plans/{several.pk}/fiches.csv"
    whole, public = rows_of(reader, address), rows_of(client, address)
    assert [row["Code"] for row in whole] == ["F1", "F2"]
    assert [row["Code"] for row in public] == ["F1"]
    assert (whole[0]["Coût prévu (€)"], public[0]["Coût prévu (€)"]) == ("1234.56", "")
    assert public[0]["HT ou TTC"] == ""
    assert whole[0]["Titre"] == "'=HYPERLINK(1)"
    assert [row["Code"] for row in rows_of(reader, f"{address}?etat=idea")] == ["F2"]
    assert list(rows_of(reader, f"{address}?col=pilote")[0]) == [
        "Territoire", "Plan d’action", "Code", "Titre", "Pilote",
    ]  # fmt: skip


def test_the_workbook_and_the_json_say_the_same(reader: Client, several: ActionPlan) -> None:
    book = reader.get(f"/plans/{several.pk}/fiches.xlsx").getvalue()
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in cells] == ["Code", "F1", "F2"]
    assert cells[1][3] == "=HYPERLINK(1)"
    told = json.loads(reader.get(f"/plans/{several.pk}/fiches.json").getvalue())
    assert [sheet["code"] for sheet in told["sheets"]] == ["F1", "F2"]
    assert told["plan"] == several.title
    assert reader.get(f"/plans/{several.pk}/fiches.odt").status_code == 404


def test_all_plans_are_one_file_made_some_at_a_time(
    client: Client, several: ActionPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "CHUNK", 5)
    rows = rows_of(client, "/plans/fiches.csv")
    seen = ActionSheet.objects.filter(visibility="public").count()
    assert len(rows) == seen > 5
    told = json.loads(client.get("/plans/fiches.json?etat=in_progress").getvalue())
    assert {sheet["state"] for sheet in told["sheets"]} == {"in_progress"}


def test_queries_of_a_file_do_not_grow_with_its_rows(reader: Client, plan: ActionPlan) -> None:
    def count(first: int) -> int:
        for number in range(first, first + 10):
            sheet_of(plan, f"N{number}", visibility="public")
        with CaptureQueriesContext(connection) as counted:
            reader.get(f"/plans/{plan.pk}/projets.csv").getvalue()
        return len(counted)

    count(1)
    assert count(20) == count(40)


def test_the_public_schema_has_its_fields_and_nothing_that_is_not_known(
    client: Client, reader: Client, several: ActionPlan
) -> None:
    mine, theirs = (rows_of(who, f"/plans/{several.pk}/projets.csv") for who in (reader, client))
    assert tuple(mine[0]) == FIELDS
    first = mine[0]
    assert (first["phase"], first["phaseStatut"], first["budgetPrevisionnel"]) == (
        "Opération", "En cours", "1235",
    )  # fmt: skip
    assert first["porteurCodeSiret"] == "35600000000048"
    assert first["porteurReferentEmail"] == first["leviers"] == first["collectiviteIds"] == ""
    assert (mine[1]["phase"], mine[1]["phaseStatut"]) == ("Idée", "En cours")
    assert [row["id"] for row in theirs] == [first["id"]]
    assert theirs[0]["budgetPrevisionnel"] == ""


@pytest.mark.parametrize(
    ("state", "before", "told"),
    [
        ("on_hold", "presented", ("Étude", "En pause")),
        ("abandoned", "in_progress", ("Opération", "Abandonné")),
        ("done", "", ("Opération", "Terminé")),
        ("unknown", "", ("", "")),
    ],
)
def test_what_stopped_says_where_it_was(
    reader: Client, plan: ActionPlan, state: str, before: str, told: tuple[str, str]
) -> None:
    sheet = sheet_of(plan, state=state)
    if before:
        act = "hold" if state == "on_hold" else "abandon"
        SheetEvent.objects.create(
            sheet=sheet, act=act, before=before, after=state, on=date(2026, 1, 1)
        )
    (row,) = rows_of(reader, f"/plans/{plan.pk}/projets.csv")
    assert (row["phase"], row["phaseStatut"]) == told


def test_the_budget_as_a_file_never_adds_two_instruments(
    reader: Client, several: ActionPlan
) -> None:
    rows = rows_of(reader, f"/plans/{several.pk}/budget.csv")
    assert [(row["Tableau"], row["Prévu"]) for row in rows] == [
        ("Coûts par axe", "1234.56"), ("Coûts par année", "1234.56"),
    ]  # fmt: skip


def test_what_no_typeface_draws_takes_no_paper_away(reader: Client, several: ActionPlan) -> None:
    sheet = several.sheets.get(code="F1")
    sheet.title = "Accord \N{THUMBS UP SIGN} de 中 \N{ZERO WIDTH NO-BREAK SPACE}l’été\x07"
    sheet.save()
    for address in (f"/plans/{several.pk}/plan.pdf", f"/plans/fiches/{sheet.pk}/fiche.pdf"):
        pages = PdfReader(io.BytesIO(reader.get(address).content)).pages
        said = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert "Accord □ de □ l’été" in said


def test_a_sheet_and_a_plan_are_printed_as_their_reader_sees_them(
    client: Client, reader: Client, several: ActionPlan
) -> None:
    def text(who: Client, address: str) -> str:
        pages = PdfReader(io.BytesIO(who.get(address).content)).pages
        return " ".join(page.extract_text() for page in pages)

    assert "Réservée" in text(reader, f"/plans/{several.pk}/plan.pdf")
    assert "Réservée" not in text(client, f"/plans/{several.pk}/plan.pdf")
    sheet = several.sheets.get(code="F1")
    sheet.participations.create(part="partner", written_name="Atelier associé")
    assert "Atelier associé" in text(client, f"/plans/{several.pk}/plan.pdf")
    address = f"/plans/fiches/{sheet.pk}/fiche.pdf"
    mine, theirs = text(reader, address), text(client, address)
    assert "Forge du Lac" in theirs
    assert "1 234,56" in mine.replace("\u202f", " ")
    assert "234,56" not in theirs
    hidden = several.sheets.get(code="F2")
    assert client.get(f"/plans/fiches/{hidden.pk}/fiche.pdf").status_code == 404


def test_a_printed_sheet_says_who_pays_what_lacks_and_what_is_late(
    reader: Client, plan: ActionPlan
) -> None:
    sheet = sheet_of(plan, "F9", title="Halle")
    CostLine.objects.create(sheet=sheet, label="Halle", planned_eur_cents=83_000_000)
    FinancingLine.objects.create(
        sheet=sheet, written_name="Caisse du Lac", requested_eur_cents=30_000_000
    )
    Milestone.objects.create(sheet=sheet, title="Étude", due_on=date(2020, 1, 2))
    content = reader.get(f"/plans/fiches/{sheet.pk}/fiche.pdf").content
    pages = PdfReader(io.BytesIO(content)).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    for told in ("Caisse du Lac", "530 000 € à trouver", "Total", "En retard", "–"):
        assert told in said, told
    assert "000,00" not in said
    assert "Repère" not in said
