"""What a program does of several sheets, of those one follows, of what a Region puts first."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Field, Path, Schema

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.plans.api.reads import Number, router
from terreau.web.apps.plans.api.writing import once
from terreau.web.apps.plans.selectors.following import follows
from terreau.web.apps.plans.selectors.priorities import get_region
from terreau.web.apps.plans.selectors.sheets import get_sheet
from terreau.web.apps.plans.services.bulk import (
    MOST_SHEETS,
    BulkFields,
    BulkOutcome,
    apply_bulk,
    preview_bulk,
)
from terreau.web.apps.plans.services.following import follow_sheet
from terreau.web.apps.plans.services.priorities import add_priority, say_priorities
from terreau.web.shared.api import REFUSALS

Code = Annotated[str, Path(max_length=8, description="Code of the region")]


class FollowChoice(Schema):
    """Whether one follows a sheet."""

    is_followed: bool = Field(description="false to stop")


class FollowedOut(Schema):
    """Whether one follows a sheet."""

    id: int = Field(description="Number of the sheet")
    is_followed: bool = Field(description="As it is now")


class ChosenIn(Schema):
    """A sheet that changes."""

    id: int = Field(description="Its number", ge=1, le=2**62)
    version: int = Field(description="What it was at when it was read", ge=0, le=2**31 - 1)


class BulkIn(Schema):
    """What becomes of several sheets of a plan; what is left out stays as it is in each."""

    sheets: list[ChosenIn] = Field(
        description="Which sheets, each as it was read", max_length=MOST_SHEETS
    )
    axis: int | None = Field(None, description="Number of an axis of the plan", ge=1, le=2**62)
    theme: str = Field("", description="Key of its theme, or own:12", max_length=24)
    lead: str = Field("", description="Name of an organisation, added as a lead", max_length=200)
    preset: str = Field("", description="open, territory or discreet", max_length=12)
    act: str = Field(
        "",
        description="prepare, present, start, complete, hold, resume or abandon",
        max_length=12,
    )
    on: date | None = Field(None, description="Day of the act; today by default")
    reason: str = Field("", description="Why it changes", max_length=500)
    is_trial: bool = Field(False, description="true to see what would change, and write nothing")


class BulkChangeOut(Schema):
    """One thing that changes in a sheet."""

    what: str = Field(description="What, in words")
    before: str = Field(description="As it was")
    after: str = Field(description="As it becomes")


class BulkOutcomeOut(Schema):
    """What becomes of a sheet."""

    id: int = Field(description="Its number")
    changes: list[BulkChangeOut] = Field(description="What changes")
    refusal: str = Field(description="Why nothing does; empty otherwise")


class BulkOut(Schema):
    """What becomes of several sheets."""

    outcomes: list[BulkOutcomeOut] = Field(description="Sheet by sheet")


class PriorityIn(Schema):
    """A priority of a region."""

    title: str = Field(description="What comes first", max_length=200)


class PriorityOut(Schema):
    """A priority of a region, and the sheets that answer it."""

    id: int = Field(description="Its number")
    title: str = Field(description="What comes first")
    sheets: list[int] = Field(description="Numbers of those that the reader sees")


class PrioritiesOut(Schema):
    """What a region puts first."""

    priorities: list[PriorityOut] = Field(description="Those in force")


class SheetPrioritiesIn(Schema):
    """The priorities of its region that a sheet answers."""

    priorities: list[int] = Field(description="Numbers of all of them", max_length=200)


class SheetPrioritiesOut(Schema):
    """The priorities of its region that a sheet answers."""

    priorities: list[int] = Field(description="Numbers of those in force")


@router.post(
    "/action-sheets/{number}/follow",
    response={200: FollowedOut} | WRITE_REFUSALS,
    summary="Follow an action sheet",
)
def post_follow(
    request: ScopedRequest, number: Number, body: FollowChoice, key: Key = ""
) -> dict[str, Any]:
    """Follow a sheet that one sees, or stop following it."""

    def write() -> str:
        follow_sheet(acting=acting(request), sheet_id=number, is_followed=body.is_followed)
        return str(number)

    return once(
        request,
        write,
        lambda made: {"id": int(made), "is_followed": follows(request.scope, int(made))},
    )


@router.post(
    "/plans/{number}/bulk-changes",
    response={200: BulkOut} | WRITE_REFUSALS,
    summary="Change several action sheets",
)
def post_bulk_change(request: ScopedRequest, number: Number, body: BulkIn) -> dict[str, Any]:
    """Change several sheets of a plan, or see what would change; what cannot be is said."""
    written = BulkFields(
        axis=body.axis, theme_choice=body.theme, lead=body.lead, preset=body.preset, act=body.act,
        on=body.on, reason=body.reason,
    )  # fmt: skip
    versions = {each.id: each.version for each in body.sheets}
    if body.is_trial:
        done = preview_bulk(
            acting=acting(request), plan_id=number, sheet_ids=list(versions), written=written
        )
    else:
        done = apply_bulk(
            acting=acting(request), plan_id=number, versions=versions, written=written
        )
    return {"outcomes": [_outcome(each) for each in done]}


@router.get(
    "/regions/{code}/priorities",
    response={200: PrioritiesOut} | REFUSALS,
    summary="Priorities of a region",
)
def list_region_priorities(request: ScopedRequest, code: Code) -> dict[str, Any]:
    """Give what a region puts first, and the sheets that answer, of those the reader sees."""
    return {
        "priorities": [
            {
                "id": each.priority.pk,
                "title": each.priority.title,
                "sheets": [sheet.pk for sheet in each.sheets],
            }
            for each in get_region(request.scope, code).priorities
        ]
    }


@router.post(
    "/regions/{code}/priorities",
    response={200: PrioritiesOut} | WRITE_REFUSALS,
    summary="Add a priority of a region",
)
def post_region_priority(
    request: ScopedRequest, code: Code, body: PriorityIn, key: Key = ""
) -> dict[str, Any]:
    """Add a priority to the region of which one is the referent."""

    def write() -> str:
        return str(add_priority(acting=acting(request), region_code=code, title=body.title).pk)

    return once(request, write, lambda _made: list_region_priorities(request, code))


@router.put(
    "/action-sheets/{number}/priorities",
    response={200: SheetPrioritiesOut} | WRITE_REFUSALS,
    summary="Say which priorities an action sheet answers",
)
def put_sheet_priorities(
    request: ScopedRequest, number: Number, body: SheetPrioritiesIn, key: Key = ""
) -> dict[str, Any]:
    """Say which priorities of its region a sheet answers: all of them, by who keeps its plan."""

    def write() -> str:
        say_priorities(acting=acting(request), sheet_id=number, priority_ids=set(body.priorities))
        return str(number)

    return once(request, write, lambda made: _priorities(request, int(made)))


def _priorities(request: ScopedRequest, number: int) -> dict[str, Any]:
    held = get_sheet(request.scope, number).sheet.regional_priorities.filter(ended_on=None)
    return {"priorities": list(held.order_by("pk").values_list("pk", flat=True))}


def _outcome(outcome: BulkOutcome) -> dict[str, Any]:
    return {
        "id": outcome.sheet.pk,
        "changes": [
            {"what": each.label, "before": each.before, "after": each.after}
            for each in outcome.changes
        ],
        "refusal": outcome.refusal,
    }
