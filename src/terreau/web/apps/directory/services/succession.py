"""A mandate handed over to who has an account, or to who is invited to take it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import Invitation, Mandate
from terreau.web.apps.directory.permissions import can_end_mandate
from terreau.web.apps.directory.services.giving import check_until
from terreau.web.apps.directory.services.invitations import Wish, invite
from terreau.web.apps.directory.services.mandates import hand_over_mandate, held_mandate


@dataclass(frozen=True)
class Succession:
    """What who leaves writes: to whom, until when they stay, why."""

    email: str
    last_day: date
    reason: str = ""


def hand_over_or_invite(
    *, acting: Acting, mandate_id: int, wish: Succession, site: str
) -> Mandate | Invitation:
    """Hand a mandate over; who has no account is invited, and the hand-over is done once accepted.

    Until then who leaves keeps the mandate: the territory is never left alone.

    Parameters
    ----------
    acting : Acting
        Who may end it and give it.
    mandate_id : int
        Which.
    wish : Succession
        To whom, after which day.
    site : str
        Address of the installation, for the link of the letter.

    Raises
    ------
    NotHere, BadInput
        As `hand_over_mandate`; if the same invitation waits already.
    """
    successor = User.objects.filter(email=wish.email.strip().lower(), is_active=True).first()
    if successor is not None:
        return hand_over_mandate(
            acting=acting,
            mandate_id=mandate_id,
            successor=successor,
            last_day=wish.last_day,
            reason=wish.reason,
        )
    with transaction.atomic():
        mandate = held_mandate(acting, can_end_mandate(acting.scope), mandate_id)
    check_until(wish.last_day)
    invited = Wish(
        wish.email,
        Role(mandate.role),
        succeeds=mandate,
        starts_on=wish.last_day + timedelta(days=1),
    )
    return invite(acting=acting, about=mandate.about, wish=invited, site=site)
