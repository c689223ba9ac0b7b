"""What a guest does of an invitation: accept it, decline it, ask for it again once it is too late.

A guest comes by the secret of the letter, or signed in with the address it was sent to
(`permissions.holds_letter`, `permissions.is_invited`).
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.enums import InvitationState
from terreau.web.apps.directory.models import Invitation, Mandate
from terreau.web.apps.directory.permissions import WRITE, can_give, nothing_here
from terreau.web.apps.directory.services.giving import give, locked_one, take_over
from terreau.web.apps.directory.services.invitations import no_longer
from terreau.web.apps.directory.signals import invitation_answered


@transaction.atomic
def accept_invitation(*, acting: Acting, door: Q) -> Mandate:
    """Accept an invitation, once: who comes by its door and is signed in gets the mandate.

    Raises
    ------
    NotHere
        If nothing is behind that door, or nobody is signed in.
    BadInput
        If it no longer waits, or the mandate cannot be given.
    """
    if acting.user is None or not acting.scope.allows_act(WRITE):
        raise nothing_here()
    invitation = _open(door)
    inviter = _check_inviter(invitation)
    since = None
    if invitation.succeeds is not None and invitation.starts_on is not None:
        since = take_over(acting, invitation.succeeds, invitation.starts_on)
    invitation.mandate = give(
        acting,
        acting.user,
        Role(invitation.role),
        invitation.about,
        until=invitation.wanted_until,
        by=inviter,
        since=since,
        reason="handed_over" if since else "accepted",
    )
    _answer(acting, invitation, InvitationState.ACCEPTED, Verb.ACCEPTED)
    return invitation.mandate


@transaction.atomic
def decline_invitation(*, acting: Acting, door: Q, word: str) -> Invitation:
    """Decline an invitation, with a word or without; whoever invited is told.

    Raises
    ------
    NotHere
        If nothing is behind that door.
    BadInput
        If it no longer waits.
    """
    invitation = _open(door)
    invitation.answer = word.strip()
    _answer(acting, invitation, InvitationState.DECLINED, Verb.REFUSED)
    _tell(invitation)
    return invitation


@transaction.atomic
def ask_again(*, acting: Acting, door: Q) -> Invitation:
    """Ask that an invitation that came too late be sent again; asked twice, it is asked once.

    Raises
    ------
    NotHere
        If nothing is behind that door.
    BadInput
        If it was not late.
    """
    invitation = locked_one(Invitation.objects.filter(door))
    if not invitation.is_late:
        raise no_longer(invitation.state_today)
    if invitation.asked_again_at is None:
        invitation.asked_again_at = timezone.now()
        invitation.save(update_fields=["asked_again_at"])
        record(acting, Verb.REQUESTED, invitation)
        _tell(invitation)
    return invitation


def _open(door: Q) -> Invitation:
    """Return the invitation behind a door, locked, if it waits for an answer."""
    found = Invitation.objects.filter(door).select_related("invited_by", "succeeds")
    invitation = locked_one(found)
    if not invitation.is_open:
        raise no_longer(invitation.state_today)
    return invitation


def _answer(acting: Acting, invitation: Invitation, state: InvitationState, verb: Verb) -> None:
    invitation.state = state
    invitation.save(update_fields=["state", "mandate", "answer"])
    record(acting, verb, invitation, {"state": (InvitationState.SENT, state)})


def _tell(invitation: Invitation) -> None:
    transaction.on_commit(lambda: invitation_answered.send(Invitation, invitation_id=invitation.pk))


def _check_inviter(invitation: Invitation) -> User:
    """Return who invited; refuse what they could no longer give, were it that they were erased."""
    inviter = invitation.invited_by
    if inviter and can_give(scope_of(inviter), Role(invitation.role), invitation.about):
        return inviter
    raise BadInput(
        _("La personne qui vous invite ne peut plus donner ce mandat"),
        remedy=_("Demandez-le : une personne qui le peut vous répondra."),
    )
