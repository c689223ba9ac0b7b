"""The states of an action sheet and what leads from one to another: the one table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from terreau.web.apps.plans.enums import SheetAct, SheetState


class Actor(StrEnum):
    """As what somebody stands towards a sheet when they change its state."""

    KEEPER = "keeper"
    DUO = "duo"
    LEAD = "lead"


class Told(StrEnum):
    """What an act must say, beside its day."""

    REASON = "reason"
    COMMITTEE = "committee"
    OTHER_SHEET = "other_sheet"
    STATE = "state"


class IllegalAct(Exception):
    """An act that the state of a sheet does not allow.

    Parameters
    ----------
    state : SheetState
        Where the sheet stands.
    act : SheetAct
        What was asked.
    """

    def __init__(self, state: SheetState, act: SheetAct) -> None:
        self.state, self.act = state, act
        super().__init__(f"{act} is not possible from {state}")


@dataclass(frozen=True)
class Transition:
    """What an act does.

    Parameters
    ----------
    sources : frozenset[SheetState]
        From where.
    target : SheetState or None
        To where; None where the act says it, or it is what was before a pause.
    actors : frozenset[Actor]
        Who may.
    must_say : Told or None
        What it must say.
    """

    sources: frozenset[SheetState]
    target: SheetState | None
    actors: frozenset[Actor]
    must_say: Told | None = None


_S = SheetState
_KEEPER, _WITH_LEAD, _WITH_DUO = (
    frozenset({Actor.KEEPER}),
    frozenset({Actor.KEEPER, Actor.LEAD}),
    frozenset({Actor.KEEPER, Actor.DUO}),
)
CLOSED = frozenset({_S.DONE, _S.ABANDONED, _S.MERGED})
# What a sheet of unknown state may be told to be in.
TELLABLE = frozenset(_S) - {_S.UNKNOWN, _S.MERGED}
_PAUSABLE = frozenset({_S.DRAFT, _S.PRESENTED, _S.VALIDATED, _S.IN_PROGRESS})
_LIVE = _PAUSABLE | {_S.IDEA, _S.ON_HOLD, _S.UNKNOWN}

TRANSITIONS: Mapping[SheetAct, Transition] = MappingProxyType(
    {
        SheetAct.TELL: Transition(frozenset({_S.UNKNOWN}), None, _KEEPER, Told.STATE),
        SheetAct.PREPARE: Transition(frozenset({_S.IDEA}), _S.DRAFT, _WITH_LEAD),
        SheetAct.PRESENT: Transition(frozenset({_S.DRAFT}), _S.PRESENTED, _WITH_LEAD),
        SheetAct.VALIDATE: Transition(
            frozenset({_S.PRESENTED}), _S.VALIDATED, _WITH_DUO, Told.COMMITTEE
        ),
        SheetAct.SEND_BACK: Transition(frozenset({_S.PRESENTED}), _S.DRAFT, _WITH_DUO, Told.REASON),
        SheetAct.START: Transition(frozenset({_S.VALIDATED}), _S.IN_PROGRESS, _WITH_LEAD),
        SheetAct.COMPLETE: Transition(frozenset({_S.IN_PROGRESS}), _S.DONE, _WITH_LEAD),
        SheetAct.HOLD: Transition(_PAUSABLE, _S.ON_HOLD, _WITH_LEAD, Told.REASON),
        SheetAct.RESUME: Transition(frozenset({_S.ON_HOLD}), None, _WITH_LEAD),
        SheetAct.ABANDON: Transition(_LIVE, _S.ABANDONED, _WITH_DUO, Told.REASON),
        SheetAct.REOPEN: Transition(frozenset({_S.DONE, _S.ABANDONED}), None, _KEEPER, Told.REASON),
        SheetAct.MERGE: Transition(_LIVE, _S.MERGED, _KEEPER, Told.OTHER_SHEET),
    }
)
_REOPENED = {_S.DONE: _S.IN_PROGRESS, _S.ABANDONED: _S.DRAFT}


def next_state(
    state: SheetState,
    act: SheetAct,
    *,
    before_hold: SheetState = SheetState.DRAFT,
    told: SheetState = SheetState.UNKNOWN,
) -> SheetState:
    """Return where an act leads a sheet.

    Parameters
    ----------
    state : SheetState
        Where it stands.
    act : SheetAct
        What is done.
    before_hold : SheetState
        Where it stood before its pause, for what resumes it.
    told : SheetState
        Where it is said to stand, for what tells it.

    Raises
    ------
    IllegalAct
        If the state does not allow the act, or it tells no state that may be told.

    Examples
    --------
    >>> next_state(SheetState.DRAFT, SheetAct.PRESENT)
    SheetState.PRESENTED
    >>> next_state(SheetState.DONE, SheetAct.VALIDATE)
    Traceback (most recent call last):
    terreau.web.apps.plans.rules.workflow.IllegalAct: validate is not possible from done
    """
    transition = TRANSITIONS[act]
    if state not in transition.sources:
        raise IllegalAct(state, act)
    if transition.target is not None:
        return transition.target
    if act is SheetAct.RESUME:
        return before_hold if before_hold in _PAUSABLE else SheetState.DRAFT
    if act is SheetAct.REOPEN:
        return _REOPENED[state]
    if told not in TELLABLE:
        raise IllegalAct(state, act)
    return told


def possible_acts(state: SheetState, actors: Collection[Actor]) -> list[SheetAct]:
    """Return what somebody may do of a sheet, what takes it further first.

    Examples
    --------
    >>> possible_acts(SheetState.PRESENTED, {Actor.DUO})
    [SheetAct.VALIDATE, SheetAct.SEND_BACK, SheetAct.ABANDON]
    """
    return [
        act
        for act, transition in TRANSITIONS.items()
        if state in transition.sources and not transition.actors.isdisjoint(actors)
    ]
