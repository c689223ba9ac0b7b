"""What a program writes of sheets: the same services as the pages; each answers the sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Path, Schema

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.api import written
from terreau.web.apps.plans.api.life_schemas import SheetLifeOut, sheet_life_as_json
from terreau.web.apps.plans.api.reads import Number, router
from terreau.web.apps.plans.api.writing import once
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.sheets import SheetShown, get_sheet
from terreau.web.apps.plans.services import milestones, taking_part
from terreau.web.apps.plans.services.moving import Move, move_sheet
from terreau.web.apps.plans.services.sheets import SheetFields, add_sheet, change_sheet
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import get_perimeter

Row = Annotated[int, Path(ge=1, le=2**62, description="Its number on the sheet")]
ANSWERS: dict[int, type[Schema]] = {200: SheetLifeOut} | WRITE_REFUSALS | {409: written.ConflictOut}
_SHEET = "/action-sheets/{number}"


def written_to(
    request: ScopedRequest, number: int, do: Callable[[Acting], object]
) -> dict[str, Any]:
    """Write of a sheet, once a key, and answer it as it is then."""
    who = acting(request)

    def write() -> str:
        do(who)
        return str(number)

    return once(request, write, lambda made: sheet_life_as_json(request.scope, int(made)))


@router.post("/plans/{number}/action-sheets", response=ANSWERS, summary="Add an action sheet")
def post_action_sheet(
    request: ScopedRequest, number: Number, body: written.SheetIn, key: Key = ""
) -> dict[str, Any]:
    """Add a sheet to a plan that one keeps: a title is enough."""
    who = acting(request)

    def write() -> str:
        plan = get_plan(request.scope, number)
        fields = SheetFields(**_fields(body.dict(), plan.axes))
        return str(add_sheet(acting=who, plan_id=number, written=fields).pk)

    return once(request, write, lambda made: sheet_life_as_json(request.scope, int(made)))


@router.patch(_SHEET, response=ANSWERS, summary="Change an action sheet")
def patch_action_sheet(
    request: ScopedRequest, number: Number, body: written.SheetChange, key: Key = ""
) -> dict[str, Any]:
    """Change what is sent of a sheet; what two changed at once is refused, field by field."""

    def do(who: Acting) -> None:
        shown = get_sheet(request.scope, number)
        given = body.dict(exclude_unset=True)
        version = given.pop("version")
        axes = list(shown.sheet.plan.axes.all())
        fields = SheetFields(**(_now(shown) | _fields(given, axes)))
        change_sheet(acting=who, sheet_id=number, version=version, written=fields)

    return written_to(request, number, do)


@router.post(f"{_SHEET}/acts", response=ANSWERS, summary="Change the state of an action sheet")
def post_act(
    request: ScopedRequest, number: Number, body: written.ActIn, key: Key = ""
) -> dict[str, Any]:
    """Do one of the acts that the sheet and one's part allow, with what it must say."""
    move = Move(body.act, body.on, body.reason, body.committee, into_id=body.into, told=body.told)
    return written_to(
        request, number, lambda who: move_sheet(acting=who, sheet_id=number, move=move)
    )


@router.post(f"{_SHEET}/participations", response=ANSWERS, summary="Put an organisation on a sheet")
def post_participation(
    request: ScopedRequest, number: Number, body: written.PartIn, key: Key = ""
) -> dict[str, Any]:
    """Put an organisation on a sheet by its name; said twice counts once."""
    return written_to(
        request,
        number,
        lambda who: taking_part.put_on_sheet(acting=who, sheet_id=number, **body.dict()),
    )


@router.post(
    f"{_SHEET}/participations/{{row}}/organisation",
    response=ANSWERS,
    summary="Say which organisation a written name is",
)
def tie_participation(
    request: ScopedRequest, number: Number, row: Row, body: written.TieIn, key: Key = ""
) -> dict[str, Any]:
    """Tie a name that was written to the organisation of the directory that it is."""
    return written_to(
        request,
        number,
        lambda who: taking_part.tie_participation(
            acting=who,
            sheet_id=number,
            participation_id=row,
            organisation_id=body.organisation,
        ),
    )


@router.delete(
    f"{_SHEET}/participations/{{row}}",
    response=ANSWERS,
    summary="Take an organisation off a sheet",
)
def delete_participation(
    request: ScopedRequest, number: Number, row: Row, key: Key = ""
) -> dict[str, Any]:
    """Take an organisation off a sheet; its history keeps it."""
    return written_to(
        request,
        number,
        lambda who: taking_part.take_off_sheet(acting=who, sheet_id=number, participation_id=row),
    )


@router.post(f"{_SHEET}/milestones", response=ANSWERS, summary="Add a milestone")
def post_milestone(
    request: ScopedRequest, number: Number, body: written.MilestoneIn, key: Key = ""
) -> dict[str, Any]:
    """Add a dated step to a sheet; said twice counts once."""
    return written_to(
        request,
        number,
        lambda who: milestones.add_milestone(acting=who, sheet_id=number, **body.dict()),
    )


@router.patch(f"{_SHEET}/milestones/{{row}}", response=ANSWERS, summary="Change a milestone")
def patch_milestone(
    request: ScopedRequest, number: Number, row: Row, body: written.MilestoneChange, key: Key = ""
) -> dict[str, Any]:
    """Name a milestone otherwise, or move it; what two changed at once is refused."""
    read = milestones.MilestoneWritten.read_from(body.mark)
    return written_to(
        request,
        number,
        lambda who: milestones.change_milestone(
            acting=who, sheet_id=number, milestone_id=row, read=read, **body.dict(exclude={"mark"})
        ),
    )


@router.post(
    f"{_SHEET}/milestones/{{row}}/done", response=ANSWERS, summary="Say that a milestone is done"
)
def post_milestone_done(
    request: ScopedRequest, number: Number, row: Row, body: written.MilestoneDoneIn, key: Key = ""
) -> dict[str, Any]:
    """Say that a milestone was done on a day, or that it is not after all."""
    return written_to(
        request,
        number,
        lambda who: milestones.settle_milestone(
            acting=who, sheet_id=number, milestone_id=row, done_on=body.done_on
        ),
    )


@router.delete(f"{_SHEET}/milestones/{{row}}", response=ANSWERS, summary="Take a milestone out")
def delete_milestone(
    request: ScopedRequest, number: Number, row: Row, key: Key = ""
) -> dict[str, Any]:
    """Take a milestone out; the history of the sheet keeps it."""
    return written_to(
        request,
        number,
        lambda who: milestones.remove_milestone(acting=who, sheet_id=number, milestone_id=row),
    )


def _fields(given: dict[str, Any], axes: list[Any]) -> dict[str, Any]:
    """Return what the service takes of what was sent: the commune and the axis themselves."""
    found = dict(given)
    if "place" in found:
        found["place"] = _place(found["place"])
    if "axis" in found:
        found["axis"] = _axis(found["axis"], axes)
    return found


def _place(code: str) -> Perimeter | None:
    return get_perimeter(kind=PerimeterKind.COMMUNE, code=code) if code else None


def _axis(number: int, axes: list[Any]) -> Any:
    found = next((axis for axis in axes if axis.pk == number), None)
    if number and found is None:
        raise BadField("axis", _("Cet axe n’est pas de ce plan"), value=str(number))
    return found


def _now(shown: SheetShown) -> dict[str, Any]:
    return {name: getattr(shown.sheet, name) for name in SheetFields.__dataclass_fields__}
