"""The index method of Gerfin: published answers, an oracle in fractions, identities."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import Gerfin, dunn, gerfin
from terreau.core.errors import BadInput

Array = npt.NDArray[np.float64]
NAMES = {"structural": "Industrial mix", "local": "Regional share", "regional": "Net total shift"}

# Farhauer and Kröll (2013), Standorttheorien: three regions that make a nation, four industries.
FK_BASE = [[90, 20, 10, 60], [60, 30, 30, 40], [250, 100, 110, 300]]
FK_FINAL = [[100, 40, 10, 55], [85, 55, 40, 35], [255, 115, 85, 390]]


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    text = (shared / "cases/analytics/reat/published_outputs.json").read_text()
    return dict(json.loads(text))


def columns(shared: Path, name: str, *names: str) -> Array:
    path = shared / "cases/analytics/reat" / name
    with path.open(encoding="latin-1", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.get("WZ2008_Code") != "A-R"]
    return np.array([[float(row[column]) for row in rows] for column in names])


def as_published(found: Gerfin, territory: int = 0) -> dict[str, float]:
    return {theirs: float(getattr(found, ours)[territory]) for ours, theirs in NAMES.items()}


@pytest.mark.parametrize("region", ["A", "B", "C"])
def test_three_regions_of_farhauer_and_kroell(published: dict[str, Any], region: str) -> None:
    found = as_published(gerfin(FK_BASE, FK_FINAL), "ABC".index(region))
    assert found == pytest.approx(published[f"FK2013_{region}_Gerfin"], rel=1e-9)


def test_freiburg_against_germany(shared: Path, published: dict[str, Any]) -> None:
    names = ("e_Freiburg2008", "e_Freiburg2014", "e_Germany2008", "e_Germany2014")
    a, b, e0, e1 = columns(shared, "Freiburg.csv", *names)
    found = as_published(gerfin([a], [b], e0, e1))
    assert found == pytest.approx(published["Freiburg_2008_2014_Gerfin"], rel=1e-9)


def goettingen(shared: Path, place: str) -> Array:
    return columns(shared, "Goettingen.csv", *(f"{place}{year}" for year in range(2008, 2018)))


def test_goettingen_against_germany(shared: Path, published: dict[str, Any]) -> None:
    town, nation = goettingen(shared, "Goettingen"), goettingen(shared, "BRD")
    found = as_published(gerfin(town[:1], town[-1:], nation[0], nation[-1]))
    assert found == pytest.approx(published["Goettingen_2008_2017_Gerfin"], rel=1e-9)


def test_goettingen_year_by_year(shared: Path, published: dict[str, Any]) -> None:
    """REAT's man page stops at 2016, and its mean counts the first year, against itself, as 1."""
    town, nation = goettingen(shared, "Goettingen")[:-1], goettingen(shared, "BRD")[:-1]
    pairs = [(0, 0)] + [(year, year + 1) for year in range(8)]
    years = [as_published(gerfin([town[s]], [town[t]], nation[s], nation[t])) for s, t in pairs]
    expected = published["Goettingen_dynamic_2008_2017_Gerfin"]
    for name, by_year in zip(NAMES.values(), expected["year"], strict=True):
        found = [year[name] for year in years]
        assert found == pytest.approx(by_year, rel=1e-9)
        assert float(np.mean(found)) == pytest.approx(expected["total"][name], rel=1e-9)


jobs = st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 2_000_000)).map(float)
cells = st.one_of(jobs, jobs, jobs, st.just(float("nan")))


@st.composite
def countries(
    draw: st.DrawFn, *, cell: st.SearchStrategy[float] = cells, sectors: int | None = None
) -> tuple[Array, Array]:
    shape = (draw(st.integers(1, 5)), sectors or draw(st.integers(1, 4)))
    base, final = (draw(hnp.arrays(np.float64, shape, elements=cell)) for _ in range(2))
    return base, final


def by_the_book(base: Array, final: Array, j: int) -> tuple[float, float, float]:
    """Return the three factors of one territory, in exact fractions."""
    known = ~(np.isnan(base) | np.isnan(final))
    before, after = (
        [[Fraction(int(x)) if k else Fraction(0) for x, k in zip(row, kept, strict=True)]
         for row, kept in zip(np.nan_to_num(year), known, strict=True)]
        for year in (base, final)
    )  # fmt: skip
    e0, e1 = ([sum(column) for column in zip(*year, strict=True)] for year in (before, after))
    own, now = sum(before[j]), sum(after[j])
    at_whole = own * Fraction(sum(e1)) / sum(e0) if sum(e0) else Fraction(0)
    at_sectors = sum(a * Fraction(y) / x for a, x, y in zip(before[j], e0, e1, strict=True) if x)

    def over(one: Any, other: Any) -> float:
        return float(one / other) if other else float("nan")

    return over(at_sectors, at_whole), over(now, at_sectors), over(now, at_whole)


@given(countries())
@settings(max_examples=80)
def test_the_kernel_agrees_with_the_oracle(country: tuple[Array, Array]) -> None:
    found = gerfin(*country)
    for j in range(len(country[0])):
        mine = (found.structural[j], found.local[j], found.regional[j])
        np.testing.assert_allclose(mine, by_the_book(*country, j), rtol=1e-8, atol=1e-9)


@given(countries())
@settings(max_examples=60)
def test_the_third_is_the_product_and_the_sums_are_those_of_dunn(
    country: tuple[Array, Array],
) -> None:
    found, effects = gerfin(*country), dunn(*country).over_sectors()
    both = ~np.isnan(found.structural) & ~np.isnan(found.local)
    product = found.structural * found.local
    np.testing.assert_allclose(product[both], found.regional[both], rtol=1e-9)
    # Of jobs there, of ratios here: above 1 where structural and local jobs together are positive.
    size = float(np.nansum(country))
    shift = effects.structural + effects.local
    sure = ~np.isnan(found.regional) & (np.abs(shift) > 1e-9 * size)
    assert (np.sign(found.regional - 1)[sure] == np.sign(shift)[sure]).all()


@given(countries(cell=st.integers(1, 9_000).map(float)), st.integers(2, 99), st.randoms())
@settings(max_examples=40)
def test_neither_size_nor_order_matters(
    country: tuple[Array, Array], factor: int, random: Any
) -> None:
    order = list(range(country[0].shape[1]))
    random.shuffle(order)
    again = gerfin(*(factor * year[:, order] for year in country))
    for name in NAMES:
        np.testing.assert_allclose(getattr(again, name), getattr(gerfin(*country), name))


@given(countries(sectors=1, cell=st.integers(1, 9_000).map(float)))
@settings(max_examples=20)
def test_where_there_is_one_sector_all_is_local(country: tuple[Array, Array]) -> None:
    np.testing.assert_allclose(gerfin(*country).structural, 1)


def test_what_is_not_there_has_no_factor() -> None:
    found = gerfin([[0.0, 0.0], [5.0, 5.0]], [[2.0, 0.0], [6.0, 4.0]])
    assert np.isnan([found.structural[0], found.local[0], found.regional[0]]).all()
    dying = gerfin([[4.0, 0.0], [4.0, 9.0]], [[0.0, 0.0], [0.0, 9.0]])
    assert dying.structural[0] == dying.regional[0] == 0
    assert np.isnan(dying.local[0])  # its sectors left nothing to compare with
    with pytest.raises(BadInput):
        gerfin([[1.0]], [[1.0]], [1.0])
