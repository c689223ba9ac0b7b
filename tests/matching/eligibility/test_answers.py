"""What rules answer: truth tables, and what holds of any rule and any facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import Any

import pytest
from any_rules import facts, rules, shuffled, told
from hypothesis import given
from hypothesis import strategies as st

from terreau.matching.eligibility.conditions import holds
from terreau.matching.eligibility.evaluate import Answer, Explained, Judge, answer_of, explain
from terreau.matching.eligibility.many import answers_of
from terreau.matching.eligibility.questions import values_told_apart
from terreau.matching.eligibility.rules import Atom, Op, atoms_of, read_rule

YES, NO, UNKNOWN = True, False, None
CODES = {Answer.YES: 1, Answer.NO: 0, Answer.UNKNOWN: -1}


def is_true(fact: str) -> dict[str, Any]:
    return {"fact": fact, "op": "==", "value": True}


@pytest.mark.parametrize(
    ("name", "worked_out"),
    [
        (
            "all",
            lambda one, two: NO if NO in (one, two) else UNKNOWN if None in (one, two) else YES,
        ),
        (
            "any",
            lambda one, two: YES if YES in (one, two) else UNKNOWN if None in (one, two) else NO,
        ),
    ],
)
def test_the_tables_of_kleene(name: str, worked_out: Callable[..., bool | None]) -> None:
    rule = read_rule({name: [is_true("p"), is_true("q")]})
    for one, two in product((YES, NO, UNKNOWN), repeat=2):
        expected = {True: "yes", False: "no", None: "unknown"}[worked_out(one, two)]
        assert answer_of(rule, {"p": one, "q": two}) == expected


def test_not_and_what_is_empty() -> None:
    rule = read_rule({"not": is_true("p")})
    assert [answer_of(rule, {"p": each}) for each in (True, False, None)] == [
        "no",
        "yes",
        "unknown",
    ]
    assert answer_of(read_rule({"all": []}), {}) == "yes"
    assert answer_of(read_rule({"any": []}), {}) == "no"


@pytest.mark.parametrize(
    ("op", "value", "fact", "found"),
    [
        ("==", 1, 1.0, YES), ("==", 1, True, NO), ("==", "1", 1, NO), ("!=", "a", "b", YES),
        ("!=", "a", None, UNKNOWN), ("<", 10, 9, YES), ("<", 10, 10, NO), ("<", 10, "9", UNKNOWN),
        ("<=", 10, 10, YES), (">", 10, 10, NO), (">=", 10, 10, YES), ("<", 10, True, UNKNOWN),
        ("<", 10, float("nan"), UNKNOWN), (">=", "2026-01-01", "2026-01-01", YES),
        ("in", ["a", 2], 2, YES), ("in", [], 2, NO), ("not-in", ["a"], "b", YES),
        ("in", [1], True, NO), ("within", [10, 250], 10, YES), ("within", [10, 250], 250, YES),
        ("within", [10, 250], 251, NO), ("within", ["2026-01-01", "2026-12-31"], "2026-07-14", YES),
        ("within", "epci:1", ["commune:2", "epci:1"], YES), ("within", ["epci:1"], "epci:2", NO),
        ("within", ["epci:1"], 12, UNKNOWN), ("prefix", "25", "25.11Z", YES),
        ("prefix", ["25", "28"], "26.1", NO), ("prefix", "2", 25, UNKNOWN),
        ("before", "2026-07-01", "2026-06-30", YES), ("before", "2026-07-01", "2026-07-01", NO),
        ("after", "2026-07-01", "2026-07-02", YES), ("after", "2026-07-01", "July", UNKNOWN),
        ("==", "a", ["b", "a"], YES), ("!=", "a", ["b", "a"], NO), ("==", "a", [], NO),
        ("==", "a", ["b", None], UNKNOWN), ("==", "a", {"a": 1}, UNKNOWN),
    ],
)  # fmt: skip
def test_a_condition(op: str, value: Any, fact: Any, found: bool | None) -> None:
    rule = read_rule({"fact": "f", "op": op, "value": value})
    assert isinstance(rule, Atom)
    assert holds(rule, fact) is found


@given(rules, facts, st.sampled_from(["age", "naf", "listed"]), told)
def test_a_fact_more_never_unsettles(
    rule: Any, known: dict[str, Any], fact: str, more: Any
) -> None:
    read = read_rule(rule)
    before = answer_of(read, {**known, fact: None})
    after = answer_of(read, {**known, fact: more})
    assert before in (Answer.UNKNOWN, after)


@given(rules, facts, st.data())
def test_the_order_of_conditions_changes_nothing(
    rule: Any, known: dict[str, Any], data: st.DataObject
) -> None:
    other = shuffled(rule, data.draw)
    assert explain(read_rule(rule), known) == explain(read_rule(other), known)


@given(rules, facts)
def test_not_turns_an_answer_round(rule: Any, known: dict[str, Any]) -> None:
    turned = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNKNOWN: Answer.UNKNOWN}
    answer = answer_of(read_rule(rule), known)
    assert answer_of(read_rule({"not": rule}), known) == turned[answer]


@given(st.lists(rules, max_size=4), st.lists(facts, max_size=20))
def test_many_at_once_are_answered_as_one_by_one(
    told_rules: list[Any], subjects: list[dict[str, Any]]
) -> None:
    read = [read_rule(rule) for rule in told_rules]
    found = answers_of(read, subjects)
    assert found.shape == (len(subjects), len(read))
    expected = [[CODES[answer_of(rule, each)] for rule in read] for each in subjects]
    assert found.tolist() == expected


@given(st.lists(rules, max_size=4), st.lists(facts, max_size=6))
def test_a_judge_remembers_and_answers_the_same(
    told_rules: list[Any], subjects: list[dict[str, Any]]
) -> None:
    read = [read_rule(rule) for rule in told_rules]
    judge = Judge(read)
    for each in subjects * 2:
        assert list(judge.explained(each)) == [explain(rule, each) for rule in read]


@given(rules, facts)
def test_what_fails_explains_a_no(rule: Any, known: dict[str, Any]) -> None:
    found = explain(read_rule(rule), known)
    assert bool(found.failing) == (found.answer is Answer.NO)
    for each in found.failing:
        assert answer_of(read_rule(each), known) is Answer.NO


@given(rules, facts)
def test_what_is_missing_is_the_smallest_that_could_settle(
    rule: Any, known: dict[str, Any]
) -> None:
    read = read_rule(rule)
    found = explain(read, known)
    assert bool(found.missing) == (found.answer is Answer.UNKNOWN)
    if found.answer is Answer.UNKNOWN:
        assert found.missing == next(settling(read, known))


def settling(rule: Any, known: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the sets of facts that could settle a rule, smallest first: by trying every value."""
    atoms = list(atoms_of(rule))
    lacking = sorted({atom.fact for atom in atoms if holds(atom, known.get(atom.fact)) is None})
    for size in range(1, len(lacking) + 1):
        for asked in combinations(lacking, size):
            tried = [
                list(values_told_apart([atom for atom in atoms if atom.fact == fact]))
                for fact in asked
            ]
            for values in product(*tried):
                if answer_of(rule, known | dict(zip(asked, values, strict=True))) != "unknown":
                    yield asked
                    break
    yield tuple(lacking)


def test_conditions_that_exclude_each_other_settle_only_as_they_may() -> None:
    """Under 10 and over 20 are never both: one fact settles a no, none a yes."""
    young, old = Atom("age", Op.LESS, 10), Atom("age", Op.MORE, 20)
    rule = read_rule(
        {"any": [{"all": [young.as_dict(), old.as_dict()]}, {"all": [is_true("p"), is_true("q")]}]}
    )
    # A yes needs p and q; a no needs p (or q) and the age.
    assert explain(rule, {}) == Explained(Answer.UNKNOWN, missing=("age", "p"))


def test_a_fact_that_says_something_of_one_condition_alone_is_used_for_it() -> None:
    """A headcount of 0 is no day: it says nothing of the first condition, all of the last."""
    day = {"fact": "headcount", "op": "before", "value": "2026-01-01"}
    none = {"fact": "headcount", "op": "==", "value": 0}
    rule = read_rule({"any": [day, {"all": [is_true("age"), none]}]})
    assert explain(rule, {"headcount": 0}).missing == ("age",)


def test_a_rule_of_many_profiles_is_asked_at_once() -> None:
    profiles = [{"all": [is_true(f"{n}-{k}") for k in range(6)]} for n in range(10)]
    found = explain(read_rule({"any": profiles}), {})
    assert found.missing == tuple(f"0-{k}" for k in range(6))


def test_what_is_empty_fails_by_itself() -> None:
    assert explain(read_rule({"any": []}), {}).failing == ({"any": []},)
    assert explain(read_rule({"not": {"all": []}}), {}).failing == ({"not": {"all": []}},)


def atom(fact: str, op: str, value: Any) -> dict[str, Any]:
    return {"fact": fact, "op": op, "value": value}


P_AND_Q = {"all": [is_true("p"), is_true("q")]}


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (atom("x", "==", "a"), ['["a"]', ["a"], ["a", 1], {"a": 1}, "{}", {}]),
        (atom("x", "!=", "a"), ["{}", {}, [], None, [None], ["a", None]]),
        (atom("x", "<", 2**53 + 1), [2**53, 2**53 + 1, 2**53 + 2, 1, "1"]),
        (atom("x", "within", [2**53 + 1, 2**54]), [2**53, 2**53 + 1, 2**54 + 1]),
        (atom("x", "<", 10), [10**401, [10**401], float("inf"), -(10**401)]),
        (atom("x", "before", "2026-06-01"), ["2026-W01-1", "2026-01-01", "2026-1-1"]),
        (atom("x", "in", ["a", 1]), [{"a"}, True, 1.0, ["b", 1], [[["a"]]]]),
    ],
)
def test_odd_values_are_answered_as_one_by_one(rule: Any, values: list[Any]) -> None:
    read, subjects = read_rule(rule), [{"x": value} for value in values]
    expected = [[CODES[answer_of(read, each)]] for each in subjects]
    assert answers_of([read], subjects).tolist() == expected
    assert answers_of([read], subjects[::-1]).tolist() == expected[::-1]


@pytest.mark.parametrize(
    "one",
    [
        {"all": [atom("x", "before", "2026-06-01"), atom("x", "prefix", "2025")]},
        {"all": [atom("x", "<", 1e17), atom("x", "<", 1e300)]},
        {"all": [atom("x", ">", 1e17), atom("x", "<", 1.5e308), atom("x", ">", 1e308)]},
    ],
)
def test_a_value_that_settles_is_found_where_one_is(one: Any) -> None:
    rule = read_rule({"any": [{"all": [P_AND_Q, is_true("r")]}, one]})
    assert explain(rule, {}).missing == ("x",)


def test_a_long_list_and_a_wide_rule_are_asked_at_once() -> None:
    """Each ends within the test's own time: they grew with the square, or without end."""
    zoning = read_rule(atom("commune", "in", [f"{n:05}" for n in range(20_000)]))
    assert explain(zoning, {}).missing == ("commune",)
    wide = {"all": [{"any": [is_true(f"{n}-{k}") for k in range(9)]} for n in range(9)]}
    assert len(explain(read_rule(wide), {}).missing) == 9
    either = {"any": [atom("x", "<", 5), atom("x", ">=", 5), atom("x", "before", "2026-01-01")]}
    several = {"all": [{"any": [{**a, "fact": f"x{n}"} for a in either["any"]]} for n in range(9)]}
    assert explain(read_rule(several), {}).missing
