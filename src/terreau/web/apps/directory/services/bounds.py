"""Within what bounds a mandate is given: its days, those of who gives it, another person."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, Holding, Scope
from terreau.web.apps.directory.models import About, Mandate, in_force
from terreau.web.apps.directory.permissions import can_give
from terreau.web.apps.directory.rules import givers_of, latest_day


def check_until(until: date | None, *, since: date | None = None) -> None:
    """Refuse a last day that is before the first, or years away.

    Raises
    ------
    BadInput
        If it is.
    """
    first = since or timezone.localdate()
    if until is not None and until < first:
        raise BadInput(
            _("Le mandat finirait avant d’avoir commencé"),
            value=f"{until:%d/%m/%Y}",
            remedy=_("Choisissez un jour à venir, ou laissez cette date vide."),
        )
    latest = latest_day(timezone.localdate())
    if until is not None and until > latest:
        raise BadInput(
            _("Un mandat se donne pour dix ans au plus"),
            value=f"{until:%d/%m/%Y}",
            remedy=_("Choisissez un jour avant le %(day)s.") % {"day": f"{latest:%d/%m/%Y}"},
        )


def last_day_of(giver: User | None, role: Role, about: About) -> date | None:
    """Return the last day of the mandates by which somebody gives a role; None: nothing ends them.

    Whoever holds the machine (None) gives for as long as they write.
    """
    if giver is None:
        return None
    held = Mandate.objects.filter(
        in_force(timezone.localdate()), holder=giver, role__in=givers_of(role)
    )
    ends = [each.valid_to for each in held if can_give(_alone(giver, each), role, about)]
    return None if None in ends else max((end for end in ends if end is not None), default=None)


def check_own_end(acting: Acting, role: Role, about: About, until: date | None) -> None:
    """Refuse a last day after that of who gives.

    Raises
    ------
    BadInput
        If it is.
    """
    last = last_day_of(acting.user, role, about)
    if until is not None and last is not None and until > last:
        raise BadInput(
            _("Votre propre mandat finit avant"),
            value=f"{until:%d/%m/%Y}",
            remedy=_("Choisissez un jour jusqu’au %(day)s.") % {"day": f"{last:%d/%m/%Y}"},
        )


def check_another(giver: User | None, email: str) -> None:
    """Refuse a mandate that somebody would give to themselves.

    Raises
    ------
    BadInput
        If it is.
    """
    if giver is not None and giver.email == email:
        raise BadInput(
            _("On ne se donne pas un mandat à soi-même"),
            value=email,
            remedy=_("Demandez-le : une autre personne qui le peut vous répondra."),
        )


def _alone(person: User, mandate: Mandate) -> Scope:
    """Return what one mandate alone reaches."""
    held = Holding(Role(mandate.role), mandate.perimeter_id, mandate.organisation_id)
    return Scope(person.pk, frozenset({held}))
