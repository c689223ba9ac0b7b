"""What a program reads of plans."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Path, Query, Router

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.plans.api import schemas
from terreau.web.apps.plans.api.asked import SheetFilters, wanted_by
from terreau.web.apps.plans.api.life_schemas import SheetLifeOut, sheet_life_as_json
from terreau.web.apps.plans.selectors.listing import list_rows
from terreau.web.apps.plans.selectors.plans import get_plan, list_plans
from terreau.web.apps.plans.sheet_json import sheet_as_json
from terreau.web.shared.api import REFUSALS

router = Router(tags=["plans"])
_MOST = 200
Number = Annotated[int, Path(ge=1, le=2**62, description="Its number")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="After this many")]


@router.get("/plans", response={200: schemas.PlansOut} | REFUSALS, summary="Action plans")
def list_action_plans(request: ScopedRequest) -> dict[str, Any]:
    """Give every plan, with how many of its sheets the reader sees."""
    return {"plans": [schemas.plan_as_json(plan) for plan in list_plans(request.scope)]}


@router.get("/plans/{number}", response={200: schemas.PlanWholeOut} | REFUSALS, summary="One plan")
def get_action_plan(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give a plan with its axes."""
    shown = get_plan(request.scope, number)
    counted = list_plans(request.scope).get(pk=shown.plan.pk)
    axes = [{"id": axis.pk, "number": axis.number, "title": axis.title} for axis in shown.axes]
    return schemas.plan_as_json(counted) | {"axes": axes}


@router.get(
    "/plans/{number}/action-sheets",
    response={200: schemas.SheetsOut} | REFUSALS,
    summary="Action sheets of a plan",
)
def list_action_sheets(
    request: ScopedRequest, number: Number, filters: Query[SheetFilters], offset: Offset = 0
) -> dict[str, Any]:
    """Give the sheets of a plan that the reader sees, narrowed, two hundred at a time."""
    plan = get_plan(request.scope, number).plan
    rows = list_rows(request.scope, plan, wanted_by(filters)).rows
    shown = rows[offset : offset + _MOST]
    return {"total": len(rows), "sheets": [sheet_as_json(row) for row in shown]}


@router.get(
    "/action-sheets/{number}",
    response={200: SheetLifeOut} | REFUSALS,
    summary="One action sheet",
)
def get_action_sheet(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give a sheet, of what the reader may read of it."""
    return sheet_life_as_json(request.scope, number)
