"""A sheet and its life through the API: the same services, the same refusals, the same cents."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from know_how_world import company_in
from plans_world import as_, led_by, person_with, sheet_of

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory import permissions as directory
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, TrackingIndicator
from terreau.web.apps.plans.standing import READ, WRITE
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
ALLOWED = (directory.READ, directory.WRITE, READ, WRITE)


class Program:
    """A program that acts for a person."""

    def __init__(self, person: User, allows: tuple[str, ...] = ALLOWED) -> None:
        _kept, key = make_token(
            acting=as_(person), name="Essai", allows=list(allows), lasts=timedelta(days=1)
        )
        self._headers = {"Authorization": f"Bearer {key}"}
        self._client = Client()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Return the status and the answer."""
        response = self._client.generic(
            method,
            f"/api/v1{path}",
            data="" if body is None else json.dumps(body),
            content_type="application/json",
            headers=self._headers | headers,
        )
        return response.status_code, response.json()


@pytest.fixture
def program(manager: User) -> Program:
    """Return a program that acts for the project manager."""
    return Program(manager)


def at(sheet: ActionSheet, part: str = "") -> str:
    return f"/action-sheets/{sheet.pk}{part}"


def test_a_sheet_is_added_changed_and_moved(program: Program, plan: ActionPlan) -> None:
    status, made = program.ask(
        "POST", f"/plans/{plan.pk}/action-sheets", {"title": "Une halle", "place": "XA001"}
    )
    assert (status, made["title"], made["state"], made["place"]) == (
        200,
        "Une halle",
        "idea",
        "XA001",
    )
    path = f"/action-sheets/{made['id']}"
    status, changed = program.ask("PATCH", path, {"version": 1, "problem": "Plus de place"})
    assert (status, changed["version"], changed["title"]) == (200, 2, "Une halle")
    assert (changed["problem"], changed["place"]) == ("Plus de place", "XA001")
    status, moved = program.ask("POST", f"{path}/acts", {"act": "prepare"})
    assert (status, moved["state"]) == (200, "draft")
    assert program.ask("POST", f"{path}/acts", {"act": "validate"})[0] == 400


def test_two_programs_at_once_are_told_field_by_field(program: Program, sheet: ActionSheet) -> None:
    theirs = {"version": 1, "title": "Leur titre", "objectives": "Leur but"}
    assert program.ask("PATCH", at(sheet), theirs)[0] == 200
    status, told = program.ask("PATCH", at(sheet), {"version": 1, "title": "Mon titre"})
    assert (status, told["version"], told["theirs"]) == (409, 2, {"title": "Leur titre"})
    # What only they changed is not touched by what is not sent.
    status, kept = program.ask("PATCH", at(sheet), {"version": 1, "problem": "Mon constat"})
    assert (status, kept["title"], kept["objectives"]) == (200, "Leur titre", "Leur but")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"version": 1, "axis": 999_999}, 400),
        ({"version": 1, "place": "99999"}, 404),
        ({"version": 1, "visibility": "nobody"}, 400),
        ({"version": 1, "starts_on": "2026-13-01"}, 422),
        ({"title": "Sans version"}, 422),
    ],
)
def test_what_is_wrong_of_a_sheet_is_refused(
    program: Program, sheet: ActionSheet, body: dict[str, Any], status: int
) -> None:
    assert program.ask("PATCH", at(sheet), body)[0] == status
    sheet.refresh_from_db()
    assert sheet.version == 1


def test_money_is_written_as_people_write_it_and_read_in_cents(
    program: Program, sheet: ActionSheet
) -> None:
    cost = {"label": "Machines", "year": 2026, "planned": "12 k€", "spent": "1 200,50 €"}
    assert program.ask("POST", at(sheet, "/cost-lines"), cost)[0] == 200
    funds = {"instrument": "grant", "name": "Fonds", "requested": "0,01 M€", "obtained": ""}
    status, answer = program.ask("POST", at(sheet, "/financing-lines"), funds)
    assert status == 200
    money = answer["money"]
    (line,) = money["cost_lines"]
    assert (line["planned"], line["committed"], line["spent"]) == (1_200_000, None, 120_050)
    (share,) = money["financing_lines"]
    assert (share["requested"], share["obtained"]) == (1_000_000, None)
    assert (money["gap"], money["total"]["planned"]) == (200_000, 1_200_000)
    assert [each["instrument"] for each in money["instruments"]] == ["grant"]
    changed = {"obtained": "12 000", "mark": share["mark"]}
    status, answer = program.ask("PATCH", at(sheet, f"/financing-lines/{share['id']}"), changed)
    assert (status, answer["money"]["gap"], answer["version"]) == (200, 0, 4)
    # As it was read: what changed meanwhile is refused, and told.
    stale = {"obtained": "11 000", "mark": share["mark"]}
    status, told = program.ask("PATCH", at(sheet, f"/financing-lines/{share['id']}"), stale)
    assert status == 409
    assert told["theirs"]["funds-0"]["obtained"] == 1_200_000
    for mark in ("[" * 1900, "[]"):
        bad = {"planned": "1", "mark": mark}
        assert program.ask("PATCH", at(sheet, f"/cost-lines/{line['id']}"), bad)[0] == 400
    for part in (f"/financing-lines/{share['id']}", f"/cost-lines/{line['id']}"):
        status, answer = program.ask("DELETE", at(sheet, part))
        assert status == 200
    assert (answer["money"]["cost_lines"], answer["money"]["financing_lines"]) == ([], [])


@pytest.mark.parametrize("amount", ["12.500", "-3", "douze", "0,001"])
def test_an_amount_that_is_not_sure_is_refused(
    program: Program, sheet: ActionSheet, amount: str
) -> None:
    body = {"label": "Machines", "planned": amount}
    assert program.ask("POST", at(sheet, "/cost-lines"), body)[0] == 400
    assert sheet.cost_lines.count() == 0


def test_the_rest_of_its_life(program: Program, sheet: ActionSheet, ti: Perimeter) -> None:
    near = company_in(ti, name="Forges du Haut-Val")

    def done(method: str, part: str, body: Any = None) -> Any:
        status, answer = program.ask(method, at(sheet, part), body)
        assert status == 200, answer
        return answer

    (part,) = done("POST", "/participations", {"part": "partner", "name": "Forges"})[
        "participations"
    ]
    (tied,) = done("POST", f"/participations/{part['id']}/organisation", {"organisation": near.pk})[
        "participations"
    ]
    assert tied["organisation"] == near.pk
    assert done("DELETE", f"/participations/{tied['id']}")["participations"] == []

    day = {"title": "Bail", "due_on": "2027-01-01"}
    (step,) = done("POST", "/milestones", day)["milestones"]
    (moved,) = done("PATCH", f"/milestones/{step['id']}", day | {"due_on": "2027-02-01"})[
        "milestones"
    ]
    assert moved["due_on"] == "2027-02-01"
    (ended,) = done("POST", f"/milestones/{step['id']}/done", {"done_on": "2026-01-02"})[
        "milestones"
    ]
    assert ended["done_on"] == "2026-01-02"
    assert done("DELETE", f"/milestones/{step['id']}")["milestones"] == []

    (counted,) = done("POST", "/indicators", {"name": "Jeunes", "target": "12.5"})["indicators"]
    assert counted["target"] == "12.5"
    measure = {"on": "2026-01-01", "value": 3}
    (counted,) = done("POST", f"/indicators/{counted['id']}/measures", measure)["indicators"]
    assert counted["measures"][0]["value"] == "3"
    done("PATCH", f"/indicators/{counted['id']}", {"name": "Jeunes formés"})
    done("DELETE", f"/measures/{counted['measures'][0]['id']}")
    assert TrackingIndicator.objects.get(pk=counted["id"]).name == "Jeunes formés"
    assert done("DELETE", f"/indicators/{counted['id']}")["indicators"] == []

    (risk,) = done("POST", "/risks", {"text": "Le terrain"})["risks"]
    done("PATCH", f"/risks/{risk['id']}", {"text": "Le terrain", "answer": "Un autre"})
    (risk,) = done("POST", f"/risks/{risk['id']}/closed", {"is_closed": True})["risks"]
    assert (risk["answer"], risk["closed_on"] is not None) == ("Un autre", True)

    (comment,) = done("POST", "/comments", {"text": "Tout est prêt"})["comments"]
    assert done("DELETE", f"/comments/{comment['id']}")["comments"] == []


def test_a_write_that_bears_a_key_is_done_once(program: Program, sheet: ActionSheet) -> None:
    body = {"label": "Machines", "planned": "12 k€"}
    for _again in range(2):
        key = {"Idempotency-Key": "machines-1"}
        assert program.ask("POST", at(sheet, "/cost-lines"), body, **key)[0] == 200
    assert sheet.cost_lines.count() == 1


def test_a_partner_reads_and_writes_what_is_theirs(
    plan: ActionPlan, sheet: ActionSheet, ti: Perimeter
) -> None:
    company = company_in(ti, name="Partenaire SA")
    led_by(sheet, company, "partner")
    program = Program(person_with("organisation_member", company))
    assert program.ask("POST", at(sheet, "/comments"), {"text": "Tout est prêt"})[0] == 200
    assert program.ask("GET", at(sheet))[1]["money"] is not None
    assert program.ask("POST", at(sheet, "/cost-lines"), {"label": "Machines"})[0] == 404
    assert program.ask("POST", at(sheet, "/risks"), {"text": "Le terrain"})[0] == 404
    assert program.ask("PATCH", at(sheet), {"version": 1, "title": "Mienne"})[0] == 404
    # Of a sheet of the same plan that they are not on, the territory reads less.
    other = program.ask("GET", at(sheet_of(plan, "F2")))[1]
    assert (other["money"], other["risks"], other["comments"]) == (None, None, None)


@pytest.mark.parametrize("allows", [(directory.READ, READ), (directory.READ, directory.WRITE)])
def test_a_key_that_does_not_allow_it_writes_nothing(
    manager: User, sheet: ActionSheet, allows: tuple[str, ...]
) -> None:
    status, _answer = Program(manager, allows).ask(
        "POST", at(sheet, "/cost-lines"), {"label": "Machines"}
    )
    assert status in (403, 404)
    assert sheet.cost_lines.count() == 0


def test_the_neighbour_writes_nothing(neighbour: Any, plan: ActionPlan, sheet: ActionSheet) -> None:
    program = Program(neighbour.user)
    assert program.ask("GET", at(sheet))[0] == 404
    assert program.ask("POST", f"/plans/{plan.pk}/action-sheets", {"title": "Mienne"})[0] == 404
    assert program.ask("POST", at(sheet, "/comments"), {"text": "Moi"})[0] == 404
    assert plan.sheets.count() == 1
