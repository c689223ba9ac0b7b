"""Complexity against published answers, plain eigenvectors, identities and degenerate networks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import (
    complexity,
    complexity_outlook,
    economic_complexity,
    presence,
    reflections,
)
from terreau.core.errors import BadInput

Array = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    text = (shared / "cases/analytics/econgeo/manpage_examples.json").read_text()
    return dict(json.loads(text))


def averages(present: Array) -> Array:
    """Return diag(1/k) M diag(1/u) Mᵀ, one entry at a time."""
    territories, sectors = present.shape
    found = np.zeros((territories, territories))
    for a in range(territories):
        for b in range(territories):
            for i in range(sectors):
                both = present[a, i] * present[b, i]
                found[a, b] += both and both / present[a].sum() / present[:, i].sum()
    return found


def second_vector(matrix: Array) -> Array:
    """Return the second right eigenvector of a matrix that need not be symmetric."""
    values, vectors = np.linalg.eig(matrix)
    return np.real(vectors[:, np.argsort(-np.real(values))[1]])


def standard(values: Array) -> Array:
    return (values - values.mean()) / values.std()


def same_up_to_sign(found: Array, expected: Array, **tolerance: float) -> None:
    sign = np.sign(found @ expected)
    np.testing.assert_allclose(found, sign * expected, **tolerance)


@pytest.mark.parametrize(
    ("jobs", "key"), [("input_HH2009", "KCI_HH"), ("input_seed31", "KCI_seed31_RCA")]
)
def test_the_manual_of_econgeo(published: dict[str, Any], jobs: str, key: str) -> None:
    table = np.array(published[jobs], dtype=float)
    present = table if key == "KCI_HH" else presence(table)
    matrix = averages(present)
    # EconGeo rounds the matrix to four decimals and scales the vector to a sum of 1 or -1: with
    # that rounding the same eigenvector is its answer to the last digit …
    rounded = second_vector(matrix.round(4))
    same_up_to_sign(np.array(published[key]), rounded / rounded.sum(), rtol=1e-9)
    # … and without it, ours.
    found = economic_complexity(present).eci
    same_up_to_sign(found, standard(second_vector(matrix)), rtol=1e-9)
    same_up_to_sign(found, standard(np.array(published[key])), atol=2e-3)


def test_reflections_of_hidalgo_and_hausmann(published: dict[str, Any]) -> None:
    territories, sectors = reflections(published["input_HH2009"], 20)
    for step in (0, 1, 2):
        np.testing.assert_allclose(territories[step], published[f"MORc{step}"], rtol=1e-9)
        np.testing.assert_allclose(sectors[step], published[f"MORt{step}"], rtol=1e-9)
    # The twentieth is printed from 0 to 100; what is left to spread is a millionth of the mean.
    last = territories[20] - territories[20].min()
    np.testing.assert_allclose(100 * last / last.max(), published["MORc20"], rtol=1e-8)


def test_the_zones_of_france(zones: pa.Table) -> None:
    found = complexity(zones, period=2024, absent="zero")
    assert found.whole["eigengap"] > 0.01
    rows = zones.filter(pa.compute.equal(zones["period"], 2024))
    codes, sectors = (sorted(set(rows[name].to_pylist())) for name in ("territory", "sector"))
    jobs = np.zeros((len(codes), len(sectors)))
    for row in rows.to_pylist():
        jobs[codes.index(row["territory"]), sectors.index(row["sector"])] = row["value"] or 0
    present = (jobs * jobs.sum() >= np.outer(jobs.sum(axis=1), jobs.sum(axis=0))) & (jobs > 0)
    of_sectors = averages(present.T[present.any(axis=0)].astype(float))
    pci = found.by_sector["pci"].value
    defined = ~np.isnan(pci)
    assert defined.sum() == present.any(axis=0).sum()
    same_up_to_sign(pci[defined], standard(second_vector(of_sectors)), atol=1e-9)


def networks() -> st.SearchStrategy[Array]:
    shapes = st.tuples(st.integers(2, 7), st.integers(2, 6))
    return shapes.flatmap(
        lambda shape: hnp.arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0]))
    )


@given(networks())
def test_scores_are_the_eigenvector_or_nothing(present: Array) -> None:
    found = economic_complexity(present)
    if np.isnan(found.eci).all():
        assert np.isnan(found.pci).all()
        return
    rows, columns = present.any(axis=1), present.any(axis=0)
    np.testing.assert_array_equal(np.isnan(found.eci), ~rows)
    np.testing.assert_array_equal(np.isnan(found.pci), ~columns)
    network, eci, pci = present[np.ix_(rows, columns)], found.eci[rows], found.pci[columns]
    for scores in (eci, pci):
        assert scores.mean() == pytest.approx(0, abs=1e-9)
        assert scores.std() == pytest.approx(1)
    assert np.corrcoef(eci, network.sum(axis=1))[0, 1] > 0
    # Averaging once over the territories shrinks the scores, and shifts them all alike.
    averaged = averages(network) @ eci
    np.testing.assert_allclose(standard(averaged), eci, atol=1e-5)
    # A territory's score is the average of its sectors', up to scale and shift.
    np.testing.assert_allclose(standard(network @ pci / network.sum(axis=1)), eci, atol=1e-5)


@given(networks())
def test_the_gap_is_that_of_the_eigenvalues(present: Array) -> None:
    network = present[np.ix_(present.any(axis=1), present.any(axis=0))]
    found = economic_complexity(present).eigengap
    if min(network.shape) < 2:
        assert np.isnan(found)
        return
    values = np.sort(np.real(np.linalg.eigvals(averages(network))))[::-1]
    first, second, third = [*values, 0.0][:3]
    assert found == pytest.approx(min(first - second, second - third), abs=1e-7)


@settings(max_examples=50)
@given(networks(), st.randoms(use_true_random=False))
def test_neither_order_nor_empty_lines_matter(present: Array, random: Any) -> None:
    found = economic_complexity(present)
    assume(not found.eigengap < 1e-4)
    rows, columns = list(range(present.shape[0])), list(range(present.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    larger = np.pad(present[np.ix_(rows, columns)], 1)
    again = economic_complexity(larger)
    np.testing.assert_allclose(again.eci[1:-1], found.eci[rows], atol=1e-7)
    np.testing.assert_allclose(again.pci[1:-1], found.pci[columns], atol=1e-7)
    np.testing.assert_allclose(again.eigengap, found.eigengap, atol=1e-9)


@pytest.mark.parametrize(
    ("why", "present"),
    [
        ("two pieces", [[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]]),
        ("two unequal pieces", [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]]),
        ("everyone does everything", np.ones((4, 3))),
        ("a circle: equal eigenvalues", np.eye(6) + np.roll(np.eye(6), 1, axis=1)),
        ("nothing", np.zeros((3, 3))),
        ("one territory", [[1, 1, 0]]),
        ("one sector", [[1], [1]]),
        ("equal diversities do not say which end", [[1, 1, 0], [0, 1, 1]]),
    ],
)
def test_what_is_not_determined_is_not_answered(why: str, present: Any) -> None:
    found = economic_complexity(present)
    assert np.isnan(found.eci).all(), why
    assert np.isnan(found.pci).all(), why


@given(networks(), st.integers(0, 5))
def test_reflections_by_plain_loops(present: Array, steps: int) -> None:
    territories, sectors = present.shape
    k, u = present.sum(axis=1).tolist(), present.sum(axis=0).tolist()
    before = (k, u)
    for _ in range(steps):
        now = (
            [
                sum(before[1][i] for i in range(sectors) if present[t, i]) / k[t]
                if k[t]
                else np.nan
                for t in range(territories)
            ],
            [
                sum(before[0][t] for t in range(territories) if present[t, i]) / u[i]
                if u[i]
                else np.nan
                for i in range(sectors)
            ],
        )
        before = now
    found = reflections(present, steps)
    np.testing.assert_allclose(found[0][steps], before[0], rtol=1e-12)
    np.testing.assert_allclose(found[1][steps], before[1], rtol=1e-12)


@given(networks(), st.integers(0, 2**32 - 1))
def test_outlook_by_plain_loops(present: Array, seed: int) -> None:
    random = np.random.default_rng(seed)
    density, pci = random.random(present.shape), random.normal(size=present.shape[1])
    expected = [
        sum(density[t, i] * pci[i] for i in range(len(pci)) if not present[t, i])
        for t in range(len(present))
    ]
    np.testing.assert_allclose(complexity_outlook(present, density, pci), expected, atol=1e-12)
    density[0] = np.nan
    assert np.isnan(complexity_outlook(present, density, pci)[0])


def test_a_sector_that_only_one_territory_has_is_its_own() -> None:
    table = {
        "territory": ["A", "A", "B", "B"],
        "sector": ["x", "y", "y", "z"],
        "period": [2014] * 4,
        "value": [8, 2, 5, 4],
    }
    found = complexity(table, period=2014, reference="leave-one-out", absent="zero").to_table()
    told = {(row["territory"] or row["sector"], row["component"]): row for row in found.to_pylist()}
    # The rest has no x: A has it all the same, and nobody has relatively more.
    assert told["x", "ubiquity"]["value"] == 1
    assert (told["A", "diversity"]["value"], told["B", "diversity"]["value"]) == (1, 2)
    assert np.isnan(presence([[8, 2]], [[0, 0]])).all()


def test_a_hidden_cell_widens_diversity_and_marks_scores() -> None:
    table = {
        "territory": ["A", "A", "A", "B", "B", "C"],
        "sector": ["bread", "mills", "chips", "bread", "mills", "bread"],
        "period": [2024] * 6,
        "value": [50, 20, None, 80, 20, 100],
        "status": ["", "", "secret", "", "", ""],
    }
    found = complexity(table, period=2024, absent="zero")
    diversity = found.by_territory["diversity"]
    place = found.territories.index("A")
    assert diversity.lower is not None
    assert diversity.upper is not None
    assert diversity.upper[place] - diversity.lower[place] == 1
    rows = {
        (row["territory"], row["sector"], row["component"]): row
        for row in found.to_table().to_pylist()
    }
    assert rows["A", None, "diversity"]["status"] == "partial"
    assert rows["B", None, "diversity"]["status"] == "ok"
    assert {row for _, _, row in rows} == {
        "eci", "diversity", "pci", "ubiquity", "density", "eigengap"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: economic_complexity([[3.0]]), "not the jobs"),
        (lambda: reflections([[1.0]], -1), "0 or more"),
        (lambda: complexity_outlook([[1.0]], np.ones((1, 2)), np.ones(1)), "one number per cell"),
    ],
)
def test_bad_input_is_refused(call: Any, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        call()
    assert says in str(refused.value)
