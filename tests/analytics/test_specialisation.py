"""Specialisation: published answers, loops, identities, bounds against chance, and bad input."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import (
    entropy,
    hachman,
    herfindahl,
    krugman,
    specialisation,
    specialisation_gini,
    specialisation_intervals,
)
from terreau.core.errors import BadInput

Array = npt.NDArray[np.float64]

COUNTRY: dict[str, Any] = {
    "territory": ["A", "A", "B", "B"],
    "sector": ["industry", "services"] * 2,
    "period": [2024] * 4,
    "value": [60, 40, 40, 260],
}
INDICES = {
    "krugman": krugman,
    "herfindahl": herfindahl,
    "entropy": entropy,
    "hachman": hachman,
    "gini": specialisation_gini,
}


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    text = (shared / "cases/analytics/reat/published_outputs.json").read_text()
    return dict(json.loads(text))


@pytest.fixture(scope="module")
def german_regions(shared: Path) -> Array:
    folder = shared / "cases/analytics/reat"
    names = json.loads((folder / "dimnames.json").read_text())
    with (folder / "G.regions.industries.csv").open(encoding="latin-1", newline="") as file:
        jobs = {
            (row["region_code"], row["ind_code"]): float(row["emp_all"])
            for row in csv.DictReader(file)
        }
    return np.array(
        [[jobs[region, i] for i in names["conc_rows"]] for region in names["spec_rows"]]
    )


def test_the_gini_of_farhauer_and_kroell(published: dict[str, Any]) -> None:
    region, nation = [700, 600, 500, 10000, 40000], [30000, 15000, 10000, 60000, 50000]
    found = specialisation_gini([region], nation)[0]
    assert found == pytest.approx(published["gini_spec"]["FK2013"], rel=1e-12)


@pytest.mark.parametrize(
    ("name", "town", "nation"),
    [("Freiburg", "e_Freiburg2014", "e_Germany2014"), ("Goettingen", "Goettingen2017", "BRD2017")],
)
def test_two_towns(
    shared: Path, published: dict[str, Any], name: str, town: str, nation: str
) -> None:
    path = shared / f"cases/analytics/reat/{name}.csv"
    with path.open(encoding="latin-1", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.get("WZ2008_Code") != "A-R"]
    jobs, compared = ([float(row[column]) for row in rows] for column in (town, nation))
    year = town[-4:]
    found = specialisation_gini([jobs], compared)[0]
    assert found == pytest.approx(published["gini_spec"][f"{name}{year}"], rel=1e-9)
    if name == "Goettingen":
        expected = published["krugman_spec_Goettingen2017"]
        assert krugman([jobs], compared)[0] == pytest.approx(expected, rel=1e-9)


def mean_of_the_others(jobs: Array) -> Array:
    """Return the reference of REAT's Krugman: the mean share of the other regions."""
    own = jobs / jobs.sum(axis=1, keepdims=True)
    others: Array = (own.sum(axis=0) - own) / (len(own) - 1)
    return others


def test_sweden_against_four_neighbours(published: dict[str, Any]) -> None:
    jobs = np.array(
        [
            [45000, 15000, 32000, 10000, 30000],
            [35000, 12000, 30000, 8000, 22000],
            [40000, 10000, 25000, 9000, 18000],
            [30000, 11000, 18000, 3000, 13000],
            [40000, 6000, 11000, 2000, 12000],
        ],
        dtype=float,
    )
    found = krugman(jobs, mean_of_the_others(jobs))[0]
    assert found == pytest.approx(published["krugman_spec2_FK2013"], rel=1e-9)


def test_sixteen_german_regions(german_regions: Array, published: dict[str, Any]) -> None:
    hoover, gini, others = np.array(published["spec_Gregions"]).T
    np.testing.assert_allclose(krugman(german_regions) / 2, hoover, rtol=1e-9)
    np.testing.assert_allclose(specialisation_gini(german_regions), gini, rtol=1e-9)
    found = krugman(german_regions, mean_of_the_others(german_regions))
    np.testing.assert_allclose(found, others, rtol=1e-9)


def test_the_herfindahl_of_four_firms(published: dict[str, Any]) -> None:
    found = herfindahl([[50.0, 20.0, 20.0, 10.0]])[0]
    expected = published["herf_Doersam"]
    assert found == pytest.approx(expected["HHI"], rel=1e-12)
    assert 1 / found == pytest.approx(expected["eq"], rel=1e-12)
    assert (found - 1 / 4) / (1 - 1 / 4) == pytest.approx(expected["norm"], rel=1e-12)


def test_five_regions_of_the_manual_of_econgeo(shared: Path) -> None:
    text = (shared / "cases/analytics/econgeo/manpage_examples.json").read_text()
    examples = json.loads(text)
    jobs = examples["input_5x5"]
    np.testing.assert_allclose(krugman(jobs), examples["Krugman"], rtol=1e-9)
    np.testing.assert_allclose(krugman(jobs) / 2, examples["spec_coeff"], rtol=1e-9)
    np.testing.assert_allclose(herfindahl(jobs), examples["Herfindahl"], rtol=1e-9)
    np.testing.assert_allclose(hachman(jobs), examples["Hachman"], rtol=1e-9)
    np.testing.assert_allclose(1 / hachman(jobs), examples["LQ_avg"], rtol=1e-9)
    np.testing.assert_allclose(entropy(jobs), examples["entropy_round3"], atol=5e-4)


def by_loops(jobs: list[float], compared: list[float]) -> dict[str, float]:
    total, whole = sum(jobs), sum(compared)
    p, q = [x / total for x in jobs], [x / whole for x in compared]
    ratios = [a / b for a, b in zip(p, q, strict=True) if b > 0]
    gaps = sum(abs(a - b) for a in ratios for b in ratios)
    return {
        "krugman": sum(abs(a - b) for a, b in zip(p, q, strict=True)),
        "herfindahl": sum(a * a for a in p),
        "entropy": -sum(a * math.log2(a) for a in p if a > 0),
        "hachman": 1 / sum(a * a / b for a, b in zip(p, q, strict=True) if b > 0),
        "gini": gaps / (2 * len(ratios) * sum(ratios)),
    }


counts = st.one_of(st.just(0), st.integers(0, 50_000)).map(float)
countries = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: hnp.arrays(np.float64, shape, elements=counts)
)


@given(countries)
def test_each_index_against_loops(country: Array) -> None:
    for name, index in INDICES.items():
        found = index(country)
        for j, row in enumerate(country.tolist()):
            if sum(row) == 0:
                assert np.isnan(found[j])
            else:
                expected = by_loops(row, country.sum(axis=0).tolist())[name]
                assert found[j] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(countries, st.integers(2, 50), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_neither_size_nor_order_matters(country: Array, factor: int, random: Any) -> None:
    order = list(range(country.shape[1]))
    random.shuffle(order)
    for index in INDICES.values():
        again = index(factor * country[:, order])
        np.testing.assert_allclose(again, index(country), rtol=1e-9, atol=1e-12)


@given(countries)
@settings(max_examples=50)
def test_the_reference_is_not_specialised(country: Array) -> None:
    whole = country.sum(axis=0)
    if whole.sum() > 0:
        for index, least in ((krugman, 0), (specialisation_gini, 0), (hachman, 1)):
            assert index([whole], whole)[0] == pytest.approx(least, abs=1e-9)


def test_a_sector_that_the_reference_has_not() -> None:
    assert hachman([[10.0, 5.0]], [10.0, 0.0]).tolist() == [0]
    assert krugman([[10.0, 10.0]], [10.0, 0.0]).tolist() == [1]
    assert np.isnan(specialisation_intervals([[10.0, 5.0]], [10.0, 0.0])["hachman"]).all()


def numeric_variance(name: str, jobs: Array, squares: Array, j: int) -> float:
    """Return the variance of an index by moving each cell a little, one after the other."""
    variance = 0.0
    for cell in np.ndindex(jobs.shape):
        if jobs[cell] > 0:
            step = np.zeros_like(jobs)
            step[cell] = 1e-4 * jobs[cell]
            up, down = INDICES[name](jobs + step)[j], INDICES[name](jobs - step)[j]
            variance += squares[cell] * ((up - down) / (2 * step[cell])) ** 2
    return variance


@pytest.mark.parametrize("name", INDICES)
def test_bounds_against_slopes_found_by_moving_cells(name: str) -> None:
    jobs = np.array([[900.0, 310.0, 2400.0], [400.0, 2600.0, 2900.0], [1200.0, 0.0, 9000.0]])
    squares = jobs * [[3.0, 1.0, 7.0]]
    lower, upper = specialisation_intervals(jobs, None, squares)[name]
    for j in range(3):
        half = 1.959963984540054 * math.sqrt(numeric_variance(name, jobs, squares, j))
        found = INDICES[name](jobs)[j]
        assert lower[j] == pytest.approx(found - half, rel=1e-5)
        assert upper[j] == pytest.approx(found + half, rel=1e-5)


@pytest.mark.parametrize("name", INDICES)
def test_nineteen_times_out_of_twenty_the_bounds_hold_the_truth(name: str) -> None:
    truth = np.array([[900.0, 300.0, 2400.0], [400.0, 2600.0, 3000.0], [1200.0, 5600.0, 6000.0]])
    drawn = np.random.default_rng(3).poisson(truth, (300, 3, 3)).astype(float)
    inside = []
    for jobs in drawn:
        lower, upper = specialisation_intervals(jobs)[name]
        expected = INDICES[name](truth)
        inside.append((lower <= expected) & (expected <= upper))
    coverage = np.mean(inside, axis=0)
    assert (coverage > 0.91).all()
    assert (coverage < 0.985).all()


def test_a_table_gives_five_indices_with_bounds() -> None:
    rows = specialisation(COUNTRY, period=2024).to_table().to_pylist()
    assert [row["component"] for row in rows] == list(INDICES) * 2
    assert all(row["lower"] <= row["value"] <= row["upper"] for row in rows)
    assert {(row["sector"], row["period"], row["status"]) for row in rows} == {(None, "2024", "ok")}
    bare = specialisation(COUNTRY, period=2024, interval="none").to_table()
    assert bare["lower"].null_count == len(rows)


def test_what_is_not_known_is_said() -> None:
    secret = COUNTRY | {"value": [0, 0, 40, None], "status": ["", "", "", "secret"]}
    rows = specialisation(secret, period=2024).to_table().to_pylist()
    assert {(row["territory"], row["status"]) for row in rows} == {
        ("A", "undefined"),  # no jobs
        ("B", "partial"),  # of the sectors that are known
    }
    hidden = COUNTRY | {"value": [60, 40, None, None], "status": ["", "", "secret", "secret"]}
    rows = specialisation(hidden, period=2024).to_table().to_pylist()
    assert {row["status"] for row in rows if row["territory"] == "B"} == {"secret"}


def test_the_employment_zones_in_one_call(zones: pa.Table) -> None:
    answer = specialisation(zones, period=2024, absent="zero", nomenclature="A38")
    found = answer.by_territory["krugman"]
    assert found.value.shape == (305,)
    assert ((found.value >= 0) & (found.value <= 2)).all()


@pytest.mark.parametrize(
    ("options", "says"),
    [({"interval": "bootstrap"}, "'none' or 'delta'"), ({"reference": "C"}, "Unknown reference")],
)
def test_unknown_options_are_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        specialisation(COUNTRY, **({"period": 2024} | options))
    assert says in str(refused.value)
