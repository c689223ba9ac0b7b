"""Classes of a map: every value in one class, the best natural ones, zero never inside a class."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.analytics.class_breaks import WAYS, class_breaks
from terreau.core.errors import BadInput

NUMBERS = st.lists(st.one_of(st.integers(-50, 50).map(float), st.just(float("nan"))), max_size=40)


def deviations(values: np.ndarray, breaks: np.ndarray) -> float:
    classes = np.searchsorted(breaks, values, side="right")
    return sum(
        float(((values[classes == k] - values[classes == k].mean()) ** 2).sum())
        for k in np.unique(classes)
    )


@given(values=NUMBERS, count=st.integers(1, 7), how=st.sampled_from(sorted(WAYS)))
def test_bounds_increase_and_no_class_is_empty_nor_of_both_signs(
    values: list[float], count: int, how: str
) -> None:
    breaks = class_breaks(values, count, how=how)
    known = np.array([value for value in values if not np.isnan(value)])
    assert len(breaks) <= max(count - 1, 0)
    assert (np.diff(breaks) > 0).all()
    classes = np.searchsorted(breaks, known, side="right")
    if how != "equal" and known.size:
        assert len(np.unique(classes)) == len(breaks) + 1
    if count > 1:
        for k in np.unique(classes):
            assert not ((known[classes == k] < 0).any() and (known[classes == k] >= 0).any())


@given(
    values=st.lists(st.integers(0, 60).map(float), min_size=1, max_size=9, unique=True),
    count=st.integers(1, 4),
)
def test_natural_classes_are_the_best_of_all(values: list[float], count: int) -> None:
    known = np.sort(np.array(values))
    found = deviations(known, class_breaks(values, count, how="natural"))
    least = min(
        deviations(known, np.array(bounds))
        for bounds in combinations(known[1:], min(count, known.size) - 1)
    )
    assert found == pytest.approx(least, abs=1e-9)


def test_quantiles_hold_as_many_values_each() -> None:
    values = np.random.default_rng(0).normal(50, 5, 1000)
    classes = np.searchsorted(class_breaks(values, 5), values, side="right")
    assert np.bincount(classes).tolist() == pytest.approx([200] * 5, abs=2)


@pytest.mark.parametrize(("count", "how"), [(0, "equal"), (10, "equal"), (3, "pretty")])
def test_what_is_no_way_to_cut(count: int, how: str) -> None:
    with pytest.raises(BadInput):
        class_breaks([1, 2, 3], count, how=how)
