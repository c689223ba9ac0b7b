"""Promises: kept, moved to another day, handed to a colleague, dropped with a word."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.selectors.keepers import list_keepers
from terreau.web.apps.outreach.enums import PromiseState
from terreau.web.apps.outreach.models import Promise
from terreau.web.apps.outreach.permissions import can_settle_promise
from terreau.web.apps.outreach.rules import promise_may_become
from terreau.web.apps.outreach.services.visiting import check_due
from terreau.web.shared.formatting import format_day


@transaction.atomic
def settle_promise(*, acting: Acting, promise_id: int, state: str, word: str = "") -> Promise:
    """Say that a promise was kept, or will not be.

    Raises
    ------
    NotHere
        If it is not for who acts to say.
    BadInput
        If it was settled already, or is dropped without a word.
    """
    promise = _locked(acting, promise_id)
    if state not in PromiseState.values or not promise_may_become(promise.state, state):
        raise _settled(promise)
    if state == PromiseState.DROPPED and not word:
        raise BadInput(
            _("Une promesse qu’on ne tiendra pas s’explique"),
            remedy=_("Dites en un mot pourquoi, et ce que l’entreprise en sait."),
        )
    before = promise.state
    promise.state, promise.word = state, word
    promise.closed_on = timezone.localdate()
    promise.save()
    changes = {"state": (before, state), "word": ("", word)}
    record(acting, Verb.CHANGED, promise, changes, personal=("word",))
    return promise


@transaction.atomic
def move_promise(
    *, acting: Acting, promise_id: int, due_on: date, keeper_id: int, word: str = ""
) -> Promise:
    """Give a promise another day, or a colleague who keeps it.

    Parameters
    ----------
    acting : Acting
        Who keeps the directory.
    promise_id : int
        Which.
    due_on : date
        For when it is now.
    keeper_id : int
        Who keeps it now: one of those who keep that directory.
    word : str
        Why.

    Raises
    ------
    NotHere
        If it is not for who acts to move.
    BadInput
        If it was settled, or nobody there is that colleague.
    """
    promise = _locked(acting, promise_id)
    if promise.state != PromiseState.WAITING:
        raise _settled(promise)
    check_due(due_on)
    known = {person.pk for person in list_keepers(promise.visit.organisation.seat)}
    if keeper_id != promise.promised_by_id and keeper_id not in known:
        raise BadInput(
            _("Cette personne ne tient pas l’annuaire de ce territoire"),
            remedy=_("Choisissez l’une de celles qui sont proposées."),
        )
    changes = {
        "due_on": (promise.due_on, due_on),
        "promised_by": (promise.promised_by_id, keeper_id),
        "word": (promise.word, word),
    }
    promise.due_on, promise.promised_by_id, promise.word = due_on, keeper_id, word
    promise.save()
    record(acting, Verb.CHANGED, promise, changes, personal=("word", "promised_by"))
    return promise


def _locked(acting: Acting, promise_id: int) -> Promise:
    found = Promise.objects.select_for_update(of=("self",)).filter(
        can_settle_promise(acting.scope), pk=promise_id
    )
    promise = found.select_related("visit__organisation__seat").first()
    if promise is None:
        raise nothing_here()
    return promise


def _settled(promise: Promise) -> BadInput:
    day = format_day(promise.closed_on) if promise.closed_on else ""
    return BadInput(
        _("Cette promesse est déjà réglée"),
        value=day or None,
        remedy=_("Revenez à la visite : ce qui en est advenu y est écrit."),
    )
