"""A spreadsheet given again: what it says otherwise is told, and nothing else."""

from __future__ import annotations

import pytest
from imports_world import all_confirmed, given

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.services.accepting import accept_import
from terreau.web.apps.plans.services.importing import answer_import

pytestmark = pytest.mark.django_db


def test_a_theme_written_without_its_accents_is_the_same_the_second_time(
    acting: Acting, plan: ActionPlan
) -> None:
    plan.phase = 2
    plan.save()
    whats = []
    for _time in range(2):
        row = given(acting, plan, "Action;Thème\nUn forum;transition ecologique\n".encode())
        answer_import(acting=acting, import_id=row.pk, answers=all_confirmed(acting, row))
        done = accept_import(acting=acting, import_id=row.pk)
        whats.append([line["what"] for line in done.outcome["lines"]])
    assert whats == [["new"], ["same"]]
    assert plan.sheets.get().theme_label == "Transition écologique"
