"""How central each actor is in a two-mode network: degree, closeness, betweenness.

rustworkx computes the shortest paths, loaded on use. Beyond 10 000 nodes they are sampled, in
NumPy.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from terreau.analytics.cells import FloatArray
from terreau.analytics.network.sampled import sampled_paths
from terreau.analytics.network.ties import IntArray, TwoMode
from terreau.core.errors import TerreauError

# Beyond, shortest paths leave from a sample of the nodes.
LARGEST_EXACT = 10_000
SAMPLE = 500


@dataclass(frozen=True)
class Centrality:
    """Centralities of the actors, then of the things, each of shape (node,), from 0 to 1.

    Parameters
    ----------
    degree : FloatArray
        Share of the things an actor is in; of the actors a thing has.
    closeness : FloatArray
        Smallest possible sum of distances over the sum there is, times the share reached.
    betweenness : FloatArray
        Shortest paths through it over the most there could be.
    is_sampled : bool
        Whether the last two are estimates from a sample of the nodes.
    """

    degree: FloatArray
    closeness: FloatArray
    betweenness: FloatArray
    is_sampled: bool


def centrality(network: TwoMode, rng: np.random.Generator) -> Centrality:
    """Return the centralities of a two-mode network, brought to what the two modes allow.

    Parameters
    ----------
    network : TwoMode
        Weights are not looked at.
    rng : numpy.random.Generator
        Seeded by the caller; draws the sample beyond 10 000 nodes.

    Returns
    -------
    Centrality
        0 for all who reach nobody.

    Raises
    ------
    TerreauError
        If rustworkx is not installed.

    References
    ----------
    S. P. Borgatti, M. G. Everett (1997), "Network analysis of 2-mode data", Social Networks 19,
    243–269 (the three normalisations). L. C. Freeman (1979), "Centrality in social networks",
    Social Networks 1, 215–239. U. Brandes, C. Pich (2007), "Centrality estimation in large
    networks", International Journal of Bifurcation and Chaos 17, 2303–2318 (the sample).
    """
    actors, things = len(network.actors), len(network.things)
    size = actors + things
    edges = network.actor, network.thing + actors
    if size > LARGEST_EXACT:
        sources = rng.choice(size, SAMPLE, replace=False)
        between, distance, reached = sampled_paths(size, *edges, sources)
    else:
        between, distance, reached = exact_paths(size, *edges)
    is_actor = np.arange(size) < actors
    own, other = np.where(is_actor, actors, things), np.where(is_actor, things, actors)
    degree = np.bincount(np.concatenate(edges), minlength=size)
    return Centrality(
        _share(degree.astype(np.float64), other.astype(np.float64)),
        _share(other + 2.0 * (own - 1), distance) * _share(reached, np.full(size, size - 1.0)),
        _share(between, _most_between(own, other)),
        size > LARGEST_EXACT,
    )


def exact_paths(
    size: int, first: IntArray, second: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (node,) shortest paths through it, summed distances from it, and nodes it reaches.

    Parameters
    ----------
    size : int
        Number of nodes.
    first, second : IntArray
        (edge,) its two ends.

    Raises
    ------
    TerreauError
        If rustworkx is not installed.
    """
    graphs = _rustworkx()
    graph = graphs.PyGraph(multigraph=False)
    graph.add_nodes_from(range(size))
    graph.add_edges_from_no_data(list(zip(first.tolist(), second.tolist(), strict=True)))
    found = graphs.betweenness_centrality(graph, normalized=False)
    between = np.array([found[node] for node in range(size)], dtype=np.float64)
    near = graphs.closeness_centrality(graph, wf_improved=False)
    closeness = np.array([near[node] for node in range(size)], dtype=np.float64)
    reached = np.zeros(size)
    for nodes in graphs.connected_components(graph):
        reached[list(nodes)] = len(nodes) - 1
    return between, _share(reached, closeness), reached


def _most_between(own: IntArray, other: IntArray) -> FloatArray:
    """Return the paths through the middle of the best two-mode star (Borgatti & Everett 1997)."""
    s, t = np.divmod(own - 1, other)
    most: FloatArray = (
        other**2 * (s + 1) ** 2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)
    ) / 2
    return most


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    share: FloatArray = np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)
    return share


def _rustworkx() -> Any:
    try:
        return importlib.import_module("rustworkx")
    except ImportError as error:
        raise TerreauError(
            "Shortest paths need rustworkx, which is not installed",
            remedy="Install it with: pip install 'terreau[network]'",
        ) from error
