"""Bounds of location quotients: against loops over establishments, chance itself, and reason."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import bootstrap_interval, delta_interval, location_quotient, quotients
from terreau.analytics.location_quotient.intervals import NORMAL_QUANTILE

Array = npt.NDArray[np.float64]
Establishments = list[list[list[float]]]  # territory → sector → jobs of each

sizes = st.lists(st.integers(1, 400).map(float), max_size=4)
countries = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(sizes, min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def arrays(country: Establishments) -> tuple[Array, Array]:
    jobs = [[sum(cell) for cell in row] for row in country]
    squares = [[sum(size**2 for size in cell) for cell in row] for row in country]
    return np.array(jobs, dtype=float), np.array(squares, dtype=float)


def variance_by_loops(country: Establishments, j: int, i: int) -> float:
    """Sum over every establishment the square of what it adds to log LQ of cell (j, i)."""
    jobs, _ = arrays(country)
    cell, own, sector, whole = jobs[j, i], jobs[j].sum(), jobs[:, i].sum(), jobs.sum()
    variance = 0.0
    for territory, row in enumerate(country):
        for place, sizes_of_cell in enumerate(row):
            for size in sizes_of_cell:
                adds = 1 / whole
                if territory == j:
                    adds -= 1 / own
                if place == i:
                    adds -= 1 / sector
                if territory == j and place == i:
                    adds += 1 / cell
                variance += (size * adds) ** 2
    return variance


@given(countries)
@settings(max_examples=60)
def test_the_delta_method_against_loops_over_establishments(country: Establishments) -> None:
    jobs, squares = arrays(country)
    lower, upper = delta_interval(jobs, None, squares)
    found = quotients(jobs)
    for j, i in np.ndindex(jobs.shape):
        if jobs[j, i] == 0:
            assert np.isnan([lower[j, i], upper[j, i]]).all()
            continue
        half = NORMAL_QUANTILE * math.sqrt(variance_by_loops(country, j, i))
        # Rounding may leave 1e-9 of a spread where there is none: one territory, one sector.
        assert math.log(upper[j, i] / found[j, i]) == pytest.approx(half, rel=1e-6, abs=1e-6)
        assert math.log(found[j, i] / lower[j, i]) == pytest.approx(half, rel=1e-6, abs=1e-6)


def test_jobs_alone_are_the_formula_of_the_textbook() -> None:
    jobs = np.array([[60.0, 40.0], [40.0, 260.0]])
    lower, upper = delta_interval(jobs)
    variance = 1 / 60 - 1 / 100 - 1 / 100 + 1 / 400 + 2 * (2.4 - 1) / 400
    assert np.log(upper / lower)[0, 0] / 2 / NORMAL_QUANTILE == pytest.approx(math.sqrt(variance))


def test_the_usual_formula_of_a_small_territory() -> None:
    """Its last term left out, 1/e − 1/eⱼ − 1/Eᵢ + 1/E is within a thousandth here."""
    jobs = np.array([[300.0, 9700.0], [700_000.0, 24_000_000.0]])
    lower, upper = delta_interval(jobs)
    usual = 1 / 300 - 1 / 10_000 - 1 / 700_300 + 1 / jobs.sum()
    found = (np.log(upper / lower)[0, 0] / 2 / NORMAL_QUANTILE) ** 2
    assert found == pytest.approx(usual, rel=1e-3)


def test_a_sector_that_stands_in_one_place_has_bounds() -> None:
    """There the usual formula gives a negative variance: −1/eⱼ + 1/E."""
    lower, upper = delta_interval([[50.0, 150.0], [0.0, 1800.0]])
    assert lower[0, 0] < 10 < upper[0, 0]


def test_a_reference_counted_apart_adds_its_own_spread() -> None:
    jobs, nation = np.array([[60.0, 40.0]]), np.array([100.0, 300.0])
    lower, upper = delta_interval(jobs, nation)
    variance = 1 / 60 - 1 / 100 + 1 / 100 - 1 / 400
    assert np.log(upper / lower)[0, 0] / 2 / NORMAL_QUANTILE == pytest.approx(math.sqrt(variance))


@given(countries)
@settings(max_examples=60)
def test_lumps_only_widen(country: Establishments) -> None:
    jobs, squares = arrays(country)
    alone, lumpy = delta_interval(jobs), delta_interval(jobs, None, squares)
    defined = ~np.isnan(alone[0])
    assert (lumpy[0][defined] <= alone[0][defined] * (1 + 1e-6)).all()
    assert (lumpy[1][defined] >= alone[1][defined] * (1 - 1e-6)).all()


@given(hnp.arrays(np.float64, (4, 3), elements=st.integers(1, 5000).map(float)))
@settings(max_examples=30)
def test_four_times_the_jobs_halve_the_spread(jobs: Array) -> None:
    narrow, wide = delta_interval(4 * jobs), delta_interval(jobs)
    ratio = np.log(wide[1] / wide[0]) / np.log(narrow[1] / narrow[0])
    np.testing.assert_allclose(ratio, 2, rtol=1e-6)


def test_a_secret_cell_has_no_bounds_and_moves_none_elsewhere() -> None:
    jobs = np.array([[np.nan, 30.0, 10.0], [20.0, 30.0, 10.0]])
    without = delta_interval([[30.0, 10.0]], [60.0, 20.0])
    lower, upper = delta_interval(jobs[:1], [np.nan, 60.0, 20.0])
    assert np.isnan([lower[0, 0], upper[0, 0]]).all()
    np.testing.assert_allclose(lower[0, 1:], without[0][0])


def draws(mean: Array, size: float, times: int) -> Array:
    """Return tables whose cells hold a chance number of establishments of one size."""
    counts = np.random.default_rng(11).poisson(mean / size, (times, *mean.shape))
    return counts.astype(np.float64) * size


TRUTH = np.array([[900.0, 300.0, 2400.0], [400.0, 2600.0, 3000.0], [1200.0, 5600.0, 9000.0]])


@pytest.mark.parametrize("size", [1.0, 10.0])
def test_nineteen_times_out_of_twenty_the_bounds_hold_the_truth(size: float) -> None:
    truth = quotients(TRUTH)
    inside = []
    for jobs in draws(TRUTH, size, 400):
        lower, upper = delta_interval(jobs, None, jobs * size)
        inside.append((lower <= truth) & (truth <= upper))
    coverage = np.mean(inside, axis=0)
    assert (coverage > 0.92).all()
    assert (coverage < 0.98).all()


LARGE = 20 * TRUTH  # where few establishments make the draws lopsided, the two differ


@pytest.mark.parametrize("reference", [None, LARGE.sum(axis=0)])
def test_drawing_again_agrees_with_the_formula(reference: Array | None) -> None:
    squares, chance = 8 * LARGE, np.random.default_rng(5)
    by_formula = delta_interval(LARGE, reference, squares)
    by_chance = bootstrap_interval(LARGE, chance, reference, squares, draws=2000)
    truth = np.log(quotients(LARGE, reference))
    for formula, drawn in zip(by_formula, by_chance, strict=True):
        ratio = (np.log(drawn) - truth) / (np.log(formula) - truth)
        np.testing.assert_allclose(ratio, 1, atol=0.12)


def test_the_same_seed_draws_the_same_bounds() -> None:
    one, again, other = (
        bootstrap_interval(TRUTH, np.random.default_rng(seed), draws=20) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


TABLE: dict[str, Any] = {
    "territory": ["A", "A", "B", "B"],
    "sector": ["industry", "services"] * 2,
    "period": [2024] * 4,
    "value": [60, 40, 40, 260],
}


@pytest.mark.parametrize("interval", ["delta", "bootstrap"])
@pytest.mark.parametrize("reference", ["nation", "leave-one-out", "B", TABLE])
def test_the_table_has_bounds_on_either_side(interval: Any, reference: Any) -> None:
    answer = location_quotient(TABLE, period=2024, interval=interval, reference=reference, seed=3)
    rows = answer.to_table().to_pylist()
    assert all(row["lower"] < row["value"] < row["upper"] for row in rows)
    assert answer.asked.get("seed") == ("3" if interval == "bootstrap" else None)


def test_no_bounds_when_none_are_asked() -> None:
    answer = location_quotient(TABLE, period=2024, interval="none")
    assert answer.to_table()["lower"].null_count == 4
    assert "establishments" not in answer.asked


def test_the_bounds_use_the_best_that_is_known_of_establishments() -> None:
    tables = {
        "jobs": TABLE,
        "units": TABLE | {"units": [6, 4, 8, 13]},
        "sum_squares": TABLE | {"sum_squares": [3000, 1000, 900, 9000], "units": [6, 4, 8, 13]},
    }
    widths = []
    for best, table in tables.items():
        answer = location_quotient(table, period=2024)
        assert answer.asked["establishments"] == best
        found = answer.by_cell["location_quotient"]
        assert found.lower is not None
        assert found.upper is not None
        widths.append(np.log(found.upper / found.lower)[0, 0])
    assert widths == sorted(widths)
    assert widths[0] < widths[2]


@pytest.mark.parametrize("transform", ["log", "symmetric", "z"])
def test_bounds_move_to_the_scale_of_the_value(transform: Any) -> None:
    rows = location_quotient(TABLE, period=2024, transform=transform).to_table().to_pylist()
    assert all(row["lower"] < row["value"] < row["upper"] for row in rows)
