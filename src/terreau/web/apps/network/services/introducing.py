"""Introductions: what came of those that were proposed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, Conflict
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.network.enums import DropReason, IntroductionState
from terreau.web.apps.network.models import Introduction
from terreau.web.apps.network.permissions import (
    can_introduce,
    can_note_introduction,
    nothing_here,
)
from terreau.web.apps.network.rules import IntroductionFields, is_possible_outcome, is_settled
from terreau.web.apps.network.selectors.introduced import get_proposed
from terreau.web.apps.territories.models import Perimeter

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
        If something else was said of it meanwhile.
    """
    if not can_introduce(acting.scope, perimeter):
        raise nothing_here()
    offered, sought = get_proposed(acting.scope, perimeter, offered_id, sought_id)
    _check(outcome)
    pair = {"perimeter": perimeter, "offers": offered.organisation, "seeks": sought.organisation}
    try:
        with transaction.atomic():
            return _created(acting, pair, offered, sought, outcome)
    except IntegrityError:
        held = Introduction.objects.select_for_update(of=("self",)).get(**pair)
    if not is_settled(held.state, held.again_on, timezone.localdate()):
        return _changed(acting, held, outcome)
    if held.state != outcome.state:
        raise _said_meanwhile()
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
        raise _said_meanwhile()
    return _changed(acting, held, outcome)


def _created(
    acting: Acting,
    pair: Mapping[str, Any],
    offered: KnowHow,
    sought: KnowHow,
    outcome: IntroductionFields,
) -> Introduction:
    told = _fields(outcome)
    row = Introduction.objects.create(
        **pair, offered=offered.text, sought=sought.text, noted_by=acting.user, **told
    )
    changes = {name: (None, value) for name, value in {**pair, **told}.items() if value}
    record(acting, Verb.CREATED, row, changes, personal=("word",))
    return row


def _changed(acting: Acting, held: Introduction, outcome: IntroductionFields) -> Introduction:
    told = _fields(outcome)
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


def _fields(outcome: IntroductionFields) -> dict[str, Any]:
    return {
        "state": outcome.state,
        "made_on": outcome.on if outcome.state == IntroductionState.MADE else None,
        "again_on": outcome.on if outcome.state == IntroductionState.LATER else None,
        "reason": outcome.reason,
        "word": " ".join(outcome.word.split())[:_LONGEST_WORD],
    }


def _check(outcome: IntroductionFields) -> None:
    if is_possible_outcome(outcome, timezone.localdate()):
        return
    if outcome.state == IntroductionState.DROPPED:
        raise BadInput(
            _("Une mise en relation s’écarte avec une raison"),
            value=outcome.reason,
            remedy=_("Choisissez l’une de : %(reasons)s.") % {"reasons": ", ".join(DropReason)},
        )
    if outcome.state == IntroductionState.MADE:
        raise BadInput(
            _("Une mise en relation a été faite aujourd’hui ou avant"),
            value=outcome.on.isoformat() if outcome.on else "",
            remedy=_("Corrigez le jour."),
        )
    if outcome.state == IntroductionState.LATER:
        raise BadInput(
            _("Une mise en relation est reportée à un jour des cinq prochaines années"),
            value=outcome.on.isoformat() if outcome.on else "",
            remedy=_("Corrigez le jour."),
        )
    raise BadInput(
        _("Une mise en relation est faite (made), reportée (later) ou écartée (dropped)"),
        value=outcome.state,
        remedy=_("Choisissez l’un."),
    )


def _said_meanwhile() -> Conflict:
    return Conflict(
        _("Quelqu’un a noté autre chose de cette mise en relation pendant que vous la lisiez"),
        remedy=_("Relisez-la dans la liste, puis recommencez."),
    )
