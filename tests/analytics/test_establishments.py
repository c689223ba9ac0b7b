"""What a table says of establishments, and the Gini coefficient, against plain loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics.establishments import as_sum_squares, sum_squares_of
from terreau.analytics.inequality import gini
from terreau.core.errors import BadInput


def test_the_best_that_is_known_of_each_cell() -> None:
    jobs = np.array([[100.0, 100.0, 100.0, 0.0, np.nan]])
    extra = {
        "units": np.array([[4.0, 4.0, np.nan, 0.0, 2.0]]),
        "sum_squares": np.array([[5000.0, np.nan, np.nan, np.nan, np.nan]]),
    }
    squares, best = sum_squares_of(jobs, extra)
    assert squares[0, :4].tolist() == [5000, 2500, 100, 0]
    assert np.isnan(squares[0, 4])
    assert best == "sum_squares"


def test_there_are_no_more_establishments_than_jobs() -> None:
    squares, best = sum_squares_of(np.array([[3.0]]), {"units": np.array([[12.0]])})
    assert (squares.tolist(), best) == ([[3]], "units")


@pytest.mark.parametrize("squares", [10_001.0, 0.0, -1.0])
def test_a_sum_of_squares_that_cannot_be_is_refused(squares: float) -> None:
    with pytest.raises(BadInput) as refused:
        as_sum_squares(np.array([[squares]]), np.array([[100.0]]))
    assert "A sum of squares cannot be, at (0, 0)" in str(refused.value)


def test_another_shape_is_refused() -> None:
    with pytest.raises(BadInput):
        as_sum_squares(np.ones((1, 2)), np.ones((2, 1)))


def mean_gap(values: list[float], weights: list[float]) -> float:
    """Half the mean gap between two of the population, over the mean: Gini's other definition."""
    population, total = sum(weights), sum(v * w for v, w in zip(values, weights, strict=True))
    gaps = 0.0
    for value, weight in zip(values, weights, strict=True):
        for other, other_weight in zip(values, weights, strict=True):
            gaps += weight * other_weight * abs(value - other)
    return gaps / (2 * population * total)


numbers = st.integers(0, 1000).map(float)


@given(hnp.arrays(np.float64, st.integers(1, 8), elements=numbers), st.data())
def test_gini_is_half_the_mean_gap(values: Any, data: st.DataObject) -> None:
    weights = data.draw(hnp.arrays(np.float64, len(values), elements=st.integers(1, 50).map(float)))
    if values.sum() == 0:
        assert np.isnan(gini([values])[0])
        return
    equal = mean_gap(values.tolist(), [1.0] * len(values))
    assert gini([values])[0] == pytest.approx(equal, abs=1e-12)
    weighted = mean_gap(values.tolist(), weights.tolist())
    assert gini([values], weights)[0] == pytest.approx(weighted, abs=1e-12)


def test_what_is_not_known_is_left_out() -> None:
    assert gini([[np.nan, 1.0, 3.0]]) == pytest.approx(gini([[1.0, 3.0]]))
    assert np.isnan(gini([[np.nan, np.nan]])).all()
