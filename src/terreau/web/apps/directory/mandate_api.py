"""Mandates and requests through the API: who acts here, given, ended, asked, answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from ninja import Query, Router

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Channel, Role
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api import Number
from terreau.web.apps.directory.api_schemas import (
    WRITE_REFUSALS,
    AnswerIn,
    EndIn,
    ExtensionIn,
    HeldForIn,
    InvitationOut,
    InvitationsOut,
    MandateIn,
    MandateOut,
    RequestOut,
    RequestsOut,
    UntilIn,
    invitation_as_json,
    request_as_json,
    role_as_json,
)
from terreau.web.apps.directory.idempotency import Key, once
from terreau.web.apps.directory.models import About
from terreau.web.apps.directory.selectors import mandates, organisations, requests
from terreau.web.apps.directory.services import requests as asking
from terreau.web.apps.directory.services.invitations import Wish, invite
from terreau.web.apps.directory.services.mandates import change_mandate_end, end_mandate
from terreau.web.apps.territories.selectors import get_perimeter
from terreau.web.shared.api import REFUSALS, Code, Kind

router = Router(tags=["directory"])

Limit = Annotated[int, Query(ge=1, le=200, description="At most this many")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="After this many")]


@router.get(
    "/perimeters/{kind}/{code}/mandates",
    response={200: list[MandateOut]} | REFUSALS,
    summary="Who acts in a territory",
)
def list_mandates(request: ScopedRequest, kind: Kind, code: Code) -> list[dict[str, Any]]:
    """Give the roles held for a territory today; names to those who may read them."""
    perimeter = get_perimeter(kind=kind, code=code)
    held = mandates.list_roles_held(request.scope, perimeter)
    return [role_as_json(row) for row in held if row.mandate.has_begun]


@router.get(
    "/organisations/{number}/mandates",
    response={200: list[MandateOut]} | REFUSALS,
    summary="Who acts for an organisation",
)
def list_organisation_mandates(request: ScopedRequest, number: Number) -> list[dict[str, Any]]:
    """Give the roles held for an organisation today; names to those who may read them."""
    about = organisations.get_visible(request.scope, number)
    return [role_as_json(row) for row in mandates.list_roles_held(request.scope, about)]


@router.post(
    "/perimeters/{kind}/{code}/mandates",
    response={200: InvitationOut} | WRITE_REFUSALS,
    summary="Invite to hold a mandate for a territory",
)
def post_mandate(
    request: ScopedRequest, kind: Kind, code: Code, body: MandateIn, key: Key = ""
) -> dict[str, Any]:
    """Invite somebody by letter to hold a mandate for a territory."""
    return _invite(request, lambda: get_perimeter(kind=kind, code=code), body)


@router.post(
    "/organisations/{number}/mandates",
    response={200: InvitationOut} | WRITE_REFUSALS,
    summary="Invite to hold a mandate for an organisation",
)
def post_organisation_mandate(
    request: ScopedRequest, number: Number, body: MandateIn, key: Key = ""
) -> dict[str, Any]:
    """Invite somebody by letter to hold a mandate for an organisation."""
    return _invite(request, lambda: organisations.get_visible(request.scope, number), body)


@router.post(
    "/mandates/{number}/end",
    response={200: MandateOut} | WRITE_REFUSALS,
    summary="End a mandate",
)
def post_mandate_end(
    request: ScopedRequest, number: Number, body: EndIn, key: Key = ""
) -> dict[str, Any]:
    """End one's own mandate, or one that one could have given."""
    who = acting(request)

    def write() -> str:
        ended = end_mandate(
            acting=who,
            mandate_id=number,
            reason=body.reason,
            on=body.on,
            without_successor=body.without_successor,
        )
        return str(ended.pk)

    def show(made: str) -> dict[str, Any]:
        return role_as_json(mandates.get_role_held(request.scope, int(made)))

    return once(request, write, show)


@router.post(
    "/mandates/{number}/until",
    response={200: MandateOut} | WRITE_REFUSALS,
    summary="Prolong a mandate, or change its end",
)
def post_mandate_until(
    request: ScopedRequest, number: Number, body: UntilIn, key: Key = ""
) -> dict[str, Any]:
    """Change the last day of a mandate that one could have given, and that is not one's own."""
    who = acting(request)

    def write() -> str:
        return str(change_mandate_end(acting=who, mandate_id=number, until=body.until).pk)

    def show(made: str) -> dict[str, Any]:
        return role_as_json(mandates.get_role_held(request.scope, int(made)))

    return once(request, write, show)


@router.post(
    "/mandates/{number}/extension",
    response={200: RequestOut} | WRITE_REFUSALS,
    summary="Ask to prolong one's mandate",
)
def post_extension(
    request: ScopedRequest, number: Number, body: ExtensionIn, key: Key = ""
) -> dict[str, Any]:
    """Ask to hold a mandate of one's own for longer."""
    who = acting(request)

    def write() -> str:
        asked = asking.ask_extension(
            acting=who, mandate_id=number, reason=body.reason, until=body.until
        )
        return str(asked.pk)

    return once(request, write, _request_shown(request))


@router.get("/requests", response={200: RequestsOut} | REFUSALS, summary="Requests for a mandate")
def list_requests(request: ScopedRequest, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """Give one's own requests and those one may answer; none to a visitor."""
    found = requests.list_requests(request.scope)
    rows = found[offset : offset + limit]
    return {"total": found.count(), "requests": [request_as_json(row) for row in rows]}


@router.get(
    "/invitations", response={200: InvitationsOut} | REFUSALS, summary="Invitations to mandates"
)
def list_invitations(
    request: ScopedRequest, limit: Limit = 50, offset: Offset = 0
) -> dict[str, Any]:
    """Give the invitations to mandates that one may give; none to a visitor."""
    found = requests.list_invitations(request.scope)
    rows = found[offset : offset + limit]
    return {"total": found.count(), "invitations": [invitation_as_json(row) for row in rows]}


@router.post("/requests", response={200: RequestOut} | WRITE_REFUSALS, summary="Ask for a mandate")
def post_request(request: ScopedRequest, body: HeldForIn, key: Key = "") -> dict[str, Any]:
    """Ask for a mandate for oneself."""
    who = acting(request)

    def write() -> str:
        asked = asking.ask_mandate(
            acting=who,
            role=_role(body.role),
            about=_about(request, body),
            reason=body.reason,
            until=body.until,
        )
        return str(asked.pk)

    return once(request, write, _request_shown(request))


@router.post(
    "/requests/{number}/answer",
    response={200: RequestOut} | WRITE_REFUSALS,
    summary="Answer a request",
)
def post_answer(
    request: ScopedRequest, number: Number, body: AnswerIn, key: Key = ""
) -> dict[str, Any]:
    """Accept a request, which gives the mandate, or refuse it."""
    who = acting(request)

    def write() -> str:
        answered = asking.answer_request(
            acting=who,
            request_id=number,
            is_accepted=body.is_accepted,
            answer=body.answer,
            until=body.until,
        )
        return str(answered.pk)

    return once(request, write, _request_shown(request))


@router.post(
    "/requests/{number}/withdraw",
    response={200: RequestOut} | WRITE_REFUSALS,
    summary="Withdraw a request",
)
def post_withdrawal(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Withdraw one's own request while it waits."""
    who = acting(request)

    def write() -> str:
        return str(asking.withdraw_request(acting=who, request_id=number).pk)

    return once(request, write, _request_shown(request))


def invitation_shown(request: ScopedRequest) -> Callable[[str], dict[str, Any]]:
    """Return what shows an invitation of a number, with what its reader may read today."""
    return lambda made: invitation_as_json(requests.get_listed_invitation(request.scope, int(made)))


def _request_shown(request: ScopedRequest) -> Callable[[str], dict[str, Any]]:
    return lambda made: request_as_json(requests.get_request(request.scope, int(made)))


def _invite(request: ScopedRequest, find: Callable[[], About], body: MandateIn) -> dict[str, Any]:
    who = acting(request)

    def write() -> str:
        wish = Wish(_email(body.email), _role(body.role), body.until, _channel(body.channel))
        site = request.build_absolute_uri("/").rstrip("/")
        return str(invite(acting=who, about=find(), wish=wish, site=site).pk)

    return once(request, write, invitation_shown(request))


def _about(request: ScopedRequest, body: HeldForIn) -> About:
    if body.organisation is not None:
        return organisations.get_visible(request.scope, body.organisation)
    return get_perimeter(kind=body.kind, code=body.code)


def _role(role: str) -> Role:
    if role not in Role.values:
        raise BadInput(
            _("Ce rôle n’existe pas"),
            value=role,
            remedy=_("Choisissez parmi : %(kinds)s.") % {"kinds": ", ".join(Role.values)},
        )
    return Role(role)


def _channel(channel: str) -> Channel | None:
    if channel and channel not in Channel.values:
        raise BadInput(
            _("Ce moyen de demander n’existe pas"),
            value=channel,
            remedy=_("Choisissez parmi : %(kinds)s.") % {"kinds": ", ".join(Channel.values)},
        )
    return Channel(channel) if channel else None


def _email(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadInput(error.messages[0], value=email) from error
    return email
