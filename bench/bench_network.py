"""How long the network measures take, beside networkx in the same run.

Run with ``python bench/bench_network.py [REPEATS]``. Fictitious networks of 2 000 and 10 000
actors, five things each on average, things of two to a dozen. Medians; the table is printed and
written to ``docs/reference/network-times.md``. What networkx is too slow for is measured on a
sample and brought to the whole, which the table says.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import networkx as nx
import numpy as np

from terreau.analytics.network import (
    LivedTies,
    TwoMode,
    centrality,
    network_measures,
    projection,
    rewired,
    structural_holes,
)

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/reference/network-times.md"
DAY = date(2026, 6, 1)
SIZES = (2_000, 10_000)
# Nodes that networkx measures, of each network.
PEER_SAMPLE = 40


def main() -> None:
    """Measure and write the table."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rows = [row for size in SIZES for row in measured(size, repeats)]
    table = "\n".join(
        [
            "| actors | what | ours, s | networkx, s |",
            "| ---: | --- | ---: | ---: |",
            *(f"| {n} | {what} | {ours:.2f} | {peer} |" for n, what, ours, peer in rows),
        ]
    )
    print(table)
    PAGE.write_text(
        "# Network measures\n\n"
        f"Written by `python bench/bench_network.py`: medians of {repeats} runs, "
        f"{os.cpu_count()} cores shared with whatever else ran, load "
        f"{os.getloadavg()[0]:.1f} at the end, {platform.system()}, Python "
        f"{platform.python_version()}, NumPy {np.__version__}, networkx {nx.__version__}. "
        "Fictitious networks, five things an actor. Where networkx is said *brought*, it measured "
        f"{PEER_SAMPLE} nodes, or one rewiring, and the time is brought to all of them. Beyond "
        "10 000 nodes, actors and things together, our shortest paths leave from a sample of "
        f"500.\n\n{table}\n",
        encoding="utf-8",
    )


def measured(size: int, repeats: int) -> list[tuple[int, str, float, str]]:
    """Return (actors, what, our seconds, networkx's)."""
    ties = fictitious(size)
    network = ties.standing_on(DAY)
    pairs = projection(network)
    graph, two_mode = as_networkx(network)
    some = list(graph)[:PEER_SAMPLE]
    scale = len(graph) / len(some)
    between = seconds(lambda: nx.betweenness_centrality(two_mode, k=PEER_SAMPLE, seed=0), 1)
    swaps = len(network.actor)
    constrained = seconds(lambda: nx.constraint(graph, some, weight="weight"), 1) * scale
    brought = between * len(two_mode) / PEER_SAMPLE
    exchanged = seconds(lambda: swapped(two_mode, swaps), 1) * 20 * 10
    rng = np.random.default_rng(0)
    work: list[tuple[str, Callable[[], object], str]] = [
        (
            "projection",
            lambda: projection(network),
            f"{seconds(lambda: as_networkx(network), 1):.2f}",
        ),
        (
            "constraint and effective size",
            lambda: structural_holes(pairs),
            f"{constrained:.1f} (constraint alone, brought)",
        ),
        (
            "degree, closeness, betweenness",
            lambda: centrality(network, rng),
            f"{brought:.1f} (betweenness alone, brought)",
        ),
        (
            "20 degree-preserving rewirings",
            lambda: list(rewired(network, 20, rng)),
            f"{exchanged:.1f} (ten swaps an edge, brought)",
        ),
        (
            "every measure, 100 rewirings, 200 draws",
            lambda: network_measures(ties, DAY, null=100, bootstrap=200),
            "",
        ),
    ]
    return [(size, what, seconds(ours, repeats), peer) for what, ours, peer in work]


def fictitious(size: int) -> LivedTies:
    """Return the ties of so many actors, five things each."""
    rng = np.random.default_rng(20)
    members = rng.integers(2, 13, size=size * 5 // 7)
    return LivedTies.of(
        (f"a{actor}", f"t{thing}", DAY)
        for thing, count in enumerate(members)
        for actor in rng.integers(size, size=count)
    )


def as_networkx(network: TwoMode) -> tuple[nx.Graph, nx.Graph]:
    """Return the projection and the two-mode graph."""
    two_mode = nx.Graph()
    two_mode.add_nodes_from(range(len(network.actors)), bipartite=0)
    things = (network.thing + len(network.actors)).tolist()
    two_mode.add_edges_from(zip(network.actor.tolist(), things, strict=True))
    actors = range(len(network.actors))
    return nx.bipartite.collaboration_weighted_projected_graph(two_mode, actors), two_mode


def swapped(graph: nx.Graph, swaps: int) -> nx.Graph:
    """Return the graph rewired by networkx, which does not look at modes."""
    return nx.double_edge_swap(graph.copy(), nswap=swaps, max_tries=swaps * 20, seed=0)


def seconds(work: Callable[[], object], repeats: int) -> float:
    """Return the median seconds of some runs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
