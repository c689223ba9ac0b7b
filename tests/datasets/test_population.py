"""Populations summed over any communes: years that differ, mergers, figures that are not there."""

from __future__ import annotations

import pyarrow as pa
import pytest

from terreau.datasets.population import PopulationTable, PopulationTotal, population_table

ROWS = [
    # Old commune "O" joined "A" after 2016; "M" (as Mayotte) has figures of its own year only.
    ("A", 2016, 100), ("O", 2016, 10), ("B", 2016, 50),
    ("A", 2023, 120), ("B", 2023, 40),
    ("M", 2017, 7),
    ("Z", 2016, 0), ("Z", 2023, 0),
]  # fmt: skip


@pytest.fixture(scope="module")
def table() -> PopulationTable:
    columns = zip(*ROWS, strict=True)
    names = ("commune", "reference_year", "population")
    return PopulationTable(pa.table(dict(zip(names, columns, strict=True))), {"O": "A"}.get)


@pytest.mark.parametrize(
    ("communes", "totals"),
    [
        (["A"], [(2016, 110, 0), (2023, 120, 0)]),
        (["A", "B"], [(2016, 160, 0), (2023, 160, 0)]),
        (["M"], [(2017, 7, 0)]),
        (["A", "M"], [(2016, 110, 1), (2017, 7, 1), (2023, 120, 1)]),
        (["A", "unknown"], [(2016, 110, 1), (2023, 120, 1)]),
        (["Z"], [(2016, 0, 0), (2023, 0, 0)]),
        (["unknown"], []),
        ([], []),
        (["O"], []),  # a code of the past holds nothing: its people are counted in A
    ],
)
def test_totals(
    table: PopulationTable, communes: list[str], totals: list[tuple[int, int, int]]
) -> None:
    assert table.years == (2016, 2017, 2023)
    assert table.totals(communes) == [PopulationTotal(*total) for total in totals]


@pytest.mark.parametrize(
    ("communes", "latest"),
    [
        (["A"], 120),
        (["M"], 7),
        (["Z"], 0),
        (["A", "B"], 160),
        (["A", "M"], None),  # no year in which both have a figure
        (["A", "unknown"], None),
        ([], None),
    ],
)
def test_latest_is_a_year_in_which_all_have_a_figure(
    table: PopulationTable, communes: list[str], latest: int | None
) -> None:
    assert table.latest(communes) == latest


def test_real_populations_are_keyed_by_reference_year() -> None:
    france = population_table("FR")
    assert france.years == (2016, 2017, 2019, 2020, 2022, 2023)
    mayotte = france.totals(["97608"])
    assert [total.year for total in mayotte] == [2017]
    assert population_table("FR") is france
