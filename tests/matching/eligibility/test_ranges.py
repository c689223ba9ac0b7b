"""A number known between two bounds: the answer is that of every number between them."""

from __future__ import annotations

from typing import Any

import any_rules
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.matching.eligibility.evaluate import Answer, explain
from terreau.matching.eligibility.ranges import explain_within
from terreau.matching.eligibility.rules import read_rule


@given(any_rules.rules, any_rules.facts, st.integers(-2, 6), st.integers(0, 4))
def test_the_answer_holds_for_each_number_between_and_else_cannot_be_told(
    told: Any, facts: dict[str, Any], low: int, width: int
) -> None:
    rule = read_rule(told)
    known = {name: value for name, value in facts.items() if name != "age"}
    found = explain_within(rule, known, {"age": (low, low + width)})
    each = {explain(rule, known | {"age": age}).answer for age in range(low, low + width + 1)}
    assert found.answer is (each.pop() if len(each) == 1 else Answer.UNKNOWN)
    assert bool(found.failing) is (found.answer is Answer.NO)
    assert bool(found.missing) is (found.answer is Answer.UNKNOWN)


@pytest.mark.parametrize(
    ("op", "value", "answer"),
    [
        ("<", 250, "yes"), (">=", 15, "unknown"), (">", 19, "no"), ("within", [12, 15], "unknown"),
        ("==", 14, "unknown"), ("!=", 20, "yes"), ("in", [10, 19], "unknown"), ("<", 19.5, "yes"),
    ],
)  # fmt: skip
def test_a_band_of_ten_to_nineteen(op: str, value: Any, answer: str) -> None:
    rule = read_rule({"fact": "headcount", "op": op, "value": value})
    found = explain_within(rule, {}, {"headcount": (10, 19)})
    assert found.answer == answer
    assert found.missing == (("headcount",) if answer == "unknown" else ())


def test_a_band_without_end_goes_beyond_what_the_rule_compares_with() -> None:
    rule = read_rule({"fact": "headcount", "op": "<", "value": 20_000})
    assert explain_within(rule, {}, {"headcount": (10_000, None)}).answer is Answer.UNKNOWN
    rule = read_rule({"fact": "headcount", "op": ">=", "value": 5_000})
    assert explain_within(rule, {}, {"headcount": (10_000, None)}).answer is Answer.YES


def test_what_is_known_for_sure_goes_before_the_band_and_what_is_not_asked_is_left_out() -> None:
    rule = read_rule({"all": [{"fact": "headcount", "op": "<", "value": 15},
                              {"fact": "age", "op": ">", "value": 5}]})  # fmt: skip
    bands = {"headcount": (10, 19), "turnover": (0, 9)}
    assert explain_within(rule, {"headcount": 12, "age": 9}, bands).answer is Answer.YES
    assert explain_within(rule, {"age": 1}, bands).answer is Answer.NO
    assert explain_within(rule, {"headcount": 12}, bands).missing == ("age",)
    assert explain_within(rule, {}, bands).missing == ("age",)
