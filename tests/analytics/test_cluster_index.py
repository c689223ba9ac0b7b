"""The cluster index: the published answer, plain loops, identities and bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import cluster_index
from terreau.core.errors import BadInput

Array = npt.NDArray[np.float64]


def test_a_region_of_farhauer_and_kroell(shared: Path) -> None:
    text = (shared / "cases/analytics/reat/published_outputs.json").read_text()
    # The figures of REAT's man page; what they do not say, the rest of the country has.
    jobs, plants = [[1743], [5740 - 1743]], [[35], [53 - 35]]
    found = cluster_index(jobs, plants, [50, 576 - 50], [488, 4621 - 488])[0, 0]
    assert found == pytest.approx(json.loads(text)["litzenberger_FK2014"], rel=1e-9)


counts = st.one_of(st.just(0), st.just(np.nan), st.integers(1, 40_000)).map(float)


@st.composite
def countries(draw: st.DrawFn) -> tuple[Array, Array, Array, Array]:
    shape = (draw(st.integers(1, 5)), draw(st.integers(1, 4)))
    jobs, plants = (draw(hnp.arrays(np.float64, shape, elements=counts)) for _ in range(2))
    some = st.integers(1, 9000).map(float)
    area, people = (draw(hnp.arrays(np.float64, shape[0], elements=some)) for _ in range(2))
    return jobs, plants, area, people


@given(countries())
@settings(max_examples=60)
def test_the_same_as_plain_loops(country: tuple[Array, Array, Array, Array]) -> None:
    """Density of jobs times jobs per inhabitant over jobs per establishment, each relative."""
    jobs, plants, area, people = country
    found = cluster_index(*country)
    for j, i in np.ndindex(jobs.shape):
        seen = [t for t in range(len(jobs)) if not np.isnan(jobs[t, i] + plants[t, i])]
        e, b = sum(jobs[t, i] for t in seen), sum(plants[t, i] for t in seen)
        if j not in seen or e == 0 or b == 0:
            assert np.isnan(found[j, i])
        elif jobs[j, i] == 0 or plants[j, i] == 0:
            assert found[j, i] == 0
        else:
            a, p = sum(area[t] for t in seen), sum(people[t] for t in seen)
            density = (jobs[j, i] / area[j]) / (e / a)
            stock = (jobs[j, i] / people[j]) / (e / p)
            size = (jobs[j, i] / plants[j, i]) / (e / b)
            assert found[j, i] == pytest.approx(density * stock / size, rel=1e-9)


@given(countries(), st.integers(2, 50))
@settings(max_examples=30)
def test_units_do_not_matter(country: tuple[Array, Array, Array, Array], factor: int) -> None:
    again = cluster_index(*(factor * part for part in country))
    np.testing.assert_allclose(again, cluster_index(*country), rtol=1e-9)


def test_spread_as_everything_is_one() -> None:
    found = cluster_index([[10.0], [30.0]], [[1.0], [3.0]], [5.0, 15.0], [100.0, 300.0])
    np.testing.assert_allclose(found, 1)


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        (([[1], [2]], [[1, 1]], [1, 1], [1, 1]), "different shapes"),
        (([[1], [2]], [[1], [1]], [1], [1, 1]), "area"),
        (([[1], [2]], [[1], [1]], [1, 1], [1, 0]), "inhabitants"),
        (([[1], [2]], [[1], [1]], [1, np.nan], [1, 1]), "area"),
        (([[1], [-2]], [[1], [1]], [1, 1], [1, 1]), "-2.0"),
    ],
)
def test_bad_arrays_are_refused(arrays: tuple[Any, ...], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        cluster_index(*arrays)
    assert says in str(refused.value)
