"""Mandates: given, ended, handed over, shown."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import About, Mandate, held_for, not_over
from terreau.web.apps.directory.permissions import (
    can_end_mandate,
    can_give,
    can_prolong_mandate,
    nothing_here,
)
from terreau.web.apps.directory.services.bounds import check_own_end, check_until
from terreau.web.apps.directory.services.giving import (
    change_end,
    check_may_give,
    end,
    give,
    has_other_manager,
    locked,
    locked_one,
)
from terreau.web.apps.directory.signals import mandate_ended, mandate_prolonged


class NoSuccessor(BadInput):
    """The last project manager of a territory would leave without a successor."""


@transaction.atomic
def grant_mandate(
    *, acting: Acting, holder: User, role: Role, about: About, until: date | None = None
) -> Mandate:
    """Give a mandate to somebody who has an account.

    Raises
    ------
    NotHere, BadInput
        If it is not for who acts to give, is held already, or ends before it begins.
    """
    about = locked(about)
    check_may_give(acting, role, about)
    check_own_end(acting, role, about, until)
    return give(acting, holder, role, about, until=until, by=acting.user)


@transaction.atomic
def end_mandate(
    *,
    acting: Acting,
    mandate_id: int,
    reason: str,
    on: date | None = None,
    without_successor: bool = False,
) -> Mandate:
    """End a mandate today or on a later day; a mandate is never deleted.

    Parameters
    ----------
    acting : Acting
        Its holder, or who could have given it.
    mandate_id : int
        Which.
    reason : str
        Why, in their words.
    on : date, optional
        Its last day; None: it ends at once.
    without_successor : bool
        Whether who acts knows that nobody will manage the territory's project.

    Raises
    ------
    NotHere
        If it is not theirs to end.
    BadInput
        If it is over already, that day has passed, or it is later than who acts may say.
    NoSuccessor
        If nobody else manages that project and who acts was not told.
    """
    mandate = held_mandate(acting, can_end_mandate(acting.scope), mandate_id)
    check_end(acting, mandate, on)
    if not without_successor and leaves_nobody(mandate, on):
        raise NoSuccessor(
            _("Ce territoire n’aurait plus de chef de projet"),
            remedy=_("Transmettez plutôt le mandat, ou confirmez que personne ne le reprend."),
        )
    end(acting, mandate, on=on, reason=reason, verb=Verb.ENDED)
    if acting.user is None or mandate.holder_id != acting.user.pk:
        transaction.on_commit(lambda: mandate_ended.send(Mandate, mandate_id=mandate.pk))
    return mandate


@transaction.atomic
def change_mandate_end(*, acting: Acting, mandate_id: int, until: date | None) -> Mandate:
    """Change the last day of a mandate, by who could give it; nobody prolongs their own.

    Raises
    ------
    NotHere
        If it is not for who acts to give.
    BadInput
        If it is over already, that day has passed, or comes after the last one of who acts.
    NoSuccessor
        If a nearer end would leave a territory without a project manager.
    """
    mandate = held_mandate(acting, can_prolong_mandate(acting.scope), mandate_id)
    is_nearer = until is not None and (mandate.valid_to is None or until < mandate.valid_to)
    if is_nearer and leaves_nobody(mandate, until):
        raise NoSuccessor(
            _("Ce territoire n’aurait plus de chef de projet après ce jour"),
            remedy=_("Donnez d’abord le mandat à la personne qui prend la suite."),
        )
    check_own_end(acting, Role(mandate.role), mandate.about, until)
    change_end(acting, mandate, until)
    transaction.on_commit(lambda: mandate_prolonged.send(Mandate, mandate_id=mandate.pk))
    return mandate


@transaction.atomic
def hand_over_mandate(
    *, acting: Acting, mandate_id: int, successor: User, last_day: date, reason: str = ""
) -> Mandate:
    """End a mandate on a day and give it to a successor from the day after, in one act.

    What waits for an answer waits for whoever holds the mandate: nothing is to be moved.

    Returns
    -------
    Mandate
        That of the successor.

    Raises
    ------
    NotHere
        If it is not for who acts to end and to give.
    BadInput
        If it is over, that day has passed, or the successor is the same person.
    """
    mandate = held_mandate(acting, can_end_mandate(acting.scope), mandate_id)
    role = Role(mandate.role)
    check_may_give(acting, role, mandate.about)
    check_end(acting, mandate, last_day)
    _check_not_handed_over(mandate)
    if mandate.holder_id == successor.pk:
        raise BadInput(
            _("On ne se transmet pas un mandat à soi-même"),
            value=successor.email,
            remedy=_("Donnez l’adresse de la personne qui le reprend."),
        )
    end(acting, mandate, on=last_day, reason=reason, verb=Verb.HANDED_OVER)
    return give(
        acting,
        successor,
        role,
        mandate.about,
        until=None,
        by=acting.user,
        since=mandate.valid_to + timedelta(days=1) if mandate.valid_to else None,
        reason="handed_over",
    )


def _check_not_handed_over(mandate: Mandate) -> None:
    """Refuse a mandate that a successor already takes over the day after its last."""
    if mandate.valid_to is None:
        return
    after = Mandate.objects.filter(
        not_over(timezone.localdate()),
        role=mandate.role,
        valid_from=mandate.valid_to + timedelta(days=1),
        **held_for(mandate.about),
    ).first()
    if after is not None:
        raise BadInput(
            _("Ce mandat est déjà transmis"),
            value=f"{after.valid_from:%d/%m/%Y}",
            remedy=_("Pour changer de successeur, terminez d’abord le mandat qui suit."),
        )


def leaves_nobody(mandate: Mandate, last_day: date | None = None) -> bool:
    """Whether nobody would manage the project of a territory once a mandate has ended."""
    is_manager = mandate.role == Role.PROJECT_MANAGER
    return is_manager and not has_other_manager(mandate, after=last_day or timezone.localdate())


@transaction.atomic
def show_own_name(*, acting: Acting, mandate_id: int, is_public: bool) -> Mandate:
    """Let everyone read one's name beside a role, or no longer: its holder alone decides.

    Raises
    ------
    NotHere
        If the mandate is somebody else's.
    """
    own = Q(holder=acting.user, holder__isnull=False)
    mandate = Mandate.objects.select_for_update(of=("self",)).filter(own, pk=mandate_id).first()
    if mandate is None or not acting.scope.allows_act("directory:write"):
        raise nothing_here()
    before, mandate.is_name_public = mandate.is_name_public, is_public
    mandate.save(update_fields=["is_name_public"])
    record(acting, Verb.CHANGED, mandate, {"is_name_public": (before, is_public)})
    return mandate


def check_end(acting: Acting, mandate: Mandate, on: date | None) -> None:
    """Refuse an end later than the one there is, unless who acts could give it anew.

    Nobody could to themselves: one's own mandate ends sooner, never later.
    """
    check_until(on)
    if on is None or mandate.valid_to is None or on <= mandate.valid_to:
        return
    role, about = Role(mandate.role), mandate.about
    is_own = acting.user is not None and mandate.holder_id == acting.user.pk
    if not acting.is_operator and (is_own or not can_give(acting.scope, role, about)):
        raise BadInput(
            _("Ce mandat finit déjà avant ce jour"),
            value=f"{on:%d/%m/%Y}",
            remedy=_("Pour le prolonger, demandez-le à une personne qui peut le donner."),
        )
    check_own_end(acting, role, about, on)


def held_mandate(acting: Acting, allowed: Q, mandate_id: int) -> Mandate:
    """Return a mandate that is not over, among those allowed; what it is for is locked first.

    Raises
    ------
    NotHere, BadInput
        If it is not among them; if it is over.
    """
    allowed = Q() if acting.is_operator else allowed
    mandate = locked_one(Mandate.objects.filter(allowed, pk=mandate_id))
    if mandate.is_over:
        raise BadInput(
            _("Ce mandat est déjà terminé"),
            remedy=_("Il n’y a rien à faire."),
        )
    return mandate
