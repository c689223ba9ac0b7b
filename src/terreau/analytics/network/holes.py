"""Structural holes: who stands between others who do not know one another.

Constraint and effective size, in NumPy: a product of matrices where they fit in memory, the walks
of two steps one block after the other where they do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from terreau.analytics.cells import FloatArray
from terreau.analytics.network.pairs import Graph
from terreau.analytics.network.ties import IntArray

# Above, walking the edges is faster than multiplying n × n matrices.
LARGEST_MATRIX = 800
_BLOCK = 4_000_000


@dataclass(frozen=True)
class Holes:
    """What Burt measures of each node.

    Parameters
    ----------
    constraint : FloatArray
        (node,), > 0, the less the freer; NaN for a node without a tie.
    effective_size : FloatArray
        (node,), from 1 to the degree; NaN for a node without a tie.
    """

    constraint: FloatArray
    effective_size: FloatArray


def structural_holes(graph: Graph) -> Holes:
    """Compute Burt's constraint and effective size of every node.

    Parameters
    ----------
    graph : Graph
        Undirected, weighted.

    Returns
    -------
    Holes
        NaN for a node without a tie: it has no hole to stand in.

    Notes
    -----
    With p the share of its ties that i gives to j and m the tie of j and q over the strongest tie
    of j: constraint of i = Σⱼ (pᵢⱼ + Σ_q pᵢ_q p_qⱼ)², effective size = Σⱼ (1 − Σ_q pᵢ_q mⱼ_q).
    Unweighted, the effective size is n − 2t/n (Borgatti 1997), with n others and t ties
    among them.

    References
    ----------
    R. S. Burt (1992), Structural Holes: The Social Structure of Competition, Harvard University
    Press, chapter 2. S. P. Borgatti (1997), "Structural holes: unpacking Burt's
    redundancy measures", Connections 20(1), 35–38.

    Examples
    --------
    The middle of a star of three is free, each of its ends held by it:

    >>> star = Graph(4, np.array([0, 0, 0]), np.array([1, 2, 3]), np.ones(3))
    >>> structural_holes(star).constraint.round(3)
    array([0.333, 1.   , 1.   , 1.   ])
    """
    start, end, weight = _both_ways(graph)
    total = _summed(start, weight, graph.size)
    strongest = np.zeros(graph.size)
    np.maximum.at(strongest, start, weight)
    share = weight / total[start]
    # The edges that leave q for j: what q gives to j, and what j, seen from itself, has in q.
    indirect, redundant = _two_steps(graph.size, start, end, share, weight / strongest[end])
    constraint = _summed(start, (share + indirect) ** 2, graph.size)
    effective = _summed(start, 1 - redundant, graph.size)
    alone = total == 0
    constraint[alone] = effective[alone] = np.nan
    return Holes(constraint, effective)


def _summed(node: IntArray, values: FloatArray, size: int) -> FloatArray:
    return np.bincount(node, weights=values, minlength=size).astype(np.float64)


def _both_ways(graph: Graph) -> tuple[IntArray, IntArray, FloatArray]:
    """Return each edge in both directions, by start then end."""
    start = np.concatenate([graph.first, graph.second])
    end = np.concatenate([graph.second, graph.first])
    order = np.lexsort((end, start))
    weight = np.concatenate([graph.weight, graph.weight])[order].astype(np.float64)
    return start[order], end[order], weight


def _two_steps(
    size: int, start: IntArray, end: IntArray, share: FloatArray, tie: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return, for each edge i → j, Σ_q share(i→q)·share(q→j) and Σ_q share(i→q)·tie(q→j)."""
    if size <= LARGEST_MATRIX:
        shares, ties = np.zeros((size, size)), np.zeros((size, size))
        shares[start, end], ties[start, end] = share, tie
        return (shares @ shares)[start, end], (shares @ ties)[start, end]
    return _walked(size, start, end, share, tie)


def _walked(
    size: int, start: IntArray, end: IntArray, share: FloatArray, tie: FloatArray
) -> tuple[FloatArray, FloatArray]:
    degree = np.bincount(start, minlength=size)
    offset = np.concatenate([[0], np.cumsum(degree)])
    code = start * size + end  # in order, as the edges are
    found = np.zeros((2, len(start)))
    steps = np.cumsum(degree[end])
    blocks = np.unique(np.searchsorted(steps, np.arange(0, steps[-1:].sum(), _BLOCK)))
    for low, high in zip(blocks, [*blocks[1:], len(start)], strict=True):
        count = degree[end[low:high]]
        edge = np.repeat(np.arange(low, high), count)
        onward = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        onward += offset[end[edge]]
        closing = start[edge] * size + end[onward]
        place = np.minimum(np.searchsorted(code, closing), len(code) - 1)
        closes = code[place] == closing
        place, edge, onward = place[closes], edge[closes], onward[closes]
        for row, value in enumerate((share, tie)):
            found[row] += np.bincount(place, share[edge] * value[onward], minlength=len(start))
    return found[0], found[1]
