"""Peers: distances against plain loops, identities, reasons, and what resampling says."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import log_ratio_distances, log_ratios, peers
from terreau.analytics.log_ratios import ROUNDING, log_ratio_squares
from terreau.core.errors import BadInput

Array = npt.NDArray[np.float64]
SECTORS = ["farms", "shops", "steel"]


def table_of(jobs: Any, **more: Any) -> dict[str, Any]:
    rows, columns = np.shape(jobs)
    return {
        "territory": [chr(65 + row) for row in range(rows) for _ in range(columns)],
        "sector": [f"s{column}" for _ in range(rows) for column in range(columns)],
        "period": [2024] * (rows * columns),
        "value": [float(value) for row in jobs for value in row],
    } | more


def by_loops(jobs: Array, a: int, b: int, weights: Array, smallest: float) -> float:
    """Return the weighted root mean square of the log-ratios of all pairs of sectors."""
    sectors = jobs.shape[1]
    both = [s for s in range(sectors) if not (math.isnan(jobs[a, s]) or math.isnan(jobs[b, s]))]

    def log_share(row: int, sector: int) -> float:
        total = sum(value for value in jobs[row] if not math.isnan(value))
        return math.log(max(jobs[row, sector] / total, smallest))

    known = sum(weights[s] for s in both)
    if len(both) < 2 or known == 0:
        return math.nan
    squares = 0.0
    for first in both:
        for second in both:
            ratio_a = log_share(a, first) - log_share(a, second)
            ratio_b = log_share(b, first) - log_share(b, second)
            squares += weights[first] * weights[second] * (ratio_a - ratio_b) ** 2
    # Aitchison's distance by its pairwise form: half the mean over pairs is the variance.
    return math.sqrt(sectors * squares / (2 * known**2))


counts = st.one_of(st.just(0.0), st.integers(1, 10_000).map(float))
shapes = st.tuples(st.integers(2, 6), st.integers(2, 6))
countries = shapes.flatmap(lambda shape: hnp.arrays(np.float64, shape, elements=counts))
hidden = shapes.flatmap(
    lambda shape: hnp.arrays(np.float64, shape, elements=st.one_of(st.just(np.nan), counts))
)


@settings(max_examples=50)
@given(st.one_of(countries, hidden), st.integers(0, 2**32 - 1))
def test_the_same_as_plain_loops(jobs: Array, seed: int) -> None:
    jobs[np.nansum(jobs, axis=1) == 0] = 1.0
    sectors = jobs.shape[1]
    drawn = np.random.default_rng(seed).multinomial(sectors, np.full(sectors, 1 / sectors), 2)
    weights = np.vstack([np.ones(sectors), drawn])
    found = log_ratio_distances(log_ratios(jobs, 0.001), 0, weights)
    expected = [
        [by_loops(jobs, 0, other, row, 0.001) for other in range(len(jobs))] for row in weights
    ]
    # Where the mixes are the same but for rounding, the square root shows half the digits.
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-6)


@settings(max_examples=50)
@given(st.one_of(countries, hidden), st.integers(0, 2**32 - 1))
def test_all_pairs_at_once_are_the_pairs_one_by_one(jobs: Array, seed: int) -> None:
    jobs[np.nansum(jobs, axis=1) == 0] = 1.0
    sectors = jobs.shape[1]
    logs = log_ratios(jobs, 0.001)
    weights = np.random.default_rng(seed).multinomial(sectors, np.full(sectors, 1 / sectors), 3)
    places = np.arange(len(jobs))[::2]
    found = np.array(list(log_ratio_squares(logs, places, weights.astype(float))))
    expected = np.array(
        [[[by_loops(jobs, a, b, row, 0.001) ** 2 for b in range(len(jobs))] for a in places]
         for row in weights]
    )  # fmt: skip
    expected[:, np.arange(len(places)), places] = np.nan
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=ROUNDING)


@settings(max_examples=25)
@given(st.one_of(countries, hidden), st.integers(1, 4))
def test_peers_are_those_of_a_slow_search(jobs: Array, count: int) -> None:
    jobs[np.nansum(jobs, axis=1) == 0] = 1.0
    answer = peers(table_of(jobs), period=2024, count=count)
    sectors = jobs.shape[1]
    drawn = np.random.default_rng(0).multinomial(sectors, np.full(sectors, 1 / sectors), 100)
    logs = log_ratios(jobs)
    for place, code in enumerate(answer.found):
        own = log_ratio_distances(logs, place, np.vstack([np.ones(sectors), drawn]))
        own[:, place] = np.nan
        nearest = [int(o) for o in np.argsort(own[0], kind="stable") if not np.isnan(own[0, o])]
        found = answer.of(code)
        assert [peer.code for peer in found] == [chr(65 + other) for other in nearest[:count]]
        for peer, other in zip(found, nearest, strict=False):
            # It stays while fewer than `count` others are nearer, but for rounding.
            nearer = (np.square(own[1:]) < np.square(own[1:, [other]]) - 2 * ROUNDING).sum(axis=1)
            stays = (nearer < count) & ~np.isnan(own[1:, other])
            assert peer.stability == stays.mean()
            bounds = np.nanquantile(own[1:, other], (0.025, 0.975))
            assert (peer.lower, peer.upper) == pytest.approx(tuple(bounds), abs=1e-6)


def test_the_distance_of_aitchison() -> None:
    # ln 4 between the two ratios of two parts: ln 4 / √2.
    logs = log_ratios([[50, 50], [80, 20]])
    found = log_ratio_distances(logs, 0, np.ones((1, 2)))[0, 1]
    assert found == pytest.approx(math.log(4) / math.sqrt(2), rel=1e-12)


@settings(max_examples=50)
@given(countries, st.integers(2, 1000))
def test_size_and_sides_do_not_matter(jobs: Array, factor: int) -> None:
    jobs += 1.0
    logs, ones = log_ratios(jobs), np.ones((1, jobs.shape[1]))
    found = np.array([log_ratio_distances(logs, i, ones)[0] for i in range(len(jobs))])
    np.testing.assert_allclose(found, found.T, atol=1e-7)
    assert (np.diag(found) == 0).all()
    larger = jobs.copy()
    larger[0] *= factor
    again = log_ratio_distances(log_ratios(larger), 0, ones)[0]
    np.testing.assert_allclose(again, found[0], rtol=1e-9, atol=1e-7)
    # The triangle holds: it is a distance.
    assert (found <= found[:, :1] + found[:1, :] + 1e-9).all()


def test_twins_are_at_no_distance_and_never_leave() -> None:
    found = peers(table_of([[60, 30, 10], [600, 300, 100], [10, 30, 60]]), period=2024, count=1)
    peer = found.of("A")[0]
    assert (peer.code, peer.stability) == ("B", 1)
    assert peer.distance == pytest.approx(0, abs=1e-12)
    assert found.of("C")[0].distance > 0


def test_who_has_no_rival_never_leaves() -> None:
    jobs = np.random.default_rng(3).lognormal(5, 1.5, (3, 8))
    found = peers(table_of(jobs), period=2024, count=5)
    assert [peer.stability for code in "ABC" for peer in found.of(code)] == [1] * 6


def test_territories_are_taken_by_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of(np.random.default_rng(4).lognormal(5, 1.5, (9, 7)))
    whole = peers(table, period=2024)
    monkeypatch.setattr(sys.modules["terreau.analytics.peers"], "_PAIRS", 20)
    assert peers(table, period=2024).to_table().equals(whole.to_table())


def test_reasons_are_what_both_have_more_of_than_the_reference() -> None:
    jobs = [[80, 10, 10], [70, 15, 15], [10, 60, 30], [10, 30, 60]]
    found = peers(table_of(jobs), period=2024, count=1)
    peer = found.of("A")[0]
    assert peer.code == "B"
    national = np.sum(jobs, axis=0) / np.sum(jobs)
    assert peer.reasons == pytest.approx(
        {"s0": math.log(0.8 / national[0]) * math.log(0.7 / national[0])}
    )
    # Beside a reference that has more of it, it is no reason.
    other = peers(table_of(jobs), period=2024, count=1, reference="A").of("A")[0]
    assert (other.code, other.reasons) == ("B", {})


def test_a_peer_that_one_sector_makes_is_less_stable() -> None:
    random = np.random.default_rng(1)
    crowd = random.lognormal(5, 1.5, (30, 12))
    crowd[1] = crowd[0] * random.lognormal(0, 0.05, 12)  # near in every sector
    found = peers(table_of(crowd[:26]), period=2024, count=3, of=["A"]).of("A")
    assert (found[0].code, found[0].stability) == ("B", 1)
    assert found[2].stability < 1
    for peer in found:
        assert peer.lower <= peer.distance <= peer.upper


def test_the_seed_makes_the_answer() -> None:
    table = table_of(np.random.default_rng(2).lognormal(5, 1.5, (9, 7)))
    first, again, other = (peers(table, period=2024, seed=seed) for seed in (0, 0, 1))
    assert first == again
    assert first != other
    assert [peer.distance for peer in first.of("A")] == [p.distance for p in other.of("A")]


def test_what_is_hidden_is_said() -> None:
    table = table_of([[60, 30, 10], [50, 40, 10], [0, 0, 0]], status=["", "", "secret"] + [""] * 6)
    found = peers(table, period=2024)
    assert found.of("C") == ()
    rows = found.to_table().to_pylist()
    assert {row["territory"] for row in rows} == {"A", "B"}
    assert {row["status"] for row in rows} == {"partial"}
    distance = next(row for row in rows if row["component"] == "peer:B")
    weights = np.ones(3)
    jobs = np.array([[60, 30, np.nan], [50, 40, 10]])
    assert distance["value"] == pytest.approx(by_loops(jobs, 0, 1, weights, 0.0005))
    assert "stability:B" in {row["component"] for row in rows}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"count": 0}, "At least one"),
        ({"of": ["Z"]}, "no such territory"),
        ({"smallest_share": 0.0}, "between 0 and 1"),
        ({"period": 2023}, "2024"),
        ({"reference": "region"}, "Unknown reference"),
    ],
)
def test_bad_input_is_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        peers(table_of([[1, 2], [3, 4]]), **({"period": 2024} | options))
    assert says in str(refused.value)


def test_a_territory_that_is_not_there_has_no_answer() -> None:
    with pytest.raises(BadInput):
        peers(table_of([[1, 2], [3, 4]]), period=2024).of("Z")
