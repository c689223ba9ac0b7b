"""What a profile decides: years, level, the first sector, the sign. Tables of cases."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.web.apps.observatory.rules import (
    DEFAULT_SPAN,
    NotOffered,
    choose_level,
    choose_years,
    decides_sign,
    first_sector,
)

ALL = (2010, 2011, 2012, 2013, 2014, 2015, 2016)


@pytest.mark.parametrize(
    ("years", "start", "end", "chosen"),
    [
        (ALL, "", "", (2011, 2016)),
        (ALL, "2010", "", (2010, 2016)),
        (ALL, "", "2013", (2010, 2013)),
        (ALL, "2012", "2013", (2012, 2013)),
        (ALL, "", "2010", (2010, 2010)),  # nothing before the first year
        ((2024,), "", "", (2024, 2024)),
        ((2024,), "2024", "2024", (2024, 2024)),
        ((2019, 2024), "", "", (2019, 2024)),
        ((2006, 2024), "", "", (2006, 2024)),  # nothing within the span: the nearest before it
        ((2006, 2022, 2024), "", "", (2022, 2024)),
    ],
)
def test_choose_years(
    years: tuple[int, ...], start: str, end: str, chosen: tuple[int, int]
) -> None:
    assert choose_years(years, start, end) == chosen


@pytest.mark.parametrize(
    ("start", "end", "wish", "value"),
    [
        ("2016", "2016", "order", "2016 → 2016"),
        ("2015", "2013", "order", "2015 → 2013"),
        ("1999", "", "from", "1999"),
        ("", "2030", "to", "2030"),
        ("abc", "", "from", "abc"),
        ("", "1e9", "to", "1e9"),
        ("-1", "", "from", "-1"),
        ("02012", "", "from", "02012"),
        (" 2012", "", "from", " 2012"),
        ("２０１２", "", "from", "２０１２"),
        ("2012.0", "", "from", "2012.0"),
        ("9" * 5000, "", "from", "9" * 5000),
        ("<script>", "2016", "from", "<script>"),
    ],
)
def test_years_that_are_not_there(start: str, end: str, wish: str, value: str) -> None:
    with pytest.raises(NotOffered) as refusal:
        choose_years(ALL, start, end)
    assert (refusal.value.wish, refusal.value.value) == (wish, value)
    assert bool(refusal.value.offered) == (wish != "order")


@given(st.sets(st.integers(1990, 2030), min_size=1).map(sorted))
def test_without_a_wish_the_years_are_of_the_table_and_in_order(years: list[int]) -> None:
    start, end = choose_years(years, "", "")
    assert end == years[-1]
    assert start in years
    assert (start < end) == (len(years) > 1)
    near = [y for y in years if end - DEFAULT_SPAN <= y < end]
    assert not near or start == near[0]


@pytest.mark.parametrize(
    ("levels", "wish", "chosen"),
    [
        (("A5", "A38", "A88"), "", "A38"),
        (("A5", "A10"), "", "A10"),
        ((), "", ""),
        (("A5", "A38"), "A5", "A5"),
        (("A5", "A38"), "a5", "A5"),
    ],
)
def test_choose_level(levels: tuple[str, ...], wish: str, chosen: str) -> None:
    assert choose_level(levels, wish) == chosen


@pytest.mark.parametrize("wish", ["ZZ", "A6", "38", "A38 ", "A88", "../A5", "\x00"])
def test_a_level_that_is_not_there(wish: str) -> None:
    with pytest.raises(NotOffered) as refusal:
        choose_level(("A5", "A38"), wish)
    assert refusal.value.wish == "level"
    assert refusal.value.offered == ("A5", "A38")


NAN = math.nan


@pytest.mark.parametrize(
    ("local", "index"),
    [
        ([], None),
        ([0.0, 0.0], None),
        ([NAN, NAN], None),
        ([NAN, 0.0], None),
        ([1.0], 0),
        ([1.0, -2.0], 1),
        ([2.0, -2.0], 0),  # the first of equals
        ([NAN, -0.1, 0.05], 1),
    ],
)
def test_first_sector(local: list[float], index: int | None) -> None:
    assert first_sector(np.array(local)) == index


@pytest.mark.parametrize(
    ("total", "without", "decides"),
    [
        (10.0, -1.0, True),
        (-10.0, 1.0, True),
        (10.0, 1.0, False),
        (-10.0, -1.0, False),
        (10.0, 0.0, False),
        (0.0, -5.0, False),
        (1880.71, -113.0, True),
    ],
)
def test_decides_sign(total: float, without: float, decides: bool) -> None:
    assert decides_sign(total, without) is decides
