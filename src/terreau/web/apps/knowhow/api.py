"""Know-how through the API: the list, one line, noted, changed, verified, confirmed, ended."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.idempotency import Key, once
from terreau.web.apps.directory.rules import ORGANISATION_ROLES
from terreau.web.apps.knowhow.api_schemas import (
    CapacityIO,
    KnowHowIn,
    KnowHowListOut,
    KnowHowOut,
    KnowHowPatch,
    ReadVersion,
    Said,
    SaidVersion,
    know_how_as_json,
)
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.rules import Range
from terreau.web.apps.knowhow.selectors import lines
from terreau.web.apps.knowhow.services import noting, verifying
from terreau.web.apps.knowhow.services.lines import KnowHowFields, fields_of
from terreau.web.apps.knowhow.understanding import understand
from terreau.web.shared.api import REFUSALS, Refusal

router = Router(tags=["knowhow"])

# Of every write: nobody is signed in, the token does not allow it, or somebody wrote meanwhile.
_WRITE_REFUSALS = REFUSALS | {403: Refusal, 409: Refusal}
Number = Annotated[int, Path(ge=1, le=2**62, description="Its number")]


@router.get("/know-how", response={200: KnowHowListOut} | REFUSALS, summary="Know-how")
def list_know_how(
    request: ScopedRequest,
    organisation: Annotated[
        str, Query(description="Keep the lines of one organisation, by its number", max_length=18)
    ] = "",
    kind: Annotated[
        str, Query(description="Keep one kind: makes, machine, seeks…", max_length=20)
    ] = "",
    territory: Annotated[
        str, Query(description="Keep what sits in it, as kind:code", max_length=80)
    ] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="At most this many")] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="After this many")] = 0,
) -> dict[str, Any]:
    """Give the lines still true that the reader may see, with how many there are in all."""
    wanted = lines.wanted_lines(organisation, kind, territory)
    rows, total = lines.list_lines(request.scope, wanted, offset=offset, limit=limit)
    return {"total": total, "know_how": [know_how_as_json(row) for row in rows]}


@router.get(
    "/know-how/{number}", response={200: KnowHowOut} | REFUSALS, summary="One line of know-how"
)
def get_know_how(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give a line, ended or not, if the reader may see it."""
    return know_how_as_json(lines.get_line(request.scope, number))


@router.post(
    "/organisations/{number}/know-how",
    response={200: KnowHowOut} | _WRITE_REFUSALS,
    summary="Note a line of know-how",
)
def post_know_how(
    request: ScopedRequest, number: Number, body: KnowHowIn, key: Key = ""
) -> dict[str, Any]:
    """Note what an organisation can do or seeks; the same words again are the same line."""
    who = acting(request)
    is_own = number in who.scope.organisations(ORGANISATION_ROLES)

    def write() -> str:
        line = noting.note_know_how(
            acting=who,
            organisation_id=number,
            written=_noted(body),
            source=KnowHowSource.TOLD if is_own else KnowHowSource.KEEPER,
            channel=_channel(body.channel),
        )
        return str(line.pk)

    return once(request, write, _shown(request))


@router.patch(
    "/know-how/{number}",
    response={200: KnowHowOut} | _WRITE_REFUSALS,
    summary="Change a line of know-how",
)
def patch_know_how(
    request: ScopedRequest, number: Number, body: KnowHowPatch, key: Key = ""
) -> dict[str, Any]:
    """Change a line that nobody changed since it was read; it is to be verified again."""
    who = acting(request)

    def write() -> str:
        held = fields_of(lines.get_changeable_line(who.scope, number))
        noting.change_know_how(
            acting=who,
            know_how_id=number,
            version=body.version,
            written=_changed(held, body),
            channel=_channel(body.channel),
        )
        return str(number)

    return once(request, write, _shown(request))


@router.post(
    "/know-how/{number}/verify",
    response={200: KnowHowOut} | _WRITE_REFUSALS,
    summary="Verify a line of know-how",
)
def verify_know_how(
    request: ScopedRequest, number: Number, body: ReadVersion, key: Key = ""
) -> dict[str, Any]:
    """Say that one looked and found it so; nobody verifies for their own organisation."""
    who = acting(request)

    def write() -> str:
        return str(
            verifying.verify_know_how(acting=who, know_how_id=number, version=body.version).pk
        )

    return once(request, write, _shown(request))


@router.post(
    "/know-how/{number}/confirm",
    response={200: KnowHowOut} | _WRITE_REFUSALS,
    summary="Confirm a line of know-how",
)
def confirm_know_how(
    request: ScopedRequest, number: Number, body: SaidVersion, key: Key = ""
) -> dict[str, Any]:
    """Say that it is still true."""
    who = acting(request)

    def write() -> str:
        line = verifying.confirm_know_how(
            acting=who,
            know_how_id=number,
            version=body.version,
            channel=_channel(body.channel),
        )
        return str(line.pk)

    return once(request, write, _shown(request))


@router.post(
    "/know-how/{number}/end",
    response={200: KnowHowOut} | _WRITE_REFUSALS,
    summary="End a line of know-how",
)
def end_know_how(
    request: ScopedRequest, number: Number, body: Said, key: Key = ""
) -> dict[str, Any]:
    """Say that it is not true any more; it is not deleted."""
    who = acting(request)

    def write() -> str:
        channel = _channel(body.channel)
        return str(noting.end_know_how(acting=who, know_how_id=number, channel=channel).pk)

    return once(request, write, _shown(request))


def _shown(request: ScopedRequest) -> Callable[[str], dict[str, Any]]:
    return lambda made: know_how_as_json(lines.get_line(request.scope, int(made)))


def _noted(body: KnowHowIn) -> KnowHowFields:
    """Return what the service takes: what is not said is read in the words."""
    read = understand(body.text)
    return KnowHowFields(
        kind=body.kind,
        text=body.text,
        visibility=body.visibility,
        terms=read.terms if body.terms is None else tuple(body.terms),
        naf=read.naf if body.naf is None else tuple(body.naf),
        rome=read.rome if body.rome is None else tuple(body.rome),
        capacities=read.ranges if body.capacities is None else _ranges(body.capacities),
    )


def _changed(held: KnowHowFields, body: KnowHowPatch) -> KnowHowFields:
    return KnowHowFields(
        kind=held.kind if body.kind is None else body.kind,
        text=held.text if body.text is None else body.text,
        visibility=held.visibility if body.visibility is None else body.visibility,
        terms=held.terms if body.terms is None else tuple(body.terms),
        naf=held.naf if body.naf is None else tuple(body.naf),
        rome=held.rome if body.rome is None else tuple(body.rome),
        capacities=held.capacities if body.capacities is None else _ranges(body.capacities),
    )


def _ranges(given: list[CapacityIO]) -> tuple[Range, ...]:
    return tuple(Range(each.dimension, _bound(each.low), _bound(each.high)) for each in given)


def _bound(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _channel(typed: str) -> Channel | None:
    """Return the channel that was named.

    Raises
    ------
    BadInput
        If there is none of that name.
    """
    if not typed:
        return None
    if typed not in Channel.values:
        raise BadInput(
            _("Ce canal n’existe pas"),
            value=typed[:40],
            remedy=_("Choisissez parmi : %(channels)s.") % {"channels": ", ".join(Channel.values)},
        )
    return Channel(typed)
