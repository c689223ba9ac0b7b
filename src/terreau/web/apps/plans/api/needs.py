"""Needs through the API: read, raised, changed, verified, dropped, tied to sheets."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Schema

from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.api.reads import Number, Offset, router
from terreau.web.apps.plans.api.writing import once
from terreau.web.apps.plans.models import Need
from terreau.web.apps.plans.permissions import can_raise_need, nothing_here
from terreau.web.apps.plans.selectors.needs import NeedShown, get_need, hide_raisers, list_needs
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.raisers import seen_organisation
from terreau.web.apps.plans.services import needs as services
from terreau.web.apps.plans.services.need_checks import NeedFields
from terreau.web.shared.api import REFUSALS

_MOST = 200


class NeedIn(Schema):
    """What is written of a need."""

    title: str = Field(description="In one sentence", max_length=200)
    description: str = Field("", description="In a few words", max_length=4000)
    organisation: int | None = Field(None, description="Number of the organisation that raised it")
    figure_address: str = Field("", description="Page where it was read", max_length=300)
    figure_label: str = Field("", description="Figure in which it was read", max_length=200)
    theme: str = Field("", description="Key of a theme of the programme", max_length=16)
    visibility: str = Field(
        "territory", description="public, territory, partners or private", max_length=12
    )
    channel: str = Field(
        "", description="How the organisation said it: phone, paper, email, meeting", max_length=8
    )


class NeedChange(NeedIn):
    """What is written of a need that changes."""

    version: int = Field(description="What it was at when it was read", ge=0, le=2**31 - 1)


class NeedOut(Schema):
    """A need in a list."""

    id: int = Field(description="Its number")
    perimeter: str = Field(description="The territory, as kind:code")
    title: str = Field(description="In one sentence")
    description: str = Field(description="In a few words")
    organisation: int | None = Field(description="Number of the organisation that raised it")
    figure_address: str = Field(description="Page where it was read")
    figure_label: str = Field(description="Figure in which it was read")
    theme: str = Field(description="Key of a theme of the programme")
    state: str = Field(description="raised, verified or dropped")
    verified_with: str = Field(description="With whom it was verified")
    verified_on: date | None = Field(description="When it was verified")
    dropped_on: date | None = Field(description="When it was dropped; null where nobody knows")
    raised_on: date = Field(description="When it was noted")
    visibility: str = Field(description="public, territory, partners or private")
    version: int = Field(description="To give back when it is changed")


class NeedsOut(Schema):
    """Needs."""

    total: int = Field(description="How many the reader sees")
    needs: list[NeedOut] = Field(description="The last raised first")


class NeedWholeOut(NeedOut):
    """A need with the sheets that answer it."""

    sheets: list[int] = Field(description="Numbers of the action sheets that answer it")


class VerifiedIn(Schema):
    """With whom a need was verified."""

    verified_with: str = Field(description="With whom", max_length=300)
    on: date | None = Field(None, description="Which day; today where it is not said")


class DroppedIn(Schema):
    """Why a need is none any more."""

    reason: str = Field(description="Why it is none any more", max_length=300)


_ANSWER = {200: NeedWholeOut} | WRITE_REFUSALS


@router.get("/needs", response={200: NeedsOut} | REFUSALS, summary="Needs")
def list_all_needs(
    request: ScopedRequest,
    state: Annotated[str, Query(description="raised, verified or dropped", max_length=12)] = "",
    offset: Offset = 0,
) -> dict[str, Any]:
    """Give the needs that the reader sees, two hundred at a time."""
    found = list_needs(request.scope, state=state)
    rows = hide_raisers(list(found[offset : offset + _MOST]))
    return {"total": found.count(), "needs": [need_as_json(need) for need in rows]}


@router.get("/needs/{number}", response={200: NeedWholeOut} | REFUSALS, summary="One need")
def get_one_need(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give a need, with the sheets that answer it and that the reader sees."""
    return whole_need_as_json(get_need(request.scope, number))


@router.post("/plans/{number}/needs", response=_ANSWER, summary="Note a need")
def post_need(
    request: ScopedRequest, number: Number, body: NeedIn, key: Key = ""
) -> dict[str, Any]:
    """Note a need of the territory of a plan."""
    place = get_plan(request.scope, number).plan.perimeter
    if not can_raise_need(request.scope, place):
        raise nothing_here()

    def write() -> str:
        need = services.raise_need(
            acting=acting(request),
            perimeter=place,
            written=_written(request, body),
            channel=_channel(body),
        )
        return str(need.pk)

    return once(request, write, _shown(request))


@router.put("/needs/{number}", response=_ANSWER, summary="Change a need")
def put_need(
    request: ScopedRequest, number: Number, body: NeedChange, key: Key = ""
) -> dict[str, Any]:
    """Change a need that nobody changed since it was read."""

    def write() -> str:
        services.change_need(
            acting=acting(request),
            need_id=number,
            version=body.version,
            written=_written(request, body),
            channel=_channel(body),
        )
        return str(number)

    return once(request, write, _shown(request))


@router.post("/needs/{number}/verify", response=_ANSWER, summary="Say that a need is verified")
def verify_one_need(
    request: ScopedRequest, number: Number, body: VerifiedIn, key: Key = ""
) -> dict[str, Any]:
    """Say with whom a need was verified; who keeps the territory does."""

    def write() -> str:
        services.verify_need(
            acting=acting(request), need_id=number, said_by=body.verified_with, on=body.on
        )
        return str(number)

    return once(request, write, _shown(request))


@router.post("/needs/{number}/drop", response=_ANSWER, summary="Drop a need")
def drop_one_need(
    request: ScopedRequest, number: Number, body: DroppedIn, key: Key = ""
) -> dict[str, Any]:
    """Say that a need is none any more, and why; who keeps the territory does."""

    def write() -> str:
        services.drop_need(acting=acting(request), need_id=number, reason=body.reason)
        return str(number)

    return once(request, write, _shown(request))


@router.put(
    "/action-sheets/{sheet}/needs/{number}", response=_ANSWER, summary="A sheet answers a need"
)
def put_sheet_need(
    request: ScopedRequest,
    sheet: Annotated[int, Path(ge=1, le=2**62, description="Number of the sheet")],
    number: Number,
    key: Key = "",
) -> dict[str, Any]:
    """Say that a sheet answers a need; said twice counts once."""

    def write() -> str:
        services.tie_need(acting=acting(request), need_id=number, sheet_id=sheet)
        return str(number)

    return once(request, write, _shown(request))


@router.delete(
    "/action-sheets/{sheet}/needs/{number}",
    response=_ANSWER,
    summary="A sheet does not answer a need after all",
)
def delete_sheet_need(
    request: ScopedRequest,
    sheet: Annotated[int, Path(ge=1, le=2**62, description="Number of the sheet")],
    number: Number,
    key: Key = "",
) -> dict[str, Any]:
    """Say that a sheet does not answer a need after all; its history keeps it."""

    def write() -> str:
        services.untie_need(acting=acting(request), need_id=number, sheet_id=sheet)
        return str(number)

    return once(request, write, _shown(request))


def need_as_json(need: Need) -> dict[str, Any]:
    """Return a need of a list."""
    plain = (
        "title", "description", "figure_address", "figure_label", "theme", "state",
        "verified_with", "verified_on", "dropped_on", "raised_on", "visibility", "version",
    )  # fmt: skip
    return {
        "id": need.pk,
        "perimeter": f"{need.perimeter.kind}:{need.perimeter.code}",
        "organisation": need.organisation.pk if need.organisation else None,
        **{name: getattr(need, name) for name in plain},
    }


def whole_need_as_json(shown: NeedShown) -> dict[str, Any]:
    """Return a need with the sheets that answer it."""
    return need_as_json(shown.need) | {"sheets": [row.sheet.pk for row in shown.sheets]}


def _shown(request: ScopedRequest) -> Any:
    return lambda made: whole_need_as_json(get_need(request.scope, int(made)))


def _written(request: ScopedRequest, body: NeedIn) -> NeedFields:
    said = body.dict(exclude={"channel", "version", "organisation"})
    raiser = None
    if body.organisation is not None:
        raiser = seen_organisation(request.scope, body.organisation)
        if raiser is None:
            raise nothing_here()
    return NeedFields(**said, organisation=raiser)


def _channel(body: NeedIn) -> Channel | None:
    if body.channel and body.channel not in Channel.values:
        raise BadField(
            "channel",
            _("Ce moyen de demander n’existe pas"),
            value=body.channel,
            remedy=_("Choisissez parmi : %(kinds)s.") % {"kinds": ", ".join(Channel.values)},
        )
    return Channel(body.channel) if body.channel else None
