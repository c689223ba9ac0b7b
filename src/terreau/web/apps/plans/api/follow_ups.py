"""What follows from committees through the API: noted, changed, done, taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.plans.api import committee_schemas as schemas
from terreau.web.apps.plans.api.committees import WHOLE, done_once, whole_after
from terreau.web.apps.plans.api.reads import Number, router
from terreau.web.apps.plans.api.writing import once
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.committees import lines_of, list_follow_ups
from terreau.web.apps.plans.services import deciding

_FOLLOW_UP = {200: schemas.FollowUpOut} | WRITE_REFUSALS


@router.post("/committees/{number}/follow-ups", response=WHOLE, summary="Note what is to be done")
def post_follow_up(
    request: ScopedRequest, number: Number, body: schemas.FollowUpIn, key: Key = ""
) -> dict[str, Any]:
    """Note what is to be done: who, until when."""
    return done_once(
        request, number,
        lambda: deciding.add_follow_up(
            acting=acting(request), committee_id=number, text=body.text, who=body.who,
            due_on=body.due_on, sheet_id=body.sheet,
        ),
    )  # fmt: skip


@router.put(
    "/follow-ups/{number}/done",
    response=_FOLLOW_UP,
    summary="Say whether something is done",
)
def put_follow_up_done(
    request: ScopedRequest, number: Number, body: schemas.DoneIn, key: Key = ""
) -> dict[str, Any]:
    """Say that something was done on a day, or is not after all."""

    def write() -> str:
        deciding.settle_follow_up(acting=acting(request), follow_up_id=number, done_on=body.done_on)
        return str(number)

    return once(request, write, _one_follow_up(request))


@router.patch("/follow-ups/{number}", response=_FOLLOW_UP, summary="Change what is to be done")
def patch_follow_up(
    request: ScopedRequest, number: Number, body: schemas.FollowUpChange, key: Key = ""
) -> dict[str, Any]:
    """Write it otherwise: what, by whom, until when."""

    def write() -> str:
        row = list_follow_ups(request.scope).filter(pk=number).first()
        if row is None:
            raise nothing_here()
        held = {"text": row.text, "who": row.name, "due_on": row.due_on}
        deciding.change_follow_up(
            acting=acting(request), follow_up_id=number, was=deciding.mark_of(row),
            **held | body.model_dump(exclude_unset=True),
        )  # fmt: skip
        return str(number)

    return once(request, write, _one_follow_up(request))


@router.delete("/follow-ups/{number}", response=WHOLE, summary="Take out what was to be done")
def delete_follow_up(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Take it out; its committee is answered."""

    def write() -> str:
        row = list_follow_ups(request.scope).filter(pk=number).first()
        if row is None:
            raise nothing_here()
        deciding.remove_follow_up(acting=acting(request), follow_up_id=number)
        return str(row.committee_id)

    return once(request, write, whole_after(request))


def _one_follow_up(request: ScopedRequest) -> Callable[[str], dict[str, Any]]:
    def show(kept: str) -> dict[str, Any]:
        lines = lines_of(request.scope, list_follow_ups(request.scope).filter(pk=int(kept)))
        if not lines:
            raise nothing_here()
        return schemas.follow_up_as_json(lines[0])

    return show
