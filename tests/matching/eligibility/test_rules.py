"""Rules are read whole, or refused with their place in the tree."""

from __future__ import annotations

from typing import Any

import pytest
from any_rules import rules
from hypothesis import given

from terreau.matching.eligibility.rules import (
    MOST_DEPTH,
    All,
    AnyOf,
    Atom,
    BadRule,
    Not,
    Op,
    Rule,
    as_object,
    read_rule,
)

AGE = {"fact": "age", "op": "<", "value": 10}


def written(rule: Rule) -> Any:
    """Return a rule as data."""
    if isinstance(rule, Atom):
        return rule.as_dict()
    if isinstance(rule, Not):
        return {"not": written(rule.part)}
    name = "any" if isinstance(rule, AnyOf) else "all"
    return {name: [written(part) for part in rule.parts]}


def test_a_tree_is_read_as_it_is_written() -> None:
    rule = read_rule({"all": [AGE, {"any": []}, {"not": AGE}]})
    atom = Atom("age", Op.LESS, 10)
    assert rule == All((atom, AnyOf(()), Not(atom)))


@given(rules)
def test_what_is_read_writes_the_same(told: Any) -> None:
    assert read_rule(written(read_rule(told))) == read_rule(told)


@pytest.mark.parametrize(
    ("told", "place", "said"),
    [
        (None, "rule", "an object"),
        ([], "rule", "an object"),
        ({}, "rule", "condition"),
        ({"all": AGE}, "rule.all", "a list"),
        ({"all": [AGE, "x"]}, "rule.all[1]", "an object"),
        ({"all": [], "any": []}, "rule", "condition"),
        ({"not": [AGE]}, "rule.not", "an object"),
        ({"any": [{"not": {"fact": "age"}}]}, "rule.any[0].not", '"op", "value"'),
        (AGE | {"more": 1}, "rule", '"more"'),
        (AGE | {"op": "=<"}, "rule.op", "one of"),
        (AGE | {"op": ["<"]}, "rule.op", "one of"),
        (AGE | {"fact": " "}, "rule.fact", "word"),
        (AGE | {"fact": 3}, "rule.fact", "word"),
        (AGE | {"value": None}, "rule.value", "number or a day"),
        (AGE | {"value": "12"}, "rule.value", "number or a day"),
        (AGE | {"value": True}, "rule.value", "number or a day"),
        (AGE | {"value": float("nan")}, "rule.value", "number or a day"),
        ({"fact": "d", "op": "before", "value": "2026-02-30"}, "rule.value", "a day"),
        ({"fact": "d", "op": "before", "value": 2026}, "rule.value", "a day"),
        ({"fact": "d", "op": "==", "value": [1]}, "rule.value", "a value is"),
        ({"fact": "d", "op": "==", "value": None}, "rule.value", "a value is"),
        ({"fact": "d", "op": "in", "value": "x"}, "rule.value", "a list"),
        ({"fact": "d", "op": "in", "value": ["x", {}]}, "rule.value[1]", "a value is"),
        ({"fact": "d", "op": "prefix", "value": [1]}, "rule.value", "texts"),
        ({"fact": "d", "op": "within", "value": [1]}, "rule.value", "two bounds"),
        ({"fact": "d", "op": "within", "value": [2, 1]}, "rule.value", "above"),
        ({"fact": "d", "op": "within", "value": "2026-01-01"}, "rule.value", "two bounds"),
        (
            {"fact": "d", "op": "within", "value": ["2026-01-01", "2026-02-30"]},
            "rule.value",
            "two bounds",
        ),
        (AGE | {"value": 10**401}, "rule.value", "number or a day"),
        (AGE | {"value": "2026-W01-1"}, "rule.value", "number or a day"),
        ({"all": [as_object([("not", AGE), ("not", AGE)])]}, "rule.all[0]", 'names "not" twice'),
    ],
)
def test_a_mistake_is_told_with_its_place(told: Any, place: str, said: str) -> None:
    with pytest.raises(BadRule) as caught:
        read_rule(told)
    assert caught.value.path == place
    assert said in str(caught.value)


def test_a_rule_too_deep_is_refused_and_not_walked() -> None:
    told: dict[str, Any] = AGE
    for _ in range(MOST_DEPTH + 5):
        told = {"not": told}
    with pytest.raises(BadRule, match="deep"):
        read_rule(told)


def test_true_is_not_one() -> None:
    one, true = ({"fact": "x", "op": "==", "value": value} for value in (1, True))
    assert read_rule(one) != read_rule(true)
