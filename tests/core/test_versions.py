"""Versions of a perimeter: tables of cases, and what the intervals say of each year."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.core.versions import Interval, versions

Rows = list[tuple[str, int, int]]


def cut(rows: Rows, last: int) -> list[tuple[int, int, str]]:
    return [
        (v.valid_from, v.valid_to, "".join(sorted(v.communes)))
        for v in versions([Interval(*row) for row in rows], range(2015, last + 1))
    ]


@pytest.mark.parametrize(
    ("rows", "last", "expected"),
    [
        ([], 2026, []),
        ([("A", 2019, 2026)], 2026, [(2019, 2026, "A")]),
        ([("A", 2019, 2026), ("B", 2019, 2026)], 2026, [(2019, 2026, "AB")]),
        # One joins.
        ([("A", 2019, 2026), ("B", 2022, 2026)], 2026, [(2019, 2021, "A"), (2022, 2026, "AB")]),
        # One leaves.
        ([("A", 2019, 2026), ("B", 2019, 2021)], 2026, [(2019, 2021, "AB"), (2022, 2026, "A")]),
        # One takes the place of another on the same day.
        ([("A", 2019, 2021), ("B", 2022, 2026)], 2026, [(2019, 2021, "A"), (2022, 2026, "B")]),
        # Away and back.
        (
            [("A", 2019, 2026), ("B", 2019, 2020), ("B", 2023, 2026)],
            2026,
            [(2019, 2020, "AB"), (2021, 2022, "A"), (2023, 2026, "AB")],
        ),
        # A hole in the perimeter's life ends a version and starts none.
        ([("A", 2019, 2020), ("A", 2023, 2026)], 2026, [(2019, 2020, "A"), (2023, 2026, "A")]),
        # Over before the last vintage of the country.
        ([("A", 2019, 2022)], 2022, [(2019, 2022, "A")]),
        ([("A", 2026, 2026)], 2026, [(2026, 2026, "A")]),
    ],
)
def test_versions(rows: Rows, last: int, expected: list[tuple[int, int, str]]) -> None:
    assert cut(rows, last) == expected
    found = versions([Interval(*row) for row in rows], range(2015, last + 1))
    assert [v.number for v in found] == list(range(1, len(found) + 1))


def test_what_joined_and_what_left() -> None:
    rows = [("A", 2019, 2026), ("B", 2019, 2020), ("C", 2021, 2026)]
    first, second = versions([Interval(*row) for row in rows], range(2019, 2027))
    assert (first.joined, first.left) == (frozenset(), frozenset())
    assert (second.joined, second.left) == ({"C"}, {"B"})


@st.composite
def lives(draw: st.DrawFn) -> Rows:
    rows = []
    for commune in draw(st.lists(st.sampled_from("ABCDE"), unique=True, max_size=5)):
        years = sorted(draw(st.sets(st.integers(2015, 2026), min_size=1)))
        runs = itertools.groupby(enumerate(years), key=lambda pair: pair[1] - pair[0])
        for _, run in runs:
            held = [year for _, year in run]
            rows.append((commune, held[0], held[-1]))
    return rows


@given(lives())
def test_versions_say_of_each_year_what_the_intervals_say(rows: Rows) -> None:
    last = max((row[2] for row in rows), default=2026)
    found = versions([Interval(*row) for row in rows], range(2015, last + 1))
    for year in range(2014, 2028):
        members = {c for c, first, end in rows if first <= year <= end}
        held = [v.communes for v in found if v.valid_from <= year <= v.valid_to]
        assert held == ([members] if members else [])
    for before, after in itertools.pairwise(found):
        touching = before.valid_to + 1 == after.valid_from
        assert before.communes != after.communes or not touching


def test_a_vintage_that_does_not_exist_makes_no_version() -> None:
    rows = [Interval("A", 2019, 2026), Interval("B", 2019, 2019), Interval("C", 2021, 2026)]
    found = versions(rows, [2019, 2021, 2022, 2026])
    assert [(v.valid_from, v.valid_to) for v in found] == [(2019, 2019), (2021, 2026)]
    assert (found[1].joined, found[1].left) == ({"C"}, {"B"})
