"""Spreadsheets as tests give them to a plan."""

from __future__ import annotations

from messy_plans import csv_plan

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionPlan, PlanImport
from terreau.web.apps.plans.selectors.import_preview import preview_import
from terreau.web.apps.plans.services.accepting import accept_import
from terreau.web.apps.plans.services.importing import (
    Answers,
    answer_import,
    choose_columns,
    start_import,
)

TWO = """Code;Action;Pilote;État;Coût (k€ HT);Région (k€);Objectif;Début
1.1;École de production;UIMM;En cours;120;40;Former;01/09/2025
1.2;Logement des apprentis;CARENE;Idée;;;Loger;"""


def given(acting: Acting, plan: ActionPlan, content: bytes, name: str = "plan.xlsx") -> PlanImport:
    """Return a file given to a plan, its columns taken as they were understood."""
    row = start_import(acting=acting, plan_id=plan.pk, name=name, content=content)
    return choose_columns(acting=acting, import_id=row.pk, uses=row.uses)


def all_confirmed(acting: Acting, row: PlanImport) -> Answers:
    """Return what says yes to every doubt."""
    cells = preview_import(acting.scope, row).to_look
    return Answers(confirmed={each.key: True for each in cells if each.waits})


def brought(acting: Acting, plan: ActionPlan, text: str) -> PlanImport:
    """Return a CSV brought into a plan, every doubt confirmed."""
    row = given(acting, plan, csv_plan(text), "plan.csv")
    answer_import(acting=acting, import_id=row.pk, answers=all_confirmed(acting, row))
    return accept_import(acting=acting, import_id=row.pk)
