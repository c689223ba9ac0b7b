"""What a write holds: the plan first, whatever else, so that no two wait for each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from imports_world import TWO, given
from messy_plans import csv_plan
from plans_world import committee_of, sheet_of

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.services.deciding import add_decision
from terreau.web.apps.plans.services.documents import attach_document
from terreau.web.apps.plans.services.importing import drop_import
from terreau.web.apps.plans.services.moving import Move, move_sheet

pytestmark = pytest.mark.django_db


def merge(acting: Acting, plan: ActionPlan) -> Callable[[], object]:
    sheet, other = sheet_of(plan, "A"), sheet_of(plan, "B")
    move = Move("merge", into_id=other.pk)
    return lambda: move_sheet(acting=acting, sheet_id=sheet.pk, move=move)


def decide(acting: Acting, plan: ActionPlan) -> Callable[[], object]:
    committee = committee_of(plan, -1)
    return lambda: add_decision(acting=acting, committee_id=committee.pk, text="Continuer")


def join(acting: Acting, plan: ActionPlan) -> Callable[[], object]:
    sheet = sheet_of(plan, "A")
    return lambda: attach_document(
        acting=acting, holder="sheet", holder_id=sheet.pk, name="a.pdf", content=b"%PDF-1.7 a"
    )


def drop(acting: Acting, plan: ActionPlan) -> Callable[[], object]:
    row = given(acting, plan, csv_plan(TWO))
    return lambda: drop_import(acting=acting, import_id=row.pk)


@pytest.mark.parametrize("made", [merge, decide, join, drop])
def test_the_plan_is_held_before_what_it_has(
    made: Callable[[Acting, ActionPlan], Callable[[], object]], acting: Acting, plan: ActionPlan
) -> None:
    write = made(acting, plan)
    with CaptureQueriesContext(connection) as asked:
        write()
    of_plans = [each["sql"] for each in asked if 'FROM "plans_' in each["sql"]]
    assert of_plans[0].startswith('SELECT "plans_actionplan"."id"')
