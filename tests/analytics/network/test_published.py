"""Network measures against published values, and networkx where nothing is printed."""

from __future__ import annotations

from datetime import date

import networkx as nx
import numpy as np
import pytest

from terreau.analytics.network import (
    Graph,
    LivedTies,
    TwoMode,
    centrality,
    core_periphery,
    lost_pairs,
    network_measures,
    pair_ratios,
    projection,
    structural_holes,
)
from terreau.analytics.network.centrality import exact_paths
from terreau.analytics.network.sampled import sampled_paths

DAY = date(2026, 1, 1)

# S. P. Borgatti, D. S. Halgin (2011), "Analyzing affiliation networks", The SAGE Handbook of
# Social Network Analysis, the table of the centralities of Davis's data, as normalised by
# Borgatti & Everett (1997): degree, closeness, betweenness, printed with two decimals.
BORGATTI_HALGIN = {
    "E8": (0.78, 0.85, 0.24), "E9": (0.67, 0.79, 0.23), "E7": (0.56, 0.73, 0.13),
    "Nora Fayette": (0.57, 0.80, 0.11), "Evelyn Jefferson": (0.57, 0.80, 0.10),
    "Theresa Anderson": (0.57, 0.80, 0.09), "E6": (0.44, 0.69, 0.07),
    "Sylvia Avondale": (0.50, 0.77, 0.07), "Laura Mandeville": (0.50, 0.73, 0.05),
    "Brenda Rogers": (0.50, 0.73, 0.05), "Katherina Rogers": (0.43, 0.73, 0.05),
    "E5": (0.44, 0.59, 0.04), "Helen Lloyd": (0.36, 0.73, 0.04), "E3": (0.33, 0.56, 0.02),
    "Ruth DeSand": (0.29, 0.71, 0.02), "Verne Sanderson": (0.29, 0.71, 0.02),
    "E12": (0.33, 0.56, 0.02), "Myra Liddel": (0.29, 0.69, 0.02), "E11": (0.22, 0.54, 0.02),
    "Eleanor Nye": (0.29, 0.67, 0.01), "Frances Anderson": (0.29, 0.67, 0.01),
    "Pearl Oglethorpe": (0.21, 0.67, 0.01), "E4": (0.22, 0.54, 0.01),
    "Charlotte McDowd": (0.29, 0.60, 0.01), "E10": (0.28, 0.55, 0.01),
    "Olivia Carleton": (0.14, 0.59, 0.01), "Flora Price": (0.14, 0.59, 0.01),
    "E2": (0.17, 0.52, 0.00), "E1": (0.17, 0.52, 0.00), "Dorothy Murchison": (0.14, 0.65, 0.00),
    "E13": (0.17, 0.52, 0.00), "E14": (0.17, 0.52, 0.00),
}  # fmt: skip


@pytest.fixture(scope="module")
def davis() -> TwoMode:
    """Return A. Davis, B. B. Gardner, M. R. Gardner (1941), Deep South: 18 women × 14 events."""
    edges = nx.davis_southern_women_graph().edges
    return LivedTies.of((who, what, DAY) for who, what in edges).standing_on(DAY)


def graph_of(edges: dict[tuple[str, str], float]) -> tuple[list[str], Graph]:
    names = sorted({name for edge in edges for name in edge})
    placed = sorted((*sorted(map(names.index, edge)), weight) for edge, weight in edges.items())
    first, second, weight = (np.array(column) for column in zip(*placed, strict=True))
    return names, Graph(len(names), first, second, weight.astype(float))


def test_the_southern_women_are_those_of_deep_south(davis: TwoMode) -> None:
    # 18 women, 14 events, 89 attendances (L. C. Freeman 2003, "Finding social groups").
    assert (len(davis.actors), len(davis.things), len(davis.actor)) == (18, 14, 89)


def test_two_mode_centralities_of_the_southern_women(davis: TwoMode) -> None:
    found = centrality(davis, np.random.default_rng(0))
    names = [actor.key for actor in davis.actors] + list(davis.things)
    assert not found.is_sampled
    for place, name in enumerate(names):
        printed = BORGATTI_HALGIN[name]
        computed = found.degree[place], found.closeness[place], found.betweenness[place]
        np.testing.assert_allclose(computed, printed, atol=0.005 + 1e-9, err_msg=name)


def test_bonding_of_the_southern_women(davis: TwoMode) -> None:
    # The manual of networkx prints 0.468 for this network; the formula is Robins & Alexander's.
    oracle = nx.bipartite.robins_alexander_clustering(nx.davis_southern_women_graph())
    found = pair_ratios(davis, projection(davis))["bonding"].value
    assert round(found, 3) == 0.468
    assert found == pytest.approx(oracle, rel=1e-12)


def test_density_of_the_projected_southern_women(davis: TwoMode) -> None:
    # Of 153 pairs of women, 139 met, as networkx counts.
    women = [actor.key for actor in davis.actors]
    projected = nx.bipartite.projected_graph(nx.davis_southern_women_graph(), women)
    found = pair_ratios(davis, projection(davis))["density"].value
    assert found == pytest.approx(nx.density(projected)) == pytest.approx(139 / 153)


# The figure of S. P. Borgatti (1997), "Structural holes: unpacking Burt's redundancy measures",
# Connections 20(1), 35–38: G has six contacts with four ties among them, 6 − 2 × 4 / 6 = 4.67. The
# constraints of the same figure were computed with UCINET (Borgatti, Everett, Freeman 2002) and
# checked by hand, as the tests of networkx record; so were the weighted ones.
FIGURE = {
    ("A", "B"): 2, ("A", "F"): 3, ("A", "G"): 5, ("A", "E"): 2, ("E", "G"): 8,
    ("F", "G"): 3, ("B", "G"): 4, ("B", "D"): 1, ("D", "G"): 3, ("C", "G"): 10,
}  # fmt: skip


@pytest.mark.parametrize("matrix_up_to", [0, 2_500])
def test_structural_holes_of_borgatti(monkeypatch: pytest.MonkeyPatch, matrix_up_to: int) -> None:
    monkeypatch.setattr("terreau.analytics.network.holes.LARGEST_MATRIX", matrix_up_to)
    monkeypatch.setattr("terreau.analytics.network.holes._BLOCK", 5)
    names, plain = graph_of(dict.fromkeys(FIGURE, 1))
    _, weighted = graph_of({edge: float(weight) for edge, weight in FIGURE.items()})
    a, c, g = (names.index(name) for name in "ACG")
    found = structural_holes(plain)
    assert found.effective_size[[g, a, c]] == pytest.approx([4.67, 2.5, 1], abs=0.005)
    assert found.constraint[[g, a, c]] == pytest.approx([0.400, 0.595, 1], abs=0.0005)
    found = structural_holes(weighted)
    assert found.effective_size[[g, a, c]] == pytest.approx([5.47, 2.47, 1], abs=0.005)
    assert found.constraint[[g, a, c]] == pytest.approx([0.299, 0.795, 1], abs=0.0005)


def test_constraint_bounds_of_burt() -> None:
    # Burt 1992, chapter 2: contacts without ties among them constrain by 1/n, the least there is;
    # with one single contact constraint is 1.
    _, star = graph_of({("ego", str(n)): 1.0 for n in range(5)})
    constraint = structural_holes(star).constraint
    assert constraint.min() == pytest.approx(1 / 5)
    assert constraint.max() == pytest.approx(1)


def test_the_kite_of_krackhardt() -> None:
    # D. Krackhardt (1990), "Assessing the political landscape", Administrative Science Quarterly
    # 35, 342–369: three actors are each first by one centrality: Diane (3) by degree, Fernando
    # and Garth (5, 6) by closeness, Heather (7) by betweenness, on 14 of 36 paths.
    kite = nx.krackhardt_kite_graph()
    first, second = (np.array(ends) for ends in zip(*kite.edges, strict=True))
    between, distance, reached = exact_paths(10, first, second)
    assert np.argmax(Graph(10, first, second, np.ones(len(first))).degree) == 3
    np.testing.assert_allclose(
        reached / distance,
        [0.529, 0.529, 0.500, 0.600, 0.500, 0.643, 0.643, 0.600, 0.429, 0.310],
        atol=0.0005,
    )
    np.testing.assert_allclose(
        between / 36,
        [0.023, 0.023, 0.000, 0.102, 0.000, 0.231, 0.231, 0.389, 0.222, 0.000],
        atol=0.0005,
    )
    # From every node, the sample is no estimate.
    np.testing.assert_allclose(
        sampled_paths(10, first, second, np.arange(10)), (between, distance, reached)
    )


def test_a_sample_of_the_nodes_estimates() -> None:
    graph = nx.gnm_random_graph(300, 900, seed=4)
    first, second = (np.array(ends) for ends in zip(*graph.edges, strict=True))
    exact, *_ = exact_paths(300, first, second)
    sources = np.random.default_rng(1).choice(300, 150, replace=False)
    estimate, *_ = sampled_paths(300, first, second, sources)
    assert np.corrcoef(exact, estimate)[0, 1] > 0.95
    assert estimate.sum() == pytest.approx(exact.sum(), rel=0.05)


def test_the_ideal_core_of_borgatti_and_everett() -> None:
    # Borgatti & Everett (1999): a full core of four, a periphery of six without ties
    # among themselves; the pattern correlates perfectly with itself.
    core = [(i, j) for i in range(4) for j in range(i + 1, 4)]
    border = [(0, 4), (0, 5), (1, 6), (1, 7), (2, 8), (3, 9)]
    first, second = (np.array(ends) for ends in zip(*sorted(core + border), strict=True))
    found = core_periphery(Graph(10, first, second, np.ones(len(first))))
    assert np.flatnonzero(found.is_core).tolist() == [0, 1, 2, 3]
    assert found.fit == pytest.approx(1)


@pytest.mark.parametrize("seed", range(5))
def test_the_split_is_the_best_of_those_by_degree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tied = np.triu(rng.random((8, 8)) < 0.45, k=1)
    first, second = np.nonzero(tied)
    found = core_periphery(Graph(8, first, second, np.ones(len(first))))
    adjacency = tied | tied.T

    def errors(is_core: np.ndarray) -> int:
        inside, outside = np.outer(is_core, is_core), np.outer(~is_core, ~is_core)
        wrong = (inside & ~adjacency) | (outside & adjacency)
        return int(np.triu(wrong, k=1).sum())

    every = [np.array([bool(n >> k & 1) for k in range(8)]) for n in range(256)]
    degree = adjacency.sum(axis=0)

    def is_by_degree(is_core: np.ndarray) -> bool:
        return degree[is_core].min(initial=8) > degree[~is_core].max(initial=-1)

    assert errors(found.is_core) == min(map(errors, filter(is_by_degree, every)))


def test_who_breaks_the_network_is_who_networkx_finds() -> None:
    rng = np.random.default_rng(3)
    rows = [(f"a{rng.integers(30)}", f"t{rng.integers(25)}", DAY) for _ in range(55)]
    network = LivedTies.of(rows).standing_on(DAY)
    graph = nx.Graph([(who, what) for who, what, _ in rows])
    lost, connected = lost_pairs(network)
    actors = {actor.key for actor in network.actors}

    def pairs(of: nx.Graph) -> int:
        sizes = [len(actors & part) for part in nx.connected_components(of)]
        return sum(size * (size - 1) // 2 for size in sizes)

    assert connected == pairs(graph)
    assert (lost > 0).any()
    for actor, count in zip(network.actors, lost, strict=True):
        left = graph.copy()
        left.remove_node(actor.key)
        own = len(actors & nx.node_connected_component(graph, actor.key)) - 1
        assert count == connected - own - pairs(left)


def test_measures_of_the_southern_women_are_the_same_again() -> None:
    edges = nx.davis_southern_women_graph().edges
    ties = LivedTies.of((who, what, DAY) for who, what in edges)
    asked = {"null": 30, "bootstrap": 50, "seed": 7}
    first, again = (network_measures(ties, DAY, **asked) for _ in range(2))
    assert first == again
    bonding = first.whole["bonding"]
    assert (bonding.lower or 1) < (bonding.value or 1) < (bonding.upper or 0)
    other = network_measures(ties, DAY, **{**asked, "seed": 8}).whole["bonding"]
    assert (other.lower, other.expected) != (bonding.lower, bonding.expected)
