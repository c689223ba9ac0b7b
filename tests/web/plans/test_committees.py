"""Committees planned, moved, held, cancelled: by whom, and what happens at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from plans_world import as_, committee_of, person_with, sheet_of

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans.models import (
    ActionPlan,
    Committee,
    CommitteeSnapshot,
    FinancingLine,
    FollowUp,
    Milestone,
)
from terreau.web.apps.plans.services.committees import (
    CommitteeFields,
    add_committee,
    cancel_committee,
    change_committee,
    hold_committee,
    write_minutes,
)
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def fields_of(committee: Committee, **changes: object) -> CommitteeFields:
    """Return what is written of a committee, some of it changed."""
    names = CommitteeFields.__dataclass_fields__
    held = {name: getattr(committee, name) for name in names}
    return CommitteeFields(**(held | changes))  # type: ignore[arg-type]


def test_its_day_says_whether_it_is_planned_or_was_held(acting: Acting, plan: ActionPlan) -> None:
    soon = add_committee(
        acting=acting, plan_id=plan.pk, kind="steering", on=TODAY + timedelta(days=3)
    )
    past = add_committee(acting=acting, plan_id=plan.pk, kind="technical", on=date(2025, 3, 4))
    now = add_committee(acting=acting, plan_id=plan.pk, kind="technical", on=TODAY, agenda=" a\n ")
    # That of today may be this afternoon: its papers are made, then it is said to be held.
    assert [each.state for each in (soon, past, now)] == ["planned", "held", "planned"]
    assert (now.agenda, history_of(now).count()) == ("a", 1)
    hold_committee(acting=acting, committee_id=now.pk)
    # How the plan stands is kept of one held today, not of one that was held long ago.
    kept = CommitteeSnapshot.objects.filter(committee__plan=plan)
    assert [each.committee for each in kept] == [now]
    again = add_committee(
        acting=acting, plan_id=plan.pk, kind="steering", on=TODAY + timedelta(days=3)
    )
    assert (again.pk, plan.committees.count()) == (soon.pk, 3)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"kind": "dinner"}, "kind"),
        ({"on": date(1999, 1, 1)}, "on"),
        ({"on": date(2101, 1, 1)}, "on"),
        ({"agenda": "x" * 4001}, "agenda"),
    ],
)
def test_what_is_wrong_is_said_by_its_field(
    acting: Acting, plan: ActionPlan, changes: dict[str, object], wrong: str
) -> None:
    committee = committee_of(plan, 5)
    with pytest.raises(BadField) as refused:
        change_committee(
            acting=acting, committee_id=committee.pk, version=1,
            written=fields_of(committee, **changes),
        )  # fmt: skip
    assert refused.value.name == wrong


def test_a_committee_is_moved_but_not_onto_another(acting: Acting, plan: ActionPlan) -> None:
    first, second = committee_of(plan, 5), committee_of(plan, 9)
    with pytest.raises(BadField):
        change_committee(
            acting=acting, committee_id=first.pk, version=1, written=fields_of(first, on=second.on)
        )
    moved = change_committee(
        acting=acting, committee_id=first.pk, version=1,
        written=fields_of(first, on=TODAY + timedelta(days=6), is_public=True),
    )  # fmt: skip
    assert (moved.on, moved.is_public, moved.version) == (TODAY + timedelta(days=6), True, 2)
    held = committee_of(plan, -5)
    with pytest.raises(BadField, match="tenu"):
        change_committee(
            acting=acting, committee_id=held.pk, version=1, written=fields_of(held, on=second.on)
        )


def test_two_people_hold_the_same_committee(acting: Acting, plan: ActionPlan) -> None:
    committee = committee_of(plan, 0, state="planned")
    sheet = sheet_of(plan)
    step = Milestone.objects.create(sheet=sheet, title="Bail", due_on=TODAY)
    FinancingLine.objects.create(sheet=sheet, instrument="grant", obtained_eur_cents=700)
    FinancingLine.objects.create(sheet=sheet, instrument="grant", paid_eur_cents=50)
    hold_committee(acting=acting, committee_id=committee.pk)
    held = hold_committee(acting=acting, committee_id=committee.pk)
    assert (held.state, held.version, history_of(held).count()) == ("held", 2, 1)
    kept = CommitteeSnapshot.objects.get(committee=committee)
    assert kept.milestones == {str(step.pk): TODAY.isoformat()}
    assert kept.money == {str(sheet.pk): {"grant": [700, 50]}}


def test_what_is_to_come_is_not_held_and_what_was_held_is_not_cancelled(
    acting: Acting, plan: ActionPlan
) -> None:
    coming, past = committee_of(plan, 4), committee_of(plan, -4)
    with pytest.raises(BadInput, match="à venir"):
        hold_committee(acting=acting, committee_id=coming.pk)
    with pytest.raises(BadInput, match="ne s’annule plus"):
        cancel_committee(acting=acting, committee_id=past.pk)
    cancel_committee(acting=acting, committee_id=coming.pk)
    assert cancel_committee(acting=acting, committee_id=coming.pk).version == 2
    with pytest.raises(BadInput, match="annulé"):
        hold_committee(acting=acting, committee_id=coming.pk)
    with pytest.raises(BadInput, match="pas encore tenu"):
        write_minutes(acting=acting, committee_id=coming.pk, version=2, minutes="Rien")


def test_minutes_written_by_two_people_lose_nothing(
    acting: Acting, reader: Client, plan: ActionPlan
) -> None:
    committee = committee_of(plan, -1)
    write_minutes(acting=acting, committee_id=committee.pk, version=1, minutes="Les siens")
    with pytest.raises(VersionConflict):
        write_minutes(acting=acting, committee_id=committee.pk, version=1, minutes="Les miens")
    url = f"/plans/comites/{committee.pk}/compte-rendu/"
    answer = reader.post(url, {"minutes": "Les miens", "version": "1"})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Les miens" in said
    assert "Les siens" in said
    version = answer.context["form"]["version"].value()
    assert reader.post(url, {"minutes": "Les deux", "version": version}).status_code == 302
    committee.refresh_from_db()
    assert committee.minutes == "Les deux"


def test_the_agenda_and_the_minutes_are_written_at_the_same_time(
    acting: Acting, plan: ActionPlan
) -> None:
    committee = committee_of(plan, -1)
    change_committee(
        acting=acting, committee_id=committee.pk, version=1,
        written=fields_of(committee, agenda="Un point"),
    )  # fmt: skip
    write_minutes(acting=acting, committee_id=committee.pk, version=1, minutes="Dit")
    committee.refresh_from_db()
    assert (committee.agenda, committee.minutes) == ("Un point", "Dit")


def test_the_page_tells_what_somebody_else_wrote(reader: Client, plan: ActionPlan) -> None:
    committee = committee_of(plan, 5)
    sent = {"kind": "steering", "on": committee.on.isoformat(), "version": "1"}
    url = f"/plans/comites/{committee.pk}/modifier/"
    assert reader.post(url, sent | {"place": "Mairie"}).status_code == 302
    answer = reader.post(url, sent | {"place": "Usine"})
    assert answer.status_code == 409
    assert answer.context["theirs"] == {"Lieu": "Mairie"}
    version = answer.context["form"]["version"].value()
    assert reader.post(url, sent | {"place": "Usine", "version": version}).status_code == 302
    committee.refresh_from_db()
    assert committee.place == "Usine"


def test_only_who_keeps_the_plan_writes(
    duo: Acting, neighbour: Acting, ti: Perimeter, plan: ActionPlan
) -> None:
    committee = committee_of(plan, 0, state="planned")
    for who in (duo, neighbour, as_(person_with("state_referent", ti))):
        with pytest.raises(NotHere):
            add_committee(acting=who, plan_id=plan.pk, kind="steering", on=TODAY)
        with pytest.raises(NotHere):
            hold_committee(acting=who, committee_id=committee.pk)
        with pytest.raises(NotHere):
            cancel_committee(acting=who, committee_id=committee.pk)


def test_who_reads_a_committee(ti: Perimeter, plan: ActionPlan, client: Client) -> None:
    hidden, public = committee_of(plan, -9), committee_of(plan, -5, is_public=True)
    partner, observer = Client(), Client()
    partner.force_login(person_with("state_referent", ti))
    observer.force_login(person_with("observer", ti))
    for who, statuses in ((partner, (200, 200)), (observer, (404, 200)), (client, (404, 200))):
        found = tuple(
            who.get(f"/plans/comites/{each.pk}/").status_code for each in (hidden, public)
        )
        assert found == statuses
    assert [each.pk for each in client.get(f"/plans/{plan.pk}/comites/").context["past"]] == [
        public.pk
    ]
    public.delete()
    assert client.get(f"/plans/{plan.pk}/comites/").status_code == 404
    assert partner.get(f"/plans/{plan.pk}/comites/").status_code == 200


def test_the_next_is_proposed_from_the_last(reader: Client, plan: ActionPlan) -> None:
    last = committee_of(plan, -20, place="Fonderie")
    FollowUp.objects.create(committee=last, text="Choisir le bâtiment")
    FollowUp.objects.create(committee=last, text="Faite", done_on=TODAY)
    form = reader.get(f"/plans/{plan.pk}/comites/ajouter/?kind=steering").context["form"]
    assert (form["place"].value(), form["agenda"].value()) == ("Fonderie", "Choisir le bâtiment")
    assert 60 < (form["on"].value() - TODAY).days < 80
    committee_of(plan, 30, place="Mairie")
    further = reader.get(f"/plans/{plan.pk}/comites/ajouter/?kind=steering").context["form"]
    assert further["place"].value() == "Mairie"
    assert 115 < (further["on"].value() - TODAY).days < 130
    sent = {"kind": "steering", "on": form["on"].value().isoformat(), "place": "Fonderie"}
    first, second = (reader.post(f"/plans/{plan.pk}/comites/ajouter/", sent) for _twice in "ab")
    assert first.url == second.url
    wrong = reader.post(f"/plans/{plan.pk}/comites/ajouter/", sent | {"on": "demain"})
    assert wrong.status_code == 400
    assert "Fonderie" in wrong.content.decode()
    assert reader.get(f"/plans/{plan.pk}/comites/ajouter/?kind=dinner").status_code == 200


def test_a_public_committee_tells_nothing_of_those_that_are_not(
    acting: Acting, ti: Perimeter, plan: ActionPlan, client: Client
) -> None:
    held, coming = committee_of(plan, -5, place="Ancienne gare"), committee_of(plan, 40)
    written = fields_of(held, place="Mairie", is_public=True)
    change_committee(acting=acting, committee_id=held.pk, version=1, written=written)
    partner = Client()
    partner.force_login(person_with("state_referent", ti))
    at, history = f"/plans/comites/{held.pk}/", f"/historique/committee/{held.pk}/"
    assert client.get(at).context["shown"].following is None
    assert client.get(history).status_code == 404
    assert partner.get(at).context["shown"].following == coming
    assert "Ancienne gare" in partner.get(history).content.decode()
