"""Committees through the API: read, planned, moved, held, what they decide and what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.utils import timezone
from ninja import Path

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.plans.api import committee_schemas as schemas
from terreau.web.apps.plans.api.reads import Number, router
from terreau.web.apps.plans.api.writing import once
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.committees import (
    get_committee,
    lines_of,
    list_committees,
    list_decisions,
    list_follow_ups,
)
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.review import get_review
from terreau.web.apps.plans.selectors.year import get_year
from terreau.web.apps.plans.services import attending, committees, deciding
from terreau.web.apps.plans.services.committees import CommitteeFields
from terreau.web.apps.plans.services.milestones import FIRST_YEAR
from terreau.web.shared.api import REFUSALS

WHOLE = {200: schemas.CommitteeWholeOut} | WRITE_REFUSALS
Other = Annotated[int, Path(ge=1, le=2**62, description="Number of the row")]
_MOST = 200


@router.get(
    "/plans/{number}/committees",
    response={200: schemas.CommitteesOut} | REFUSALS,
    summary="Committees of a plan",
)
def list_plan_committees(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give the committees of a plan that the reader may see, the last two hundred."""
    get_plan(request.scope, number)
    found = list_committees(request.scope, number)[:_MOST]
    return {"committees": [schemas.committee_as_json(each) for each in found]}


@router.get(
    "/plans/{number}/decisions",
    response={200: schemas.DecisionsOut} | REFUSALS,
    summary="Decisions of the committees of a plan",
)
def list_plan_decisions(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give what the committees of a plan decided, of what the reader may see."""
    get_plan(request.scope, number)
    found = list_decisions(request.scope).filter(committee__plan=number)
    return {"decisions": schemas.decisions_as_json(found)}


@router.get(
    "/plans/{number}/follow-ups",
    response={200: schemas.FollowUpsOut} | REFUSALS,
    summary="What is to be done after the committees of a plan",
)
def list_plan_follow_ups(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give what follows from the committees of a plan, what is not done first."""
    get_plan(request.scope, number)
    found = list_follow_ups(request.scope).filter(committee__plan=number)
    lines = lines_of(request.scope, found)
    return {"follow_ups": [schemas.follow_up_as_json(line) for line in lines]}


@router.get(
    "/plans/{number}/years/{year}",
    response={200: schemas.PlanYearOut} | REFUSALS,
    summary="A year of a plan",
)
def get_plan_year(
    request: ScopedRequest,
    number: Number,
    year: Annotated[int, Path(ge=1, le=9999, description="The year")],
) -> dict[str, Any]:
    """Give what its annual report is made from."""
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise nothing_here()
    return schemas.year_as_json(get_year(request.scope, number, year))


@router.get(
    "/committees/{number}",
    response={200: schemas.CommitteeWholeOut} | REFUSALS,
    summary="One committee",
)
def get_one_committee(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give a committee, with what it starts from and what it came to, as the reader may read."""
    return _whole(request, number)


@router.post("/plans/{number}/committees", response=WHOLE, summary="Plan a committee")
def post_committee(
    request: ScopedRequest, number: Number, body: schemas.NewCommitteeIn, key: Key = ""
) -> dict[str, Any]:
    """Plan a committee, or note one that was held: its day says which; the same one again is it."""

    def write() -> str:
        added = committees.add_committee(acting=acting(request), plan_id=number, **body.dict())
        return str(added.pk)

    return once(request, write, whole_after(request))


@router.patch("/committees/{number}", response=WHOLE, summary="Change a committee")
def patch_committee(
    request: ScopedRequest, number: Number, body: schemas.CommitteePatch, key: Key = ""
) -> dict[str, Any]:
    """Move it, change its place, its agenda, who reads it, or write its minutes."""

    def write() -> str:
        said = {name: value for name, value in body.dict().items() if value is not None}
        version, minutes = said.pop("version"), said.pop("minutes", None)
        who = acting(request)
        # The minutes first: both are held against the version that was read, and what they
        # touch differs.
        if minutes is not None:
            committees.write_minutes(
                acting=who, committee_id=number, version=version, minutes=minutes
            )
        if said:
            held = get_committee(request.scope, number).committee
            names = CommitteeFields.__dataclass_fields__
            written = CommitteeFields(**{n: said.get(n, getattr(held, n)) for n in names})
            committees.change_committee(
                acting=who, committee_id=number, version=version, written=written
            )
        return str(number)

    return once(request, write, whole_after(request))


@router.post("/committees/{number}/hold", response=WHOLE, summary="Say that a committee was held")
def post_committee_hold(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Say that it took place; how the plan stands is kept for the next one."""
    return done_once(
        request, number,
        lambda: committees.hold_committee(acting=acting(request), committee_id=number),
    )  # fmt: skip


@router.post("/committees/{number}/cancel", response=WHOLE, summary="Cancel a committee")
def post_committee_cancel(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Say that it will not take place."""
    return done_once(
        request, number,
        lambda: committees.cancel_committee(acting=acting(request), committee_id=number),
    )  # fmt: skip


@router.post("/committees/{number}/attendances", response=WHOLE, summary="Note who was there")
def post_attendances(
    request: ScopedRequest, number: Number, body: schemas.AttendanceIn, key: Key = ""
) -> dict[str, Any]:
    """Note organisations as present, or excused."""
    return done_once(
        request, number,
        lambda: attending.note_attendance(
            acting=acting(request), committee_id=number, **body.dict()
        ),
    )  # fmt: skip


@router.delete(
    "/committees/{number}/attendances/{row}", response=WHOLE, summary="Take an attendance out"
)
def delete_attendance(
    request: ScopedRequest, number: Number, row: Other, key: Key = ""
) -> dict[str, Any]:
    """Take an organisation out of those that were there."""
    return done_once(
        request, number,
        lambda: attending.remove_attendance(
            acting=acting(request), committee_id=number, attendance_id=row
        ),
    )  # fmt: skip


@router.post("/committees/{number}/decisions", response=WHOLE, summary="Note a decision")
def post_decision(
    request: ScopedRequest, number: Number, body: schemas.DecisionIn, key: Key = ""
) -> dict[str, Any]:
    """Note what was decided; a decision that validates a sheet changes its state."""
    return done_once(
        request, number,
        lambda: deciding.add_decision(
            acting=acting(request), committee_id=number, text=body.text, sheet_id=body.sheet,
            validates=body.validates,
        ),
    )  # fmt: skip


@router.delete(
    "/committees/{number}/decisions/{row}", response=WHOLE, summary="Take a decision out"
)
def delete_decision(
    request: ScopedRequest, number: Number, row: Other, key: Key = ""
) -> dict[str, Any]:
    """Take a decision out; what it did to a sheet stays."""
    return done_once(
        request, number,
        lambda: deciding.remove_decision(
            acting=acting(request), committee_id=number, decision_id=row
        ),
    )  # fmt: skip


@router.post(
    "/committees/{number}/decisions/{row}/follow", response=WHOLE, summary="Follow a decision"
)
def post_decision_follow(
    request: ScopedRequest, number: Number, row: Other, key: Key = ""
) -> dict[str, Any]:
    """Make a decision something to be done: by its lead, before the next committee."""
    return done_once(
        request, number,
        lambda: deciding.follow_decision(
            acting=acting(request), committee_id=number, decision_id=row
        ),
    )  # fmt: skip


def _whole(request: ScopedRequest, number: int) -> dict[str, Any]:
    shown = get_committee(request.scope, number)
    return schemas.whole_committee_as_json(shown, get_review(request.scope, shown))


def whole_after(request: ScopedRequest) -> Callable[[str], dict[str, Any]]:
    """Return what answers a write with the whole committee, by its number."""
    return lambda kept: _whole(request, int(kept))


def done_once(request: ScopedRequest, number: int, act: Callable[[], object]) -> dict[str, Any]:
    """Do something of a committee once, and answer it as it is then."""

    def write() -> str:
        act()
        return str(number)

    return once(request, write, whole_after(request))
