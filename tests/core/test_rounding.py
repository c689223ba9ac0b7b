"""Displayed parts add up: the largest remainder method."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.core.rounding import largest_remainder

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("parts", "total", "expected"),
    [
        ([], None, []),
        ([0.0], None, [0]),
        ([1.5], None, [2]),
        ([-1.5], None, [-1]),  # half up, as the docstring says
        ([1 / 3, 1 / 3, 1 / 3], None, [1, 0, 0]),  # the first of equals takes the remainder
        ([0.5, 0.5], None, [1, 0]),
        ([2.6, 2.6, 2.6, 2.2], 10, [3, 3, 2, 2]),
        ([4702.33, -950.04, 1880.71], 5633, [4702, -950, 1881]),
        ([-0.4, -0.4, -0.4], -1, [0, 0, -1]),
        ([1.0, 2.0], 5, [2, 3]),  # a total further away than rounding is shared out
        ([1.0, 2.0], 0, [0, 0]),
    ],
)
def test_known_cases(parts: list[float], total: int | None, expected: list[int]) -> None:
    assert largest_remainder(parts, total) == expected


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_the_sum_is_the_rounded_sum_and_no_part_moves_by_more_than_one(parts: list[float]) -> None:
    rounded = largest_remainder(parts)
    assert sum(rounded) == math.floor(sum(parts) + 0.5)
    assert all(abs(whole - part) <= 1 for whole, part in zip(rounded, parts, strict=True))


@given(st.lists(NUMBERS, min_size=1, max_size=8), st.integers(-50, 50))
def test_any_total_is_reached(parts: list[float], shift: int) -> None:
    total = round(sum(parts)) + shift
    assert sum(largest_remainder(parts, total)) == total


@given(st.lists(st.integers(-(10**9), 10**9), max_size=20))
def test_whole_numbers_stay(parts: list[int]) -> None:
    assert largest_remainder(parts) == parts


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        largest_remainder([1.0, bad])
