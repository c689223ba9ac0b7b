"""What the pages of a plan say first, of what their reader reads; the way around them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from plans_world import sheet_of

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import (
    ActionPlan,
    ActionSheet,
    Committee,
    CostLine,
    FinancingLine,
    Milestone,
)
from terreau.web.apps.plans.selectors.boards import AtOnce, at_once
from terreau.web.apps.plans.selectors.listing import list_rows
from terreau.web.apps.plans.selectors.wanted import wanted_of

pytestmark = pytest.mark.django_db


def test_a_plan_whose_states_nobody_knows_says_so_and_counts_no_health(
    client: Client, plan: ActionPlan
) -> None:
    for number in range(3):
        sheet_of(plan, f"F{number}", state="unknown", visibility="public")
    page = client.get(f"/plans/{plan.pk}/").text.replace("\u202f", " ")
    assert "3 projets ; où ils en sont n’est pas connu." in page
    assert "plan-health" not in page
    sheet_of(plan, "F9", state="draft", visibility="public")
    assert "plan-health" in client.get(f"/plans/{plan.pk}/").text


def test_what_money_one_does_not_read_is_not_counted_as_none(
    client: Client, reader: Client, plan: ActionPlan
) -> None:
    sheet = sheet_of(plan, "F1", state="draft", visibility="public")
    CostLine.objects.create(sheet=sheet, label="Poste", year=2026, planned_eur_cents=100)
    visitor, keeper = (each.get(f"/plans/{plan.pk}/").text for each in (client, reader))
    assert "Non financée" not in visitor
    assert "à financer" not in visitor
    assert "parmi ce que vous lisez" in visitor
    assert "1 à financer" in keeper
    assert "parmi ce que vous lisez" not in keeper


def test_a_plan_says_first_what_presses_and_the_next_committee(
    client: Client, reader: Client, plan: ActionPlan
) -> None:
    today = timezone.localdate()
    sheet_of(plan, "F1", state="presented", visibility="public")
    sheet_of(plan, "F2", state="on_hold", visibility="public")
    past = Committee.objects.create(plan=plan, kind="steering", on=today - timedelta(days=9))
    coming = Committee.objects.create(plan=plan, kind="steering", on=today + timedelta(days=9))
    page = reader.get(f"/plans/{plan.pk}/").text
    assert "1 bloquée</a>" in page
    assert "1 fiche à valider</a>" in page
    assert f"/plans/comites/{coming.pk}/" in page
    assert f"/plans/comites/{past.pk}/" not in page
    assert "prochain comité" not in client.get(f"/plans/{plan.pk}/").text


def test_a_milestone_that_is_past_is_awaited(reader: Client, plan: ActionPlan) -> None:
    sheet = sheet_of(plan, "F1", state="in_progress")
    Milestone.objects.create(sheet=sheet, title="Livrée", due_on=date(2025, 3, 10))
    assert "attendu depuis le 10 mars 2025" in reader.get(f"/plans/{plan.pk}/").text
    ActionSheet.objects.filter(pk=sheet.pk).update(state="done")
    assert "attendu depuis" not in reader.get(f"/plans/{plan.pk}/").text


def test_the_board_of_states_shows_the_states_that_hold_a_sheet(
    reader: Client, plan: ActionPlan
) -> None:
    for number, state in enumerate(("idea", "on_hold", "done", "in_progress")):
        sheet_of(plan, f"F{number}", state=state)
    page = reader.get(f"/plans/{plan.pk}/tableaux/etats/")
    assert [str(lane.state) for lane in page.context["lanes"]] == ["idea", "in_progress"]
    assert [str(lane.state) for lane in page.context["aside"]] == ["done", "on_hold"]


def test_the_budget_is_said_in_one_sentence(acting: Acting, plan: ActionPlan) -> None:
    for code, cost, obtained, state in (
        ("F1", 1000, 400, "draft"), ("F2", 100, 150, "draft"), ("F3", 0, 0, "draft"),
        ("F4", 7000, 0, "merged"),
    ):  # fmt: skip
        into = ActionSheet.objects.filter(plan=plan).first() if state == "merged" else None
        sheet = sheet_of(plan, code, state=state, merged_into=into)
        if cost:
            CostLine.objects.create(sheet=sheet, label="x", year=2026, planned_eur_cents=cost)
            for instrument in ("grant", "in_kind"):
                FinancingLine.objects.create(
                    sheet=sheet, instrument=instrument, obtained_eur_cents=obtained
                )
    rows = list_rows(acting.scope, plan, wanted_of(QueryDict(""))).rows
    assert at_once(rows) == AtOnce(
        costs=1100, secured=550, promised=0, missing=600, surplus=50, unsaid=1
    )


def test_what_is_asked_for_is_not_to_be_found_as_on_the_sheet(
    acting: Acting, plan: ActionPlan
) -> None:
    sheet = sheet_of(plan, "F1")
    CostLine.objects.create(sheet=sheet, label="x", year=2026, planned_eur_cents=1000)
    FinancingLine.objects.create(sheet=sheet, instrument="grant", requested_eur_cents=700)
    (row,) = list_rows(acting.scope, plan, wanted_of(QueryDict(""))).rows
    assert row.balance is not None
    assert at_once([row]).missing == row.balance.gap == 300


def test_money_that_is_not_read_is_not_said_to_be_there(client: Client, plan: ActionPlan) -> None:
    sheet_of(plan, "F1", visibility="public")
    address = f"/plans/{plan.pk}/tableaux/budget/"
    assert "s’il y en a" in client.get(address).text
    ActionPlan.objects.filter(pk=plan.pk).update(source_title="Contrat")
    page = client.get(address).text
    assert "Le document ne donne aucun montant." in page
    assert "s’il y en a" not in page


def test_a_calendar_names_the_sheets_without_a_day(reader: Client, plan: ActionPlan) -> None:
    sheet_of(plan, "F1", starts_on=date(2026, 1, 1))
    sheet_of(plan, "F2", title="Sans aucun jour")
    page = reader.get(f"/plans/{plan.pk}/tableaux/calendrier/")
    assert [row.sheet.code for row in page.context["undated"]] == ["F2"]
    assert "1 fiche sans date" in page.text


@pytest.mark.parametrize(
    "page", ["", "besoins/", "comites/", "axes/", "accords/", "documents/", "echeances/"]
)
def test_each_page_of_a_plan_has_the_same_way_around(
    reader: Client, plan: ActionPlan, page: str
) -> None:
    shown = reader.get(f"/plans/{plan.pk}/{page}").text
    around = shown[shown.index('aria-label="Autour du plan"') :].split("</nav>")[0]
    assert around.count('aria-current="page"') == 1


def test_the_home_page_says_where_ones_plan_stands(
    client: Client, reader: Client, plan: ActionPlan
) -> None:
    ActionPlan.objects.exclude(pk=plan.pk).update(source_title="Un document")
    assert "Il n’a encore aucune fiche" in reader.get("/").text
    sheet_of(plan, state="presented")
    home = reader.get("/").text
    assert "Votre plan d’action" in home
    assert f'/plans/{plan.pk}/?etat=presented">1 fiche à valider' in home
    assert "Votre plan d’action" not in client.get("/").text


def test_a_plan_of_ones_own_stands_once_in_the_list(reader: Client, plan: ActionPlan) -> None:
    page = reader.get("/plans/").text
    assert page.count(f'href="/plans/{plan.pk}/"') == 1
    assert "Les autres plans" in page
