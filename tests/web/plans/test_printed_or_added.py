"""What a document prints of a plan, told from what people add to it, erased since or not."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from plans_world import as_, person_with

from terreau.datasets.printed.plans import list_plans
from terreau.web.apps.accounts.erasing import erase_person
from terreau.web.apps.plans.models import ActionPlan, ActionSheet
from terreau.web.apps.plans.services.sheets import SheetFields, add_sheet

pytestmark = pytest.mark.django_db


def carene() -> ActionPlan:
    """Return the plan whose document announces thirty sheets and counts thirty-one."""
    return ActionPlan.objects.get(printed_sheets=30, sheets__code="CAR-01")


def read(client: Client, address: str) -> str:
    """Return a page, whatever its spaces are."""
    return " ".join(client.get(address).content.decode().split())


def test_what_people_add_to_a_printed_plan_is_not_printed_even_once_they_are_erased(
    client: Client, tmp_path: Path
) -> None:
    plan = carene()
    author = person_with("project_manager", plan.perimeter)
    added = add_sheet(
        acting=as_(author),
        plan_id=plan.pk,
        written=SheetFields("Une fiche de plus", visibility="public"),
    )
    erase_person(acting=as_(author), person_id=author.pk, typed=author.email, home=tmp_path)
    added.refresh_from_db()
    assert (added.created_by, added.is_printed) == (None, False)
    assert plan.counted_sheets == 31
    assert "Actions annoncées : 30 ; fiches comptées : 31." in read(client, f"/plans/{plan.pk}/")
    page = read(client, f"/plans/fiches/{added.pk}/")
    assert "Sans pilote" in page
    assert "Le document ne nomme ici personne qu’on puisse lire." not in page


def test_sheets_of_before_are_told_printed_by_their_history(tmp_path: Path) -> None:
    """What the migration finds: printed ones, and not those that a person wrote, erased since."""
    plan = carene()
    author = person_with("project_manager", plan.perimeter)
    added = add_sheet(acting=as_(author), plan_id=plan.pk, written=SheetFields("De plus"))
    erase_person(acting=as_(author), person_id=author.pk, typed=author.email, home=tmp_path)
    printed = set(ActionSheet.objects.filter(is_printed=True).values_list("pk", flat=True))
    ActionSheet.objects.update(is_printed=False)
    migration = import_module("terreau.web.apps.plans.migrations.0007_printed_sheets")
    migration.mark_printed(apps, None)
    found = set(ActionSheet.objects.filter(is_printed=True).values_list("pk", flat=True))
    assert found == printed
    assert added.pk not in found
    assert len(found) == sum(each.counted_sheets for each in list_plans())
