"""What programs do of boards: the same services as the pages, refused alike."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from plans_world import as_, person_with, sheet_of

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.plans.models import ActionSheet, RegionalPriority, Subscription
from terreau.web.apps.plans.standing import READ, WRITE
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
API = "/api/v1"


class Program:
    """A program that acts for a person, with a key."""

    def __init__(self, person: User, allows: list[str]) -> None:
        _kept, key = make_token(
            acting=as_(person), name="Essai", allows=allows, lasts=timedelta(days=1)
        )
        self._key = key

    def __call__(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask, and return the status and what is answered."""
        answer = Client().generic(
            method,
            f"{API}{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self._key}"},
        )
        return answer.status_code, answer.json()


@pytest.fixture
def program(manager: User) -> Program:
    """Return a program of the project manager that writes."""
    return Program(manager, [READ, WRITE])


def test_several_sheets_are_tried_then_changed(program: Program, sheet: ActionSheet) -> None:
    idea = sheet_of(sheet.plan, "F2", state="idea")
    body = {
        "sheets": [{"id": each.pk, "version": each.version} for each in (sheet, idea)],
        "act": "hold",
        "reason": "Fonds attendus",
    }
    path = f"/plans/{sheet.plan_id}/bulk-changes"
    status, told = program("POST", path, body | {"is_trial": True})
    assert status == 200
    assert [bool(each["refusal"]) for each in told["outcomes"]] == [False, True]
    sheet.refresh_from_db()
    assert sheet.state == "draft"
    program("POST", path, body)
    sheet.refresh_from_db()
    assert sheet.state == "on_hold"
    assert program("POST", path, body | {"sheets": []})[0] == 400
    assert program("POST", path, body | {"preset": "custom"})[0] == 400
    assert program("POST", path, body | {"preset": "gold"})[0] == 400


def test_a_key_that_only_reads_changes_nothing(manager: User, sheet: ActionSheet) -> None:
    reads = Program(manager, [READ])
    body = {"sheets": [{"id": sheet.pk, "version": 1}], "theme": "land"}
    status, told = reads("POST", f"/plans/{sheet.plan_id}/bulk-changes", body)
    assert status == 200
    assert told["outcomes"][0]["refusal"]
    assert reads("PUT", f"/action-sheets/{sheet.pk}/priorities", {"priorities": []})[0] >= 400
    sheet.refresh_from_db()
    assert sheet.theme == ""


def test_a_sheet_is_followed_and_left(program: Program, manager: User, sheet: ActionSheet) -> None:
    path = f"/action-sheets/{sheet.pk}/follow"
    assert program("POST", path, {"is_followed": True}) == (
        200, {"id": sheet.pk, "is_followed": True},
    )  # fmt: skip
    assert Subscription.objects.filter(user=manager, sheet=sheet).exists()
    assert program("POST", path, {"is_followed": False})[1]["is_followed"] is False
    assert program("POST", "/action-sheets/999999/follow", {"is_followed": True})[0] == 404


def test_priorities_are_written_by_the_region_and_answered_by_keepers(
    program: Program, sheet: ActionSheet
) -> None:
    region = Perimeter.objects.get(kind="region", country="XX")
    path = f"/regions/{region.code}/priorities"
    assert program("POST", path, {"title": "Souder ici"})[0] == 404
    referent = Program(person_with("region_referent", region), [READ, WRITE])
    assert referent("POST", path, {"title": "Souder ici"})[0] == 200
    priority = RegionalPriority.objects.get(title="Souder ici")
    answered = program(
        "PUT", f"/action-sheets/{sheet.pk}/priorities", {"priorities": [priority.pk]}
    )
    assert answered == (200, {"priorities": [priority.pk]})
    told = program("GET", path)[1]["priorities"]
    assert [each["sheets"] for each in told if each["id"] == priority.pk] == [[sheet.pk]]
    public = Client().get(f"{API}{path}").json()["priorities"]
    assert [each["sheets"] for each in public if each["id"] == priority.pk] == [[]]


def test_the_totals_are_those_of_the_page(program: Program) -> None:
    status, told = program("GET", "/plan-totals?country=XX&phase=1")
    assert status == 200
    assert told["sheets"] == sum(each["sheets"] for each in told["states"])
    assert told["sheets"] == sum(each["sheets"] for each in told["themes"])
    assert {each["theme"] for each in told["themes"]} >= {"attract", "settle", "apart"}
