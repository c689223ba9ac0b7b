"""What a program keeps of plans for whom it acts: views, how often letters leave, calendars."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.urls import reverse
from ninja import Field, Path, Schema

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.plans.api.asked import (
    BOARDS,
    SheetFilters,
    api_word,
    filters_as_json,
    wanted_by,
    word_of,
)
from terreau.web.apps.plans.api.reads import Number, router
from terreau.web.apps.plans.api.writing import once
from terreau.web.apps.plans.models import SavedView
from terreau.web.apps.plans.selectors.following import get_own_digest, list_own_calendars
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.saved_views import list_saved_views
from terreau.web.apps.plans.services.following import (
    choose_rhythm,
    open_calendar,
    revoke_calendar,
    token_of,
)
from terreau.web.apps.plans.services.saved_views import remove_view, save_view
from terreau.web.shared.api import REFUSALS

ViewNumber = Annotated[int, Path(ge=1, le=2**62, description="Number of the view")]
_VIEWS, _CALENDAR = "/plans/{number}/saved-views", "/plans/{number}/calendar"


class SavedViewIn(SheetFilters):
    """What is kept of a plan under a name; one's own view of that name is replaced."""

    name: str = Field(description="Its name", max_length=80)
    board: str = Field(
        "", description="states, calendar, map, themes or budget; empty: the list", max_length=16
    )
    is_shared: bool = Field(False, description="true: those who keep the plan read it too")


class SavedViewOut(SheetFilters):
    """What is kept of a plan under a name."""

    id: int = Field(description="Its number")
    name: str = Field(description="Its name")
    board: str = Field(description="states, calendar, map, themes or budget; empty: the list")
    is_shared: bool = Field(description="Whether those who keep the plan read it too")
    is_own: bool = Field(description="Whether it is of who asks")


class SavedViewsOut(Schema):
    """The views of a plan."""

    views: list[SavedViewOut] = Field(description="By name")


class LettersIn(Schema):
    """How often one is written to about the sheets one follows or leads."""

    rhythm: str = Field(description="daily, weekly or never", max_length=8)


class LettersOut(Schema):
    """How often one is written to about the sheets one follows or leads."""

    rhythm: str = Field(description="daily, weekly or never")


class CalendarOut(Schema):
    """One's own calendar of a plan."""

    plan: int = Field(description="Number of the plan")
    made_at: datetime = Field(description="When it was opened")


class CalendarsOut(Schema):
    """One's own calendars of plans."""

    calendars: list[CalendarOut] = Field(description="The first opened first")


class OpenedOut(CalendarOut):
    """One's own calendar of a plan, with its secret address."""

    address: str = Field(description="Whoever has it reads the calendar, until it is revoked")


@router.get(_VIEWS, response={200: SavedViewsOut} | REFUSALS, summary="Saved views of a plan")
def list_plan_views(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give one's own views of a plan, and those that are shared with who keeps it."""
    plan = get_plan(request.scope, number).plan
    return {
        "views": [
            _view_as_json(view, is_own=view.user_id == request.scope.user_id)
            for view in list_saved_views(request.scope, plan)
        ]
    }


@router.post(
    _VIEWS, response={200: SavedViewsOut} | WRITE_REFUSALS, summary="Save a view of a plan"
)
def post_plan_view(
    request: ScopedRequest, number: Number, body: SavedViewIn, key: Key = ""
) -> dict[str, Any]:
    """Keep what is asked of the sheets of a plan under a name."""

    def write() -> str:
        view = save_view(
            acting=acting(request),
            plan_id=number,
            name=body.name,
            query=wanted_by(body).query(),
            board=word_of(BOARDS, "board", body.board),
            is_shared=body.is_shared,
        )
        return str(view.pk)

    return once(request, write, lambda _made: list_plan_views(request, number))


@router.delete(
    f"{_VIEWS}/{{row}}",
    response={200: SavedViewsOut} | WRITE_REFUSALS,
    summary="Remove a saved view",
)
def delete_plan_view(
    request: ScopedRequest, number: Number, row: ViewNumber, key: Key = ""
) -> dict[str, Any]:
    """Take out one's own view of a plan."""

    def write() -> str:
        remove_view(acting=acting(request), plan_id=number, view_id=row)
        return str(row)

    return once(request, write, lambda _made: list_plan_views(request, number))


@router.get(
    "/plan-letters", response={200: LettersOut} | REFUSALS, summary="Letters about action sheets"
)
def get_plan_letters(request: ScopedRequest) -> dict[str, Any]:
    """Give how often one is written to; as nobody chose, once a week."""
    return {"rhythm": get_own_digest(request.scope).rhythm}


@router.put(
    "/plan-letters",
    response={200: LettersOut} | WRITE_REFUSALS,
    summary="Choose how often letters about action sheets leave",
)
def put_plan_letters(request: ScopedRequest, body: LettersIn, key: Key = "") -> dict[str, Any]:
    """Choose how often one is written to about the sheets one follows or leads."""

    def write() -> str:
        return choose_rhythm(acting=acting(request), rhythm=body.rhythm).rhythm

    return once(request, write, lambda made: {"rhythm": made})


@router.get(
    "/plan-calendars", response={200: CalendarsOut} | REFUSALS, summary="One's calendars of plans"
)
def list_plan_calendars(request: ScopedRequest) -> dict[str, Any]:
    """Give the calendars that one opened, without their secret addresses."""
    links = list_own_calendars(request.scope)
    return {"calendars": [{"plan": link.plan_id, "made_at": link.made_at} for link in links]}


@router.put(
    _CALENDAR, response={200: OpenedOut} | WRITE_REFUSALS, summary="Open one's calendar of a plan"
)
def put_plan_calendar(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Open one's own calendar of a plan; opened twice, it is the same."""

    def write() -> str:
        return str(open_calendar(acting=acting(request), plan_id=number).pk)

    return once(request, write, lambda made: _opened(request, int(made)))


@router.delete(
    _CALENDAR,
    response={200: CalendarsOut} | WRITE_REFUSALS,
    summary="Revoke one's calendar of a plan",
)
def delete_plan_calendar(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Revoke one's own calendar of a plan: its address opens nothing from now on."""

    def write() -> str:
        revoke_calendar(acting=acting(request), plan_id=number)
        return str(number)

    return once(request, write, lambda _made: list_plan_calendars(request))


def _view_as_json(view: SavedView, *, is_own: bool) -> dict[str, Any]:
    return {
        **filters_as_json(view.query),
        "id": view.pk,
        "name": view.name,
        "board": api_word(BOARDS, view.board),
        "is_shared": view.is_shared,
        "is_own": is_own,
    }


def _opened(request: ScopedRequest, link_id: int) -> dict[str, Any]:
    link = list_own_calendars(request.scope).get(pk=link_id)
    address = reverse("plans:calendar_feed", args=(token_of(link),))
    return {
        "plan": link.plan_id,
        "made_at": link.made_at,
        "address": request.build_absolute_uri(address),
    }
