"""What a territory owes: who reads, what comes back, letters once, the calendar by its link."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from plans_world import as_, person_with

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans import makers, tasks
from terreau.web.apps.plans.agreement_enums import ObligationKind
from terreau.web.apps.plans.models import ActionPlan, Obligation
from terreau.web.apps.plans.rules.obligations import SUGGESTIONS
from terreau.web.apps.plans.selectors.obligations import (
    awaited_obligations,
    calendar_token,
    list_offered,
    rows_of_plan,
    tell_obligation,
)
from terreau.web.apps.plans.services.obligations import (
    ObligationFields,
    add_obligation,
    change_obligation,
    remove_obligation,
    settle_obligation,
    take_suggestions,
    turn_calendar,
)
from terreau.web.apps.plans.services.reminding import remind_of
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def in_days(days: int) -> date:
    """Return a day from today."""
    return timezone.localdate() + timedelta(days=days)


def owed(acting: Acting, plan: ActionPlan, days: int, **more: object) -> Obligation:
    """Add something owed in so many days."""
    fields = ObligationFields(f"Bilan {days}", in_days(days), **more)  # type: ignore[arg-type]
    return add_obligation(acting=acting, plan_id=plan.pk, written=fields)


def test_partners_read_and_keepers_write(
    acting: Acting, duo: Acting, neighbour: Acting, ti: Perimeter, plan: ActionPlan
) -> None:
    row = owed(acting, plan, 10)
    for role in ("state_referent", "region_referent"):
        reader = as_(person_with(role, ti))
        assert [each.obligation for each in rows_of_plan(reader.scope, plan.pk)] == [row]
        with pytest.raises(NotHere):
            settle_obligation(acting=reader, obligation_id=row.pk, done_on=None)
    with pytest.raises(NotHere):
        rows_of_plan(neighbour.scope, plan.pk)
    with pytest.raises(NotHere):
        rows_of_plan(as_(person_with("observer", ti)).scope, plan.pk)
    for other in (duo, neighbour):
        with pytest.raises(NotHere):
            remove_obligation(acting=other, obligation_id=row.pk)


def test_what_is_late_comes_first_and_what_is_done_last(acting: Acting, plan: ActionPlan) -> None:
    later, late, done, soon = (owed(acting, plan, days) for days in (200, -3, -9, 12))
    settle_obligation(acting=acting, obligation_id=done.pk, done_on=in_days(-1))
    rows = rows_of_plan(acting.scope, plan.pk)
    assert [row.obligation for row in rows] == [late, soon, later, done]
    assert [row.urgency for row in rows] == ["late", "soon", "later", "done"]


def test_one_that_comes_back_is_there_once_for_the_next_year(
    acting: Acting, plan: ActionPlan
) -> None:
    row = owed(acting, plan, 5, recurrence="yearly", owed_to="La Préfecture")
    for _ in range(2):
        settle_obligation(acting=acting, obligation_id=row.pk, done_on=in_days(0))
    following = plan.obligations.exclude(pk=row.pk).get()
    assert (following.previous, following.owed_to, following.done_on) == (
        row,
        "La Préfecture",
        None,
    )
    assert following.due_on.year == row.due_on.year + 1
    once = owed(acting, plan, 6)
    settle_obligation(acting=acting, obligation_id=once.pk, done_on=in_days(0))
    assert plan.obligations.count() == 3
    settle_obligation(acting=acting, obligation_id=once.pk, done_on=None)
    once.refresh_from_db()
    assert once.done_on is None


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title": " – "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"kind": "tax"}, "kind"),
        ({"recurrence": "daily"}, "recurrence"),
        ({"due_on": date(1000, 1, 1)}, "due_on"),
    ],
)
def test_what_is_wrong_is_said_by_its_field(
    acting: Acting, plan: ActionPlan, changes: dict[str, object], wrong: str
) -> None:
    written = replace(ObligationFields("Bilan", in_days(3)), **changes)  # type: ignore[arg-type]
    with pytest.raises(BadField) as refused:
        add_obligation(acting=acting, plan_id=plan.pk, written=written)
    assert refused.value.name == wrong
    row = owed(acting, plan, 1)
    with pytest.raises(BadField):
        settle_obligation(acting=acting, obligation_id=row.pk, done_on=in_days(1))


def test_two_who_write_lose_nothing(acting: Acting, plan: ActionPlan) -> None:
    row = owed(acting, plan, 40)
    asked = ObligationFields(row.title, row.due_on)
    change = {"acting": acting, "obligation_id": row.pk, "version": 1}
    change_obligation(written=replace(asked, owed_to="L’État"), **change)  # type: ignore[arg-type]
    change_obligation(written=replace(asked, due_on=in_days(50)), **change)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert (row.owed_to, row.due_on, row.version) == ("L’État", in_days(50), 3)
    with pytest.raises(VersionConflict):
        change_obligation(written=replace(asked, owed_to="La Région"), **change)  # type: ignore[arg-type]


def test_a_letter_leaves_once_at_each_day_to_who_keeps_the_plan(
    acting: Acting, manager: User, plan: ActionPlan
) -> None:
    Obligation.objects.exclude(plan=plan).delete()
    row = owed(acting, plan, 20, owed_to="La Préfecture", is_to_check=True)
    owed(acting, plan, 90)
    done = owed(acting, plan, 4)
    settle_obligation(acting=acting, obligation_id=done.pk, done_on=in_days(0))
    mail.outbox.clear()
    for _ in range(2):
        tasks.remind_of_obligations.func()
    letters = [letter for letter in mail.outbox if letter.to == [manager.email]]
    (letter,) = letters
    assert row.title in letter.subject
    assert f"/plans/{plan.pk}/echeances/" in letter.body
    assert "à vérifier" in letter.body
    assert not remind_of(obligation_id=row.pk, days=30)
    assert remind_of(obligation_id=row.pk, days=7)
    assert len(mail.outbox) == 2 * len(letters)


def test_a_new_day_is_told_of_again(acting: Acting, plan: ActionPlan) -> None:
    row = owed(acting, plan, 20)
    remind_of(obligation_id=row.pk, days=30)
    written = ObligationFields(row.title, in_days(25))
    change_obligation(acting=acting, obligation_id=row.pk, version=1, written=written)
    row.refresh_from_db()
    assert row.told_days is None


def test_what_is_near_waits_for_who_keeps_the_plan(
    acting: Acting, duo: Acting, plan: ActionPlan
) -> None:
    Obligation.objects.exclude(plan=plan).delete()
    owed(acting, plan, -2)
    owed(acting, plan, 30)
    owed(acting, plan, 31)
    sentences = [tell_obligation(each).sentence for each in awaited_obligations(acting.scope)]
    assert len(sentences) == 2
    assert sentences[0].startswith("En retard depuis")
    assert list(awaited_obligations(duo.scope)) == []


def test_the_calendar_is_read_by_its_link_until_it_is_changed(
    acting: Acting, plan: ActionPlan
) -> None:
    row = owed(acting, plan, 10, owed_to="La Préfecture")
    token = calendar_token(plan)
    answer = Client().get(f"/plans/echeances/{token}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    written = answer.content.decode()
    assert f"UID:obligation-{row.pk}@" in written
    assert f"DTSTART;VALUE=DATE:{row.due_on:%Y%m%d}" in written
    assert not answer.cookies
    unknown = calendar_token(ActionPlan(pk=2**40))
    for forged in ("none", token[:-1], f"{token}.ics", unknown):
        assert Client().get(f"/plans/echeances/{forged}.ics").status_code == 404
    turned = turn_calendar(acting=acting, plan_id=plan.pk)
    assert Client().get(f"/plans/echeances/{token}.ics").status_code == 404
    assert Client().get(f"/plans/echeances/{calendar_token(turned)}.ics").status_code == 200


def test_suggestions_are_taken_once(acting: Acting, neighbour: Acting, plan: ActionPlan) -> None:
    assert len(list_offered(plan)) == len(SUGGESTIONS)
    added = take_suggestions(acting=acting, plan_id=plan.pk, chosen=[0, 0, 2, 99, -1])
    assert [row.kind for row in added] == ["annual_report", "fund_deposit"]
    assert all(row.is_to_check and row.source for row in added)
    assert take_suggestions(acting=acting, plan_id=plan.pk, chosen=[0]) == []
    assert len(list_offered(plan)) == len(SUGGESTIONS) - 2
    with pytest.raises(NotHere):
        take_suggestions(acting=neighbour, plan_id=plan.pk, chosen=[1])


def test_each_date_opens_what_makes_its_document(
    acting: Acting, reader: Client, plan: ActionPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(makers, "_MAKERS", {})
    label = "Préparer le rapport"
    maker = makers.Maker(label, lambda plan_id, due_on: f"/rapport/{plan_id}/{due_on.year}/")  # type: ignore[arg-type]
    makers.declare_maker(ObligationKind.ANNUAL_REPORT, maker)
    report = owed(acting, plan, 10, kind="annual_report")
    owed(acting, plan, 11)
    page = reader.get(f"/plans/{plan.pk}/echeances/").content.decode()
    assert page.count(label) == 1
    assert f"/rapport/{plan.pk}/{report.due_on.year}/" in page


def test_the_form_keeps_what_was_typed(reader: Client, plan: ActionPlan) -> None:
    sent = {"title": "Bilan annuel", "kind": "other", "due_on": "jamais", "recurrence": "once"}
    page = reader.post(f"/plans/{plan.pk}/echeances/ajouter/", sent)
    assert page.status_code == 400
    assert "Bilan annuel" in page.content.decode()
    assert (
        reader.post(
            f"/plans/{plan.pk}/echeances/ajouter/", sent | {"due_on": "2027-03-31"}
        ).status_code
        == 302
    )
    assert plan.obligations.get().due_on == date(2027, 3, 31)
