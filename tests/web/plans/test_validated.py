"""A sheet is validated by a committee that may have seen it, and the committee says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from plans_world import committee_of, sheet_of

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionPlan, ActionSheet
from terreau.web.apps.plans.services.committees import CommitteeFields, change_committee
from terreau.web.apps.plans.services.deciding import add_decision
from terreau.web.apps.plans.services.moving import Move, move_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def presented(plan: ActionPlan) -> ActionSheet:
    """Return a sheet of ten days ago, whose presentation is told today."""
    return sheet_of(plan, state="presented", created_at=timezone.now() - timedelta(days=10))


def validate(acting: Acting, sheet: ActionSheet, committee_id: int) -> None:
    move_sheet(acting=acting, sheet_id=sheet.pk, move=Move("validate", committee_id=committee_id))
    sheet.refresh_from_db()


def test_a_committee_that_met_before_the_sheet_is_refused_and_not_offered(
    acting: Acting, reader: Client, presented: ActionSheet
) -> None:
    before, after = committee_of(presented.plan, -60), committee_of(presented.plan, -5)
    page = reader.get(f"/plans/fiches/{presented.pk}/etape/validate/").text
    assert f'value="{before.pk}"' not in page
    assert f'value="{after.pk}"' in page
    with pytest.raises(BadInput):
        validate(acting, presented, before.pk)
    validate(acting, presented, after.pk)
    assert presented.state == "validated"


def test_where_no_committee_may_have_validated_the_page_leads_to_note_one(
    reader: Client, presented: ActionSheet
) -> None:
    page = reader.get(f"/plans/fiches/{presented.pk}/etape/validate/").text
    assert f"/plans/{presented.plan_id}/comites/ajouter/" in page


def test_it_is_validated_the_day_of_its_committee_which_says_so_once(
    acting: Acting, presented: ActionSheet
) -> None:
    committee = committee_of(presented.plan, -5)
    validate(acting, presented, committee.pk)
    assert presented.events.get().on == committee.on
    assert [(d.sheet, d.text) for d in committee.decisions.all()] == [(presented, "Fiche validée")]


def test_what_a_decision_says_already_is_not_said_again(
    acting: Acting, presented: ActionSheet
) -> None:
    committee = committee_of(presented.plan, -5)
    add_decision(
        acting=acting, committee_id=committee.pk, sheet_id=presented.pk, text="D’accord",
        validates=True,
    )  # fmt: skip
    presented.refresh_from_db()
    assert presented.state == "validated"
    assert [d.text for d in committee.decisions.all()] == ["D’accord"]


def test_a_presentation_told_after_the_committee_dates_the_validation(
    acting: Acting, plan: ActionPlan
) -> None:
    sheet = sheet_of(plan, created_at=timezone.now() - timedelta(days=10))
    committee = committee_of(plan, -5)
    move_sheet(acting=acting, sheet_id=sheet.pk, move=Move("present"))
    validate(acting, sheet, committee.pk)
    assert [e.on for e in sheet.events.order_by("pk")] == [timezone.localdate()] * 2


def test_a_committee_that_validated_is_not_moved_after_that_day(
    acting: Acting, presented: ActionSheet
) -> None:
    committee = committee_of(presented.plan, -5)
    validate(acting, presented, committee.pk)
    committee.refresh_from_db()
    later = CommitteeFields("steering", committee.on + timedelta(days=2), "", "")
    with pytest.raises(BadInput, match="a validé des fiches"):
        change_committee(
            acting=acting, committee_id=committee.pk, version=committee.version, written=later
        )
    sooner = CommitteeFields("steering", committee.on - timedelta(days=1), "", "")
    change_committee(
        acting=acting, committee_id=committee.pk, version=committee.version, written=sooner
    )


def test_two_people_never_make_two_committees_of_a_kind_on_a_day(
    acting: Acting, plan: ActionPlan
) -> None:
    first, other = committee_of(plan, 30, "technical"), committee_of(plan, 31, "steering")
    version = other.version
    change_committee(
        acting=acting, committee_id=other.pk, version=version,
        written=CommitteeFields("technical", other.on, "", ""),
    )  # fmt: skip
    with pytest.raises(BadInput, match="déjà ce jour-là"):
        change_committee(
            acting=acting, committee_id=other.pk, version=version,
            written=CommitteeFields("steering", first.on, "", ""),
        )  # fmt: skip


def test_what_is_done_is_not_late_and_waits_for_nothing(reader: Client, plan: ActionPlan) -> None:
    sheet = sheet_of(plan, state="in_progress")
    sheet.milestones.create(title="Signature", due_on=timezone.localdate() - timedelta(days=9))
    at = f"/plans/fiches/{sheet.pk}/"
    assert "Attendu depuis" in reader.get(at).text
    # With a milestone open, what comes first is to say it done, not to end.
    assert "Dire ce qui est fait" in reader.get(at).text
    assert reader.get(at).context["shown"].leading_act is None
    assert "Signature" in reader.get(f"{at}etape/complete/").text
    reader.post(f"{at}etape/complete/", {"on": timezone.localdate().isoformat()})
    page = reader.get(at)
    assert page.context["shown"].sheet.state == "done"
    assert "Attendu depuis" not in page.text
    assert "en retard" not in page.text
    (row,) = reader.get(f"/plans/{plan.pk}/").context["rows"]
    assert row.next_due_on is None
    for board in ("calendrier", "etats"):
        assert "en retard</span>" not in reader.get(f"/plans/{plan.pk}/tableaux/{board}/").text
