"""What every service about mandates shares: lock what they are held for, check, give."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import (
    About,
    Held,
    Mandate,
    Organisation,
    held_for,
    in_force,
    not_over,
)
from terreau.web.apps.directory.permissions import can_give, can_view_organisation, nothing_here
from terreau.web.apps.directory.rules import earliest, is_for_organisation
from terreau.web.apps.directory.services.bounds import check_another, check_until, last_day_of
from terreau.web.apps.directory.signals import mandate_granted
from terreau.web.apps.territories.models import Perimeter

HeldRow = TypeVar("HeldRow", bound=Held)


def locked(about: About) -> About:
    """Return what mandates are held for, kept from other writers until the end.

    Raises
    ------
    NotHere
        If it is no longer there.
    """
    found: About | None
    if isinstance(about, Perimeter):
        found = Perimeter.objects.select_for_update().filter(pk=about.pk).first()
    else:
        found = Organisation.objects.select_for_update().filter(pk=about.pk).first()
    if found is None:
        raise nothing_here()
    return found


def locked_one(allowed: QuerySet[HeldRow]) -> HeldRow:
    """Return the one row that is allowed, as it is once nobody else writes about the same thing.

    Raises
    ------
    NotHere
        If there is none.
    """
    rows = allowed.select_related("perimeter", "organisation__seat")
    found = rows.first()
    if found is not None:
        locked(found.about)
        found = rows.first()
    if found is None:
        raise nothing_here()
    return found


def check_may_give(acting: Acting, role: Role, about: About) -> None:
    """Refuse who may not give this role for this.

    Raises
    ------
    NotHere
        If who acts may neither see it nor give it.
    BadInput
        If it is theirs, but not this role; or if the role is not for that sort of thing.
    """
    if is_for_organisation(role) != isinstance(about, Organisation):
        raise BadInput(
            _("Ce rôle ne s’exerce pas ici"),
            value=str(role.label),
            remedy=_("Choisissez un des rôles proposés."),
        )
    if acting.is_operator or can_give(acting.scope, role, about):
        return
    if any(can_give(acting.scope, other, about) for other in Role):
        raise BadInput(
            _("Votre mandat ne permet pas de donner ce rôle"),
            value=str(role.label),
            remedy=_("Choisissez un des rôles proposés."),
        )
    raise nothing_here()


def check_visible(acting: Acting, about: About) -> None:
    """Refuse an organisation that who acts may not see; a territory is seen by all.

    Raises
    ------
    NotHere
        If it may not be seen.
    """
    if isinstance(about, Organisation) and not acting.is_operator:
        seen = Organisation.objects.filter(can_view_organisation(acting.scope), pk=about.pk)
        if not seen.exists():
            raise nothing_here()


def held_now(holder: User, role: Role, about: About) -> bool:
    """Whether somebody holds this role for this today, or will."""
    held = Mandate.objects.filter(holder=holder, role=role, **held_for(about))
    return held.filter(not_over(timezone.localdate())).exists()


def give(
    acting: Acting,
    holder: User,
    role: Role,
    about: About,
    *,
    until: date | None,
    by: User | None,
    since: date | None = None,
    reason: str = "granted",
) -> Mandate:
    """Give a mandate; what it is held for is locked, and the right to give it checked, before.

    Parameters
    ----------
    acting : Acting
        Who acts: the giver, or who accepts what was given.
    holder, role, about : User, Role, Perimeter or Organisation
        To whom, which.
    until, since : date or None
        The last day, no later than that of the giver; the first one, today where it is not told.
    by : User or None
        By whose right: a mandate that is handed over alone may outlast theirs.
    reason : str
        "granted", "accepted" or "handed_over".

    Raises
    ------
    BadInput
        If they hold it already, it would end before it begins, or it is given to oneself.
    """
    check_another(by, holder.email)
    check_until(until, since=since)
    if reason != "handed_over":
        until = earliest(until, last_day_of(by, role, about))
    if held_now(holder, role, about):
        raise BadInput(
            _("Cette personne a déjà ce mandat"),
            value=str(role.label),
            remedy=_("Sa fin se change sur la page du mandat."),
        )
    mandate = Mandate.objects.create(
        holder=holder,
        role=role,
        valid_from=since or timezone.localdate(),
        valid_to=until,
        granted_by=by,
        **held_for(about),
    )
    verb = Verb.HANDED_OVER if reason == "handed_over" else Verb.GRANTED
    record(acting, verb, mandate, {"role": (None, role), "valid_to": (None, until)})
    transaction.on_commit(
        lambda: mandate_granted.send(Mandate, mandate_id=mandate.pk, reason=reason)
    )
    return mandate


def end(acting: Acting, mandate: Mandate, *, on: date | None, reason: str, verb: Verb) -> None:
    """End a mandate on a day, or at once; one that had not begun never will."""
    before, today = mandate.valid_to, timezone.localdate()
    mandate.valid_to = max(on or today, mandate.valid_from)
    mandate.ended_at = None if on else timezone.now()
    mandate.end_reason = reason
    # Who ends it knows, and its holder is told of that.
    mandate.told_of_end_at = timezone.now()
    mandate.save(update_fields=["valid_to", "ended_at", "end_reason", "told_of_end_at"])
    changes = {"valid_to": (before, mandate.valid_to), "end_reason": ("", reason)}
    record(acting, verb, mandate, changes, personal=("end_reason",))


def change_end(acting: Acting, mandate: Mandate, until: date | None) -> None:
    """Change the last day of a mandate that is not over; its holder will be told of the new one.

    It comes no later than the last day of who changes it.

    Raises
    ------
    BadInput
        If that day has passed, or comes before the first.
    """
    check_until(until, since=max(mandate.valid_from, timezone.localdate()))
    role, about = Role(mandate.role), mandate.about
    until = earliest(until, last_day_of(acting.user, role, about))
    before, mandate.valid_to = mandate.valid_to, until
    mandate.end_reason, mandate.told_of_end_at = "", None
    mandate.save(update_fields=["valid_to", "end_reason", "told_of_end_at"])
    record(acting, Verb.CHANGED, mandate, {"valid_to": (before, until)})


def take_over(acting: Acting, mandate: Mandate, starts_on: date) -> date:
    """End a mandate that a successor takes over; return the first day of the successor's."""
    first = max(starts_on, timezone.localdate())
    if not mandate.is_over:
        end(acting, mandate, on=first - timedelta(days=1), reason="", verb=Verb.HANDED_OVER)
    return first


def has_other_manager(mandate: Mandate, *, after: date) -> bool:
    """Whether somebody else manages the project of the same territory after a day."""
    others = Mandate.objects.filter(
        in_force(after + timedelta(days=1)),
        role=Role.PROJECT_MANAGER,
        perimeter=mandate.perimeter_id,
        holder__isnull=False,
    )
    return others.exclude(pk=mandate.pk).exists()
