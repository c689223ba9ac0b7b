"""Attendance, decisions, follow-ups: noted once, by who keeps the plan, of its own rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from know_how_world import company_in
from plans_world import committee_of, led_by, plan_in, sheet_of

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, Committee
from terreau.web.apps.plans.services.attending import (
    note_attendance,
    remove_attendance,
    repeat_attendance,
)
from terreau.web.apps.plans.services.deciding import (
    add_decision,
    add_follow_up,
    follow_decision,
    remove_decision,
    remove_follow_up,
    settle_follow_up,
)
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def committee(plan: ActionPlan) -> Committee:
    """Return a steering committee that was held yesterday."""
    return committee_of(plan, -1)


def test_who_was_there_is_noted_once_by_its_record_or_its_name(
    acting: Acting, ti: Perimeter, committee: Committee
) -> None:
    forge = company_in(ti, "Forge du Test")
    names = ["forge du test", "La CCI", " ", "la  CCI", "La CCI"]
    assert note_attendance(acting=acting, committee_id=committee.pk, names=names) == 3
    assert note_attendance(acting=acting, committee_id=committee.pk, names=["La CCI"]) == 0
    note_attendance(
        acting=acting, committee_id=committee.pk, names=["Forge du Test"], is_present=False
    )
    found = {(row.organisation, row.name, row.is_present) for row in committee.attendances.all()}
    assert (forge, "Forge du Test", False) in found
    assert (None, "La CCI", True) in found
    with pytest.raises(BadField):
        note_attendance(acting=acting, committee_id=committee.pk, names=[" ", ""])
    with pytest.raises(BadField):
        note_attendance(
            acting=acting, committee_id=committee.pk, names=[f"n{n}" for n in range(201)]
        )


def test_the_same_as_last_time(acting: Acting, plan: ActionPlan, committee: Committee) -> None:
    last = committee_of(plan, -90)
    note_attendance(acting=acting, committee_id=last.pk, names=["La CCI", "La Région"])
    note_attendance(acting=acting, committee_id=last.pk, names=["L’ANCT"], is_present=False)
    assert repeat_attendance(acting=acting, committee_id=committee.pk) == 2
    assert repeat_attendance(acting=acting, committee_id=committee.pk) == 0
    row = committee.attendances.get(written_name="La CCI")
    remove_attendance(acting=acting, committee_id=committee.pk, attendance_id=row.pk)
    assert [each.name for each in committee.attendances.all()] == ["La Région"]
    other = last.attendances.first()
    assert other is not None
    with pytest.raises(NotHere):
        remove_attendance(acting=acting, committee_id=committee.pk, attendance_id=other.pk)


def test_a_decision_validates_a_sheet_once(
    acting: Acting, plan: ActionPlan, committee: Committee
) -> None:
    sheet = sheet_of(plan, state="presented")
    for _twice in "ab":
        decision = add_decision(
            acting=acting, committee_id=committee.pk, sheet_id=sheet.pk, validates=True
        )
    sheet.refresh_from_db()
    event = sheet.events.get()
    assert (sheet.state, event.committee, event.on) == ("validated", committee, committee.on)
    assert (decision.text, committee.decisions.count()) == ("Fiche validée", 1)


def test_a_decision_that_cannot_be_leaves_nothing(
    acting: Acting, ti: Perimeter, plan: ActionPlan, committee: Committee
) -> None:
    draft = sheet_of(plan)
    elsewhere = sheet_of(plan_in(ti, "Autre"), "F9", state="presented")
    with pytest.raises(BadInput, match="pas possible"):
        add_decision(acting=acting, committee_id=committee.pk, sheet_id=draft.pk, validates=True)
    for wrong in (
        {"sheet_id": elsewhere.pk, "text": "Oui"},
        {"text": " "},
        {"text": "x" * 501},
        {"validates": True},
    ):
        with pytest.raises(BadField):
            add_decision(acting=acting, committee_id=committee.pk, **wrong)  # type: ignore[arg-type]
    coming = committee_of(plan, 5)
    with pytest.raises(BadInput, match="pas encore tenu"):
        add_decision(acting=acting, committee_id=coming.pk, text="Oui")
    draft.refresh_from_db()
    assert (draft.state, committee.decisions.count()) == ("draft", 0)


def test_a_decision_becomes_a_follow_up_in_one_press(
    acting: Acting, ti: Perimeter, plan: ActionPlan, committee: Committee
) -> None:
    sheet, forge = sheet_of(plan), company_in(ti, "Forge du Test")
    led_by(sheet, forge)
    decision = add_decision(
        acting=acting, committee_id=committee.pk, sheet_id=sheet.pk, text="Chercher un terrain"
    )
    following = committee_of(plan, 60)
    for _twice in "ab":
        row = follow_decision(acting=acting, committee_id=committee.pk, decision_id=decision.pk)
    assert (row.text, row.organisation, row.due_on) == ("Chercher un terrain", forge, following.on)
    assert committee.follow_ups.count() == 1
    remove_decision(acting=acting, committee_id=committee.pk, decision_id=decision.pk)
    row.refresh_from_db()
    assert (row.decision, row.sheet) == (None, sheet)


def test_what_is_to_be_done_is_done_and_undone(
    acting: Acting, neighbour: Acting, committee: Committee
) -> None:
    due = TODAY - timedelta(days=1)
    for _twice in "ab":
        row = add_follow_up(
            acting=acting, committee_id=committee.pk, text="Relancer", who="La CCI", due_on=due
        )
    assert (committee.follow_ups.count(), row.is_late, row.name) == (1, True, "La CCI")
    with pytest.raises(BadField):
        settle_follow_up(acting=acting, follow_up_id=row.pk, done_on=TODAY + timedelta(days=1))
    with pytest.raises(NotHere):
        settle_follow_up(acting=neighbour, follow_up_id=row.pk, done_on=TODAY)
    row = settle_follow_up(acting=acting, follow_up_id=row.pk, done_on=TODAY)
    assert not row.is_late
    assert settle_follow_up(acting=acting, follow_up_id=row.pk, done_on=None).is_late
    with pytest.raises(NotHere):
        remove_follow_up(acting=neighbour, follow_up_id=row.pk)
    remove_follow_up(acting=acting, follow_up_id=row.pk)
    with pytest.raises(NotHere):
        remove_follow_up(acting=acting, follow_up_id=row.pk)


def test_all_of_it_by_the_page(reader: Client, plan: ActionPlan, committee: Committee) -> None:
    sheet, at = sheet_of(plan, state="presented"), f"/plans/comites/{committee.pk}"
    assert "Valider la fiche" not in reader.get(f"{at}/").content.decode().split("<ol")[0]
    sent = {"sheet": str(sheet.pk), "validates": "on"}
    assert reader.post(f"{at}/decisions/", sent).url == f"{at}/#decisions"
    decision = committee.decisions.get()
    assert reader.post(f"{at}/decisions/{decision.pk}/suite/").status_code == 302
    assert reader.post(f"{at}/suites/", {"text": "Écrire à l’État", "due_on": "2027-01-05"}).url
    names = {"names": "La CCI\nLa Région", "is_present": "1"}
    assert reader.post(f"{at}/presences/", names).url == f"{at}/#presences"
    said = reader.get(f"{at}/").content.decode()
    for told in ("Fiche validée", "Écrire à l’État", "La CCI", "La Région"):
        assert told in said
    told = reader.get(f"/plans/fiches/{sheet.pk}/").content.decode()
    assert "Ce que les comités en ont décidé" in told
    assert told.count("Fiche validée") == 2  # decided, and to be done
    row = committee.follow_ups.get(text="Écrire à l’État")
    assert reader.post(f"/plans/suites/{row.pk}/faite/", {"done": "1", "from": "list"}).url == (
        f"/plans/{plan.pk}/comites/#suites"
    )
    row.refresh_from_db()
    assert row.done_on == TODAY
    told = reader.get(f"{at}/").content.decode()
    assert "Suite faite le" in told  # in its history
    assert reader.post(f"{at}/decisions/{decision.pk}/retirer/").status_code == 302
    assert reader.post(f"/plans/suites/{row.pk}/retirer/").status_code == 302
    assert reader.post(f"/plans/suites/{row.pk}/retirer/").status_code == 404


@pytest.mark.parametrize(
    ("path", "sent", "typed"),
    [
        ("decisions", {"text": "x" * 501}, "xxxx"),
        ("decisions", {"text": "Oui", "sheet": "999999"}, "Oui"),
        ("suites", {"text": "Écrire", "due_on": "bientôt"}, "bientôt"),
        ("suites", {"text": "", "who": "La CCI"}, "La CCI"),
        ("presences", {"names": "", "is_present": "1"}, ""),
        ("presences", {"names": "La CCI", "is_present": "peut-être"}, "La CCI"),
    ],
)
def test_what_is_refused_stays_typed(
    reader: Client, committee: Committee, path: str, sent: dict[str, str], typed: str
) -> None:
    answer = reader.post(f"/plans/comites/{committee.pk}/{path}/", sent)
    assert answer.status_code == 400
    assert typed in answer.content.decode()
    counted = (committee.decisions, committee.follow_ups, committee.attendances)
    assert [rows.count() for rows in counted] == [0, 0, 0]


def test_a_decision_that_was_only_noted_validates_when_it_is_said_again(
    acting: Acting, plan: ActionPlan, committee: Committee
) -> None:
    sheet = sheet_of(plan, state="presented")
    said = {"acting": acting, "committee_id": committee.pk, "sheet_id": sheet.pk}
    add_decision(**said, text="Fiche validée")  # type: ignore[arg-type]
    add_decision(**said, validates=True)  # type: ignore[arg-type]
    sheet.refresh_from_db()
    assert (sheet.state, committee.decisions.count()) == ("validated", 1)


def test_what_earlier_committees_left_is_settled_where_one_sits(
    reader: Client, acting: Acting, plan: ActionPlan, committee: Committee
) -> None:
    for each, text in ((committee_of(plan, -90), "Avant"), (committee_of(plan, 0), "Après")):
        add_follow_up(acting=acting, committee_id=each.pk, text=text)
    at = f"/plans/comites/{committee.pk}/"
    (left,) = reader.get(at).context["left"]
    assert left.row.text == "Avant"
    sent = {"done": "1", "from": str(committee.pk)}
    answer = reader.post(f"/plans/suites/{left.row.pk}/faite/", sent)
    assert (answer.status_code, answer["Location"]) == (302, f"{at}#suites")
    assert reader.get(at).context["left"] == []


def test_what_follows_is_written_otherwise_and_taken_out(
    reader: Client, plan: ActionPlan, company: Organisation
) -> None:
    committee = committee_of(plan, -1)
    row = committee.follow_ups.create(text="Relancer", organisation=company)
    here = f"/plans/suites/{row.pk}/modifier/"
    assert here in reader.get(f"/plans/comites/{committee.pk}/").text
    form = reader.get(here).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    assert said["who"] == company.name
    reader.post(here, said | {"text": "Relancer trois fois", "due_on": "2027-01-31"})
    row.refresh_from_db()
    assert (row.text, row.organisation, row.due_on) == (
        "Relancer trois fois", company, date(2027, 1, 31),
    )  # fmt: skip
    # Read before that change, written after it: told, then kept where one insists.
    answer = reader.post(here, said | {"text": "Oublier"})
    assert answer.status_code == 400
    assert "Relancer trois fois" in answer.text
    reader.post(here, said | {"text": "Oublier", "was": answer.context["form"]["was"].value()})
    row.refresh_from_db()
    assert row.text == "Oublier"
    assert reader.post(f"/plans/suites/{row.pk}/retirer/").status_code == 302
    assert not committee.follow_ups.exists()


def test_who_does_it_and_is_not_seen_stays_and_is_not_named(
    reader: Client, plan: ActionPlan
) -> None:
    hidden = company_in(Perimeter.objects.get(code="2:ti-x02"), "Cachée Industrie")
    hidden.visibility = "private"
    hidden.save()
    row = committee_of(plan, -1).follow_ups.create(text="Relancer", organisation=hidden)
    here = f"/plans/suites/{row.pk}/modifier/"
    page = reader.get(here)
    assert "Cachée" not in page.text
    form = page.context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    reader.post(here, said | {"text": "Relancer encore"})
    row.refresh_from_db()
    assert (row.text, row.organisation) == ("Relancer encore", hidden)
