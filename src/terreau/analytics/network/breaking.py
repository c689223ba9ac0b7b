"""What breaks if one actor leaves: articulation points, and the pairs they alone connect."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from terreau.analytics.cells import FloatArray
from terreau.analytics.network.ties import IntArray, TwoMode


def lost_pairs(network: TwoMode) -> tuple[IntArray, int]:
    """Count the pairs of others that lose every path when an actor leaves.

    Parameters
    ----------
    network : TwoMode
        Things stay when an actor leaves.

    Returns
    -------
    lost : IntArray
        (actor,) pairs of other actors that are connected with it and not without it; above 0, the
        actor is an articulation point.
    connected : int
        Pairs of actors that are connected now.

    References
    ----------
    R. Tarjan (1972), "Depth-first search and linear graph algorithms", SIAM Journal on Computing
    1, 146–160 (articulation points). S. P. Borgatti (2006), "Identifying sets of key players in a
    social network", Computational & Mathematical Organization Theory 12, 21–34 (fragmentation).
    """
    actors = len(network.actors)
    walk = _Walk(_neighbours(network), actors)
    lost = np.zeros(actors, dtype=np.int64)
    connected = 0
    for root in range(actors):
        if walk.seen[root] < 0:
            met = walk.run(root)
            whole = walk.weight[root]
            connected += whole * (whole - 1) // 2
            for node in met:
                if node < actors:
                    lost[node] = _lost(whole - 1, walk.cut_off[node])
    return lost, connected


def fragility(network: TwoMode) -> FloatArray:
    """Return (actor,): the share of the connected pairs of others that is lost without it.

    0 where nobody else is connected.
    """
    lost, connected = lost_pairs(network)
    sizes = component_sizes(network)
    others = connected - (sizes - 1)
    share: FloatArray = np.divide(
        lost, others, out=np.zeros(len(lost), dtype=np.float64), where=others > 0
    )
    return share


def component_sizes(network: TwoMode) -> IntArray:
    """Return (actor,): how many actors are connected to it, itself included."""
    label = np.arange(len(network.actors))
    thing = np.full(len(network.things), len(label))
    while True:  # labels travel by actors and things until none is smaller
        np.minimum.at(thing, network.thing, label[network.actor])
        before = label.copy()
        np.minimum.at(label, network.actor, thing[network.thing])
        if np.array_equal(before, label):
            counts: IntArray = np.bincount(label, minlength=len(label)).astype(np.int64)[label]
            return counts


def cut_off(network: TwoMode, actor: int) -> tuple[int, ...]:
    """Return the actors that are no longer connected to the others when one leaves.

    Of what it held together, all but the largest part; all of them where each is left alone.

    Parameters
    ----------
    network : TwoMode
        Things stay when an actor leaves.
    actor : int
        Its position.

    Examples
    --------
    A club that each joined apart: without it, both are alone.

    >>> from datetime import date
    >>> from terreau.analytics.network import LivedTies
    >>> rows = [("a", "1"), ("club", "1"), ("b", "2"), ("club", "2")]
    >>> day = date(2026, 1, 1)
    >>> network = LivedTies.of((*row, day) for row in rows).standing_on(day)
    >>> [network.actors[left].key for left in cut_off(network, 2)]
    ['a', 'b']
    """
    beside = _neighbours(network)
    seen = {actor}
    parts = [
        _reached(beside, start, seen, len(network.actors))
        for thing in beside[actor]
        for start in beside[thing]
        if start not in seen
    ]
    parts.sort(key=lambda part: (-len(part), min(part)))
    is_whole = len(parts) < 2  # it held nothing together
    kept = 1 if is_whole or len(parts[0]) > 1 else 0
    return tuple(sorted(left for part in parts[kept:] for left in part))


def _reached(beside: list[list[int]], start: int, seen: set[int], actors: int) -> list[int]:
    """Return the actors that are reached from one, and mark what is met."""
    seen.add(start)
    ahead, met = [start], []
    while ahead:
        node = ahead.pop()
        if node < actors:
            met.append(node)
        fresh = [each for each in beside[node] if each not in seen]
        seen.update(fresh)
        ahead.extend(fresh)
    return met


def _lost(others: int, cut_off: list[int]) -> int:
    rest = others - sum(cut_off)
    return _pairs(others) - _pairs(rest) - sum(map(_pairs, cut_off))


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _neighbours(network: TwoMode) -> list[list[int]]:
    beside: list[list[int]] = [[] for _ in range(len(network.actors) + len(network.things))]
    for who, what in zip(
        network.actor.tolist(), (network.thing + len(network.actors)).tolist(), strict=True
    ):
        beside[who].append(what)
        beside[what].append(who)
    return beside


class _Walk:
    """A depth-first walk that keeps what each node cuts off from its root.

    Nodes from ``actors`` on are things, which weigh nothing.
    """

    def __init__(self, beside: list[list[int]], actors: int) -> None:
        self.beside = beside
        self.seen = [-1] * len(beside)
        self.low = [0] * len(beside)
        self.weight = [int(node < actors) for node in range(len(beside))]
        self.cut_off: list[list[int]] = [[] for _ in beside]
        self.clock = 0

    def run(self, root: int) -> list[int]:
        """Walk the component of ``root`` and return its nodes."""
        met: list[int] = []
        stack = [(root, -1, self._enter(root, met))]
        while stack:
            node, parent, ahead = stack[-1]
            child = next(ahead, None)
            if child is None:
                stack.pop()
                if parent >= 0:
                    self._leave(node, parent)
            elif self.seen[child] < 0:
                stack.append((child, node, self._enter(child, met)))
            elif child != parent:
                self.low[node] = min(self.low[node], self.seen[child])
        return met

    def _enter(self, node: int, met: list[int]) -> Iterator[int]:
        self.seen[node] = self.low[node] = self.clock
        self.clock += 1
        met.append(node)
        return iter(self.beside[node])

    def _leave(self, node: int, parent: int) -> None:
        self.low[parent] = min(self.low[parent], self.low[node])
        self.weight[parent] += self.weight[node]
        if self.low[node] >= self.seen[parent]:
            self.cut_off[parent].append(self.weight[node])
