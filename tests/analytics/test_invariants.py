"""What holds of any country, for the kernels whose own tests do not already say it.

Unit (jobs counted in another one), order of territories and sectors, and empty lines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import (
    anova,
    chained,
    component_bounds,
    concentration_gini,
    delta_interval,
    dunn,
    ellison_glaeser,
    esteban,
    hachman,
    hoover,
    krugman,
    locational_gini,
    specialisation_intervals,
    typology_of_shares,
)

Array = npt.NDArray[np.float64]
Random = Any  # the randomness of Hypothesis

jobs = st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 200_000)).map(float)
some_jobs = st.integers(1, 20_000).map(float)


@st.composite
def histories(draw: st.DrawFn, cell: st.SearchStrategy[float], periods: int = 3) -> Array:
    """Return (period, territory, sector) jobs."""
    shape = (periods, draw(st.integers(2, 5)), draw(st.integers(2, 4)))
    return draw(hnp.arrays(np.float64, shape, elements=cell))


def orders(country: Array, random: Random) -> tuple[list[int], list[int]]:
    rows, columns = (list(range(size)) for size in country.shape[-2:])
    random.shuffle(rows)
    random.shuffle(columns)
    return rows, columns


def close(found: Array, expected: Array, size: float) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-10 * size)


def size_of(parts: dict[str, Array], country: Array) -> float:
    """Return what rounding is relative to: parts may be millions of times what they add up to."""
    return max(float(country.sum()), *(float(np.nanmax(np.abs(p))) for p in parts.values()), 1.0)


@pytest.mark.parametrize("kernel", [dunn, esteban])
@given(history=histories(jobs), random=st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_does_not_matter_to_a_chain(
    kernel: Callable[..., Any], history: Array, random: Random
) -> None:
    rows, columns = orders(history, random)
    found = chained(kernel, history)
    moved = chained(kernel, history[:, rows][:, :, columns])
    for name, part in found.parts.items():
        close(moved.parts[name], part[np.ix_(rows, columns)], size_of(found.parts, history))


@pytest.mark.parametrize("kernel", [dunn, esteban])
@given(history=histories(jobs))
@settings(max_examples=40)
def test_a_sector_and_a_territory_of_nobody_change_nothing(
    kernel: Callable[..., Any], history: Array
) -> None:
    wider = np.pad(history, ((0, 0), (0, 1), (0, 1)))
    found, again = chained(kernel, history), chained(kernel, wider)
    assert again.kept.all()
    for name, part in again.parts.items():
        close(part[:-1, :-1], found.parts[name], size_of(found.parts, history))
        assert not part[-1].any()
        assert not part[:, -1].any()


@given(histories(some_jobs, periods=2), st.integers(2, 500), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_analysis_of_variance_has_no_unit_and_no_order(
    history: Array, factor: int, random: Random
) -> None:
    found = anova(*history)
    rows, columns = orders(history, random)
    again = anova(*(factor * year[np.ix_(rows, columns)] for year in history))
    for name, part in found.parts.items():
        expected = factor * part[np.ix_(rows, columns)]
        close(again.parts[name], expected, factor * size_of(found.parts, history))


@given(histories(some_jobs, periods=2))
@settings(max_examples=40)
def test_the_analysis_of_variance_has_one_rate_a_sector_and_one_a_place(history: Array) -> None:
    found, base = anova(*history), history[0]
    size = size_of(found.parts, history)
    for part, axis in ((found.macro, None), (found.structural, 0), (found.geographic, 1)):
        rates = part / base
        spread = rates.max(axis=axis) - rates.min(axis=axis)
        np.testing.assert_allclose(spread, 0, atol=1e-9 * size)


@given(histories(jobs), st.integers(2, 500), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_bounds_have_no_unit_and_no_order(history: Array, factor: int, random: Random) -> None:
    lower, upper = history, history + 7
    rows, columns = orders(history, random)
    found = component_bounds(lower, upper)
    low, high = (factor * ends[:, rows][:, :, columns] for ends in (lower, upper))
    again = component_bounds(low, high)
    for name, bound in found.items():
        for ours, theirs in ((bound.low, again[name].low), (bound.high, again[name].high)):
            size = factor * max(1.0, float(np.nan_to_num(np.abs(ours)).max()), upper.sum())
            close(theirs, factor * ours[np.ix_(rows, columns)], size)


@given(histories(jobs, periods=1), st.integers(2, 90), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_concentration_has_no_unit_and_no_order(
    history: Array, factor: int, random: Random
) -> None:
    country = history[0]
    rows, columns = orders(country, random)
    moved = factor * country[np.ix_(rows, columns)]
    for index in (hoover, concentration_gini, locational_gini):
        np.testing.assert_allclose(index(moved), index(country)[columns], rtol=1e-9, atol=1e-12)
    found = ellison_glaeser(country, country**2 / 3)  # in each cell three alike
    again = ellison_glaeser(moved, moved**2 / 3)
    np.testing.assert_allclose(again.gamma, found.gamma[columns], rtol=1e-6, atol=1e-9)


@given(histories(some_jobs, periods=1), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_intervals_hold_the_value_and_have_no_order(history: Array, random: Random) -> None:
    country = history[0]
    rows, columns = orders(country, random)
    place = np.ix_(rows, columns)
    for ours, theirs in zip(delta_interval(country), delta_interval(country[place]), strict=True):
        # Rounding decides the spread of a quotient that has none.
        np.testing.assert_allclose(theirs, ours[place], rtol=1e-5)
    values = {"krugman": krugman(country), "hachman": hachman(country)}
    for name, (lower, upper) in specialisation_intervals(country).items():
        defined = ~np.isnan(lower)
        assert (lower <= upper + 1e-12)[defined].all()
        if name in values:
            assert ((lower - 1e-9 <= values[name]) & (values[name] <= upper + 1e-9))[defined].all()


@given(histories(some_jobs, periods=2), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_typology_has_no_order_and_its_classes_share_one(
    history: Array, random: Random
) -> None:
    shares, total = history[:, :, 0] / history.sum(axis=2), history.sum(axis=2)
    rows, _ = orders(history[0], random)
    found = typology_of_shares(shares, total, 1)
    again = typology_of_shares(shares[:, rows], total[:, rows], 1)
    np.testing.assert_allclose(again.probability, found.probability[rows], atol=1e-12)
    np.testing.assert_allclose(found.probability.sum(axis=1), 1)
    assert ((found.margin >= 0).sum(axis=1) >= 1).all()
