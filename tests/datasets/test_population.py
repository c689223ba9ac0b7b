"""Populations summed over any communes: years that differ, mergers, figures that are not there."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from terreau.datasets import reference
from terreau.datasets.population import PopulationTable, PopulationTotal, population_table

ROWS = [
    # Old commune "O" joined "A" after 2016; "M" (as Mayotte) has figures of its own year only.
    ("A", 2016, 100), ("O", 2016, 10), ("B", 2016, 50),
    ("A", 2023, 120), ("B", 2023, 40),
    ("M", 2017, 7),
    ("Z", 2016, 0), ("Z", 2023, 0),
    # "S" was made from "P" between the two.
    ("P", 2016, 30), ("P", 2023, 20), ("S", 2023, 12),
]  # fmt: skip
COUNTED_TOGETHER = ("P", 2016, 30)


@pytest.fixture(scope="module")
def table() -> PopulationTable:
    columns = zip(*ROWS, strict=True)
    names = ("commune", "reference_year", "population")
    certain = pa.array([row != COUNTED_TOGETHER for row in ROWS])
    read = pa.table(dict(zip(names, columns, strict=True))).append_column("certain", certain)
    return PopulationTable(read, {"O": "A"}.get)


@pytest.mark.parametrize(
    ("communes", "totals"),
    [
        (["A"], [(2016, 110, 0), (2023, 120, 0)]),
        (["A", "B"], [(2016, 160, 0), (2023, 160, 0)]),
        (["M"], [(2017, 7, 0)]),
        # No year is complete: the one that lacks fewest, the latest of them.
        (["A", "M"], [(2023, 120, 1)]),
        (["A", "B", "M"], [(2023, 160, 1)]),
        (["A", "unknown"], [(2023, 120, 1)]),
        # A year in which one commune has no figure is not a total of the others.
        (["A", "S"], [(2023, 132, 0)]),
        # What was counted together is no figure of one of the two.
        (["P"], [(2023, 20, 0)]),
        (["P", "S"], [(2023, 32, 0)]),
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


def test_growth_is_that_of_the_same_communes_all_over_france() -> None:
    members, figures = reference.load("members"), reference.load("populations")
    of_today = members.filter(
        pc.equal(members["last_vintage"], pc.max(members["last_vintage"]))
    ).select(["kind", "code", "commune"])
    figures = figures.filter(figures["certain"])
    sums = (
        of_today.join(figures, "commune", join_type="inner")
        .group_by(["kind", "code", "reference_year"])
        .aggregate([("population", "sum"), ("population", "count")])
    )
    sizes = of_today.group_by(["kind", "code"]).aggregate([("commune", "count")])
    known: dict[tuple[str, str], dict[int, tuple[int, int]]] = {}
    for row in sums.to_pylist():
        years = known.setdefault((row["kind"], row["code"]), {})
        years[row["reference_year"]] = (row["population_sum"], row["population_count"])
    communes: dict[tuple[str, str], list[str]] = {}
    for row in of_today.to_pylist():
        communes.setdefault((row["kind"], row["code"]), []).append(row["commune"])
    france, given_up = population_table("FR"), 0
    assert len(sizes) > 1_300  # 1 254 EPCI, 11 EPT, 101 departments and more, 18 regions
    for row in sizes.to_pylist():
        key, size = (row["kind"], row["code"]), row["commune_count"]
        complete = {y: p for y, (p, count) in known.get(key, {}).items() if count == size}
        shown = france.totals(communes[key])
        if complete:
            assert {t.year: t.value for t in shown if not t.missing} == complete, key
            assert len(shown) == len(complete), key
            given_up += len(known[key]) > len(complete)
        else:
            assert len(shown) <= 1, key
            assert all(t.missing for t in shown), key
    assert given_up > 200


def test_manche_is_not_compared_with_a_year_that_lacks_communes() -> None:
    # Communes born on 1 January 2019 have no figure of 2016.
    years = {t.year for t in population_table("FR").totals(_communes_of("departement", "50"))}
    assert years == {2019, 2020, 2022, 2023}


def test_mayotte_has_its_year_and_france_lacks_mayotte_alone() -> None:
    france, mayotte = population_table("FR"), _communes_of("departement", "976")
    (own,) = france.totals(mayotte)
    assert (own.year, own.value, own.missing) == (2017, 256_518, 0)
    (whole,) = france.totals(_communes_of("region"))
    assert (whole.year, whole.missing) == (2023, len(mayotte))


def _communes_of(kind: str, code: str = "") -> list[str]:
    found = reference.load("members")
    found = found.filter(pc.equal(found["last_vintage"], pc.max(found["last_vintage"])))
    found = found.filter(pc.equal(found["kind"], kind))
    found = found.filter(pc.equal(found["code"], code)) if code else found
    communes: list[str] = found["commune"].to_pylist()
    return communes


def test_real_populations_are_keyed_by_reference_year() -> None:
    france = population_table("FR")
    assert france.years == (2016, 2017, 2019, 2020, 2022, 2023)
    mayotte = france.totals(["97608"])
    assert [total.year for total in mayotte] == [2017]
    assert population_table("FR") is france
