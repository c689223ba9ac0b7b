"""The two-way model of growth rates: a dense least-squares oracle, and its identities."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import anova, dunn
from terreau.core.errors import BadInput

Array = npt.NDArray[np.float64]
shapes = st.tuples(st.integers(2, 6), st.integers(2, 5))
some_jobs = st.integers(1, 5_000).map(float)
maybe_jobs = st.one_of(st.just(0.0), some_jobs, st.just(float("nan")))


@st.composite
def countries(draw: st.DrawFn, cell: st.SearchStrategy[float]) -> tuple[Array, Array]:
    shape = draw(shapes)
    base, final = (draw(hnp.arrays(np.float64, shape, elements=cell)) for _ in range(2))
    return base, final


def by_regression(base: Array, final: Array) -> dict[str, Array]:
    """Fit growth rates on one dummy a sector and a territory, rows weighted by √jobs."""
    rows: list[Array] = []
    rates: list[float] = []
    weights: list[float] = []
    for j, i in np.ndindex(base.shape):
        row = np.zeros(1 + base.shape[1] + base.shape[0])
        row[0] = row[1 + i] = row[1 + base.shape[1] + j] = 1
        rows.append(row)
        rates.append(float(final[j, i] / base[j, i] - 1))
        weights.append(float(np.sqrt(base[j, i])))
    # The two constraints, as rows that weigh as much as the others.
    for of_axis, first in ((base.sum(axis=0), 1), (base.sum(axis=1), 1 + base.shape[1])):
        row = np.zeros_like(rows[0])
        row[first : first + len(of_axis)] = of_axis / of_axis.sum()
        rows.append(row)
        rates.append(0.0)
        weights.append(float(np.sqrt(base.mean())))
    heavy = np.array(weights)
    found = np.linalg.lstsq(np.array(rows) * heavy[:, None], np.array(rates) * heavy, rcond=None)[0]
    sector, place = found[1 : 1 + base.shape[1]], found[1 + base.shape[1] :]
    parts = {
        "macro": base * found[0],
        "structural": base * sector,
        "geographic": base * place[:, None],
    }
    return parts | {"residual": final - base - sum(parts.values())}


@given(countries(some_jobs))
@settings(max_examples=50)
def test_the_kernel_agrees_with_the_regression(country: tuple[Array, Array]) -> None:
    effects, expected = anova(*country), by_regression(*country)
    size = float(np.sum(country)) * float((country[1] / country[0]).max())
    for name, cells in expected.items():
        np.testing.assert_allclose(effects.parts[name], cells, atol=1e-9 * size, err_msg=name)


@given(countries(maybe_jobs))
def test_components_add_up_are_finite_and_macro_is_that_of_dunn(
    country: tuple[Array, Array],
) -> None:
    effects = anova(*country)
    kept = effects.kept
    parts = effects.parts
    for cells in parts.values():
        assert np.isfinite(cells[kept]).all()
        assert np.isnan(cells[~kept]).all()
    size = 1e-9 * max(1.0, float(np.nansum(country)))
    sums = parts["macro"] + parts["structural"] + parts["local"]
    np.testing.assert_allclose(sums, parts["total"], atol=size)
    np.testing.assert_allclose(parts["geographic"] + parts["residual"], parts["local"], atol=size)
    np.testing.assert_allclose(parts["macro"], dunn(*country).macro, atol=size)
    assert np.nansum(parts["structural"]) == pytest.approx(0, abs=100 * size)


@given(countries(st.one_of(st.just(0.0), some_jobs)))
def test_residuals_sum_to_zero_in_each_territory_that_had_jobs(
    country: tuple[Array, Array],
) -> None:
    base, final = country
    effects = anova(base, final)
    had = base.sum(axis=1) > 0
    size = 1e-8 * max(1.0, float(np.sum(country)))
    np.testing.assert_allclose(effects.residual.sum(axis=1)[had], 0, atol=size)
    if had.all() and (base > 0).any(axis=1).all() and (base[0] > 0).all():
        # The first territory holds every sector: one group, whose sector sums are zero too.
        np.testing.assert_allclose(effects.residual.sum(axis=0), 0, atol=100 * size)


def test_a_sector_that_stands_in_places_that_grow_is_not_credited_for_it() -> None:
    """Places grow by 0 and 20 %, no sector differs: Dunn sees structure, the model does not."""
    base = np.array([[100.0, 10.0], [10.0, 100.0]])
    final = base * [[1.0], [1.2]]
    np.testing.assert_allclose(anova(base, final).structural, 0, atol=1e-12)
    assert abs(dunn(base, final).structural).max() > 5


def test_a_birth_is_the_limit_of_a_cell_with_ever_fewer_jobs() -> None:
    base = np.array([[0.0, 50.0, 30.0], [40.0, 60.0, 20.0]])
    final = np.array([[25.0, 55.0, 30.0], [44.0, 60.0, 15.0]])
    nearly = base.copy()
    nearly[0, 0] = 1e-9
    exact, limit = anova(base, final), anova(nearly, final)
    for name, cells in exact.parts.items():
        np.testing.assert_allclose(cells, limit.parts[name], atol=1e-6, err_msg=name)
    assert exact.residual[0, 0] == 25


@pytest.mark.parametrize("base", [[[0.0, 0.0]], [[np.nan, np.nan]]])
def test_nothing_at_the_first_date(base: list[list[float]]) -> None:
    effects = anova(base, [[3.0, 4.0]])
    expected = np.array([[3.0, 4.0]]) if base[0][0] == 0 else np.full((1, 2), np.nan)
    np.testing.assert_array_equal(effects.residual, expected)


def test_bad_arrays_are_refused() -> None:
    with pytest.raises(BadInput, match="different shapes"):
        anova([[1, 2]], [[1, 2, 3]])
