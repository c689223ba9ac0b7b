"""A plan opened, its axes and the themes of its territory, through the API."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Field, Path, Schema

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.plans.api.reads import Number, router
from terreau.web.apps.plans.api.schemas import AxisOut, PlanOut, plan_as_json
from terreau.web.apps.plans.api.writing import once
from terreau.web.apps.plans.selectors.plans import get_plan, list_own_themes, list_plans
from terreau.web.apps.plans.services.plans import PlanFields, open_plan
from terreau.web.apps.plans.services.structure import (
    add_axis,
    add_own_theme,
    change_own_theme,
    remove_axis,
    remove_own_theme,
    rename_axis,
)
from terreau.web.apps.territories.selectors import get_perimeter
from terreau.web.shared.api import REFUSALS


class PlanIn(Schema):
    """A plan that opens."""

    perimeter: str = Field(description="The territory, as kind:code", max_length=80)
    title: str = Field(description="Its title", max_length=200)
    phase: int | None = Field(None, description="Phase of the programme")
    starts_on: date | None = Field(None, description="First day")
    ends_on: date | None = Field(None, description="Last day")


class OwnThemeOut(Schema):
    """A theme of the territory."""

    id: int = Field(description="Its number: a sheet bears it as own:12")
    name: str = Field(description="What it is called")
    maps_to: str = Field(description="Key of the theme of the programme it is counted with")


class StructureOut(Schema):
    """What a plan is cut in."""

    axes: list[AxisOut] = Field(description="Its axes, in order")
    themes: list[OwnThemeOut] = Field(description="The themes of its territory, by name")


class AxisIn(Schema):
    """An axis that is added."""

    title: str = Field(description="What it is called", max_length=300)
    number: int | None = Field(None, description="Its number in the plan", ge=1, le=999)


class AxisTitleIn(Schema):
    """An axis that is renamed."""

    title: str = Field(description="What it is called", max_length=300)
    was: str | None = Field(None, description="What it was called when it was read")


class OwnThemeIn(Schema):
    """A theme that is added."""

    name: str = Field(description="What it is called", max_length=80)
    maps_to: str = Field("", description="Key of a theme of the programme", max_length=16)


class OwnThemeChangeIn(Schema):
    """A theme that is called otherwise, or counted with another of the programme."""

    name: str = Field(description="What it is called", max_length=80)
    maps_to: str | None = Field(
        None, description="Key of a theme of the programme, or empty", max_length=16
    )
    was: str | None = Field(None, description="What it was called when it was read")
    was_mapped_to: str | None = Field(None, description="What it was counted with when it was read")


_ANSWER = {200: StructureOut} | WRITE_REFUSALS


@router.post("/plans", response={200: PlanOut} | WRITE_REFUSALS, summary="Open an action plan")
def post_plan(request: ScopedRequest, body: PlanIn, key: Key = "") -> dict[str, Any]:
    """Open a plan for a territory that one keeps."""
    kind, _colon, code = body.perimeter.partition(":")
    fields = body.dict() | {"perimeter": get_perimeter(kind=kind, code=code)}

    def write() -> str:
        return str(open_plan(acting=acting(request), written=PlanFields(**fields)).pk)

    return once(
        request, write, lambda made: plan_as_json(list_plans(request.scope).get(pk=int(made)))
    )


@router.get(
    "/plans/{number}/structure",
    response={200: StructureOut} | REFUSALS,
    summary="Axes and themes of a plan",
)
def get_structure(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give the axes of a plan and the themes of its territory."""
    shown = get_plan(request.scope, number)
    return {
        "axes": [{"id": a.pk, "number": a.number, "title": a.title} for a in shown.axes],
        "themes": [
            {"id": own.pk, "name": own.name, "maps_to": own.maps_to}
            for own in list_own_themes(shown.plan)
        ],
    }


@router.post("/plans/{number}/axes", response=_ANSWER, summary="Add an axis to a plan")
def post_axis(
    request: ScopedRequest, number: Number, body: AxisIn, key: Key = ""
) -> dict[str, Any]:
    """Add an axis to a plan that one keeps; said twice, it is the one that is there."""

    def write() -> str:
        add_axis(acting=acting(request), plan_id=number, **body.dict())
        return str(number)

    return once(request, write, lambda made: get_structure(request, int(made)))


AxisNumber = Annotated[int, Path(ge=1, le=999, description="Number of the axis in its plan")]


@router.patch("/plans/{number}/axes/{axis}", response=_ANSWER, summary="Give an axis another title")
def patch_axis(
    request: ScopedRequest, number: Number, axis: AxisNumber, body: AxisTitleIn
) -> dict[str, Any]:
    """Give the axis of this number another title; ``was`` tells what one read before."""
    rename_axis(acting=acting(request), plan_id=number, number=axis, **body.dict())
    return get_structure(request, number)


@router.delete("/plans/{number}/axes/{axis}", response=_ANSWER, summary="Take out an axis")
def delete_axis(request: ScopedRequest, number: Number, axis: AxisNumber) -> dict[str, Any]:
    """Take out the axis of this number, that holds no sheet."""
    remove_axis(acting=acting(request), plan_id=number, number=axis)
    return get_structure(request, number)


@router.post("/plans/{number}/themes", response=_ANSWER, summary="Add a theme of the territory")
def post_own_theme(
    request: ScopedRequest, number: Number, body: OwnThemeIn, key: Key = ""
) -> dict[str, Any]:
    """Add a theme to the territory of a plan that one keeps; said twice, it is that one."""

    def write() -> str:
        add_own_theme(acting=acting(request), plan_id=number, **body.dict())
        return str(number)

    return once(request, write, lambda made: get_structure(request, int(made)))


ThemeNumber = Annotated[int, Path(ge=1, description="Number of the theme")]


@router.patch(
    "/plans/{number}/themes/{theme}", response=_ANSWER, summary="Change a theme of the territory"
)
def patch_own_theme(
    request: ScopedRequest, number: Number, theme: ThemeNumber, body: OwnThemeChangeIn
) -> dict[str, Any]:
    """Give a theme another name and counterpart; ``was`` tells what one read before."""
    change_own_theme(acting=acting(request), plan_id=number, theme_id=theme, **body.dict())
    return get_structure(request, number)


@router.delete(
    "/plans/{number}/themes/{theme}", response=_ANSWER, summary="Take out a theme of the territory"
)
def delete_own_theme(request: ScopedRequest, number: Number, theme: ThemeNumber) -> dict[str, Any]:
    """Take out the theme of this number, that no sheet bears."""
    remove_own_theme(acting=acting(request), plan_id=number, theme_id=theme)
    return get_structure(request, number)
