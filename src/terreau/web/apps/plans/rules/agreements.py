"""The states of a label and of an agreement, what leads from one to another, who may: the tables.

The State judges the relevance of nothing: no act here is its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

from terreau.web.apps.plans.agreement_enums import (
    AgreementAct,
    AgreementState,
    LabelAct,
    LabelState,
)

State = TypeVar("State", LabelState, AgreementState)


class Signer(StrEnum):
    """As what somebody stands towards a label or an agreement."""

    KEEPER = "keeper"
    REGION = "region"
    DELEGATION = "delegation"


@dataclass(frozen=True)
class Step(Generic[State]):
    """What an act does.

    Parameters
    ----------
    sources : frozenset[State]
        From where.
    target : State
        To where.
    actors : frozenset[Signer]
        Who may.
    must_say : bool
        Whether it says why, or what.
    """

    sources: frozenset[State]
    target: State
    actors: frozenset[Signer]
    must_say: bool = False


_L, _A = LabelState, AgreementState
_KEEPER = frozenset({Signer.KEEPER})
_LABELLERS = frozenset({Signer.KEEPER, Signer.DELEGATION})
_WITH_REGION = frozenset({Signer.KEEPER, Signer.REGION})

LABEL_STEPS: Mapping[LabelAct, Step[LabelState]] = MappingProxyType(
    {
        LabelAct.GRANT: Step(frozenset({_L.CANDIDATE}), _L.LABELLED, _LABELLERS),
        LabelAct.GOVERN: Step(frozenset({_L.LABELLED}), _L.GOVERNED, _LABELLERS),
        LabelAct.END: Step(
            frozenset({_L.CANDIDATE, _L.LABELLED, _L.GOVERNED}), _L.ENDED, _LABELLERS, must_say=True
        ),
    }
)
# An opinion on coherence is given, not a validation: what is signed without one is signed.
AGREEMENT_STEPS: Mapping[AgreementAct, Step[AgreementState]] = MappingProxyType(
    {
        AgreementAct.GIVE_OPINION: Step(
            frozenset({_A.PREPARED, _A.OPINION}), _A.OPINION, _WITH_REGION, must_say=True
        ),
        AgreementAct.SIGN: Step(frozenset({_A.PREPARED, _A.OPINION}), _A.SIGNED, _KEEPER),
        AgreementAct.AMEND: Step(
            frozenset({_A.SIGNED, _A.AMENDED}), _A.AMENDED, _KEEPER, must_say=True
        ),
        AgreementAct.END: Step(frozenset(_A) - {_A.ENDED}, _A.ENDED, _KEEPER, must_say=True),
    }
)


def possible_label_acts(state: LabelState, actors: Collection[Signer]) -> list[LabelAct]:
    """Return what somebody may say of a label, in the order of its life.

    Examples
    --------
    >>> possible_label_acts(LabelState.LABELLED, {Signer.DELEGATION})
    [LabelAct.GOVERN, LabelAct.END]
    """
    return [
        act
        for act, step in LABEL_STEPS.items()
        if state in step.sources and not step.actors.isdisjoint(actors)
    ]


def possible_agreement_acts(
    state: AgreementState, actors: Collection[Signer]
) -> list[AgreementAct]:
    """Return what somebody may say of an agreement, in the order of its life.

    Examples
    --------
    >>> possible_agreement_acts(AgreementState.PREPARED, {Signer.REGION})
    [AgreementAct.GIVE_OPINION]
    """
    return [
        act
        for act, step in AGREEMENT_STEPS.items()
        if state in step.sources and not step.actors.isdisjoint(actors)
    ]
