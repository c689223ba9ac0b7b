"""Hidden cells: whatever they are, the components lie inside; what the narrow table then says."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import chained, component_bounds, dunn, esteban, shift_share
from terreau.core.errors import BadInput

Array = npt.NDArray[np.float64]
jobs = st.one_of(st.just(0), st.integers(0, 40), st.integers(0, 3_000)).map(float)
shares = st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0])

# B's industry is secret in 2024, between 60 and 80; without it A alone is the reference.
SECRET: dict[str, Any] = {
    "territory": ["A", "A", "B", "B"] * 2,
    "sector": ["industry", "services"] * 4,
    "period": [2019] * 4 + [2024] * 4,
    "value": [100, 50, 100, 150, 90, 70, None, 230],
    "status": ["ok"] * 6 + ["secret", "ok"],
    "lower": [None] * 6 + [60, None],
    "upper": [None] * 6 + [80, None],
}


@st.composite
def hidden(draw: st.DrawFn) -> tuple[Array, Array, Array]:
    """Return lower and upper bounds, (period, territory, sector), and a filling inside."""
    shape = (draw(st.integers(2, 3)), draw(st.integers(2, 4)), draw(st.integers(1, 4)))
    ends = [draw(hnp.arrays(np.float64, shape, elements=jobs)) for _ in range(2)]
    is_hidden = draw(hnp.arrays(np.bool_, shape))
    lower = np.minimum(*ends)
    upper = np.where(is_hidden, np.maximum(*ends), lower)
    share = draw(hnp.arrays(np.float64, shape, elements=shares))
    return lower, upper, np.clip(lower + share * (upper - lower), lower, upper)


def others(filling: Array) -> Array:
    rest: Array = filling.sum(axis=1, keepdims=True) - filling
    return np.maximum(rest, 0)


def assert_inside(bounds: dict[str, Any], effects: Any, filling: Array) -> int:
    """Check each component that has a bound and a value; return how many bounds were there."""
    seen = 0
    for name, bound in bounds.items():
        found = effects.parts[name]
        size = max(1.0, filling.sum(), np.abs(np.nan_to_num(found)).max())
        for end, side in ((bound.low, 1), (bound.high, -1)):
            said = ~np.isnan(end) & ~np.isnan(found)
            assert (side * (found - end)[said] >= -1e-9 * size).all(), name
            seen += int(said.sum())
    return seen


@given(hidden())
@settings(max_examples=60)
def test_any_filling_gives_components_inside(country: tuple[Array, Array, Array]) -> None:
    lower, upper, filling = country
    bounds = component_bounds(lower, upper, with_local_parts=True)
    assert_inside(bounds, chained(esteban, filling), filling)
    # Local effects are always bounded in the country they belong to.
    assert np.isfinite([bounds["local"].low, bounds["local"].high]).all()


@given(hidden())
@settings(max_examples=60)
def test_and_against_all_the_others(country: tuple[Array, Array, Array]) -> None:
    lower, upper, filling = country
    bounds = component_bounds(lower, upper, "leave-one-out", with_local_parts=True)
    assert_inside(bounds, chained(esteban, filling, others(filling)), filling)


@given(hidden())
@settings(max_examples=60)
def test_and_against_one_territory(country: tuple[Array, Array, Array]) -> None:
    lower, upper, filling = country
    bounds = component_bounds(lower, upper, (lower[:, 0], upper[:, 0]), with_local_parts=True)
    assert_inside(bounds, chained(esteban, filling, filling[:, 0]), filling)


@given(hidden())
@settings(max_examples=40)
def test_where_nothing_is_hidden_the_bounds_are_the_components(
    country: tuple[Array, Array, Array],
) -> None:
    *_, filling = country
    filling = filling + 1.0  # a sector without jobs at the first date bounds nothing
    bounds = component_bounds(filling, filling, with_local_parts=True)
    effects = chained(esteban, filling)
    for name, bound in bounds.items():
        size = 1e-9 * max(1.0, filling.sum(), np.abs(effects.parts[name]).max())
        np.testing.assert_allclose(bound.low, effects.parts[name], atol=size)
        np.testing.assert_allclose(bound.high, effects.parts[name], atol=size)


@given(hidden())
@settings(max_examples=40)
def test_the_bounds_of_a_local_effect_are_reached(country: tuple[Array, Array, Array]) -> None:
    """One hidden cell at its ends gives its bounds exactly: they are not only outer."""
    lower, upper, filling = (periods[:2] + 1.0 for periods in country)
    one_low, one_high = filling.copy(), filling.copy()
    one_low[1, 0, 0], one_high[1, 0, 0] = lower[1, 0, 0], upper[1, 0, 0]
    local = component_bounds(one_low, one_high)["local"]
    at_ends = [dunn(*end).local[:, 0] for end in (one_low, one_high)]
    np.testing.assert_allclose(local.low[:, 0], np.minimum(*at_ends), atol=1e-8)
    np.testing.assert_allclose(local.high[:, 0], np.maximum(*at_ends), atol=1e-8)


def test_a_cell_that_nothing_bounds_leaves_other_sectors_their_local_bounds() -> None:
    lower = np.array([[[10.0, 20], [30, 40]], [[np.nan, 25], [30, 41]]])
    bounds = component_bounds(lower, lower)
    assert np.isnan(bounds["local"].low[:, 0]).all()
    assert np.isfinite(bounds["local"].low[:, 1]).all()
    assert np.isnan(bounds["macro"].low).all()


# ---------------------------------------------------------------- in the narrow table


def rows(table: Any) -> dict[tuple[str | None, str | None, str], dict[str, Any]]:
    return {(r["territory"], r["sector"], r["component"]): r for r in table.to_pylist()}


def test_a_territory_between_its_bounds() -> None:
    """By hand: industry falls from 200 to 150–170, A would have had 75–85 of it and has 90."""
    result = shift_share(SECRET, start=2019, end=2024)
    found = rows(result.to_table())
    a, b = found["A", None, "local"], found["B", None, "local"]
    # In services A would have had 75 and has 70; B 225 and has 230.
    assert (a["lower"], a["upper"]) == (pytest.approx(90 - 85 - 5), pytest.approx(90 - 75 - 5))
    assert (b["lower"], b["upper"]) == (pytest.approx(60 - 75 + 5), pytest.approx(80 - 85 + 5))
    assert (a["status"], b["status"]) == ("ok", "partial")
    total = found["B", None, "total"]
    assert (total["lower"], total["upper"], total["value"]) == (40, 60, 80)
    # The country grows from 400 to 450–470.
    macro = found["A", None, "macro"]
    assert (macro["lower"], macro["upper"]) == pytest.approx((150 * 50 / 400, 150 * 70 / 400))


def test_a_hidden_cell_without_bounds_has_none_and_leaves_a_partial_sum() -> None:
    table = SECRET | {"lower": [None] * 8, "upper": [None] * 8}
    found = rows(shift_share(table, start=2019, end=2024).to_table())
    b = found["B", None, "local"]
    assert (b["lower"], b["upper"], b["status"]) == (None, None, "partial")


def test_an_upper_bound_alone_starts_from_zero() -> None:
    alone = shift_share(SECRET | {"lower": [None] * 8}, start=2019, end=2024)
    zero = shift_share(SECRET | {"lower": [None] * 6 + [0, None]}, start=2019, end=2024)
    for name in ("local", "total"):
        np.testing.assert_array_equal(alone.lower[name], zero.lower[name])
    assert alone.lower["total"][1, 0] == -100


def test_a_table_without_bounds_has_none() -> None:
    table = {name: values for name, values in SECRET.items() if name not in ("lower", "upper")}
    result = shift_share(table, start=2019, end=2024)
    assert (result.lower, result.upper) == ({}, {})
    assert {row["lower"] for row in result.to_table(by="cell").to_pylist()} == {None}


@pytest.mark.parametrize("reference", ["nation", "leave-one-out", "A", "table"])
@pytest.mark.parametrize("method", ["dunn", "esteban"])
def test_each_filling_of_the_table_is_inside(reference: str, method: Any) -> None:
    other: Any = SECRET | {"value": [100, 60, 100, 150, 90, 70, 70, 230], "status": ["ok"] * 8}
    against = other if reference == "table" else reference
    asked: dict[str, Any] = {"start": 2019, "end": 2024, "method": method, "reference": against}
    result = shift_share(SECRET, **asked)
    for jobs_of_b in (60, 66.6, 80):
        filled = SECRET | {
            "value": [100, 50, 100, 150, 90, 70, jobs_of_b, 230],
            "status": ["ok"] * 8,
        }
        for name, cells in shift_share(filled, **asked).components.items():
            assert (result.lower[name] <= cells + 1e-9).all(), name
            assert (cells <= result.upper[name] + 1e-9).all(), name


def test_leaving_a_sector_out_leaves_its_bounds_out() -> None:
    left = shift_share(SECRET, start=2019, end=2024).without_sector("industry")
    local = rows(left.to_table())["B", None, "local"]
    assert (local["lower"], local["upper"], local["value"]) == (5, 5, 5)


@pytest.mark.parametrize(("lower", "upper"), [(80, 60), (-1, 60), (1, float("inf"))])
def test_bounds_that_cannot_be_are_refused(lower: float, upper: float) -> None:
    table = SECRET | {"lower": [None] * 6 + [lower, None], "upper": [None] * 6 + [upper, None]}
    with pytest.raises(BadInput, match="bounds of a hidden cell"):
        shift_share(table, start=2019, end=2024)
