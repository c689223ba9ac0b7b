"""What somebody follows: only what they see, told at their rhythm, in a calendar they revoke."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from know_how_world import company_in
from plans_world import as_, led_by, person_with, sheet_of

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import (
    ActionPlan,
    ActionSheet,
    CalendarLink,
    Committee,
    Digest,
    Milestone,
    Subscription,
)
from terreau.web.apps.plans.selectors.following import get_watched, list_watchers
from terreau.web.apps.plans.services.following import (
    choose_rhythm,
    follow_sheet,
    open_calendar,
    revoke_calendar,
    send_digest,
    token_of,
)
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    """Return today."""
    return timezone.localdate()


@pytest.fixture
def stranger() -> User:
    """Return somebody with an account and no mandate."""
    return User.objects.create_user("quelquun@exemple.fr", name="Quelqu’un")


def due(sheet: ActionSheet, days: int, title: str = "Jalon") -> Milestone:
    """Return a milestone of a sheet, due in some days."""
    day = timezone.localdate() + timedelta(days=days)
    return Milestone.objects.create(sheet=sheet, title=title, due_on=day)


def test_one_follows_what_one_sees_once(
    acting: Acting, neighbour: Acting, sheet: ActionSheet
) -> None:
    for _ in range(2):
        follow_sheet(acting=acting, sheet_id=sheet.pk, is_followed=True)
    assert Subscription.objects.filter(user=acting.user, sheet=sheet).count() == 1
    with pytest.raises(NotHere):
        follow_sheet(acting=neighbour, sheet_id=sheet.pk, is_followed=True)
    follow_sheet(acting=acting, sheet_id=sheet.pk, is_followed=False)
    assert not Subscription.objects.filter(user=acting.user, sheet=sheet).exists()


def test_what_is_due_is_of_what_one_follows_or_leads(
    stranger: User, plan: ActionPlan, ti: Perimeter, today: date
) -> None:
    smith = company_in(ti, "Forge du Lac")
    member = as_(person_with("organisation_member", smith))
    led, followed, other = (
        sheet_of(plan, code, visibility="public") for code in ("F1", "F2", "F3")
    )
    led_by(led, smith)
    for sheet in (led, followed, other):
        due(sheet, 3, f"Près {sheet.code}")
        due(sheet, 40, "Loin")
    due(led, -5, "Passé")
    for who in (member, as_(stranger)):
        follow_sheet(acting=who, sheet_id=followed.pk, is_followed=True)
    mine = get_watched(as_(member.user).scope, today)  # type: ignore[arg-type]
    assert [each.title for each in mine.due] == ["Passé", "Près F1", "Près F2"]
    assert [each.title for each in get_watched(as_(stranger).scope, today).due] == ["Près F2"]


def test_what_is_hidden_later_is_told_no_more(
    stranger: User, plan: ActionPlan, today: date
) -> None:
    sheet = sheet_of(plan, visibility="public")
    due(sheet, 1)
    follow_sheet(acting=as_(stranger), sheet_id=sheet.pk, is_followed=True)
    ActionSheet.objects.filter(pk=sheet.pk).update(visibility="partners")
    watched = get_watched(scope_of(stranger), today)
    assert (watched.followed, watched.due) == ([], [])
    assert not send_digest(person=stranger, today=today)
    assert mail.outbox == []


def test_one_letter_tells_all_then_waits_for_its_day(
    stranger: User, plan: ActionPlan, today: date
) -> None:
    sheet = sheet_of(plan, title="Four https://mechant.fr", visibility="public")
    due(sheet, -1, "Livraison")
    assert not send_digest(person=stranger, today=today)
    follow_sheet(acting=as_(stranger), sheet_id=sheet.pk, is_followed=True)
    assert stranger in list_watchers()
    assert send_digest(person=stranger, today=today)
    assert not send_digest(person=stranger, today=today)
    assert not send_digest(person=stranger, today=today + timedelta(days=6))
    (letter,) = mail.outbox
    assert letter.to == [stranger.email]
    assert "Livraison" in letter.body
    assert "dont 1 en retard" in letter.body
    assert "https://mechant" not in letter.body
    assert f"/plans/fiches/{sheet.pk}/" in letter.body
    assert "/plans/suivies/" in letter.body
    assert send_digest(person=stranger, today=today + timedelta(days=7))


def test_who_wants_none_gets_none(stranger: User, plan: ActionPlan, today: date) -> None:
    sheet = sheet_of(plan, visibility="public")
    follow_sheet(acting=as_(stranger), sheet_id=sheet.pk, is_followed=True)
    due(sheet, 1)
    choose_rhythm(acting=as_(stranger), rhythm="never")
    assert not send_digest(person=stranger, today=today)
    with pytest.raises(BadField):
        choose_rhythm(acting=as_(stranger), rhythm="hourly")
    assert Digest.objects.get(user=stranger).rhythm == "never"


def test_a_calendar_holds_what_its_owner_sees_and_no_more(
    client: Client, stranger: User, plan: ActionPlan, today: date
) -> None:
    seen, hidden = sheet_of(plan, "F1", visibility="public"), sheet_of(plan, "F2")
    due(seen, 3, "Vu")
    due(hidden, 3, "Caché")
    Committee.objects.create(plan=plan, kind="steering", on=today, is_public=True, place="Ici, là")
    Committee.objects.create(plan=plan, kind="technical", on=today)
    link = open_calendar(acting=as_(stranger), plan_id=plan.pk)
    assert open_calendar(acting=as_(stranger), plan_id=plan.pk) == link
    answer = client.get(f"/plans/agenda/{token_of(link)}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "F1 Vu" in answer.text
    assert "Ici\\, là" in answer.text
    assert "Caché" not in answer.text
    assert answer.text.count("BEGIN:VEVENT") == 2
    assert not answer.cookies


def test_a_calendar_that_is_revoked_or_forged_opens_nothing(
    client: Client, acting: Acting, duo: Acting, plan: ActionPlan
) -> None:
    link = open_calendar(acting=acting, plan_id=plan.pk)
    address = f"/plans/agenda/{token_of(link)}.ics"
    assert client.get(address).status_code == 200
    assert client.get(address.replace(".ics", "x.ics")).status_code == 404
    assert client.get("/plans/agenda/none.ics").status_code == 404
    with pytest.raises(NotHere):
        revoke_calendar(acting=duo, plan_id=plan.pk)
    revoke_calendar(acting=acting, plan_id=plan.pk)
    assert client.get(address).status_code == 404
    again = open_calendar(acting=acting, plan_id=plan.pk)
    assert client.get(address).status_code == 404
    assert acting.user is not None
    acting.user.is_active = False
    acting.user.save()
    assert client.get(f"/plans/agenda/{token_of(again)}.ics").status_code == 404


def test_the_pages_follow_choose_and_revoke(reader: Client, sheet: ActionSheet) -> None:
    page = f"/plans/fiches/{sheet.pk}/"
    assert "Suivre" in reader.get(page).text
    assert "Ne plus suivre" in reader.post(f"{page}suivre/", {"follow": "1"}, follow=True).text
    reader.post(f"/plans/{sheet.plan_id}/agenda/ouvrir/")
    mine = reader.get("/plans/suivies/").text
    assert str(sheet) in mine
    assert ".ics" in mine
    assert reader.post("/plans/suivies/", {"rhythm": "x"}).status_code == 400
    reader.post("/plans/suivies/", {"rhythm": "daily"})
    assert Digest.objects.get().rhythm == "daily"
    reader.post(f"/plans/{sheet.plan_id}/agenda/retirer/")
    assert not CalendarLink.objects.exists()
    assert reader.post(f"/plans/{sheet.plan_id}/agenda/retirer/").status_code == 404
