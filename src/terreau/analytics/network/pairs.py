"""The one-mode projection: each pair of actors that did something together, and how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from terreau.analytics.cells import FloatArray
from terreau.analytics.network.ties import IntArray, TwoMode


@dataclass(frozen=True)
class Graph:
    """An undirected weighted graph without loops: the first end of an edge is the smaller.

    Parameters
    ----------
    size : int
        Number of nodes.
    first, second : IntArray
        (edge,) positions, first < second, each pair once.
    weight : FloatArray
        (edge,), > 0.
    """

    size: int
    first: IntArray
    second: IntArray
    weight: FloatArray

    @property
    def degree(self) -> IntArray:
        """(node,) number of others each is tied to."""
        both = np.concatenate([self.first, self.second])
        return np.bincount(both, minlength=self.size).astype(np.int64)


@dataclass(frozen=True)
class Pairs(Graph):
    """The projection on actors: pairs that share a thing.

    Parameters
    ----------
    size, first, second, weight
        As in `Graph`. The weight of a pair adds up, over the things they share, the smaller of
        their two weights divided by the number of others in it (Newman 2001): an assembly of two
        hundred binds less than a workshop of three.
    shared : IntArray
        (edge,) number of things shared.

    References
    ----------
    M. E. J. Newman (2001), "Scientific collaboration networks. II", Physical Review E 64, 016132.
    """

    shared: IntArray


def projection(network: TwoMode) -> Pairs:
    """Project a two-mode network on its actors."""
    size = len(network.actors)
    codes, weights = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for members, weight in _by_size(network):
        left, right = np.triu_indices(members.shape[1], k=1)
        codes.append((members[:, left] * size + members[:, right]).ravel())
        both = np.minimum(weight[:, left], weight[:, right]) / (members.shape[1] - 1)
        weights.append(both.ravel())
    code, of_row, shared = np.unique(np.concatenate(codes), return_inverse=True, return_counts=True)
    first, second = np.divmod(code, max(size, 1))
    total = np.bincount(of_row, weights=np.concatenate(weights), minlength=len(code))
    return Pairs(size, first, second, total.astype(np.float64), shared.astype(np.int64))


def _by_size(network: TwoMode) -> Iterator[tuple[IntArray, FloatArray]]:
    """Yield (thing, member) actors, in order, and their weights, for things of one size at once."""
    order = np.lexsort((network.actor, network.thing))
    actor, weight = network.actor[order], network.weight[order]
    sizes = np.bincount(network.thing, minlength=len(network.things))
    start = np.concatenate([[0], np.cumsum(sizes)[:-1]]) if len(sizes) else sizes
    for size in np.unique(sizes[sizes > 1]):
        places = start[sizes == size][:, None] + np.arange(size)
        yield actor[places], weight[places]
