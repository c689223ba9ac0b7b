"""A slow independent calculation for each kernel: the ones missing elsewhere, and where all are."""

from __future__ import annotations

import ast
import inspect
import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau import analytics
from terreau.analytics import (
    SecrecyRule,
    coagglomeration,
    concentration_gini,
    cooccurrence,
    ellison_glaeser,
    hoover,
    locational_gini,
    presence,
    primary,
    quotients,
)

Array = npt.NDArray[np.float64]
HERE = Path(__file__).parent

# Kernel → the test that computes it another way. An edge reads a table for the kernels it names.
ORACLES = {
    "aggregate": "test_aggregate::test_sums_agree_with_the_oracle",
    "anova": "test_anova::test_the_kernel_agrees_with_the_regression",
    "bootstrap_interval": "test_location_quotient_intervals::"
    "test_drawing_again_agrees_with_the_formula",
    "certainty_of_cube": "test_sign_certainty::test_each_specification_is_what_shift_share_answers",
    "chained": "test_esteban::test_the_kernels_agree_with_the_oracle",
    "class_breaks": "test_class_breaks::test_natural_classes_are_the_best_of_all",
    "cluster_index": "test_cluster_index::test_the_same_as_plain_loops",
    "coagglomeration": "test_oracles::test_coagglomeration_over_pairs_of_sectors",
    "complementary": "test_secrecy::test_no_hidden_cell_can_be_solved",
    "complexity_outlook": "test_complexity::test_outlook_by_plain_loops",
    "component_bounds": "test_component_bounds::test_any_filling_gives_components_inside",
    "concentration_gini": "test_oracles::test_concentration_against_loops",
    "cooccurrence": "test_oracles::test_presences_that_come_together_are_counted",
    "delta_interval": "test_location_quotient_intervals::"
    "test_the_delta_method_against_loops_over_establishments",
    "dunn": "test_dunn_invariants::test_the_kernel_agrees_with_the_oracle",
    "economic_complexity": "test_complexity::test_scores_are_the_eigenvector_or_nothing",
    "ellison_glaeser": "test_concentration::test_ellison_and_glaeser_against_loops",
    "entropy": "test_specialisation::test_each_index_against_loops",
    "esteban": "test_esteban::test_the_kernels_agree_with_the_oracle",
    "gerfin": "test_gerfin::test_the_kernel_agrees_with_the_oracle",
    "hachman": "test_specialisation::test_each_index_against_loops",
    "harmonise": "test_harmonise::test_jobs_and_shares_agree_with_the_oracle",
    "herfindahl": "test_specialisation::test_each_index_against_loops",
    "hoover": "test_oracles::test_concentration_against_loops",
    "krugman": "test_specialisation::test_each_index_against_loops",
    "locational_gini": "test_oracles::test_concentration_against_loops",
    "log_ratio_distances": "test_peers::test_the_same_as_plain_loops",
    "log_ratios": "test_peers::test_the_same_as_plain_loops",
    "nested": "test_nested::test_whatever_a_tree_of_perimeters_determines_obeys",
    "presence": "test_oracles::test_quotients_and_presences_in_fractions",
    "primary": "test_oracles::test_what_the_rule_hides_cell_by_cell",
    "quotients": "test_oracles::test_quotients_and_presences_in_fractions",
    "reflections": "test_complexity::test_reflections_by_plain_loops",
    "relatedness_density": "test_relatedness::test_density_is_the_same_as_plain_loops",
    "relatedness_matrix": "test_relatedness::test_the_same_as_plain_loops",
    "specialisation_gini": "test_specialisation::test_each_index_against_loops",
    "specialisation_intervals": "test_specialisation::"
    "test_bounds_against_slopes_found_by_moving_cells",
    "typology_of_shares": "test_basin_typology::test_the_same_as_plain_loops",
}
EDGES = {
    "basin_typology", "complexity", "concentration", "location_quotient", "peers", "relatedness",
    "shift_share", "sign_certainty", "specialisation", "specification_interval",
}  # fmt: skip


def test_every_kernel_has_an_oracle() -> None:
    offered = {name for name in analytics.__all__ if inspect.isfunction(getattr(analytics, name))}
    assert offered - EDGES == ORACLES.keys()


@pytest.mark.parametrize("name", ORACLES)
def test_the_oracle_is_there(name: str) -> None:
    module, test = ORACLES[name].split("::")
    tree = ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8"))
    assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


jobs = st.one_of(st.just(0), st.integers(0, 40), st.integers(0, 90_000)).map(float)
cells = st.one_of(jobs, jobs, jobs, st.just(math.nan))


def arrays(cell: st.SearchStrategy[float], least: int = 1) -> st.SearchStrategy[Array]:
    shapes = st.tuples(st.integers(1, 5), st.integers(least, 5))
    return shapes.flatmap(lambda shape: hnp.arrays(np.float64, shape, elements=cell))


@given(arrays(cells))
@settings(max_examples=60)
def test_quotients_and_presences_in_fractions(country: Array) -> None:
    """Shares over the sectors known in the territory: here and in the sum of the territories."""
    territories, sectors = country.shape
    whole = [
        sum(int(country[t, i]) for t in range(territories) if not math.isnan(country[t, i]))
        for i in range(sectors)
    ]
    found, there = quotients(country), presence(country)
    for j in range(territories):
        seen = [i for i in range(sectors) if not math.isnan(country[j, i])]
        own, compared = sum(int(country[j, i]) for i in seen), sum(whole[i] for i in seen)
        for i in range(sectors):
            if i not in seen or own == 0 or whole[i] == 0:
                assert np.isnan(found[j, i])
                expected = 0.0 if i in seen else math.nan
            else:
                share, other = int(country[j, i]) * compared, whole[i] * own  # crosswise: exact
                assert found[j, i] == pytest.approx(share / other, rel=1e-12)
                expected = float(share >= other > 0)
            np.testing.assert_equal(there[j, i], expected)


def mean_difference(values: list[float], weights: list[float]) -> float:
    """Return the Gini coefficient as half the mean difference between pairs over the mean."""
    pairs = [
        (a - b, v * w)
        for a, v in zip(values, weights, strict=True)
        for b, w in zip(values, weights, strict=True)
    ]
    total = sum(weights)
    mean = sum(a * w for a, w in zip(values, weights, strict=True)) / total
    return sum(abs(gap) * w for gap, w in pairs) / (2 * mean * total**2)


@given(arrays(jobs))
@settings(max_examples=60)
def test_concentration_against_loops(country: Array) -> None:
    own, of_sector = country.sum(axis=1), country.sum(axis=0)
    gini, area, to_move = concentration_gini(country), locational_gini(country), hoover(country)
    for i, total in enumerate(of_sector.tolist()):
        if total == 0:
            assert np.isnan([gini[i], area[i], to_move[i]]).all()
            continue
        gaps = [abs(country[j, i] / total - own[j] / own.sum()) for j in range(len(own))]
        assert to_move[i] == pytest.approx(sum(gaps) / 2, rel=1e-9, abs=1e-12)
        inhabited = [j for j in range(len(own)) if own[j] > 0]
        ratios = [float(country[j, i] / own[j]) for j in inhabited]
        alike = mean_difference(ratios, [1.0] * len(ratios))
        assert gini[i] == pytest.approx(alike, rel=1e-9, abs=1e-9)
        weighted = mean_difference(ratios, [float(own[j]) for j in inhabited])
        assert area[i] == pytest.approx(weighted / 2, rel=1e-9, abs=1e-9)


@given(arrays(st.integers(1, 400).map(float), least=2), st.integers(2, 6))
@settings(max_examples=60)
def test_coagglomeration_over_pairs_of_sectors(country: Array, plants: int) -> None:
    """γc is the mean, over pairs of different sectors, of Σⱼ(sⱼ − xⱼ)(s′ⱼ − xⱼ)/(1 − Σx²).

    The squares of each sector leave with its own plants: what remains of G are the products.
    """
    if len(country) == 1:
        assert math.isnan(coagglomeration(country, country**2))
        return
    squares = country**2 / plants
    place = country / country.sum(axis=0)
    weight = country.sum(axis=0) / country.sum()
    everywhere = country.sum(axis=1) / country.sum()
    room = 1 - (everywhere**2).sum()
    of_pairs, pairs = 0.0, 0.0
    for i, k in np.ndindex(len(weight), len(weight)):
        if i != k:
            apart = (place[:, i] - everywhere) * (place[:, k] - everywhere)
            of_pairs += weight[i] * weight[k] * apart.sum() / room
            pairs += weight[i] * weight[k]
    if np.isnan(ellison_glaeser(country, squares, country.sum(axis=1)).gamma).any():
        return
    found = coagglomeration(country, squares, country.sum(axis=1))
    assert found == pytest.approx(of_pairs / pairs, rel=1e-7, abs=1e-9)


@given(arrays(st.sampled_from([0.0, 1.0, math.nan])))
@settings(max_examples=60)
def test_presences_that_come_together_are_counted(present: Array) -> None:
    together, alone = cooccurrence(present)
    territories, sectors = present.shape
    for i, k in np.ndindex(sectors, sectors):
        seen = [t for t in range(territories) if not np.isnan(present[t, [i, k]]).any()]
        scale = territories / len(seen) if seen else 0.0
        both = sum(present[t, i] == present[t, k] == 1 for t in seen)
        assert together[i, k] == pytest.approx(both * scale)
        assert alone[i, k] == pytest.approx(sum(present[t, i] == 1 for t in seen) * scale)


@given(arrays(cells), st.integers(0, 5), st.sampled_from([0.5, 0.85, 1.0]), st.data())
@settings(max_examples=60)
def test_what_the_rule_hides_cell_by_cell(
    country: Array, least: int, most: float, data: st.DataObject
) -> None:
    some = st.one_of(st.integers(0, 9).map(float), st.just(math.nan))
    units = data.draw(hnp.arrays(np.float64, country.shape, elements=some))
    part = data.draw(
        hnp.arrays(np.float64, country.shape, elements=st.sampled_from([0.0, 0.5, 0.75, 1.0]))
    )
    largest = part * country
    found = primary(country, units, largest, SecrecyRule("any", least, most))
    for cell in np.ndindex(country.shape):
        value, count = country[cell], units[cell]
        # Jobs without an establishment that is said are hidden: it may be one.
        few = least > 1 and (math.isnan(count) or count < least)
        of_nobody = value == 0 and not (least > 1 and count > 0)
        one_has_most = most < 1 and value > 0 and part[cell] > most
        assert found[cell] == (not math.isnan(value) and not of_nobody and (few or one_has_most))
