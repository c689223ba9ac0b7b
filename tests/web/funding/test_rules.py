"""Dates of schemes, facts, and the fields of a rule: without a database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheme_states import Window, state_of

from terreau.matching.eligibility.rules import BadRule
from terreau.web.apps.funding.enums import SchemeState
from terreau.web.apps.funding.rules.conditions import RuleParts, check_rule, parts_of, rule_of
from terreau.web.apps.funding.rules.facts import FACTS, Shape, fact_value

TODAY = date(2026, 3, 2)


def day(number: int | None) -> date | None:
    return None if number is None else TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("calls", "state"),
    [
        ([], "not_said"),
        ([(None, None)], "not_said"),
        ([(1, None)], "coming"),
        ([(0, None)], "open"),
        ([(None, 31)], "open"),
        ([(None, 30)], "closing"),
        ([(-5, 0)], "closing"),
        ([(-5, -1)], "closed"),
        ([(5, 20)], "coming"),
        ([(-90, -60), (None, None)], "not_said"),
        ([(-90, -60), (40, 90)], "coming"),
        ([(-90, 60), (-10, 10)], "closing"),
    ],
)
def test_where_a_scheme_stands(calls: list[tuple[int | None, int | None]], state: str) -> None:
    windows = [Window(day(opens), day(deadline)) for opens, deadline in calls]
    assert state_of(windows, TODAY) == state
    assert state_of(windows, TODAY, is_history=True) is SchemeState.HISTORY
    pressing = SchemeState.CLOSING if state == "closing" else SchemeState.OPEN
    assert state_of(windows, TODAY, is_permanent=True) is pressing


_kinds = st.lists(st.sampled_from(["company", "plant", "epci"]), unique=True).map(tuple)
_sizes = st.lists(st.sampled_from(["pme", "eti"]), unique=True).map(tuple)
_codes = st.lists(st.sampled_from(["24", "25.11", "28.9"]), max_size=3, unique=True).map(tuple)
_numbers = st.none() | st.integers(0, 500)
_yes_no = [key for key, fact in FACTS.items() if fact.shape is Shape.YES_NO]
_facts = st.lists(st.sampled_from(_yes_no), max_size=3, unique=True).map(tuple)
_more = st.none() | st.just({"any": [{"fact": "turnover_eur", "op": ">", "value": 5}]})


@given(
    st.builds(
        RuleParts, kinds=_kinds, sizes=_sizes, headcount_from=_numbers, headcount_to=_numbers,
        age_from=_numbers, naf_in=_codes, naf_out=_codes,
        needs=_facts, excludes=_facts, more=_more,
    )
)  # fmt: skip
def test_the_fields_of_a_rule_are_found_again_in_it(parts: RuleParts) -> None:
    assert parts_of(rule_of(parts)) == parts


@pytest.mark.parametrize(
    "rule",
    [
        {"fact": "headcount", "op": "<", "value": 50},
        {"any": [{"fact": "naf", "op": "prefix", "value": ["25"]}]},
        {"all": [{"fact": "headcount", "op": ">=", "value": 2.5}]},
        {"all": [{"fact": "naf", "op": "prefix", "value": "25"}]},
        {"all": [{"fact": "headcount", "op": "<=", "value": 9},
                 {"fact": "headcount", "op": "<=", "value": 5}]},
        {"not": {"fact": "size", "op": "in", "value": ["ge"]}},
        {"fact": "places", "op": "within", "value": ["epci:1"]},
        {"all": []},
    ],
)  # fmt: skip
def test_what_no_field_says_is_kept_whole(rule: dict[str, Any]) -> None:
    found = rule_of(parts_of(rule))
    if rule == {"all": []}:
        assert found is None  # it asks nothing
        return
    assert found is not None
    told = found["all"]
    flat = told[0]["all"] if len(told) == 1 and set(told[0]) == {"all"} else told
    assert (rule["all"] if set(rule) == {"all"} else [rule]) == flat


@pytest.mark.parametrize(
    "rule",
    [
        {"all": [{"fact": "size", "op": "in", "value": ["PME"]}]},
        {"all": [{"fact": "kind", "op": "in", "value": ["firm"]}]},
        {"all": [{"fact": "naf", "op": "prefix", "value": []}]},
        {"all": [{"fact": "naf", "op": "prefix", "value": ["24,25"]}]},
        {"all": [{"not": {"fact": "naf", "op": "prefix", "value": ["2511"]}}]},
    ],
)
def test_what_a_field_would_lose_is_kept_among_the_other_conditions(rule: dict[str, Any]) -> None:
    parts = parts_of(rule)
    assert parts == RuleParts(more=rule["all"][0])
    assert rule_of(parts) == rule


@pytest.mark.parametrize(
    "value", [10**20, float(2**60), "\ud800", "a\x00b", [f"{number}" for number in range(700)]]
)
def test_what_no_engine_would_give_back_is_refused(value: Any) -> None:
    op = "in" if isinstance(value, list) else "=="
    with pytest.raises(BadRule):
        check_rule({"fact": "headcount", "op": op, "value": value})


def test_a_rule_is_not_longer_than_a_page_can_look_at() -> None:
    atom = {"fact": "headcount", "op": "==", "value": 1}
    check_rule({"any": [atom] * 60})
    with pytest.raises(BadRule, match="60 conditions"):
        check_rule({"any": [atom] * 61})


def test_a_rule_that_asks_what_nobody_can_be_asked_is_refused() -> None:
    with pytest.raises(BadRule, match="shoe_size"):
        check_rule({"all": [{"fact": "shoe_size", "op": ">", "value": 40}]})
    with pytest.raises(BadRule, match=r"rule\.all\[0\]"):
        check_rule({"all": [{"fact": "headcount", "op": "~", "value": 40}]})


@pytest.mark.parametrize(
    ("fact", "written", "value"),
    [
        ("headcount", " 1 250 ", 1250), ("headcount", "1\u202f250", 1250),
        ("headcount", "-3", None),
        ("headcount", "12.5", None), ("headcount", "9" * 16, None), ("invests", "yes", True),
        ("invests", "no", False), ("invests", "maybe", None), ("size", "pme", "pme"),
        ("size", "PME", None), ("naf", "2511z", "25.11Z"), ("legal_form", "5710", "5710"),
    ],
)  # fmt: skip
def test_what_is_written_of_a_fact(fact: str, written: str, value: Any) -> None:
    found = fact_value(FACTS[fact], written)
    assert found == value
    assert type(found) is type(value)
