"""What a program writes in the network: the same services as the pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Path

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key, once
from terreau.web.apps.network import api
from terreau.web.apps.network import api_schemas as schemas
from terreau.web.apps.network.introduction_schemas import (
    IntroductionChange,
    IntroductionIn,
    IntroductionOut,
    introduction_as_json,
)
from terreau.web.apps.network.selectors.declared import get_endable, works_with
from terreau.web.apps.network.selectors.introduced import get_introduction
from terreau.web.apps.network.selectors.spaces import get_space
from terreau.web.apps.network.services import declaring, introducing, spaces
from terreau.web.apps.territories.selectors import get_perimeter

# Reads and writes of one address are of one router: of two, the first would answer all methods.
router = api.router
Number = Annotated[int, Path(ge=1, le=2**62, description="Its number")]
_LINKS, _SPACE = {200: schemas.LinksOut}, {200: schemas.SpaceWholeOut}
_INTRODUCTION = {200: IntroductionOut}


@router.post(
    "/organisations/{number}/links",
    response=_LINKS | WRITE_REFUSALS,
    summary="Declare a membership or a supply",
)
def post_link(
    request: ScopedRequest, number: Number, body: schemas.LinkIn, key: Key = ""
) -> dict[str, Any]:
    """Declare, for an organisation that one may write, a link that stands; twice counts once."""
    who = acting(request)

    def write() -> str:
        if body.link == "member":
            declaring.declare_membership(
                acting=who, organisation_id=number, association_id=body.other, since=body.since
            )
        elif body.link in {"supplies", "supplied"}:
            ends = (number, body.other) if body.link == "supplies" else (body.other, number)
            declaring.declare_supply(
                acting=who,
                supplier_id=ends[0],
                customer_id=ends[1],
                what=body.what,
                since=body.since,
            )
        else:
            raise BadInput(
                _("Ce lien n’existe pas"),
                value=body.link,
                remedy=_("Choisissez member, supplies ou supplied."),
            )
        return str(number)

    return once(request, write, _links(request))


@router.post(
    "/links/{link}/{number}/end",
    response=_LINKS | WRITE_REFUSALS,
    summary="End a membership or a supply",
)
def end_link(
    request: ScopedRequest,
    link: Annotated[str, Path(description="adhesion or fourniture", max_length=12)],
    number: Number,
    body: schemas.LastDayIn,
    key: Key = "",
) -> dict[str, Any]:
    """End a link of an organisation that one may write; it is not deleted."""
    who = acting(request)

    def write() -> str:
        found = get_endable(who.scope, link, number)
        if link == "adhesion":
            declaring.end_membership(acting=who, membership_id=number, on=body.on)
        else:
            declaring.end_supply(acting=who, supply_id=number, on=body.on)
        return str(found.organisation_id)

    return once(request, write, _links(request))


@router.post(
    "/perimeters/{kind}/{code}/introductions",
    response=_INTRODUCTION | WRITE_REFUSALS,
    summary="Say what came of an introduction",
)
def post_introduction(
    request: ScopedRequest,
    kind: api.Kind,
    code: api.Code,
    body: IntroductionIn,
    key: Key = "",
) -> dict[str, Any]:
    """Say what came of an introduction, by a line of each of both; twice counts once."""
    who = acting(request)

    def write() -> str:
        row = introducing.note_introduction(
            acting=who,
            perimeter=get_perimeter(kind=kind, code=code),
            offered_id=body.offered,
            sought_id=body.sought,
            outcome=body.outcome(),
        )
        return str(row.pk)

    return once(request, write, _introduction(request))


@router.post(
    "/introductions/{number}",
    response=_INTRODUCTION | WRITE_REFUSALS,
    summary="Say something else of an introduction",
)
def change_introduction(
    request: ScopedRequest,
    number: Number,
    body: IntroductionChange,
    key: Key = "",
) -> dict[str, Any]:
    """Say something else of an introduction, as it was read."""
    who = acting(request)

    def write() -> str:
        row = introducing.change_introduction(
            acting=who, introduction_id=number, version=body.version, outcome=body.outcome()
        )
        return str(row.pk)

    return once(request, write, _introduction(request))


@router.post(
    "/cooperation-spaces", response=_SPACE | WRITE_REFUSALS, summary="Open a cooperation space"
)
def post_space(request: ScopedRequest, body: schemas.SpaceIn, key: Key = "") -> dict[str, Any]:
    """Open a space in a territory whose directory one keeps."""
    who = acting(request)

    def write() -> str:
        kind, _colon, code = body.perimeter.partition(":")
        written = body.dict() | {"perimeter": get_perimeter(kind=kind, code=code)}
        fields = spaces.SpaceFields(**written)
        return str(spaces.open_space(acting=who, written=fields).pk)

    return once(request, write, _shown(request))


@router.post(
    "/cooperation-spaces/{number}/participants",
    response=_SPACE | WRITE_REFUSALS,
    summary="Bring an organisation into a space",
)
def post_participant(
    request: ScopedRequest, number: Number, body: schemas.JoinIn, key: Key = ""
) -> dict[str, Any]:
    """Say that an organisation takes part; twice counts once."""
    write = partial(spaces.join_space, organisation_id=body.organisation, since=body.since)
    return _written(request, number, write)


@router.post(
    "/cooperation-spaces/{number}/participants/{organisation}/end",
    response=_SPACE | WRITE_REFUSALS,
    summary="Take an organisation out of a space",
)
def end_participant(
    request: ScopedRequest,
    number: Number,
    organisation: Number,
    body: schemas.LastDayIn,
    key: Key = "",
) -> dict[str, Any]:
    """Say that an organisation takes part no more; its past stays."""
    write = partial(spaces.leave_space, organisation_id=organisation, on=body.on)
    return _written(request, number, write)


@router.post(
    "/cooperation-spaces/{number}/notes",
    response=_SPACE | WRITE_REFUSALS,
    summary="Leave a note in a space",
)
def post_note(
    request: ScopedRequest, number: Number, body: schemas.NoteIn, key: Key = ""
) -> dict[str, Any]:
    """Leave a few words in a space that one writes in."""
    return _written(request, number, partial(spaces.write_note, text=body.text))


@router.post(
    "/cooperation-spaces/{number}/close",
    response=_SPACE | WRITE_REFUSALS,
    summary="Close a cooperation space",
)
def close_space(
    request: ScopedRequest, number: Number, body: schemas.ClosingIn, key: Key = ""
) -> dict[str, Any]:
    """Close a space that one keeps, with why."""
    return _written(request, number, partial(spaces.close_space, reason=body.reason))


@router.post(
    "/cooperation-spaces/{number}/reopen",
    response=_SPACE | WRITE_REFUSALS,
    summary="Open a cooperation space again",
)
def reopen_space(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Open again a space that one keeps."""
    return _written(request, number, spaces.reopen_space)


def _written(request: ScopedRequest, number: int, write: Callable[..., object]) -> dict[str, Any]:
    """Do a write of one space, and give the space as it is then."""
    who = acting(request)

    def done() -> str:
        write(acting=who, space_id=number)
        return str(number)

    return once(request, done, _shown(request))


def _shown(request: ScopedRequest) -> Callable[[str], dict[str, Any]]:
    return lambda made: schemas.whole_space_as_json(get_space(request.scope, int(made)))


def _introduction(request: ScopedRequest) -> Callable[[str], dict[str, Any]]:
    return lambda made: introduction_as_json(get_introduction(request.scope, int(made)))


def _links(request: ScopedRequest) -> Callable[[str], dict[str, Any]]:
    return lambda made: schemas.links_as_json(works_with(request.scope, int(made)))
