"""What one more tie would change: by how much it would free the two whom it joins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from terreau.analytics.cells import FloatArray
from terreau.analytics.network.pairs import Graph

_Ties = Mapping[int, Mapping[int, float]]


def constraint_lowered(
    graph: Graph, candidates: Iterable[tuple[int, int]], weight: float = 1.0
) -> FloatArray:
    """Say by how much a tie between two nodes would lower the sum of their constraints.

    Parameters
    ----------
    graph : Graph
        The ties there are.
    candidates : Iterable[tuple[int, int]]
        Pairs of nodes that have no tie.
    weight : float
        Of the tie that would be made; 1 = a meeting of two, today.

    Returns
    -------
    FloatArray
        (candidate,), > 0 where the tie frees them. A node without a tie is held as much as one
        that has a single contact: constraint 1.

    References
    ----------
    R. S. Burt (1992), Structural Holes, Harvard University Press, chapter 2. The greedy choice of
    a tie is of the house.

    Examples
    --------
    Two who know one another, twice; a tie between the couples frees both of its ends:

    >>> couples = Graph(4, np.array([0, 2]), np.array([1, 3]), np.ones(2))
    >>> constraint_lowered(couples, [(0, 2)])
    array([1.])
    """
    ties: dict[int, dict[int, float]] = {node: {} for node in range(graph.size)}
    for one, other, held in zip(
        graph.first.tolist(), graph.second.tolist(), graph.weight.tolist(), strict=True
    ):
        ties[one][other] = ties[other][one] = held
    total = {node: sum(beside.values()) for node, beside in ties.items()}
    return np.array([_lowered(ties, total, pair, weight) for pair in candidates], dtype=np.float64)


def _lowered(
    ties: dict[int, dict[int, float]], total: dict[int, float], pair: tuple[int, int], weight: float
) -> float:
    one, other = pair
    before = _constraint(ties, total, one) + _constraint(ties, total, other)
    ties[one][other] = ties[other][one] = weight
    total[one] += weight
    total[other] += weight
    after = _constraint(ties, total, one) + _constraint(ties, total, other)
    del ties[one][other], ties[other][one]
    total[one] -= weight
    total[other] -= weight
    return before - after


def _constraint(ties: _Ties, total: Mapping[int, float], node: int) -> float:
    beside = ties[node]
    if not beside:
        return 1.0
    held = 0.0
    for contact, weight in beside.items():
        through = sum(
            beside[between] / total[node] * other / total[between]
            for between, other in ties[contact].items()
            if between in beside
        )
        held += (weight / total[node] + through) ** 2
    return held
