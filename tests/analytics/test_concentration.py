"""Concentration: published answers, loops over establishments, identities and bad input."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terreau.analytics import (
    coagglomeration,
    concentration,
    concentration_gini,
    ellison_glaeser,
    hoover,
    locational_gini,
)
from terreau.analytics.inequality import gini
from terreau.core.errors import BadInput

Array = npt.NDArray[np.float64]
Establishments = list[list[list[float]]]  # territory → sector → jobs of each

COUNTRY: dict[str, Any] = {
    "territory": ["A", "A", "B", "B"],
    "sector": ["industry", "services"] * 2,
    "period": [2024] * 4,
    "value": [60, 40, 40, 260],
    "sum_squares": [400, 80, 160, 1000],
}


@pytest.fixture(scope="module")
def reat(shared: Path) -> Path:
    return shared / "cases/analytics/reat"


@pytest.fixture(scope="module")
def published(reat: Path) -> dict[str, Any]:
    return dict(json.loads((reat / "published_outputs.json").read_text()))


def powers(country: Establishments, power: int) -> Array:
    return np.array([[sum(size**power for size in cell) for cell in row] for row in country], float)


@pytest.fixture(scope="module")
def firms(reat: Path) -> tuple[list[str], Establishments, list[float]]:
    """Return Farhauer and Kröll's 42 firms: industries, their firms by region, jobs of regions."""
    cells: dict[tuple[str, str], list[float]] = defaultdict(list)
    region_jobs = {}
    with (reat / "FK2014_EGC.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            cells[row["region"], row["industry"]].append(float(row["emp_firm"]))
            region_jobs[row["region"]] = float(row["emp_region"])
    names = sorted({industry for _, industry in cells})
    country = [[cells[region, name] for name in names] for region in region_jobs]
    return names, country, list(region_jobs.values())


def test_seventeen_german_industries(reat: Path, published: dict[str, Any]) -> None:
    names = json.loads((reat / "dimnames.json").read_text())
    with (reat / "G.regions.industries.csv").open(encoding="latin-1", newline="") as file:
        jobs = {
            (row["region_code"], row["ind_code"]): float(row["emp_all"])
            for row in csv.DictReader(file)
        }
    values = [[jobs[region, i] for i in names["conc_rows"]] for region in names["spec_rows"]]
    to_move, unequal, _ = np.array(published["conc_Gregions"]).T
    np.testing.assert_allclose(hoover(values), to_move, rtol=1e-9)
    np.testing.assert_allclose(concentration_gini(values), unequal, rtol=1e-9)


def test_the_product_of_german_regions(published: dict[str, Any]) -> None:
    germany = published["germany_gdp2015"]
    product = np.array(germany["gdp"])
    assert hoover(product[:, None], germany["pop"])[0] == pytest.approx(germany["hoover"], rel=1e-9)
    assert gini([product])[0] == pytest.approx(germany["gini"], rel=1e-9)
    assert gini([product])[0] * 16 / 15 == pytest.approx(germany["gini_norm"], rel=1e-9)


def test_five_regions_of_the_manual_of_econgeo(shared: Path) -> None:
    text = (shared / "cases/analytics/econgeo/manpage_examples.json").read_text()
    examples = json.loads(text)
    jobs = examples["input_5x5"]
    area = [row["Loc.Gini"] for row in examples["locational_gini"]]
    np.testing.assert_allclose(locational_gini(jobs), area, rtol=1e-9)
    # Its regions are equally large, so that weighing them changes nothing.
    np.testing.assert_allclose(concentration_gini(jobs), 2 * np.array(area), rtol=1e-9)
    to_move = [row["Hoover.index"] for row in examples["hoover_index_round2"]]
    np.testing.assert_allclose(100 * hoover(jobs), to_move, atol=0.005)


def test_ten_firms_in_three_towns(published: dict[str, Any]) -> None:
    towns: Establishments = [
        [[200, 650, 12000, 100, 50]],
        [[16000, 13000, 1500, 1500]],
        [[25000]],
    ]
    found = ellison_glaeser(
        powers(towns, 1), powers(towns, 2), [500000, 400000, 100000], powers(towns, 4)
    )
    expected = published["ellison_a_FK2014"]
    assert found.gamma[0] == pytest.approx(expected["Gamma i"], rel=1e-9)
    assert found.raw[0] == pytest.approx(expected["G i"], rel=1e-9)
    assert found.z[0] == pytest.approx(expected["z Gi"], rel=1e-9)
    assert found.establishments[0] == pytest.approx(expected["HHI i"], rel=1e-9)


def test_forty_two_firms(
    firms: tuple[list[str], Establishments, list[float]], published: dict[str, Any]
) -> None:
    _, country, _ = firms
    found = ellison_glaeser(powers(country, 1), powers(country, 2), None, powers(country, 4))
    gamma, raw, z, count, lumps = np.array(published["ellison_a2_FK2014_REAT"]).T
    np.testing.assert_allclose(found.gamma, gamma, rtol=1e-9)
    np.testing.assert_allclose(found.raw, raw, rtol=1e-9)
    np.testing.assert_allclose(found.z, z, rtol=1e-9)
    np.testing.assert_allclose(found.establishments, lumps, rtol=1e-9)
    np.testing.assert_array_equal(powers(country, 0).sum(axis=0), count)


def test_coagglomeration_of_the_textbook(
    reat: Path, firms: tuple[list[str], Establishments, list[float]]
) -> None:
    names, country, region_jobs = firms
    textbook = json.loads((reat / "ellison_c_textbook.json").read_text())
    jobs, squares = powers(country, 1), powers(country, 2)
    each = ellison_glaeser(jobs, squares, region_jobs).gamma
    assert dict(zip(names, each, strict=True)) == pytest.approx(textbook["gamma_i"], rel=1e-9)
    found = coagglomeration(jobs, squares, region_jobs)
    assert found == pytest.approx(textbook["gamma_c"], rel=1e-9)


def gamma_by_loops(country: Establishments, i: int) -> float:
    """Follow the paper: shares, Herfindahl over firms, then the index."""
    everything = sum(sum(sum(cell) for cell in row) for row in country)
    of_sector = sum(sum(row[i]) for row in country)
    raw, same, lumps = 0.0, 0.0, 0.0
    for row in country:
        x = sum(sum(cell) for cell in row) / everything
        raw += (sum(row[i]) / of_sector - x) ** 2
        same += x * x
        lumps += sum((size / of_sector) ** 2 for size in row[i])
    if same > 1 - 1e-9 or lumps > 1 - 1e-9:
        return math.nan
    return (raw - (1 - same) * lumps) / ((1 - same) * (1 - lumps))


sizes = st.lists(st.integers(1, 400).map(float), max_size=4)
countries = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(sizes, min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@given(countries)
@settings(max_examples=60)
def test_ellison_and_glaeser_against_loops(country: Establishments) -> None:
    found = ellison_glaeser(powers(country, 1), powers(country, 2)).gamma
    for i in range(len(country[0])):
        if not any(row[i] for row in country):
            assert np.isnan(found[i])
        else:
            expected = gamma_by_loops(country, i)
            assert found[i] == pytest.approx(expected, rel=1e-6, abs=1e-9, nan_ok=True)


def test_darts_are_not_a_cluster() -> None:
    """Firms thrown at random, as the paper supposes: the mean index is zero, z has deviation 1."""
    chance, room = np.random.default_rng(7), np.array([0.5, 0.3, 0.2])
    firm_jobs = chance.integers(5, 200, 40).astype(float)
    gammas, scores = [], []
    for _ in range(600):
        place = chance.choice(3, 40, p=room)
        jobs, squares, fourths = (
            np.bincount(place, firm_jobs**power, 3)[:, None] for power in (1, 2, 4)
        )
        found = ellison_glaeser(jobs, squares, room * 1000, fourths)
        gammas.append(found.gamma[0])
        scores.append(found.z[0])
    assert np.mean(gammas) == pytest.approx(0, abs=0.005)
    assert np.std(scores) == pytest.approx(1, abs=0.1)


@given(countries, st.integers(2, 20))
@settings(max_examples=40)
def test_size_does_not_matter_and_ranges_hold(country: Establishments, factor: int) -> None:
    jobs, squares = powers(country, 1), powers(country, 2)
    for index, most in ((hoover, 1), (concentration_gini, 1), (locational_gini, 0.5)):
        found = index(jobs)
        np.testing.assert_allclose(index(factor * jobs), found, rtol=1e-9, atol=1e-12)
        defined = found[~np.isnan(found)]
        assert ((defined >= 0) & (defined <= most)).all()
        assert np.isnan(found).tolist() == (jobs.sum(axis=0) == 0).tolist()
    larger = ellison_glaeser(factor * jobs, factor**2 * squares).gamma
    np.testing.assert_allclose(larger, ellison_glaeser(jobs, squares).gamma, rtol=1e-6, atol=1e-9)


def test_cutting_a_territory_in_two_alike_parts() -> None:
    whole = np.array([[60.0, 40.0], [40.0, 260.0], [10.0, 90.0]])
    cut = np.vstack([whole[0] / 2, whole[0] / 2, whole[1:]])
    np.testing.assert_allclose(locational_gini(cut), locational_gini(whole), rtol=1e-12)
    np.testing.assert_allclose(hoover(cut), hoover(whole), rtol=1e-12)
    assert np.abs(concentration_gini(cut) - concentration_gini(whole)).max() > 0.01


def test_coagglomeration_without_meaning() -> None:
    assert math.isnan(coagglomeration([[10.0], [10.0]], [[50.0], [50.0]]))
    assert math.isnan(coagglomeration([[10.0, np.nan], [1.0, 1.0]], [[50.0, 1.0], [1.0, 1.0]]))
    assert math.isnan(coagglomeration([[10.0, 5.0]], [[50.0, 25.0]]))


def test_a_table_gives_three_indices() -> None:
    rows = concentration(COUNTRY, period=2024).to_table().to_pylist()
    assert [row["component"] for row in rows] == ["gini", "hoover", "ellison_glaeser"] * 2
    assert {(row["territory"], row["status"]) for row in rows} == {(None, "ok")}
    assert rows[1]["value"] == pytest.approx(0.35)


def status_of(table: dict[str, Any]) -> dict[tuple[str, str], str]:
    rows = concentration(table, period=2024).to_table().to_pylist()
    return {(row["sector"], row["component"]): row["status"] for row in rows}


def test_without_sums_of_squares_there_is_no_ellison_glaeser() -> None:
    bare = {name: column for name, column in COUNTRY.items() if name != "sum_squares"}
    rows = concentration(bare, period=2024).to_table().to_pylist()
    last = [row for row in rows if row["component"] == "ellison_glaeser"]
    assert [(row["value"], row["status"]) for row in last] == [(None, "undefined")] * 2
    found = status_of(COUNTRY | {"sum_squares": [None, 80, 160, 1000]})
    assert found["industry", "ellison_glaeser"] == "undefined"
    assert found["services", "ellison_glaeser"] == "ok"


def test_a_secret_cell_makes_what_it_touches_partial() -> None:
    secret = COUNTRY | {"value": [60, None, 40, 260], "status": ["", "secret", "", ""]}
    assert status_of(secret) == {
        ("industry", "gini"): "ok",  # quotients compare like with like
        ("industry", "hoover"): "partial",  # all the jobs of A are not known
        ("industry", "ellison_glaeser"): "partial",
        ("services", "gini"): "partial",
        ("services", "hoover"): "partial",
        ("services", "ellison_glaeser"): "undefined",  # what is known is one territory
    }


@pytest.mark.parametrize(
    ("change", "options", "says"),
    [
        ({}, {"reference": "A"}, "no other reference"),
        ({}, {"reference": COUNTRY}, "no other reference"),
        ({"sum_squares": [4000, 80, 160, 1000]}, {}, "A sum of squares cannot be"),
    ],
)
def test_bad_input_is_refused(change: dict[str, Any], options: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        concentration(COUNTRY | change, **({"period": 2024} | options))
    assert says in str(refused.value)


def test_one_number_a_territory_is_needed() -> None:
    with pytest.raises(BadInput):
        hoover([[1.0], [2.0]], [1.0])
