"""Visits and promises through the API."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Path, Query, Router

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key, once
from terreau.web.apps.outreach.api_schemas import (
    PromiseIn,
    PromiseOut,
    VisitIn,
    VisitOut,
    VisitPatch,
    VisitsOut,
    promise_as_json,
    visit_as_json,
)
from terreau.web.apps.outreach.enums import PromiseState
from terreau.web.apps.outreach.rules import lines_of
from terreau.web.apps.outreach.selectors import visits
from terreau.web.apps.outreach.selectors.visits import WantedVisits
from terreau.web.apps.outreach.services.promising import move_promise, settle_promise
from terreau.web.apps.outreach.services.visiting import (
    VisitFields,
    VisitLines,
    change_visit,
    note_visit,
)
from terreau.web.shared.api import REFUSALS

router = Router(tags=["outreach"])

Number = Annotated[int, Path(ge=1, le=2**62, description="Its number")]


@router.get("/visits", response={200: VisitsOut} | REFUSALS, summary="Visits")
def list_visits(
    request: ScopedRequest,
    q: Annotated[str, Query(description="Words of the name of a company", max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="At most this many")] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="After this many")] = 0,
) -> dict[str, Any]:
    """Give the visits that the reader may see: those to organisations whose directory they keep."""
    found = visits.list_visits(request.scope, WantedVisits(query=q))
    rows = visits.with_lines(found)[offset : offset + limit]
    return {"total": found.count(), "visits": [visit_as_json(each) for each in rows]}


@router.get("/visits/{number}", response={200: VisitOut} | REFUSALS, summary="One visit")
def get_visit(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give a visit with its lines and promises."""
    return visit_as_json(visits.get_visit(request.scope, number))


@router.post("/visits", response={200: VisitOut} | WRITE_REFUSALS, summary="Note a visit")
def post_visit(request: ScopedRequest, body: VisitIn, key: Key = "") -> dict[str, Any]:
    """Note a visit to an organisation whose directory one keeps; all of it is private."""
    who = acting(request)

    def write() -> str:
        written = VisitFields(body.visited_on, body.met, body.notes)
        return str(
            note_visit(acting=who, to=body.organisation, written=written, lines=_lines(body)).pk
        )

    return once(request, write, lambda made: get_visit(request, int(made)))


@router.patch(
    "/visits/{number}", response={200: VisitOut} | WRITE_REFUSALS, summary="Change a visit"
)
def patch_visit(
    request: ScopedRequest, number: Number, body: VisitPatch, key: Key = ""
) -> dict[str, Any]:
    """Change a visit that nobody changed since it was read, and add lines to it."""
    who = acting(request)

    def write() -> str:
        held = visits.get_visit(request.scope, number)
        written = VisitFields(
            body.visited_on or held.visited_on,
            held.met if body.met is None else body.met,
            held.notes if body.notes is None else body.notes,
        )
        change_visit(
            acting=who,
            visit_id=number,
            version=body.version,
            written=written,
            lines=_lines(body),
        )
        return str(number)

    return once(request, write, lambda made: get_visit(request, int(made)))


@router.post(
    "/promises/{number}",
    response={200: PromiseOut} | WRITE_REFUSALS,
    summary="Say what becomes of a promise",
)
def post_promise(
    request: ScopedRequest, number: Number, body: PromiseIn, key: Key = ""
) -> dict[str, Any]:
    """Say that a promise was kept or dropped, or give it another day."""
    who = acting(request)

    def write() -> str:
        held = visits.get_promise(request.scope, number)
        if body.state == PromiseState.WAITING:
            move_promise(
                acting=who,
                promise_id=number,
                due_on=body.due_on or held.due_on,
                keeper_id=held.promised_by_id or 0,
                word=body.word,
            )
        else:
            settle_promise(acting=who, promise_id=number, state=body.state, word=body.word)
        return str(number)

    return once(
        request,
        write,
        lambda made: promise_as_json(visits.get_promise(request.scope, int(made))),
    )


def _lines(body: VisitIn | VisitPatch) -> VisitLines:
    needs, abilities, promises = (
        lines_of("\n".join(each)) for each in (body.needs, body.abilities, body.promises)
    )
    return VisitLines(needs, abilities, promises, body.due_on)
