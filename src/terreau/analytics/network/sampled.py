"""Shortest paths from a sample of the nodes: estimates for networks too large to walk whole."""

from __future__ import annotations

import numpy as np

from terreau.analytics.cells import FloatArray
from terreau.analytics.network.ties import IntArray


def sampled_paths(
    size: int, first: IntArray, second: IntArray, sources: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Estimate (node,) shortest paths through it, summed distances from it, and nodes it reaches.

    Parameters
    ----------
    size : int
        Number of nodes.
    first, second : IntArray
        (edge,) its two ends.
    sources : IntArray
        Nodes from which paths leave, each once; with all of them the answer is exact.

    Returns
    -------
    between, distance, reached : FloatArray
        (node,), what was counted brought to the whole network.

    Notes
    -----
    Brandes's accumulation, level by level. Distances are the same both ways, so that each node is
    told its distance to the sources.

    References
    ----------
    U. Brandes (2001), "A faster algorithm for betweenness centrality", Journal of Mathematical
    Sociology 25, 163–177. D. Eppstein, J. Wang (2004), "Fast approximation of centrality", Journal
    of Graph Algorithms and Applications 8, 39–45.
    """
    start = np.concatenate([first, second])
    order = np.argsort(start, kind="stable")
    end = np.concatenate([second, first])[order]
    degree = np.bincount(start, minlength=size)
    offset = np.concatenate([[0], np.cumsum(degree)])
    between, distance, reached = np.zeros(size), np.zeros(size), np.zeros(size)
    for source in sources:
        levels, depth, paths = _walk(int(source), offset, degree, end)
        there = depth > 0
        distance[there] += depth[there]
        reached[there] += 1
        through = np.zeros(size)
        for tail, head in reversed(levels):  # the furthest first
            given = paths[tail] / paths[head] * (1 + through[head])
            through += np.bincount(tail, weights=given, minlength=size)
        through[source] = 0
        between += through
    # A node is no path to itself: of the sources, others see all but themselves.
    scale = np.full(size, (size - 1) / len(sources))
    scale[sources] = (size - 1) / max(len(sources) - 1, 1)
    return between * size / len(sources) / 2, distance * scale, reached * scale


def _walk(
    source: int, offset: IntArray, degree: IntArray, end: IntArray
) -> tuple[list[tuple[IntArray, IntArray]], IntArray, FloatArray]:
    """Return the edges of each level, the depth of each node (-1 = not reached), and its paths."""
    depth = np.full(len(degree), -1)
    paths = np.zeros(len(degree))
    depth[source], paths[source] = 0, 1.0
    levels, front = [], np.array([source])
    while len(front):
        count = degree[front]
        tail = np.repeat(front, count)
        within = np.arange(len(tail)) - np.repeat(np.cumsum(count) - count, count)
        head = end[offset[tail] + within]
        new = depth[head] < 0
        tail, head = tail[new], head[new]
        paths += np.bincount(head, weights=paths[tail], minlength=len(degree))
        level = depth[front[0]] + 1
        front = np.unique(head)
        depth[front] = level
        if len(front):
            levels.append((tail, head))
    return levels, depth, paths
