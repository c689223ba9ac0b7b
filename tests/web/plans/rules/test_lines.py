"""Two people who write one line at once: what each changed is kept, what both did is told."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.web.apps.plans.rules.lines import CostWritten, FundsWritten, merged

amounts = st.none() | st.integers(0, 3)
costs = st.builds(
    CostWritten, st.sampled_from("ab"), amounts, planned=amounts, committed=amounts, spent=amounts
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a machine may be busy
@given(mine=costs, read=costs, now=costs)
def test_nothing_that_one_changed_is_lost(
    mine: CostWritten, read: CostWritten, now: CostWritten
) -> None:
    result = merged(mine, read, now)
    for each in fields(CostWritten):
        own, before, theirs = (getattr(line, each.name) for line in (mine, read, now))
        kept = getattr(result.written, each.name)
        assert kept == (theirs if own == before else own)
        both = own != before and theirs not in (before, own)
        assert (each.name in result.clashes) == both


@given(costs)
def test_what_was_read_comes_back(line: CostWritten) -> None:
    assert CostWritten.read_from(line.marked()) == line


@pytest.mark.parametrize(
    "mark",
    ["", "{", "[]", '{"label": 1}', json.dumps(["a"] * 6), "[" * 1900, '[["a"],{},1,2,3]'],
)
def test_a_mark_that_says_nothing_is_none(mark: str) -> None:
    assert CostWritten.read_from(mark) is None


def test_an_instrument_alone_is_nothing() -> None:
    assert FundsWritten("loan").is_empty
    assert not FundsWritten("loan", obtained=1).is_empty
