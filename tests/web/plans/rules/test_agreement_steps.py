"""What leads a label and an agreement from state to state, and who may: tables, no database."""

from __future__ import annotations

import pytest

from terreau.web.apps.plans.agreement_enums import (
    AgreementAct,
    AgreementState,
    LabelAct,
    LabelState,
)
from terreau.web.apps.plans.rules.agreements import (
    AGREEMENT_STEPS,
    LABEL_STEPS,
    Signer,
    possible_agreement_acts,
    possible_label_acts,
)

A, L = AgreementAct, LabelAct


@pytest.mark.parametrize(
    ("state", "keeper", "region"),
    [
        ("prepared", [A.GIVE_OPINION, A.SIGN, A.END], [A.GIVE_OPINION]),
        ("opinion", [A.GIVE_OPINION, A.SIGN, A.END], [A.GIVE_OPINION]),
        ("signed", [A.AMEND, A.END], []),
        ("amended", [A.AMEND, A.END], []),
        ("ended", [], []),
    ],
)
def test_what_each_may_say_of_an_agreement(
    state: str, keeper: list[AgreementAct], region: list[AgreementAct]
) -> None:
    assert possible_agreement_acts(AgreementState(state), {Signer.KEEPER}) == keeper
    assert possible_agreement_acts(AgreementState(state), {Signer.REGION}) == region
    assert possible_agreement_acts(AgreementState(state), {Signer.DELEGATION}) == []


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("candidate", [L.GRANT, L.END]),
        ("labelled", [L.GOVERN, L.END]),
        ("governed", [L.END]),
        ("ended", []),
    ],
)
def test_what_each_may_say_of_a_label(state: str, acts: list[LabelAct]) -> None:
    for signer, said in ((Signer.KEEPER, acts), (Signer.DELEGATION, acts), (Signer.REGION, [])):
        assert possible_label_acts(LabelState(state), {signer}) == said


def test_an_end_says_why_and_nobody_but_the_keeper_signs() -> None:
    assert AGREEMENT_STEPS[A.END].must_say
    assert LABEL_STEPS[L.END].must_say
    assert AGREEMENT_STEPS[A.SIGN].actors == {Signer.KEEPER}
