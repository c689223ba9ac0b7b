"""The register of referents and the mailings through the API."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query

from terreau.core.errors import BadInput, UnknownPerimeter
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api import Number
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.contact_api import router
from terreau.web.apps.directory.idempotency import Key, once
from terreau.web.apps.directory.mandate_api import Limit, Offset
from terreau.web.apps.directory.people_schemas import (
    MailingIn,
    MailingOut,
    MessageIn,
    MessageOut,
    PreviewOut,
    ReferentsOut,
    mailing_as_json,
    referent_as_json,
)
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.selectors import mailings as selectors
from terreau.web.apps.directory.selectors import referents
from terreau.web.apps.directory.services import mailings, messages
from terreau.web.apps.directory.services.mailings import Draft
from terreau.web.apps.directory.services.messages import Words
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import get_perimeter
from terreau.web.shared.api import REFUSALS

__all__ = ["router"]


@router.get(
    "/referents", response={200: ReferentsOut} | REFUSALS, summary="The register of referents"
)
def list_referents(
    request: ScopedRequest,
    role: Annotated[str, Query(description="Keep one role", max_length=24)] = "",
    region: Annotated[str, Query(description="Keep one region, by its code", max_length=3)] = "",
    q: Annotated[str, Query(description="Words of the name of a territory", max_length=80)] = "",
    phase: Annotated[str, Query(description="Keep one phase of the programme", max_length=4)] = "",
    missing: Annotated[bool, Query(description="Keep what nobody holds")] = False,
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Give who is in charge where, and where nobody is: a line a role and a person.

    Names are given to those who may read them.
    """
    wanted = referents.ReferentsWanted(_role(role) if role else "", region, q, phase, missing)
    rows = referents.list_referents(request.scope, wanted)
    shown = rows[offset : offset + limit]
    return {"total": len(rows), "referents": [referent_as_json(row) for row in shown]}


@router.post(
    "/mandates/{number}/messages",
    response={200: MessageOut} | WRITE_REFUSALS,
    summary="Write to who holds a mandate",
)
def post_message(
    request: ScopedRequest, number: Number, body: MessageIn, key: Key = ""
) -> dict[str, Any]:
    """Write a few words to who holds a mandate; neither reads the address of the other."""
    who = acting(request)

    def write() -> str:
        words = Words(uuid.uuid4(), body.text, body.shows_address)
        return str(messages.write_message(acting=who, mandate_id=number, words=words).pk)

    return once(request, write, lambda made: {"id": int(made)})


@router.get(
    "/mailings", response={200: list[MailingOut]} | REFUSALS, summary="Mailings of the past"
)
def list_mailings(
    request: ScopedRequest, limit: Limit = 50, offset: Offset = 0
) -> list[dict[str, Any]]:
    """Give the mailings that the reader may see, the newest first; none to a visitor."""
    rows = selectors.list_mailings(request.scope)[offset : offset + limit]
    return [mailing_as_json(row) for row in rows]


@router.post("/mailings", response={200: MailingOut} | WRITE_REFUSALS, summary="Write a mailing")
def post_mailing(request: ScopedRequest, body: MailingIn, key: Key = "") -> dict[str, Any]:
    """Write to those who act in a territory: one letter each, which they may leave."""
    who = acting(request)

    def write() -> str:
        draft = _draft(request, body)
        return str(mailings.write_mailing(acting=who, key=uuid.uuid4(), draft=draft).pk)

    return once(
        request,
        write,
        lambda made: mailing_as_json(selectors.get_mailing(request.scope, int(made))),
    )


@router.post(
    "/mailings/preview",
    response={200: PreviewOut} | WRITE_REFUSALS,
    summary="What a mailing would be",
)
def post_mailing_preview(request: ScopedRequest, body: MailingIn) -> dict[str, Any]:
    """Tell how many would receive a mailing, and the letter as it arrives; nothing is sent."""
    draft = _draft(request, body)
    letter = mailings.example_of(acting=acting(request), draft=draft)
    readers = selectors.readers_of(request.scope, draft.audience)
    return {
        "reader_count": readers.count,
        "left_count": readers.left_count,
        "loaded": [each.organisation.name for each in readers.loaded],
        "letter": letter.body,
    }


@router.get("/mailings/{number}", response={200: MailingOut} | REFUSALS, summary="One mailing")
def get_mailing(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give a mailing that the reader may see."""
    return mailing_as_json(selectors.get_mailing(request.scope, number))


def _draft(request: ScopedRequest, body: MailingIn) -> Draft:
    known = selectors.list_sending_perimeters(request.scope)
    if not known:
        raise nothing_here()
    perimeter = _perimeter(body.perimeter)
    if perimeter not in known:
        raise nothing_here()
    audience = selectors.Audience(
        perimeter=perimeter,
        part=_perimeter(body.part) if body.part else perimeter,
        roles=frozenset(Role(_role(role)) for role in body.roles),
        has_contacts=body.has_contacts,
        spares_loaded=body.spares_loaded,
    )
    return Draft(audience, body.subject, body.text)


def _perimeter(key: str) -> Perimeter:
    kind, _colon, code = key.partition(":")
    try:
        return get_perimeter(kind=kind, code=code)
    except UnknownPerimeter as error:
        raise BadInput(error.what, value=key, remedy=error.remedy) from error


def _role(role: str) -> str:
    if role not in Role.values:
        raise BadInput(
            _("Ce rôle n’existe pas"),
            value=role,
            remedy=_("Choisissez parmi : %(roles)s.") % {"roles": ", ".join(Role.values)},
        )
    return role
