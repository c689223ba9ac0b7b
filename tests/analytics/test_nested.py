"""Nobody learns by subtracting perimeters: against every difference, and against linear algebra."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.analytics.nested import nested
from terreau.analytics.secrecy import ENTERPRISES, NO_SECRECY, SecrecyRule
from terreau.core.errors import BadInput

Array = np.ndarray[Any, Any]
Group = frozenset[int]
ROWS = 6


@st.composite
def plants(draw: st.DrawFn) -> list[list[int]]:
    """Territory → jobs of each of its establishments, in one sector."""
    one = st.lists(st.integers(0, 30), max_size=4)
    return draw(st.lists(one, min_size=ROWS, max_size=ROWS))


@st.composite
def trees(draw: st.DrawFn) -> list[Group]:
    """Perimeters that are nested or disjoint: cuts of an order of the territories, some kept."""
    order = draw(st.permutations(range(ROWS)))

    def cut(start: int, end: int) -> list[Group]:
        if end - start < 2:
            return [frozenset(order[start:end])]
        middle = draw(st.integers(start + 1, end - 1))
        return [frozenset(order[start:end]), *cut(start, middle), *cut(middle, end)]

    return [group for group in cut(0, ROWS) if draw(st.booleans())]


def obeys(jobs: list[int], rule: SecrecyRule = ENTERPRISES) -> bool:
    if not jobs:
        return True
    return len(jobs) >= rule.min_units and max(jobs) <= rule.max_share * sum(jobs)


def of(group: Group, country: list[list[int]]) -> list[int]:
    return [jobs for row in group for jobs in country[row]]


def protect(
    groups: list[Group], country: list[list[int]], rule: SecrecyRule = ENTERPRISES
) -> list[Group]:
    """Return the perimeters that are shown."""
    first = [[not obeys(of(group, country), rule)] for group in groups]
    value, units, largest = (
        [[f(jobs)] for jobs in country] for f in (sum, len, lambda jobs: max(jobs, default=0))
    )
    hidden = nested(groups, value, units, largest, hidden=np.reshape(first, (-1, 1)), rule=rule)
    assert (hidden >= np.reshape(first, (-1, 1))).all()
    return [group for group, is_hidden in zip(groups, hidden, strict=True) if not is_hidden[0]]


def determined(shown: list[Group]) -> list[Group]:
    """Return every set of territories whose jobs the shown perimeters give, by linear algebra."""
    if not shown:
        return []
    rows = np.array([[float(row in group) for row in range(ROWS)] for group in shown])
    _, sizes, directions = np.linalg.svd(rows)
    free = directions[int((sizes > 1e-9).sum()) :]  # what can change without being seen
    every = (frozenset(c) for n in range(1, ROWS + 1) for c in combinations(range(ROWS), n))
    return [group for group in every if np.allclose(free[:, sorted(group)].sum(axis=1), 0)]


@given(trees(), plants())
def test_whatever_a_tree_of_perimeters_determines_obeys(
    groups: list[Group], country: list[list[int]]
) -> None:
    for group in determined(protect(groups, country)) if groups else []:
        assert obeys(of(group, country)), group


@given(
    st.lists(st.frozensets(st.integers(0, ROWS - 1), min_size=1), min_size=1, max_size=5), plants()
)
def test_of_any_perimeters_every_pair_obeys(groups: list[Group], country: list[list[int]]) -> None:
    """Overlapping ones too."""
    shown = set(protect(groups, country))
    for whole in shown:
        parts = [part for part in shown if part < whole]
        for part in parts:
            assert obeys(of(whole - part, country))


@given(trees(), trees(), plants())
def test_two_divisions_that_overlap_are_each_looked_at(
    one: list[Group], other: list[Group], country: list[list[int]]
) -> None:
    """Employment zones and EPCI, say: what each determines by itself obeys."""
    shown = protect([*one, *other], country) if one or other else []
    for division in (one, other):
        for group in determined([group for group in division if group in shown]):
            assert obeys(of(group, country)), group


@given(trees(), plants())
def test_nothing_hides_that_need_not(groups: list[Group], country: list[list[int]]) -> None:
    """Without a perimeter inside another, the rule alone decides."""
    apart = [g for g in groups if not any(g < o or o < g for o in groups)]
    shown = protect(apart, country) if apart else []
    assert shown == [group for group in apart if obeys(of(group, country))]


def test_the_smaller_part_hides() -> None:
    country = [[9, 9, 9], [3, 3, 3], [40], [], [], []]
    whole, large, small = frozenset(range(3)), frozenset([0]), frozenset([1])
    assert protect([whole, large, small], country) == [whole, large]


def test_a_hidden_part_of_a_partition_takes_a_second_one_along() -> None:
    country = [[9, 9, 9], [3, 3, 3], [40], [8, 8, 8, 8], [], []]
    parts = [frozenset([0]), frozenset([1]), frozenset([2]), frozenset([3])]
    assert protect([frozenset(range(4)), *parts], country) == [
        frozenset(range(4)), frozenset([0]), frozenset([3])
    ]  # fmt: skip


def test_two_names_of_one_perimeter_hide_together() -> None:
    country = [[9, 9, 9], [40], [], [], [], []]
    whole, part = frozenset([0, 1]), frozenset([0])
    value, units, largest = [[27], [40]], [[3], [1]], [[9], [40]]
    hidden = nested(
        [whole, part, part], value, units, largest, hidden=[[False]] * 3, rule=ENTERPRISES
    )
    assert hidden.ravel().tolist() == [False, True, True]
    assert protect([whole, part], country) == [whole]


def test_each_sector_by_itself() -> None:
    value, units = [[27, 27], [40, 40]], [[3, 3], [1, 5]]
    rule = SecrecyRule("three", 3, 1)
    hidden = nested([[0, 1], [0]], value, units, None, hidden=np.zeros((2, 2)), rule=rule)
    assert hidden.tolist() == [[False, False], [True, False]]


def test_without_a_rule_nothing_hides() -> None:
    hidden = nested([[0, 1], [0]], [[5], [1]], None, None, hidden=[[False]] * 2, rule=NO_SECRECY)
    assert not hidden.any()


def test_shapes_that_disagree_are_refused() -> None:
    with pytest.raises(BadInput, match=r"\(group, sector\)"):
        nested([[0]], [[1]], None, None, hidden=[[False, True]], rule=NO_SECRECY)


def test_a_perimeter_hidden_under_one_name_is_hidden_under_the_other() -> None:
    hidden = nested(
        [[0], [0]], [[27]], [[3]], [[9]], hidden=[[True], [False]], rule=ENTERPRISES
    )  # fmt: skip
    assert hidden.all()


def test_the_outermost_part_hides_and_what_it_contains_stays() -> None:
    """Hiding the inner one would change nothing of what the whole leaves."""
    country = [[3, 3, 3], [9, 9, 9], [40], [], [], []]
    whole, part, inner = frozenset(range(3)), frozenset([0, 1]), frozenset([0])
    assert protect([whole, part, inner], country) == [whole, inner]


def test_a_division_is_whole_though_its_first_perimeters_suit_another() -> None:
    """{2} agrees with the zone {0, 1}; {1, 3} does not, and together they leave one plant."""
    plenty = [5, 5, 5, 5]
    country = [[40], plenty * 3, plenty, plenty, [], []]
    whole, zone = frozenset(range(6)), frozenset([0, 1])
    division = [frozenset([2]), frozenset([1, 3])]
    assert protect([whole, zone, *division], country) == [whole, zone, division[1]]
