"""Relatedness against the manual of EconGeo, plain loops, identities and hidden cells."""

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

from terreau.analytics import (
    cooccurrence,
    presence,
    relatedness,
    relatedness_density,
    relatedness_matrix,
)
from terreau.core.errors import BadInput

Array = npt.NDArray[np.float64]
NORMALISATIONS = ["proximity", "probability", "association", "cosine", "jaccard"]
COUNTRY: dict[str, Any] = {
    "territory": ["A", "A", "B", "B", "C", "D"],
    "sector": ["bread", "flour", "bread", "flour", "bread", "fish"],
    "period": [2024] * 6,
    "value": [50, 50, 50, 50, 80, 90],
}


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    text = (shared / "cases/analytics/econgeo/manpage_examples.json").read_text()
    return dict(json.loads(text))


def test_presence_of_the_manual(published: dict[str, Any]) -> None:
    # Three of its quotients are exactly 1: as much as the reference is present.
    np.testing.assert_array_equal(presence(published["input_5x5"]), published["LQ_binary"])


def test_cooccurrence_of_the_manual(published: dict[str, Any]) -> None:
    together, alone = cooccurrence(published["LQ_binary"])
    np.testing.assert_array_equal(together, published["cooc"])
    np.testing.assert_array_equal(alone, np.diag(together)[:, None] * np.ones((1, 5)))


@pytest.mark.parametrize(
    ("normalisation", "key"),
    [
        ("probability", "rel_prob"),
        ("association", "rel_assoc"),
        ("cosine", "rel_cosine"),
        ("jaccard", "rel_jaccard"),
    ],
)
def test_normalisations_of_the_manual(
    published: dict[str, Any], normalisation: str, key: str
) -> None:
    found = relatedness_matrix(published["LQ_binary"], normalisation)
    np.testing.assert_allclose(found, published[key], rtol=1e-9, atol=1e-12)


def test_density_of_the_manual(published: dict[str, Any]) -> None:
    matrix = relatedness_matrix(published["LQ_binary"], "probability")
    found = 100 * relatedness_density(published["LQ_binary"], matrix)
    printed = np.array(published["reldens_round2"], dtype=float)
    np.testing.assert_allclose(found, printed, atol=0.005 + 1e-9)  # printed with two decimals


def loops(present: Array, normalisation: str) -> Array:
    """Return the relatedness of a matrix known everywhere, one pair at a time."""
    territories, sectors = present.shape
    both = np.zeros((sectors, sectors))
    for i in range(sectors):
        for j in range(sectors):
            both[i, j] = sum(
                1 for t in range(territories) if present[t, i] == 1 and present[t, j] == 1
            )
    links = [sum(both[i, j] for j in range(sectors) if j != i) for i in range(sectors)]
    total = sum(links)
    found = np.zeros((sectors, sectors))
    for i in range(sectors):
        for j in range(sectors):
            c, si, sj = both[i, j], links[i], links[j]
            if i == j or c == 0:
                continue
            if normalisation == "proximity":
                found[i, j] = min(c / both[i, i], c / both[j, j])
            elif normalisation == "probability":
                chance = si / total * sj / (total - si) + sj / total * si / (total - sj)
                found[i, j] = c / (chance * total / 2)
            elif normalisation == "association":
                found[i, j] = c / (si * sj / total)
            elif normalisation == "cosine":
                found[i, j] = c / (si * sj) ** 0.5
            else:
                found[i, j] = c / (si + sj - c)
    return found


def density_by_loops(present: Array, matrix: Array) -> Array:
    found = np.full(present.shape, np.nan)
    for t in range(present.shape[0]):
        for i in range(present.shape[1]):
            near = [k for k in range(present.shape[1]) if not np.isnan(present[t, k])]
            whole = sum(matrix[i, k] for k in near)
            if whole > 0:
                found[t, i] = sum(matrix[i, k] for k in near if present[t, k] == 1) / whole
    return found


def networks(*values: float) -> st.SearchStrategy[Array]:
    shapes = st.tuples(st.integers(1, 7), st.integers(1, 6))
    return shapes.flatmap(
        lambda shape: hnp.arrays(np.float64, shape, elements=st.sampled_from(values))
    )


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
@settings(max_examples=50)
@given(present=networks(0.0, 1.0))
def test_the_same_as_plain_loops(present: Array, normalisation: str) -> None:
    found = relatedness_matrix(present, normalisation)
    np.testing.assert_allclose(found, loops(present, normalisation), rtol=1e-12)


@given(present=networks(0.0, 1.0, np.nan))
def test_density_is_the_same_as_plain_loops(present: Array) -> None:
    matrix = relatedness_matrix(present)
    found = relatedness_density(present, matrix)
    np.testing.assert_allclose(found, density_by_loops(present, matrix), rtol=1e-12)
    assert ((found >= 0) & (found <= 1 + 1e-12) | np.isnan(found)).all()


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
@settings(max_examples=50)
@given(present=networks(0.0, 1.0, np.nan), random=st.randoms(use_true_random=False))
def test_what_holds_of_every_normalisation(present: Array, normalisation: str, random: Any) -> None:
    """Finite, symmetric, of no order, and blind to territories without any sector."""
    found = relatedness_matrix(present, normalisation)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (np.diag(found) == 0).all()
    np.testing.assert_allclose(found, found.T, rtol=1e-12)
    if normalisation == "proximity":
        assert (found <= 1).all()
    rows, columns = list(range(present.shape[0])), list(range(present.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = relatedness_matrix(present[np.ix_(rows, columns)], normalisation)
    np.testing.assert_allclose(shuffled, found[np.ix_(columns, columns)], rtol=1e-12)
    if not np.isnan(present).any():
        more = np.vstack([present, np.zeros((1, present.shape[1]))])
        np.testing.assert_allclose(relatedness_matrix(more, normalisation), found, rtol=1e-12)


@given(networks(0.0, 1.0), st.integers(2, 4))
def test_the_country_twice_has_the_same_proximities(present: Array, times: int) -> None:
    """A territory hidden altogether changes nothing either: it is taken to be as the others."""
    found = relatedness_matrix(present)
    np.testing.assert_allclose(relatedness_matrix(np.tile(present, (times, 1))), found, rtol=1e-12)
    hidden = np.vstack([present, np.full((1, present.shape[1]), np.nan)])
    np.testing.assert_allclose(relatedness_matrix(hidden), found, rtol=1e-12)


def test_a_hidden_cell_is_not_an_absence() -> None:
    seen = [[1.0, 1.0], [1.0, 1.0], [1.0, np.nan], [0.0, 0.0]]
    # Three territories tell: whoever has one has the other. As an absence it would give 2/3.
    assert relatedness_matrix(seen)[0, 1] == pytest.approx(1)


def test_the_edge_says_what_is_near() -> None:
    found = relatedness(COUNTRY, period=2024, absent="zero", nomenclature="demo")
    assert found.nearest("C") == [("flour", 1.0)]
    assert found.nearest("A") == []  # fish is related to nothing
    assert found.matrix[0, 2] == pytest.approx(2 / 3)
    assert found.asked["normalisation"] == "proximity"
    rows = {(row["territory"], row["sector"]): row for row in found.to_table().to_pylist()}
    assert rows["C", "flour"]["value"] == 1
    assert {row["component"] for row in rows.values()} == {"density"}
    assert (rows["C", "fish"]["value"], rows["C", "fish"]["status"]) == (None, "undefined")
    assert found.pairs_table().to_pylist()[1] == {
        "sector": "bread",
        "other": "flour",
        "period": "2024",
        "component": "proximity",
        "value": pytest.approx(2 / 3),
    }


def test_a_territory_with_a_secret_is_partial_and_its_hidden_sector_is_not_proposed() -> None:
    table = {name: [*values] for name, values in COUNTRY.items()}
    for name, value in zip(table, ["C", "flour", 2024, 0], strict=True):
        table[name].append(value)
    found = relatedness(table | {"status": [""] * 6 + ["secret"]}, period=2024, absent="zero")
    rows = {(row["territory"], row["sector"]): row for row in found.to_table().to_pylist()}
    assert rows["C", "flour"]["status"] == "partial"
    assert rows["A", "flour"]["status"] == "ok"
    assert found.nearest("C") == []


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: relatedness_matrix([[1.0]], "Proximity"), "'proximity', 'probability'"),
        (lambda: relatedness_matrix([[2.0]]), "not the jobs"),
        (lambda: relatedness_matrix([1.0]), "shape"),
        (lambda: relatedness_density([[1.0]], np.zeros((2, 2))), "one row and one column"),
        (lambda: relatedness(COUNTRY, period=2023), "2024"),
        (lambda: relatedness(COUNTRY, period=2024).nearest("Z"), "no such territory"),
    ],
)
def test_bad_input_is_refused(call: Any, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        call()
    assert says in str(refused.value)
