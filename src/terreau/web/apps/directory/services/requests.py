"""Requests for a mandate: asked, answered, withdrawn, left without an answer."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import OPERATOR, Acting
from terreau.web.apps.directory.enums import RequestState
from terreau.web.apps.directory.models import (
    About,
    Mandate,
    MandateRequest,
    Organisation,
    held_for,
)
from terreau.web.apps.directory.permissions import (
    WRITE,
    can_answer_request,
    can_withdraw_request,
    nothing_here,
)
from terreau.web.apps.directory.rules import REQUEST_DAYS, earliest, roles_to_ask
from terreau.web.apps.directory.services.bounds import check_until
from terreau.web.apps.directory.services.giving import (
    change_end,
    check_visible,
    give,
    held_now,
    locked,
    locked_one,
)
from terreau.web.apps.directory.signals import mandate_requested, request_answered
from terreau.web.shared.formatting import format_day
from terreau.web.shared.limits import spend


@transaction.atomic
def ask_mandate(
    *, acting: Acting, role: Role, about: About, reason: str, until: date | None = None
) -> MandateRequest:
    """Ask for a mandate for oneself.

    Raises
    ------
    NotHere
        If what it is for may not be seen, or nobody is signed in.
    BadInput
        If that role is not asked for, is held already or was asked already.
    AskedTooOften
        If they asked many times: each is a letter to all who may answer.
    """
    if acting.user is None or not acting.scope.allows_act(WRITE):
        raise nothing_here()
    check_visible(acting, about)
    if role not in roles_to_ask(is_organisation=isinstance(about, Organisation)):
        raise BadInput(
            _("Ce rôle ne se demande pas : il est donné"),
            value=str(role.label),
            remedy=_("Choisissez un des rôles proposés."),
        )
    about = locked(about)
    check_until(until)
    if held_now(acting.user, role, about):
        raise BadInput(
            _("Vous avez déjà ce mandat"),
            value=str(role.label),
            remedy=_("Pour le garder plus longtemps, ouvrez-le dans « Mes mandats »."),
        )
    return ask_of(acting, MandateRequest(role=role, reason=reason, **held_for(about)), until)


@transaction.atomic
def ask_extension(
    *, acting: Acting, mandate_id: int, reason: str, until: date | None = None
) -> MandateRequest:
    """Ask to hold a mandate of one's own for longer.

    Raises
    ------
    NotHere
        If it is somebody else's.
    BadInput
        If it is over, nothing ends it, the day asked for is not later, or it was asked already.
    """
    own = Q(holder=acting.user, holder__isnull=False)
    mandate = locked_one(Mandate.objects.filter(own, pk=mandate_id))
    if not acting.scope.allows_act(WRITE):
        raise nothing_here()
    if mandate.is_over or mandate.valid_to is None:
        raise BadInput(
            _("Ce mandat est terminé, ou rien n’y met fin"),
            remedy=_("Terminé, il se redemande ; sans fin, il n’y a rien à prolonger."),
        )
    if until is not None and until <= mandate.valid_to:
        raise BadInput(
            _("Ce jour ne prolonge pas le mandat"),
            value=f"{until:%d/%m/%Y}",
            remedy=_("Choisissez un jour après le %(day)s, ou laissez cette date vide.")
            % {"day": f"{mandate.valid_to:%d/%m/%Y}"},
        )
    role = Role(mandate.role)
    wanted = MandateRequest(role=role, reason=reason, extends=mandate, **held_for(mandate.about))
    return ask_of(acting, wanted, until)


@transaction.atomic
def answer_request(
    *,
    acting: Acting,
    request_id: int,
    is_accepted: bool,
    answer: str,
    until: date | None = None,
) -> MandateRequest:
    """Accept a request, which gives the mandate, or refuse it; once.

    Accepted, it holds until the first of the day that was asked, ``until``, and the last day of
    who answers.

    Raises
    ------
    NotHere
        If it is not for who acts to answer.
    BadInput
        If it no longer waits, the mandate cannot be given, or it is refused without a reason.
    """
    request = _waiting(can_answer_request(acting.scope), request_id)
    if request.expires_on < timezone.localdate():
        raise _no_longer(RequestState.EXPIRED)
    if is_accepted:
        _grant(acting, request, earliest(request.wanted_until, until))
    elif not answer.strip():
        raise BadInput(
            _("Un refus dit pourquoi"),
            remedy=_("Écrivez-le : la personne doit savoir ce qu’elle peut faire ensuite."),
        )
    request.state = RequestState.ACCEPTED if is_accepted else RequestState.REFUSED
    request.answer, request.answered_by = answer, acting.user
    request.answered_at = timezone.now()
    request.save()
    verb = Verb.ACCEPTED if is_accepted else Verb.REFUSED
    changes = {"state": (RequestState.ASKED, request.state), "answer": ("", answer)}
    record(acting, verb, request, changes, personal=("answer",))
    transaction.on_commit(lambda: request_answered.send(MandateRequest, request_id=request.pk))
    return request


@transaction.atomic
def withdraw_request(*, acting: Acting, request_id: int) -> MandateRequest:
    """Withdraw one's own request while it waits.

    Raises
    ------
    NotHere
        If it is somebody else's.
    BadInput
        If it no longer waits.
    """
    request = _waiting(can_withdraw_request(acting.scope), request_id)
    request.state = RequestState.WITHDRAWN
    request.save(update_fields=["state"])
    record(acting, Verb.WITHDRAWN, request, {"state": (RequestState.ASKED, request.state)})
    return request


@transaction.atomic
def expire_requests() -> int:
    """Mark the requests that nobody answered in time; return how many."""
    late = MandateRequest.objects.select_for_update(of=("self",)).filter(
        state=RequestState.ASKED, expires_on__lt=timezone.localdate()
    )
    for request in (found := list(late)):
        request.state = RequestState.EXPIRED
        request.save(update_fields=["state"])
        record(OPERATOR, Verb.ENDED, request, {"state": (RequestState.ASKED, request.state)})
    return len(found)


def ask_of(acting: Acting, request: MandateRequest, until: date | None = None) -> MandateRequest:
    """Save a request of whoever is signed in, who may make it, unless the same one waits already.

    Raises
    ------
    BadInput
        If it does.
    """
    assert acting.user is not None
    role = Role(request.role)
    waiting = MandateRequest.objects.filter(
        asked_by=acting.user, role=role, state=RequestState.ASKED, **held_for(request.about)
    )
    if (same := waiting.first()) is not None:
        day = format_day(timezone.localtime(same.asked_at))
        raise BadInput(
            _("Vous avez déjà fait cette demande le %(day)s") % {"day": day},
            value=str(role.label),
            remedy=_("Elle attend une réponse ; vous pouvez la retirer."),
        )
    spend("requests", f"user {acting.user.pk}")
    request.asked_by, request.wanted_until = acting.user, until
    request.expires_on = timezone.localdate() + timedelta(days=REQUEST_DAYS)
    request.save()
    record(acting, Verb.REQUESTED, request, {"role": (None, role)})
    transaction.on_commit(lambda: mandate_requested.send(MandateRequest, request_id=request.pk))
    return request


def _grant(acting: Acting, request: MandateRequest, until: date | None) -> None:
    """Prolong the mandate that a request is about; give one where there is none, or it is over."""
    if request.extends is not None and not request.extends.is_over:
        change_end(acting, request.extends, until)
        return
    request.mandate = give(
        acting,
        request.asked_by,
        Role(request.role),
        request.about,
        until=until,
        by=acting.user,
        reason="accepted",
    )


def _waiting(allowed: Q, request_id: int) -> MandateRequest:
    """Return a request that waits, what it is for locked first.

    Raises
    ------
    NotHere, BadInput
        If it is not among those allowed; if it no longer waits.
    """
    request = locked_one(
        MandateRequest.objects.filter(allowed, pk=request_id).select_related("asked_by", "extends")
    )
    if request.state != RequestState.ASKED:
        raise _no_longer(RequestState(request.state))
    return request


def _no_longer(state: RequestState) -> BadInput:
    return BadInput(
        _("Cette demande n’attend plus de réponse"),
        value=str(state.label),
        remedy=_("Une nouvelle demande peut être faite."),
    )
