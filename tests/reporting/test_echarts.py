"""Options of ECharts: bars cut at zero stack up to the right heights, colours are the theme's."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.reporting import echarts
from terreau.reporting.figures import Bar, Lines, Point, Series, Waterfall

NUMBERS = st.integers(-(10**6), 10**6)


def figure_of(values: list[int]) -> Waterfall:
    bars = tuple(Bar(f"b{i}", value, f"{value:+d}") for i, value in enumerate(values))
    return Waterfall("t", bars, Bar("all", sum(values), f"{sum(values):+d}"), ("What", "Jobs"))


def pieces(option: dict[str, Any]) -> list[tuple[float, float, float]]:
    held, above, below = (series["data"] for series in option["series"])
    return [
        (h["value"], a["value"], b["value"]) for h, a, b in zip(held, above, below, strict=True)
    ]


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_each_bar_covers_its_span_and_nothing_else(values: list[int]) -> None:
    figure = figure_of(values)
    for (base, up, down), span in zip(
        pieces(echarts.waterfall(figure)), figure.spans(), strict=True
    ):
        low, high = sorted(span)
        assert up >= 0 >= down
        assert up - down == high - low
        # Stacked: positive pieces pile up from zero, negative ones hang from it.
        assert (max(base, 0.0) + up if up else max(high, 0.0)) == max(high, 0.0)
        assert (min(base, 0.0) + down if down else min(low, 0.0)) == min(low, 0.0)


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_each_bar_is_labelled_once_with_what_is_displayed(values: list[int]) -> None:
    figure = figure_of(values)
    _, above, below = (series["data"] for series in echarts.waterfall(figure)["series"])
    for up, down, bar in zip(above, below, (*figure.steps, figure.total), strict=True):
        shown = [part["label"] for part in (up, down) if part["label"]["show"]]
        assert [label["formatter"] for label in shown] == [bar.display]


@pytest.mark.parametrize(
    ("values", "sides"),
    [
        # A bar that hangs from zero, or under it, has its number below; the others, above.
        ([10, -3, 2], ["top", "top", "top", "top"]),
        ([-10, 3], ["bottom", "bottom", "bottom"]),
        # One that crosses zero: where it ends.
        ([10, -30, 5], ["top", "bottom", "bottom", "bottom"]),
        ([-10, 30], ["bottom", "top", "top"]),
        ([0], ["top", "top"]),
    ],
)
def test_a_number_lies_where_its_bar_ends_and_never_on_the_axis(
    values: list[int], sides: list[str]
) -> None:
    option = echarts.waterfall(figure_of(values))
    _, above, below = (series["data"] for series in option["series"])
    shown = [
        part["label"]["position"]
        for pair in zip(above, below, strict=True)
        for part in pair
        if part["label"]["show"]
    ]
    assert shown == sides
    assert (option["yAxis"]["boundaryGap"] != [0, 0]) == ("bottom" in sides)


def test_a_line_joins_each_bar_to_the_next() -> None:
    lines = echarts.waterfall(figure_of([10, -30, 5]))["series"][0]["markLine"]["data"]
    ends = [tuple(end["coord"] for end in line) for line in lines]
    assert ends == [([0, 10], [1, 10]), ([1, -20], [2, -20]), ([2, -15], [3, -15])]


def test_a_bar_that_crosses_zero_has_no_notch_there() -> None:
    _, above, below = (
        series["data"] for series in echarts.waterfall(figure_of([10, -30]))["series"]
    )
    assert [part[1]["itemStyle"]["borderRadius"] for part in (above, below)] == [0, 0]
    assert above[0]["itemStyle"]["borderRadius"] == 3


def test_a_gain_and_a_loss_have_their_colours() -> None:
    option = echarts.waterfall(figure_of([10, -3, 2]))
    colours = [part["itemStyle"]["color"] for part in option["series"][1]["data"]]
    assert colours == ["var(--s3)", "var(--minus)", "var(--plus)", "var(--plus)"]
    assert option["xAxis"]["data"] == ["b0", "b1", "b2", "all"]


def test_a_sum_that_is_a_loss_has_the_colour_of_a_loss() -> None:
    option = echarts.waterfall(figure_of([10, 3, -20]))
    below = [part["itemStyle"]["color"] for part in option["series"][2]["data"]]
    assert below == ["var(--s3)", "var(--plus)", "var(--minus)", "var(--minus)"]


def test_lines_keep_their_order_and_their_dates() -> None:
    here = Series("here", (Point("2020", 100.0, "100"), Point("2021", 101.2345, "101,2")))
    there = Series(
        "country", (Point("2020", 100.0, "100"), Point("2021", 99.0, "99")), is_country=True
    )
    option = echarts.lines(Lines("t", (here, there), ("Year", "here", "country")))
    assert option["xAxis"]["data"] == ["2020", "2021"]
    assert [series["name"] for series in option["series"]] == ["here", "country"]
    assert option["series"][0]["data"] == [100.0, 101.23]
    assert [s["lineStyle"]["type"] for s in option["series"]] == ["solid", "dashed"]
    assert "legend" not in option, "the page names the lines: a drawing cuts long names"


@pytest.mark.parametrize(
    "option",
    [
        echarts.waterfall(figure_of([1, -2])),
        echarts.lines(Lines("t", (Series("a", (Point("1", 1.0, "1"),)),), ("Year", "a"))),
    ],
)
def test_an_option_is_data_with_the_colours_of_the_theme_and_no_html(
    option: dict[str, Any],
) -> None:
    written = json.dumps(option)
    assert not re.search(r"#[0-9a-fA-F]{3,8}|rgb", written), "a colour outside the theme"
    assert option.get("tooltip", {"renderMode": "richText"})["renderMode"] == "richText"
    assert option["animation"] is False
