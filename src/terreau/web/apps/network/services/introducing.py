"""Introductions: what came of those that were proposed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import Conflict
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.network.enums import IntroductionState
from terreau.web.apps.network.models import Introduction
from terreau.web.apps.network.outcomes import refusal_of, said_of
from terreau.web.apps.network.permissions import (
    can_introduce,
    can_note_introduction,
    nothing_here,
)
from terreau.web.apps.network.rules import IntroductionFields, fault_of, is_settled
from terreau.web.apps.network.selectors.introduced import get_proposed
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.formatting import format_day

_LONGEST_WORD = 300


@transaction.atomic
def note_introduction(
    *,
    acting: Acting,
    perimeter: Perimeter,
    offered_id: int,
    sought_id: int,
    outcome: IntroductionFields,
) -> Introduction:
    """Say what came of an introduction that was proposed; said twice counts once.

    Parameters
    ----------
    acting : Acting
        Who says it.
    perimeter : Perimeter
        The territory whose directory they keep.
    offered_id, sought_id : int
        The line of who makes or has, the line of who seeks: of two organisations of the territory.
    outcome : IntroductionFields
        What came of it.

    Raises
    ------
    NotHere
        If one does not keep the directory of the territory, or a line is not there to be read.
    BadInput
        If the outcome does not say what it must.
    Conflict
        If something else was said of the two already, whichever offered.
    """
    if not can_introduce(acting.scope, perimeter):
        raise nothing_here()
    offered, sought = get_proposed(acting.scope, perimeter, offered_id, sought_id)
    _check(outcome)
    told = _asked(perimeter, offered, sought) | _fields(outcome)
    try:
        with transaction.atomic():
            return _created(acting, told)
    except IntegrityError:
        held = _held(offered, sought)
    if not is_settled(held.state, held.again_on, timezone.localdate()):
        return _changed(acting, held, told)
    if any(getattr(held, name) != value for name, value in _fields(outcome).items()):
        raise _said_meanwhile(held)
    return held


@transaction.atomic
def change_introduction(
    *, acting: Acting, introduction_id: int, version: int, outcome: IntroductionFields
) -> Introduction:
    """Say something else of an introduction, as it was read.

    Raises
    ------
    NotHere
        If one does not keep the directory of its territory.
    BadInput
        If the outcome does not say what it must.
    Conflict
        If something else was said of it meanwhile.
    """
    found = Introduction.objects.select_for_update(of=("self",))
    held = found.filter(can_note_introduction(acting.scope), pk=introduction_id).first()
    if held is None:
        raise nothing_here()
    _check(outcome)
    if held.version != version:
        raise _said_meanwhile(held)
    return _changed(acting, held, _fields(outcome))


def _held(offered: KnowHow, sought: KnowHow) -> Introduction:
    """Return what was said of two organisations, whichever offered, to be written."""
    both = (offered.organisation_id, sought.organisation_id)
    found = Introduction.objects.select_for_update(of=("self",))
    return found.get(offers__in=both, seeks__in=both)


def _created(acting: Acting, told: Mapping[str, Any]) -> Introduction:
    row = Introduction.objects.create(**told, noted_by=acting.user)
    changes = {name: (None, value) for name, value in told.items() if value}
    record(acting, Verb.CREATED, row, changes, personal=("word",))
    return row


def _changed(acting: Acting, held: Introduction, told: Mapping[str, Any]) -> Introduction:
    changes = {name: (getattr(held, name), value) for name, value in told.items()}
    if all(before == after for before, after in changes.values()):
        return held
    for name, value in told.items():
        setattr(held, name, value)
    held.noted_by, held.noted_at = acting.user, timezone.now()
    held.version += 1
    held.save(update_fields=(*told, "noted_by", "noted_at", "version"))
    record(acting, Verb.CHANGED, held, changes, personal=("word",))
    return held


def _asked(perimeter: Perimeter, offered: KnowHow, sought: KnowHow) -> dict[str, Any]:
    """Return who is introduced, where, and what both say today."""
    return {
        "perimeter": perimeter,
        "offers": offered.organisation,
        "seeks": sought.organisation,
        "offered": offered.text,
        "sought": sought.text,
    }


def _fields(outcome: IntroductionFields) -> dict[str, Any]:
    return {
        "state": outcome.state,
        "made_on": outcome.on if outcome.state == IntroductionState.MADE else None,
        "again_on": outcome.on if outcome.state == IntroductionState.LATER else None,
        "reason": outcome.reason,
        "word": " ".join(outcome.word.split())[:_LONGEST_WORD],
    }


def _check(outcome: IntroductionFields) -> None:
    if fault := fault_of(outcome, timezone.localdate()):
        raise refusal_of(fault, outcome)


def _said_meanwhile(held: Introduction) -> Conflict:
    """Return what is told to who says otherwise of what was said: what, by whom, on which day."""
    told = {
        "what": said_of(held),
        "day": format_day(timezone.localtime(held.noted_at)),
        "who": held.noted_by.display_name if held.noted_by else "",
    }
    said = (
        _("%(who)s a noté ceci le %(day)s : %(what)s") if told["who"]
        else _("Ceci a été noté le %(day)s : %(what)s")
    )  # fmt: skip
    return Conflict(
        said % told,
        remedy=_("Si autre chose en est advenu, corrigez-le depuis la liste."),
        kept=_("Ce que vous avez écrit est toujours là."),
    )
