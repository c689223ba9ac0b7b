"""Basin typology: classes by hand, plain loops, identities, hidden cells and other levels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from terreau.analytics import basin_typology, typology_of_shares
from terreau.core.errors import BadInput

Array = npt.NDArray[np.float64]
CLASSES = ("traditional", "former", "new", "other")


def census(industry: dict[str, tuple[float, float]], total: float = 1000) -> dict[str, Any]:
    """Return a table of 1975 and 2022 with the industrial jobs of each basin."""
    rows = [
        (basin, sector, year, value)
        for basin, jobs in industry.items()
        for year, made in zip((1975, 2022), jobs, strict=True)
        for sector, value in (("industry", made), ("services", total - made))
    ]
    names = ("territory", "sector", "period", "value")
    return {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


BASINS = {"T": (600, 400), "F": (500, 50), "N": (100, 300), "O": (50, 20)}


def classed(table: dict[str, Any], **options: Any) -> Any:
    asked = {"start": 1975, "end": 2022, "industry": "industry", "count": 2} | options
    return basin_typology(table, **asked)


def test_the_four_classes() -> None:
    found = classed(census(BASINS))
    assert [found.class_of(code) for code in "TFNO"] == list(CLASSES)
    assert found.whole == pytest.approx({"threshold_start": 0.3, "threshold_end": 0.175})
    assert found.of("F")["margin_end"] == pytest.approx(0.05 - 0.175)
    assert found.of("T")["share_start"] == pytest.approx(0.6)
    assert found.asked["period"] == "1975-2022"
    rows = found.to_table().to_pylist()
    assert {row["component"] for row in rows if row["territory"]} == {
        *CLASSES,
        *(f"{name}_{date}" for name in ("share", "margin") for date in ("start", "end")),
    }
    assert {row["period"] for row in rows} == {"1975-2022"}


def test_a_quantile_is_a_count() -> None:
    half, two = classed(census(BASINS), count=1, quantile=0.5), classed(census(BASINS), count=2)
    assert half.whole == two.whole
    assert half.asked["count"] == "2"


def test_the_published_count_is_the_default() -> None:
    """On 410 + 90 basins, 410 are industrial at each date."""
    basins = {f"{i:04}": (1000 - i, 1000 - (i + 186) % 500) for i in range(500)}
    found = basin_typology(census(basins), start=1975, end=2022, industry="industry")
    classes = [found.class_of(code) for code in found.territories]
    count = {name: classes.count(name) for name in CLASSES}
    assert count["traditional"] + count["former"] == 410
    assert count["traditional"] + count["new"] == 410


def test_the_published_figures_can_be_produced() -> None:
    """224 traditional, 186 former, 186 new: what a fixed count makes of as many basins."""
    before = 1 - np.arange(1643) / 2000
    after = before.copy()
    after[224:410], after[410:596] = before[410:596], before[224:410]
    found = typology_of_shares([before, after], np.full((2, 1643), 5000.0), 410)
    was, is_now = found.margin >= 0
    assert ((was & is_now).sum(), (was & ~is_now).sum(), (~was & is_now).sum()) == (224, 186, 186)


def by_loops(shares: Array, jobs: Array, count: int) -> tuple[list[float], Array]:
    thresholds, industrial = [], np.zeros(shares.shape)
    for date in (0, 1):
        ranked = sorted(shares[date].tolist(), reverse=True)
        cut = (ranked[count - 1] + ranked[count]) / 2
        thresholds.append(cut)
        for i, share in enumerate(shares[date]):
            spread = math.sqrt(cut * (1 - cut) / jobs[date, i])
            if spread == 0:
                industrial[date, i] = 0.5 if share == cut else float(share > cut)
            else:
                industrial[date, i] = (1 + math.erf((share - cut) / spread / math.sqrt(2))) / 2
    was, now = industrial
    return thresholds, np.array(
        [was * now, was * (1 - now), (1 - was) * now, (1 - was) * (1 - now)]
    )


pairs = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(50, 5000)), min_size=2, max_size=9
)


@settings(max_examples=60)
@given(pairs, st.integers(1, 8))
def test_the_same_as_plain_loops(basins: list[tuple[int, int, int]], count: int) -> None:
    assume(count < len(basins))
    before, after, jobs = (np.array(column, dtype=float) for column in zip(*basins, strict=True))
    shares, totals = np.array([before, after]) / jobs, np.array([jobs, jobs])
    found = typology_of_shares(shares, totals, count)
    thresholds, probability = by_loops(shares, totals, count)
    np.testing.assert_allclose(found.threshold, thresholds, rtol=1e-12)
    np.testing.assert_allclose(found.probability.T, probability, atol=1e-12)
    np.testing.assert_allclose(found.probability.sum(axis=1), 1, rtol=1e-12)
    # At least the count, and exactly it without ties on the threshold.
    for date in (0, 1):
        industrial = (found.margin[date] >= 0).sum()
        assert industrial == count or (industrial > count and (found.margin[date] == 0).any())
    # The class of the signs is among the most probable.
    place = 2 * (found.margin[0] < 0) + (found.margin[1] < 0)
    own = np.take_along_axis(found.probability, place[:, None], axis=1)[:, 0]
    np.testing.assert_allclose(own, found.probability.max(axis=1), rtol=1e-9)


@settings(max_examples=30)
@given(pairs, st.integers(2, 100))
def test_larger_basins_are_surer(basins: list[tuple[int, int, int]], factor: int) -> None:
    before, after, jobs = (np.array(column, dtype=float) for column in zip(*basins, strict=True))
    shares = np.array([before, after]) / jobs
    small = typology_of_shares(shares, [jobs, jobs], 1)
    large = typology_of_shares(shares, [jobs * factor] * 2, 1)
    np.testing.assert_array_equal(small.margin, large.margin)
    assert (large.probability.max(axis=1) >= small.probability.max(axis=1) - 1e-12).all()


def test_a_hidden_cell_takes_the_basin_out() -> None:
    table = census(BASINS | {"X": (900, 900)})
    table["status"] = ["secret" if basin == "X" else "" for basin in table["territory"]]
    found = classed(table)
    assert found.class_of("X") is None
    assert [found.class_of(code) for code in "TFNO"] == list(CLASSES)
    rows = [row for row in found.to_table().to_pylist() if row["territory"] == "X"]
    assert {(row["value"], row["status"]) for row in rows} == {(None, "secret")}


def test_a_basin_without_jobs_has_no_class() -> None:
    table = census(BASINS)
    for name, more in (
        ("territory", ["E"] * 4),
        ("sector", ["industry", "services"] * 2),
        ("period", [1975, 1975, 2022, 2022]),
        ("value", [10, 90, 0, 0]),
    ):
        table[name] += more
    found = classed(table)
    assert found.class_of("E") is None
    row = next(
        row
        for row in found.to_table().to_pylist()
        if (row["territory"], row["component"]) == ("E", "other")
    )
    assert row["status"] == "undefined"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"level": "zone_emploi"}, "accept_level=True"),
        ({"industry": "steel"}, "no such sector of industry: 'steel'"),
        ({"industry": []}, "no such sector of industry"),
        ({"count": 4}, "both sides"),
        ({"count": 0}, "both sides"),
        ({"quantile": 1.0}, "between 0 and 1"),
        ({"quantile": 0.01}, "both sides"),
        ({"start": 1982}, "1975"),
    ],
)
def test_bad_input_is_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        classed(census(BASINS), **options)
    assert says in str(refused.value)


def test_another_level_may_be_insisted_on() -> None:
    found = classed(census(BASINS), level="zone_emploi", accept_level=True)
    assert found.asked["level"] == "zone_emploi"
    assert found.class_of("T") == "traditional"


def test_several_codes_are_one_industry_and_a_repeated_one_counts_once() -> None:
    once = classed(census(BASINS), industry=["industry", "services"], count=1)
    assert once.of("T")["share_start"] == 1
    assert classed(census(BASINS), industry=["industry"] * 2).of("T")["share_start"] == 0.6


def test_shapes_must_agree() -> None:
    with pytest.raises(BadInput):
        typology_of_shares([[0.1, 0.2]], [[1, 1]], 1)
