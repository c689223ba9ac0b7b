"""Invitations and the handing over of a mandate through the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.api import Number
from terreau.web.apps.directory.api_schemas import (
    WRITE_REFUSALS,
    HandOverIn,
    InvitationOut,
    MandateOut,
    role_as_json,
)
from terreau.web.apps.directory.idempotency import Key, once
from terreau.web.apps.directory.mandate_api import invitation_shown, router
from terreau.web.apps.directory.permissions import can_give, nothing_here
from terreau.web.apps.directory.selectors.mandates import get_mandate_to_end, get_role_held
from terreau.web.apps.directory.services import invitations
from terreau.web.apps.directory.services.mandates import hand_over_mandate

__all__ = ["router"]


@router.post(
    "/mandates/{number}/hand-over",
    response={200: MandateOut} | WRITE_REFUSALS,
    summary="Hand a mandate over",
)
def post_hand_over(
    request: ScopedRequest, number: Number, body: HandOverIn, key: Key = ""
) -> dict[str, Any]:
    """End a mandate on a day and give it to a successor from the day after."""
    who = acting(request)

    def write() -> str:
        # Before anything is said of an address: who may not, learns nothing of it.
        mandate = get_mandate_to_end(request.scope, number)
        if not can_give(request.scope, Role(mandate.role), mandate.about):
            raise nothing_here()
        given = hand_over_mandate(
            acting=who,
            mandate_id=number,
            successor=_successor(body.email),
            last_day=body.last_day,
            reason=body.reason,
        )
        return str(given.pk)

    def show(made: str) -> dict[str, Any]:
        return role_as_json(get_role_held(request.scope, int(made)))

    return once(request, write, show)


@router.post(
    "/invitations/{number}/withdraw",
    response={200: InvitationOut} | WRITE_REFUSALS,
    summary="Withdraw an invitation",
)
def post_invitation_withdrawal(
    request: ScopedRequest, number: Number, key: Key = ""
) -> dict[str, Any]:
    """Withdraw an invitation: its link opens nothing any more."""
    who = acting(request)

    def write() -> str:
        return str(invitations.withdraw_invitation(acting=who, invitation_id=number).pk)

    return once(request, write, invitation_shown(request))


@router.post(
    "/invitations/{number}/resend",
    response={200: InvitationOut} | WRITE_REFUSALS,
    summary="Send an invitation again",
)
def post_invitation_again(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Send an invitation again by a new link, in one's own name; the link before is dead."""
    who = acting(request)

    def write() -> str:
        site = request.build_absolute_uri("/").rstrip("/")
        sent = invitations.resend_invitation(acting=who, invitation_id=number, site=site)
        return str(sent.pk)

    return once(request, write, invitation_shown(request))


def _successor(email: str) -> User:
    found = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None:
        raise BadInput(
            _("Personne n’a de compte à cette adresse"),
            value=email,
            remedy=_("Invitez la personne d’abord."),
        )
    return found
