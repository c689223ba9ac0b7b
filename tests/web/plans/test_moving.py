"""The state of a sheet changed: by whom, from what, with what it must say; nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from know_how_world import company_in
from plans_world import as_, led_by, person_with, sheet_of

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.enums import SheetAct, SheetState
from terreau.web.apps.plans.models import ActionSheet, Committee
from terreau.web.apps.plans.rules.workflow import TRANSITIONS, Actor
from terreau.web.apps.plans.services.moving import Move, move_sheet
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(sheet: ActionSheet) -> Committee:
    """Return a steering committee that was held yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    return Committee.objects.create(plan=sheet.plan, kind="steering", on=yesterday, state="held")


def moved(acting: Acting, sheet: ActionSheet, act: str, **said: object) -> ActionSheet:
    """Do an act and return the sheet as it is then."""
    move_sheet(acting=acting, sheet_id=sheet.pk, move=Move(act, **said))  # type: ignore[arg-type]
    sheet.refresh_from_db()
    return sheet


def test_a_sheet_goes_from_an_idea_to_done(
    acting: Acting, duo: Acting, sheet: ActionSheet, committee: Committee
) -> None:
    moved(acting, sheet, "present")
    moved(duo, sheet, "validate", committee_id=committee.pk)
    moved(acting, sheet, "start")
    moved(acting, sheet, "hold", reason="En attente du permis")
    assert moved(acting, sheet, "resume").state == "in_progress"
    assert moved(acting, sheet, "complete").state == "done"
    events = list(sheet.events.values_list("act", "before", "after", "committee"))[::-1]
    assert events[1] == ("validate", "presented", "validated", committee.pk)
    assert [event[0] for event in events] == [
        "present", "validate", "start", "hold", "resume", "complete",
    ]  # fmt: skip
    assert history_of(sheet).count() == len(events) == sheet.version - 1


@pytest.mark.parametrize("act", [act for act, each in TRANSITIONS.items() if each.must_say])
def test_what_must_be_said_is_asked(acting: Acting, sheet: ActionSheet, act: SheetAct) -> None:
    source = min(TRANSITIONS[act].sources)
    ActionSheet.objects.filter(pk=sheet.pk).exclude(state="merged").update(state=source)
    with pytest.raises(BadInput):
        move_sheet(acting=acting, sheet_id=sheet.pk, move=Move(act))
    sheet.refresh_from_db()
    assert (sheet.state, sheet.events.count()) == (source, 0)


@pytest.mark.parametrize("state", [each for each in SheetState if each != "merged"])
def test_no_illegal_act_by_the_page_or_the_service(
    acting: Acting, reader: Client, sheet: ActionSheet, committee: Committee, state: SheetState
) -> None:
    other = sheet_of(sheet.plan, "F2")
    said = {"on": timezone.localdate().isoformat(), "reason": "Parce que", "told": "done"}
    said |= {"committee": str(committee.pk), "into": str(other.pk)}
    for act, transition in TRANSITIONS.items():
        if state in transition.sources:
            continue
        ActionSheet.objects.filter(pk=sheet.pk).update(state=state)
        with pytest.raises(BadInput):
            move_sheet(acting=acting, sheet_id=sheet.pk, move=Move(act, reason="Parce que"))
        answer = reader.post(f"/plans/fiches/{sheet.pk}/etape/{act}/", said)
        assert answer.status_code in {400, 404}, act
        sheet.refresh_from_db()
        assert sheet.state == state, act


def test_each_acts_as_the_table_says(ti: Perimeter, sheet: ActionSheet, duo: Acting) -> None:
    company = company_in(ti, "Forge")
    led_by(sheet, company)
    lead = as_(person_with("organisation_member", company))
    others = [as_(person_with(role, ti)) for role in ("state_referent", "observer")]
    for act, transition in TRANSITIONS.items():
        source = min(transition.sources)
        for actor, who in ((Actor.LEAD, lead), (Actor.DUO, duo)):
            if actor in transition.actors:
                continue
            ActionSheet.objects.filter(pk=sheet.pk).update(state=source)
            with pytest.raises(BadInput, match="pas à vous"):
                move_sheet(acting=who, sheet_id=sheet.pk, move=Move(act, reason="Parce que"))
        for who in others:
            with pytest.raises(NotHere):
                move_sheet(acting=who, sheet_id=sheet.pk, move=Move(act, reason="Parce que"))


def test_a_committee_of_another_plan_or_to_come_validates_nothing(
    acting: Acting, sheet: ActionSheet, committee: Committee
) -> None:
    ActionSheet.objects.filter(pk=sheet.pk).update(state="presented")
    tomorrow = timezone.localdate() + timedelta(days=1)
    Committee.objects.filter(pk=committee.pk).update(on=tomorrow)
    with pytest.raises(BadInput):
        moved(acting, sheet, "validate", committee_id=committee.pk)
    other = sheet_of(type(sheet.plan).objects.create(perimeter=sheet.plan.perimeter, title="Autre"))
    today = timezone.localdate()
    Committee.objects.filter(pk=committee.pk).update(on=today, plan=other.plan)
    with pytest.raises(BadInput):
        moved(acting, sheet, "validate", committee_id=committee.pk)


def test_a_merge_says_into_which_and_stays(acting: Acting, sheet: ActionSheet) -> None:
    other = sheet_of(sheet.plan, "F2")
    merged = moved(acting, sheet, "merge", into_id=other.pk)
    assert (merged.state, merged.merged_into) == ("merged", other)
    third = sheet_of(sheet.plan, "F3")
    with pytest.raises(BadInput):
        moved(acting, third, "merge", into_id=sheet.pk)
    with pytest.raises(BadInput):
        moved(acting, third, "merge", into_id=third.pk)


def test_the_page_offers_only_what_is_possible(reader: Client, sheet: ActionSheet) -> None:
    page = reader.get(f"/plans/fiches/{sheet.pk}/")
    assert [str(act) for act in page.context["shown"].acts] == [
        "present", "hold", "abandon", "merge",
    ]  # fmt: skip
    assert reader.get(f"/plans/fiches/{sheet.pk}/etape/dance/").status_code == 404
    assert Client().get(f"/plans/fiches/{sheet.pk}/").status_code == 404
