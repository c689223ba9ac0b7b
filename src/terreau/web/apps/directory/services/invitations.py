"""Invitations: a letter with a secret link; sent, sent again, withdrawn, left without an answer.

The base holds the digest of the secret: who reads the base cannot accept in somebody's place.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Channel, Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import OPERATOR, Acting
from terreau.web.apps.directory import letters
from terreau.web.apps.directory.enums import InvitationState
from terreau.web.apps.directory.models import About, Invitation, Mandate, held_for
from terreau.web.apps.directory.permissions import can_manage_invitation
from terreau.web.apps.directory.rules import INVITATION_DAYS, digest_of
from terreau.web.apps.directory.services.bounds import check_another, check_own_end, check_until
from terreau.web.apps.directory.services.giving import check_may_give, locked, locked_one
from terreau.web.shared.limits import spend


@dataclass(frozen=True)
class Wish:
    """What a giver writes of a mandate: to whom, which, until when, how they asked.

    Parameters
    ----------
    email : str
        Address of the person.
    role : Role
        As what they would act.
    until : date or None
        The last day; None until it is ended.
    channel : Channel or None
        How the person asked for it, where they did.
    succeeds : Mandate or None
        The mandate that it takes over.
    starts_on : date or None
        From which day it does; the day it is accepted, where that is later.
    """

    email: str
    role: Role
    until: date | None = None
    channel: Channel | None = None
    succeeds: Mandate | None = None
    starts_on: date | None = None


def invite(*, acting: Acting, about: About, wish: Wish, site: str) -> Invitation:
    """Invite somebody by letter to hold a mandate: they alone say whether they take it.

    Whether they have an account is neither looked at nor told.

    Parameters
    ----------
    acting : Acting
        Who may give it.
    about : Perimeter or Organisation
        What it is held for.
    wish : Wish
        To whom, which, until when.
    site : str
        Address of the installation, for the link of the letter.

    Raises
    ------
    NotHere, BadInput
        If it is not for who acts to give, it is to themselves, it ends too late, or the same
        invitation waits already.
    AskedTooOften
        If they sent many, or this address was sent many.
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        about = locked(about)
        check_may_give(acting, wish.role, about)
        check_until(wish.until)
        check_own_end(acting, wish.role, about, wish.until)
        email = wish.email.strip().lower()
        check_another(acting.user, email)
        same = Invitation.objects.filter(_in_time(), email=email, role=wish.role, **held_for(about))
        if same.exists():
            raise BadInput(
                _("Cette personne est déjà invitée"),
                value=email,
                remedy=_("L’invitation attend sa réponse ; vous pouvez la renvoyer."),
            )
        _spend(acting, email)
        invitation = Invitation.objects.create(
            email=email,
            role=wish.role,
            wanted_until=wish.until,
            digest=digest_of(secret),
            channel=wish.channel or "",
            succeeds=wish.succeeds,
            starts_on=wish.starts_on,
            invited_by=acting.user,
            expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
            **held_for(about),
        )
        record(acting, Verb.INVITED, invitation, {"role": (None, wish.role)})
        # From here: no task could write it, since the secret is kept nowhere else.
        invitation.letter = letters.invite(invitation, secret, site)
    return invitation


@transaction.atomic
def withdraw_invitation(*, acting: Acting, invitation_id: int) -> Invitation:
    """Withdraw an invitation: its link opens nothing any more.

    Raises
    ------
    NotHere
        If it is not for who acts to manage.
    BadInput
        If it no longer waits.
    """
    invitation = _managed(acting, invitation_id)
    before = InvitationState(invitation.state)
    if before not in (InvitationState.SENT, InvitationState.EXPIRED):
        raise no_longer(before)
    invitation.state, invitation.asked_again_at = InvitationState.WITHDRAWN, None
    invitation.save(update_fields=["state", "asked_again_at"])
    record(acting, Verb.WITHDRAWN, invitation, {"state": (before, invitation.state)})
    return invitation


def resend_invitation(*, acting: Acting, invitation_id: int, site: str) -> Invitation:
    """Send an invitation again, with a new link and 14 more days; the link before is dead.

    Raises
    ------
    NotHere
        If it is not for who acts to manage.
    BadInput
        If it was accepted or withdrawn.
    AskedTooOften
        If they sent many, or this address was sent many.
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = _managed(acting, invitation_id)
        if invitation.state not in (InvitationState.SENT, InvitationState.EXPIRED):
            raise no_longer(InvitationState(invitation.state))
        _spend(acting, invitation.email)
        before = invitation.expires_at
        # Whoever sends it invites: it holds by their right, that of the first may be over.
        invitation.invited_by = acting.user
        invitation.state = InvitationState.SENT
        invitation.digest = digest_of(secret)
        invitation.expires_at = timezone.now() + timedelta(days=INVITATION_DAYS)
        invitation.asked_again_at = None
        invitation.save(
            update_fields=["invited_by", "state", "digest", "expires_at", "asked_again_at"]
        )
        record(acting, Verb.INVITED, invitation, {"expires_at": (before, invitation.expires_at)})
        invitation.letter = letters.invite(invitation, secret, site)
    return invitation


@transaction.atomic
def expire_invitations() -> int:
    """Mark the invitations that nobody accepted in time; return how many."""
    late = Invitation.objects.select_for_update(of=("self",)).filter(
        state=InvitationState.SENT, expires_at__lt=timezone.now()
    )
    for invitation in (found := list(late)):
        invitation.state = InvitationState.EXPIRED
        invitation.save(update_fields=["state"])
        record(
            OPERATOR, Verb.ENDED, invitation, {"state": (InvitationState.SENT, invitation.state)}
        )
    return len(found)


def _spend(acting: Acting, email: str) -> None:
    """Count a letter, of who sends it and of whom it reaches."""
    if acting.user is not None:
        spend("invitations", f"user {acting.user.pk}")
    spend("letters", email)


def _managed(acting: Acting, invitation_id: int) -> Invitation:
    allowed = can_manage_invitation(acting.scope)
    return locked_one(Invitation.objects.filter(allowed, pk=invitation_id))


def _in_time() -> Q:
    return Q(state=InvitationState.SENT, expires_at__gt=timezone.now())


def no_longer(state: InvitationState) -> BadInput:
    """Return the refusal of an invitation that has had its answer, or its time."""
    return BadInput(
        _("Cette invitation ne sert plus"),
        value=str(state.label),
        remedy=_("Demandez à qui vous a invité de vous en envoyer une autre."),
    )
