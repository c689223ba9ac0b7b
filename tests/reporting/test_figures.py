"""Charts as data: spans that add up, tables that hold every number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.reporting.figures import Bar, Lines, Point, Series, Waterfall


def steps(*values: float) -> Waterfall:
    bars = tuple(Bar(f"b{i}", value, f"{value:g}") for i, value in enumerate(values))
    return Waterfall("t", bars, Bar("all", sum(values), f"{sum(values):g}"), ("What", "Jobs"))


@given(st.lists(st.integers(-(10**6), 10**6), max_size=12))
def test_a_bar_starts_where_the_one_before_ends_and_the_last_stands_on_zero(
    values: list[int],
) -> None:
    figure = steps(*values)
    *inner, total = figure.spans()
    assert [end - start for start, end in inner] == values
    assert [start for start, _ in inner] == [0.0, *(end for _, end in inner[:-1])][: len(inner)]
    assert total == (0.0, sum(values))


def test_the_table_of_a_waterfall_writes_what_the_bars_show() -> None:
    table = steps(3, -5).table()
    assert table.headings == ("What", "Jobs")
    assert table.rows == (("b0", ("3",)), ("b1", ("-5",)), ("all", ("-2",)))


def line(label: str, *values: float) -> Series:
    return Series(label, tuple(Point(str(2020 + i), v, f"{v:g}") for i, v in enumerate(values)))


def test_the_table_of_lines_has_a_row_a_date() -> None:
    figure = Lines("t", (line("here", 1, 2), line("country", 3, 4)), ("Year", "here", "country"))
    assert figure.table().rows == (("2020", ("1", "3")), ("2021", ("2", "4")))


def test_lines_of_other_dates_are_never_put_side_by_side() -> None:
    figure = Lines("t", (line("here", 1, 2), line("country", 3)), ("Year", "here", "country"))
    with pytest.raises(ValueError, match="zip"):
        figure.table()
