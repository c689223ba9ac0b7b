"""The network as a drawing that the page carries: links of its own, by keyboard, without script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from terreau.analytics.cells import FloatArray
from terreau.analytics.network import TwoMode, projection
from terreau.analytics.network.ties import IntArray
from terreau.web.apps.network.seen import SeenNetwork

WIDTH, HEIGHT, _MARGIN = 960, 600, 70
# Beyond, names would cover one another, and the drawing say nothing that the table does not.
MOST_DRAWN, _MOST_NAMED = 120, 45
_COLOURS = 8
_ROUNDS = 150


@dataclass(frozen=True)
class Node:
    """An organisation of the drawing."""

    key: str
    name: str
    group: str
    colour: int
    is_outside: bool
    partners: int
    x: float
    y: float
    radius: float
    is_named: bool

    @property
    def said(self) -> str:
        """What a screen reader says of it."""
        where = _("hors du territoire") if self.is_outside else self.group
        partners = _("%(count)s partenaires") % {"count": self.partners}
        return ", ".join(part for part in (self.name, where, partners) if part)

    @property
    def label_y(self) -> float:
        """Where its name stands."""
        return round(self.y + self.radius + 15, 1)

    @property
    def short_name(self) -> str:
        """Its name, cut where it would cover its neighbours'."""
        return self.name if len(self.name) <= 22 else f"{self.name[:21].rstrip()}…"


@dataclass(frozen=True)
class Line:
    """A tie of the drawing, from a node to another; the more it weighs, the thicker."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True)
class Drawing:
    """Nodes, lines, and the groups of the legend with their colour.

    Parameters
    ----------
    nodes : tuple[Node, ...]
        Those with most partners first.
    lines : tuple[Line, ...]
        Between them.
    legend : tuple of (str, int)
        Group and colour.
    left_out : int
        How many organisations are in the table only.
    """

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    legend: tuple[tuple[str, int], ...]
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT


def draw(network: SeenNetwork) -> Drawing | None:
    """Draw a network as it stands on its day; None where there is no tie."""
    standing = network.ties.standing_on(network.on)
    pairs = projection(standing)
    if not len(pairs.first):
        return None
    degree = pairs.degree
    kept = np.lexsort((np.arange(pairs.size), -degree))[:MOST_DRAWN]
    place = np.full(pairs.size, -1)
    place[kept] = np.arange(len(kept))
    both = (place[pairs.first] >= 0) & (place[pairs.second] >= 0)
    first, second = place[pairs.first[both]], place[pairs.second[both]]
    weight = pairs.weight[both]
    colours = _colours(standing)
    spots = _laid_out(len(kept), first, second, weight)
    return Drawing(
        _nodes(network, standing, kept, degree, spots=spots, colours=colours),
        tuple(
            _line(spots[i], spots[j], float(w))
            for i, j, w in zip(first, second, weight, strict=True)
        ),
        tuple((standing.groups[n], colour) for n, colour in sorted(colours.items())),
        pairs.size - len(kept),
    )


def _colours(standing: TwoMode) -> dict[int, int]:
    """Return the colour of each group; the smallest share none where there are more than eight."""
    sizes = np.bincount(standing.group[standing.group >= 0], minlength=len(standing.groups))
    largest = np.lexsort((np.arange(len(sizes)), -sizes))[:_COLOURS]
    return {int(n): rank + 1 for rank, n in enumerate(sorted(largest))}


def _line(start: FloatArray, end: FloatArray, weight: float) -> Line:
    x1, y1, x2, y2 = (float(value) for value in (*start, *end))
    return Line(x1, y1, x2, y2, round(1 + 2 * min(weight, 1), 1))


def _nodes(
    network: SeenNetwork,
    standing: TwoMode,
    kept: IntArray,
    degree: IntArray,
    *,
    spots: FloatArray,
    colours: Mapping[int, int],
) -> tuple[Node, ...]:
    nodes = []
    for rank, number in enumerate(kept):
        actor, group = standing.actors[int(number)], int(standing.group[int(number)])
        nodes.append(
            Node(
                actor.key,
                network.organisations[actor.key].name,
                actor.group,
                colours.get(group, 0),
                actor.is_outside,
                int(degree[int(number)]),
                float(spots[rank][0]),
                float(spots[rank][1]),
                round(7 + 2.2 * float(np.sqrt(degree[int(number)])), 1),
                rank < _MOST_NAMED,
            )
        )
    return tuple(nodes)


def _laid_out(size: int, first: IntArray, second: IntArray, weight: FloatArray) -> FloatArray:
    """Return (node, 2): forces draw together what is tied and push the others apart.

    References
    ----------
    T. M. J. Fruchterman, E. M. Reingold (1991), "Graph drawing by force-directed placement",
    Software: Practice and Experience 21, 1129–1164.
    """
    turn = 2 * np.pi * np.arange(size) / max(size, 1)
    spot = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    ideal = 1.6 / np.sqrt(max(size, 1))
    for heat in np.linspace(0.15, 0.005, _ROUNDS):
        apart = spot[:, None] - spot[None]
        distance = np.maximum(np.sqrt((apart**2).sum(axis=2)), 0.01)
        move = (apart * (ideal**2 / distance**2)[:, :, None]).sum(axis=1)
        pull = spot[first] - spot[second]
        length = np.sqrt((pull**2).sum(axis=1, keepdims=True))
        pull *= length / ideal * (0.4 + np.minimum(weight, 1.0))[:, None]
        np.add.at(move, first, -pull)
        np.add.at(move, second, pull)
        move -= 0.6 * spot  # parts that nothing ties stay on the page
        step = np.maximum(np.sqrt((move**2).sum(axis=1, keepdims=True)), 1e-9)
        spot = spot + move / step * np.minimum(step, heat)
    low, high = spot.min(axis=0), spot.max(axis=0)
    room = np.array([WIDTH, HEIGHT]) - 2 * _MARGIN
    placed: FloatArray = _MARGIN + (spot - low) / np.maximum(high - low, 1e-9) * room
    return placed.round(1)
