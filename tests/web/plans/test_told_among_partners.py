"""What was said of a sheet while it was for its partners alone stays theirs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from know_how_world import company_in
from plans_world import led_by, sheet_of

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.services.moving import Move, move_sheet
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def test_why_a_state_changed_is_of_who_reads_the_discussion(
    client: Client, reader: Client, acting: Acting, plan: ActionPlan
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
    assert "Brouille" in reader.get(f"/plans/{plan.pk}/bilan/{year}/").text


def test_a_sheet_merged_into_one_that_is_not_seen_does_not_name_it(
    client: Client, reader: Client, plan: ActionPlan
) -> None:
    hidden = sheet_of(plan, "QZX", visibility="partners")
    shown = sheet_of(plan, "F2", state="merged", merged_into=hidden, visibility="public")
    page = client.get(f"/plans/fiches/{shown.pk}/").content.decode()
    assert "Fusionnée dans une autre fiche" in page
    assert "QZX" not in page
    assert "Fusionnée dans la fiche QZX" in reader.get(f"/plans/fiches/{shown.pk}/").text


def test_a_lead_that_is_not_seen_is_said_on_the_page_and_never_in_a_file(
    client: Client, plan: ActionPlan
) -> None:
    """A file that is given again would make an organisation of these words."""
    hidden = company_in(Perimeter.objects.get(code="2:ti-x02"), "Cachée Industrie")
    hidden.visibility = "private"
    hidden.save()
    led_by(sheet_of(plan, visibility="public"), hidden)
    page = client.get(f"/plans/{plan.pk}/").content.decode()
    assert "non public" in page
    assert "Cachée" not in page
    file = client.get(f"/plans/{plan.pk}/fiches.csv")
    assert "non public" not in file.getvalue().decode()
