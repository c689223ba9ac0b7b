"""Files given to a plan: those that are refused, whose they are, what is kept of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from imports_world import TWO, given
from messy_plans import csv_plan

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, PlanImport
from terreau.web.apps.plans.selectors.import_preview import preview_import
from terreau.web.apps.plans.services.accepting import accept_import
from terreau.web.apps.plans.services.importing import (
    MOST_OPEN,
    Answers,
    answer_import,
    choose_columns,
    drop_import,
    point_at_headings,
    start_import,
)
from terreau.web.shared.retention import count_expired, purge

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04nothing", b"\xd0\xcf\x11\xe0"])
def test_a_file_of_another_kind_is_refused(
    acting: Acting, plan: ActionPlan, content: bytes
) -> None:
    with pytest.raises(BadInput):
        start_import(acting=acting, plan_id=plan.pk, name="x", content=content)
    assert plan.imports.count() == 0


def test_headings_that_nobody_guesses_are_pointed_at(acting: Acting, plan: ActionPlan) -> None:
    text = "Bla;Truc\nMachin;Chose\nX;École\n"
    row = start_import(acting=acting, plan_id=plan.pk, name="p.csv", content=csv_plan(text))
    assert row.headings_row is None
    with pytest.raises(BadInput):
        preview_import(acting.scope, row)
    row = point_at_headings(acting=acting, import_id=row.pk, sheet_name="", line=2)
    with pytest.raises(BadField):
        choose_columns(acting=acting, import_id=row.pk, uses={"0": {"field": "code"}})
    with pytest.raises(BadInput):
        point_at_headings(acting=acting, import_id=row.pk, sheet_name="", line=99)
    uses = {"0": {"field": "code"}, "1": {"field": "title"}}
    choose_columns(acting=acting, import_id=row.pk, uses=uses)
    accept_import(acting=acting, import_id=row.pk)
    assert plan.sheets.get().title == "École"
    again = start_import(acting=acting, plan_id=plan.pk, name="p.csv", content=csv_plan(text))
    again = point_at_headings(acting=acting, import_id=again.pk, sheet_name="", line=2)
    assert again.uses == uses


def test_who_does_not_keep_the_plan_sees_no_import(
    acting: Acting, duo: Acting, neighbour: Acting, plan: ActionPlan
) -> None:
    row = given(acting, plan, csv_plan(TWO), "plan.csv")
    for other in (duo, neighbour):
        with pytest.raises(NotHere):
            start_import(acting=other, plan_id=plan.pk, name="x", content=csv_plan(TWO))
        for write in (accept_import, drop_import):
            with pytest.raises(NotHere):
                write(acting=other, import_id=row.pk)
        with pytest.raises(NotHere):
            answer_import(acting=other, import_id=row.pk, answers=Answers())


def test_too_many_files_do_not_wait(acting: Acting, plan: ActionPlan) -> None:
    for _time in range(MOST_OPEN):
        start_import(acting=acting, plan_id=plan.pk, name="x.csv", content=csv_plan(TWO))
    with pytest.raises(BadField):
        start_import(acting=acting, plan_id=plan.pk, name="x.csv", content=csv_plan(TWO))


def test_a_dropped_or_forgotten_import_keeps_no_file(
    acting: Acting, plan: ActionPlan, manager: User
) -> None:
    dropped = given(acting, plan, csv_plan(TWO), "plan.csv")
    assert drop_import(acting=acting, import_id=dropped.pk).content is None
    old = given(acting, plan, csv_plan(TWO), "plan.csv")
    PlanImport.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(days=31))
    assert count_expired(timezone.now())["plan-imports"] == 1
    assert purge(timezone.now())["plan-imports"] == 1
    old.refresh_from_db()
    assert (old.state, old.content, old.answers) == ("dropped", None, {})
    assert ActionSheet.objects.filter(plan=plan).count() == 0


def test_what_no_database_keeps_is_left_out(acting: Acting, plan: ActionPlan) -> None:
    content = csv_plan("Action;Coût\nÉcole;12 à 15")
    row = given(acting, plan, content, "a\x00/pl\x00an.csv")
    assert row.file_name == "plan.csv"
    said = answer_import(acting=acting, import_id=row.pk, answers=Answers(texts={"2:1": "1\x003"}))
    assert said.answers == {"2:1": {"text": "13"}}


def test_a_correction_that_is_too_long_is_refused_and_keeps_nothing(
    acting: Acting, plan: ActionPlan
) -> None:
    row = given(acting, plan, csv_plan("Action;Coût\nÉcole;12 à 15"), "p.csv")
    with pytest.raises(BadField):
        answer_import(acting=acting, import_id=row.pk, answers=Answers(texts={"2:1": "a" * 8001}))
    row.refresh_from_db()
    assert row.answers == {}
