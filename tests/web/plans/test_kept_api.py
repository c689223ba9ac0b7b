"""Programs: the filters of a list, saved views, letters, calendars; for whom they act alone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from plans_world import as_, sheet_of

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.rules import READ as READ_DIRECTORY
from terreau.web.apps.plans.api.asked import BOARDS, SORTS
from terreau.web.apps.plans.enums import Health, SheetState
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Axis, CalendarLink, SavedView
from terreau.web.apps.plans.selectors import wanted
from terreau.web.apps.plans.services.following import open_calendar
from terreau.web.apps.plans.standing import READ, WRITE
from terreau.web.apps.plans.views import boards

pytestmark = pytest.mark.django_db
API = "/api/v1"


class Program:
    """A program that acts for a person, with a key."""

    def __init__(self, person: User, *allows: str) -> None:
        _kept, key = make_token(
            acting=as_(person), name="Essai", allows=list(allows), lasts=timedelta(days=1)
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
    return Program(manager, READ, WRITE)


@pytest.fixture
def sheets(plan: ActionPlan) -> dict[str, ActionSheet]:
    """Return sheets that differ by what filters ask."""
    axis = Axis.objects.create(plan=plan, number=2, title="Former")
    return {
        "F1": sheet_of(plan, "F1", title="Four", axis=axis, theme="land"),
        "F2": sheet_of(plan, "F2", title="Atelier", state="on_hold"),
        "F3": sheet_of(plan, "F3", title="Zone", starts_on="2024-01-01", ends_on="2025-01-01"),
    }


def test_the_words_of_the_api_are_those_of_the_pages() -> None:
    assert set(SORTS.values()) == set(wanted.SORTS)
    assert set(BOARDS.values()) == {"", *boards.BOARDS}


@pytest.mark.parametrize(
    ("asked", "page", "found"),
    [
        ("", "", ["F1", "F2", "F3"]),
        ("axis=2", "axe=2", ["F1"]),
        ("axis=none", "axe=aucun", ["F2", "F3"]),
        ("theme=land", "theme=land", ["F1"]),
        ("theme=none", "theme=aucun", ["F2", "F3"]),
        ("state=on_hold", "etat=on_hold", ["F2"]),
        ("health=blocked", "sante=blocked", ["F2"]),
        ("q=zon", "q=zon", ["F3"]),
        ("year=2024", "annee=2024", ["F3"]),
        ("sort=title", "tri=titre", ["F2", "F1", "F3"]),
        ("lead=Personne", "pilote=Personne", []),
        ("axis=none&state=draft&q=zone", "axe=aucun&etat=draft&q=zone", ["F3"]),
    ],
)
def test_the_same_filters_narrow_the_page_and_the_api(
    reader: Client,
    program: Program,
    plan: ActionPlan,
    sheets: dict[str, ActionSheet],
    asked: str,
    page: str,
    found: list[str],
) -> None:
    status, told = program("GET", f"/plans/{plan.pk}/action-sheets?{asked}")
    assert status == 200
    assert [each["code"] for each in told["sheets"]] == found
    assert told["total"] == len(found)
    shown = reader.get(f"/plans/{plan.pk}/?{page}").context["rows"]
    assert [row.sheet.code for row in shown] == found


@pytest.mark.parametrize(
    "asked", ["axis=one", "theme=gold", "state=gone", "health=fine", "sort=price", "year=2300"]
)
def test_what_cannot_be_asked_is_refused(program: Program, plan: ActionPlan, asked: str) -> None:
    assert program("GET", f"/plans/{plan.pk}/action-sheets?{asked}")[0] in {400, 422}


def test_a_view_is_saved_listed_and_removed(
    program: Program, reader: Client, plan: ActionPlan, neighbour: Any
) -> None:
    path = f"/plans/{plan.pk}/saved-views"
    body = {"name": "En pause", "state": "on_hold", "axis": "none", "sort": "news", "board": "map"}
    status, told = program("POST", path, body)
    assert status == 200
    (view,) = told["views"]
    assert view == view | body | {"is_own": True, "is_shared": False, "q": "", "year": None}
    kept = SavedView.objects.get(pk=view["id"])
    assert (kept.board, kept.query) == ("carte", "axe=aucun&etat=on_hold&tri=nouvelles")
    assert "En pause" in reader.get(f"/plans/{plan.pk}/").text
    other = Program(neighbour.user, READ, WRITE)
    assert other("GET", path)[1] == {"views": []}
    assert other("DELETE", f"{path}/{kept.pk}")[0] == 404
    assert other("POST", path, body | {"is_shared": True})[0] == 400
    assert program("POST", path, body | {"board": "moon"})[0] == 400
    assert program("DELETE", f"{path}/{kept.pk}") == (200, {"views": []})
    assert program("DELETE", f"{path}/{kept.pk}")[0] == 404
    assert Client().get(f"{API}{path}").json() == {"views": []}


def test_the_rhythm_of_letters_is_read_and_chosen(program: Program, reader: Client) -> None:
    assert program("GET", "/plan-letters") == (200, {"rhythm": "weekly"})
    assert program("PUT", "/plan-letters", {"rhythm": "never"}) == (200, {"rhythm": "never"})
    assert program("GET", "/plan-letters")[1] == {"rhythm": "never"}
    assert program("PUT", "/plan-letters", {"rhythm": "hourly"})[0] == 400
    assert reader.get("/plans/suivies/").context["digest"].rhythm == "never"
    assert Client().get(f"{API}/plan-letters").status_code == 404


def test_a_calendar_is_opened_listed_without_its_secret_and_revoked(
    program: Program, manager: User, plan: ActionPlan
) -> None:
    path = f"/plans/{plan.pk}/calendar"
    status, opened = program("PUT", path)
    assert status == 200
    assert program("PUT", path)[1] == opened
    feed = opened["address"].removeprefix("http://testserver")
    assert Client().get(feed).status_code == 200
    status, told = program("GET", "/plan-calendars")
    assert [each["plan"] for each in told["calendars"]] == [plan.pk]
    assert feed not in json.dumps(told)
    assert program("DELETE", path) == (200, {"calendars": []})
    assert Client().get(feed).status_code == 404
    assert program("DELETE", path)[0] == 404
    assert not CalendarLink.objects.filter(user=manager, plan=plan).exists()
    assert Client().get(f"{API}/plan-calendars").json() == {"calendars": []}


def test_a_key_reads_and_writes_no_more_than_it_says(manager: User, plan: ActionPlan) -> None:
    open_calendar(acting=as_(manager), plan_id=plan.pk)
    SavedView.objects.create(user=manager, plan=plan, name="À moi")
    reads = Program(manager, READ)
    for method, path, body in (
        ("POST", f"/plans/{plan.pk}/saved-views", {"name": "Vue"}),
        ("PUT", "/plan-letters", {"rhythm": "never"}),
        ("PUT", f"/plans/{plan.pk}/calendar", {}),
        ("DELETE", f"/plans/{plan.pk}/calendar", {}),
    ):
        assert reads(method, path, body)[0] == 403, path
    elsewhere = Program(manager, READ_DIRECTORY)
    assert elsewhere("GET", f"/plans/{plan.pk}/saved-views")[1] == {"views": []}
    assert elsewhere("GET", "/plan-calendars")[1] == {"calendars": []}
    assert elsewhere("GET", "/plan-letters")[0] == 404


def test_every_state_and_health_of_the_pages_may_be_asked(
    program: Program, plan: ActionPlan
) -> None:
    for name, values in (("state", SheetState.values), ("health", Health.values)):
        for value in values:
            assert program("GET", f"/plans/{plan.pk}/action-sheets?{name}={value}")[0] == 200
