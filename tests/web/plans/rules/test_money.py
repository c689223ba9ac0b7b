"""The money of a sheet: never off by a cent, instruments apart, what nobody said is not zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.web.apps.plans.enums import Instrument
from terreau.web.apps.plans.rules.money import (
    CASHLESS,
    MOST_CENTS,
    Funds,
    balance_of,
    fault_of,
    totals_of,
)

_CENTS = st.integers(0, MOST_CENTS)
_KNOWN = st.none() | _CENTS
FUNDS = st.builds(
    Funds, st.sampled_from(list(Instrument)), requested=_KNOWN, agreed=_KNOWN, obtained=_KNOWN,
    paid=_KNOWN,
)  # fmt: skip


@given(st.lists(_CENTS, max_size=20), st.lists(FUNDS, max_size=20))
def test_costs_are_what_is_planned_and_what_lacks(costs: list[int], funds: list[Funds]) -> None:
    balance = balance_of(costs, funds)
    assert balance.costs == sum(costs) == balance.planned + balance.gap
    assert balance.is_closed == (balance.gap == 0)


@given(st.lists(FUNDS, max_size=20))
def test_what_brings_no_cash_closes_nothing(funds: list[Funds]) -> None:
    cash = [line for line in funds if line.instrument not in CASHLESS]
    assert balance_of([], funds) == balance_of([], cash)


@given(st.lists(FUNDS, max_size=20), st.randoms())
def test_totals_are_of_one_instrument_and_in_no_order(funds: list[Funds], chance: object) -> None:
    totals = {each.instrument: each for each in totals_of(funds)}
    shuffled = list(funds)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert totals_of(shuffled) == totals_of(funds)
    for instrument, total in totals.items():
        own = [line for line in funds if line.instrument == instrument]
        for step in ("requested", "agreed", "obtained", "paid"):
            said = [getattr(line, step) for line in own if getattr(line, step) is not None]
            assert getattr(total, step) == (sum(said) if said else None)
    assert totals.keys() == {line.instrument for line in funds}


@pytest.mark.parametrize(
    ("funds", "best"),
    [
        (Funds("grant"), 0),
        (Funds("grant", 500), 500),
        (Funds("grant", 500, agreed=300), 300),
        (Funds("grant", 500, agreed=300, obtained=200), 200),
        (Funds("grant", 500, obtained=0), 0),  # refused: what was asked is not there
    ],
)
def test_the_best_known_is_the_last_that_was_said(funds: Funds, best: int) -> None:
    assert funds.best_known == best


@pytest.mark.parametrize(
    ("funds", "wrong"),
    [
        (Funds("grant"), ""),
        (Funds("grant", 100, 100, 100, 100), ""),
        (Funds("grant", -1), "requested"),
        (Funds("grant", MOST_CENTS + 1), "requested"),
        (Funds("grant", 100, paid=1), "paid"),
        (Funds("grant", 100, obtained=50, paid=51), "paid"),
        (Funds("loan", agreed=-5), "agreed"),
    ],
)
def test_what_cannot_be_true_is_said(funds: Funds, wrong: str) -> None:
    assert fault_of(funds) == wrong
