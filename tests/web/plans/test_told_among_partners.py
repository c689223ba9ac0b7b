"""What was said of a sheet while it was for its partners alone stays theirs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from plans_world import sheet_of

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.services.moving import Move, move_sheet

pytestmark = pytest.mark.django_db


def signed(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_why_a_state_changed_is_of_who_reads_the_discussion(
    client: Client, acting: Acting, plan: ActionPlan
) -> None:
    """It may have been said while the sheet was for its partners alone."""
    sheet = sheet_of(plan, state="in_progress", visibility="public")
    move_sheet(acting=acting, sheet_id=sheet.pk, move=Move("hold", reason="Brouille entre deux"))
    year = timezone.localdate().year
    for address in (
        f"/plans/fiches/{sheet.pk}/",
        f"/api/v1/action-sheets/{sheet.pk}",
        f"/plans/{plan.pk}/bilan/{year}/",
    ):
        assert "Brouille" not in client.get(address).content.decode()
    told = signed(acting.user).get(f"/plans/{plan.pk}/bilan/{year}/")  # type: ignore[arg-type]
    assert "Brouille" in told.content.decode()


def test_a_sheet_merged_into_one_that_is_not_seen_does_not_name_it(
    client: Client, acting: Acting, plan: ActionPlan
) -> None:
    hidden = sheet_of(plan, "QZX", visibility="partners")
    shown = sheet_of(plan, "F2", state="merged", merged_into=hidden, visibility="public")
    page = client.get(f"/plans/fiches/{shown.pk}/").content.decode()
    assert "Fusionnée dans une autre fiche" in page
    assert "QZX" not in page
    kept = signed(acting.user).get(f"/plans/fiches/{shown.pk}/")  # type: ignore[arg-type]
    assert "Fusionnée dans la fiche QZX" in kept.content.decode()
