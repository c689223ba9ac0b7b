"""Committees by a program: the same services as the pages, done once; what waits for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from plans_world import as_, committee_of, person_with, sheet_of

from terreau.web.apps.accounts.awaiting import list_awaited
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Committee, FollowUp
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def test_a_committee_from_its_planning_to_its_minutes(
    sent: dict[str, Any], reader: Client, plan: ActionPlan
) -> None:
    program, sheet = Client(), sheet_of(plan, state="presented")
    body = {"kind": "steering", "on": (TODAY - timedelta(days=1)).isoformat(), "place": "Mairie"}
    once = sent | {"headers": sent["headers"] | {"Idempotency-Key": "un"}}
    made, again = (
        program.post(f"/api/v1/plans/{plan.pk}/committees", body, **once).json() for _ in "ab"
    )
    assert (made["id"], made["state"]) == (again["id"], "held")
    at = f"/api/v1/committees/{made['id']}"
    assert made["to_decide"] == [
        {"sheet": sheet.pk, "code": "F1", "asks": ["validate", "without_lead"],
         "said": ["À valider", "Sans pilote : qui la prend ?"]},
    ]  # fmt: skip
    decided = program.post(f"{at}/decisions", {"sheet": sheet.pk, "validates": True}, **sent).json()
    (decision,) = decided["decisions"]
    followed = program.post(f"{at}/decisions/{decision['id']}/follow", {}, **sent).json()
    (follow_up,) = followed["follow_ups"]
    assert (follow_up["decision"], follow_up["text"]) == (decision["id"], "Fiche validée")
    noted = program.post(f"{at}/follow-ups", {"text": "Écrire", "who": "La CCI"}, **sent).json()
    assert [row["text"] for row in noted["follow_ups"]] == ["Fiche validée", "Écrire"]
    there = program.post(f"{at}/attendances", {"names": ["La CCI"]}, **sent).json()
    (attendance,) = there["attendances"]
    version = there["version"]
    told = program.patch(at, {"version": version, "minutes": "Dit", "is_public": True}, **sent)
    assert (told.json()["minutes"], told.json()["is_public"]) == ("Dit", True)
    assert program.patch(at, {"version": version, "minutes": "Autre"}, **sent).status_code == 409
    done = program.put(
        f"/api/v1/follow-ups/{follow_up['id']}/done", {"done_on": TODAY.isoformat()}, **sent
    ).json()
    assert done["done_on"] == TODAY.isoformat()
    (_first, other) = noted["follow_ups"]
    at_it = f"/api/v1/follow-ups/{other['id']}"
    changed = program.patch(at_it, {"text": "Écrire au préfet", "due_on": "2026-09-01"}, **sent)
    told = changed.json()
    assert (told["text"], told["who"], told["due_on"]) == (
        "Écrire au préfet", "La CCI", "2026-09-01",
    )  # fmt: skip
    assert program.patch(at_it, {"due_on": None}, **sent).json()["due_on"] is None
    assert program.patch(at_it, {"text": " "}, **sent).status_code == 400
    for gone in (
        f"{at}/attendances/{attendance['id']}",
        f"{at}/decisions/{decision['id']}",
        f"/api/v1/follow-ups/{follow_up['id']}",
    ):
        assert program.delete(gone, **sent).status_code == 200
    whole = reader.get(at).json()
    assert (whole["decisions"], whole["attendances"]) == ([], [])
    assert [row["who"] for row in whole["follow_ups"]] == ["La CCI"]
    lists = [
        reader.get(f"/api/v1/plans/{plan.pk}/{what}").json()[what.replace("-", "_")]
        for what in ("committees", "decisions", "follow-ups")
    ]
    assert [len(rows) for rows in lists] == [1, 0, 1]
    year = reader.get(f"/api/v1/plans/{plan.pk}/years/{TODAY.year}").json()
    assert [each["id"] for each in year["committees"]] == [made["id"]]
    assert reader.get(f"/api/v1/plans/{plan.pk}/years/1999").status_code == 404


def test_a_program_holds_and_cancels(sent: dict[str, Any], plan: ActionPlan) -> None:
    program = Client()
    due, coming = committee_of(plan, 0, state="planned"), committee_of(plan, 9)
    assert program.post(f"/api/v1/committees/{due.pk}/hold", {}, **sent).json()["state"] == "held"
    assert program.post(f"/api/v1/committees/{coming.pk}/hold", {}, **sent).status_code == 400
    said = program.post(f"/api/v1/committees/{coming.pk}/cancel", {}, **sent).json()
    assert said["state"] == "cancelled"
    assert Client().get(f"/api/v1/committees/{due.pk}").status_code == 404


def test_a_page_takes_as_many_queries_for_one_sheet_as_for_many(
    reader: Client, plan: ActionPlan, django_assert_max_num_queries: Any
) -> None:
    committee_of(plan, -30)
    coming = committee_of(plan, 9)

    def counted() -> int:
        with django_assert_max_num_queries(80) as queries:
            assert reader.get(f"/plans/comites/{coming.pk}/").status_code == 200
        return len(queries)

    sheet_of(plan, "F0", state="presented")
    FollowUp.objects.create(committee=coming, text="Écrire", due_on=TODAY)
    counted()
    few = counted()
    for number in range(1, 30):
        sheet = sheet_of(plan, f"F{number}", state="presented")
        sheet.milestones.create(title="Bail", due_on=TODAY)
        sheet.events.create(act="present", before="draft", after="presented", on=TODAY)
        FollowUp.objects.create(committee=coming, sheet=sheet, text="Écrire", due_on=TODAY)
    assert counted() == few


def test_what_waits_for_whom(acting: Acting, duo: Acting, neighbour: Acting, ti: Perimeter) -> None:
    # Nothing of the example waits for anybody.
    FollowUp.objects.update(done_on=TODAY)
    Committee.objects.filter(state="planned").update(state="cancelled")
    ActionSheet.objects.filter(state="presented").update(state="draft")
    plan = ActionPlan.objects.create(perimeter=ti, title="Plan")
    near, far = committee_of(plan, 14), committee_of(plan, 15)
    held = committee_of(plan, -20)
    FollowUp.objects.create(committee=held, text="Due", due_on=TODAY)
    FollowUp.objects.create(committee=held, text="Plus tard", due_on=TODAY + timedelta(days=1))
    FollowUp.objects.create(committee=held, text="Faite", due_on=TODAY, done_on=TODAY)
    sheet_of(plan, state="presented")
    sheet_of(plan, "F2", state="presented")

    def waits(who: Acting) -> dict[str, str]:
        told = list_awaited(scope_of(who.user))  # type: ignore[arg-type]
        places = (f"/plans/{plan.pk}/", "/plans/comites/")
        return {each.url: each.sentence for each in told if each.url.startswith(places)}

    committee = f"/plans/comites/{near.pk}/"
    to_do, presented = f"/plans/{plan.pk}/comites/#suites", f"/plans/{plan.pk}/?etat=presented"
    assert list(waits(acting)) == [to_do, committee]
    assert list(waits(duo)) == [presented, committee]
    assert waits(neighbour) == {}
    assert waits(as_(person_with("state_referent", ti))) == {}
    assert waits(acting)[to_do].startswith("1 suite de comité")
    assert waits(duo)[presented].startswith("2 fiches action")
    Committee.objects.filter(pk__in=[near.pk, far.pk]).update(state="cancelled")
    assert committee not in waits(duo)


def test_a_program_that_changes_a_committee_loses_no_minutes_and_does_all_or_nothing(
    sent: dict[str, Any], plan: ActionPlan
) -> None:
    held, coming, program = committee_of(plan, -1), committee_of(plan, 5), Client()
    at = f"/api/v1/committees/{held.pk}"
    assert program.patch(at, {"version": 1, "minutes": "Les siens"}, **sent).status_code == 200
    mine = {"version": 1, "place": "Mairie", "minutes": "Les miens"}
    assert program.patch(at, mine, **sent).status_code == 409
    held.refresh_from_db()
    assert (held.place, held.minutes) == ("", "Les siens")
    told = program.patch(f"{at}", mine | {"version": 2}, **sent).json()
    assert (told["place"], told["minutes"]) == ("Mairie", "Les miens")
    refused = program.patch(f"/api/v1/committees/{coming.pk}", mine, **sent)
    coming.refresh_from_db()
    assert (refused.status_code, coming.place) == (400, "")
    late = mine | {"version": 4, "minutes": "Autres", "on": (TODAY + timedelta(days=9)).isoformat()}
    assert program.patch(at, late, **sent).status_code == 400
    held.refresh_from_db()
    assert held.minutes == "Les miens"
