"""The network as a drawing that the page carries: links of its own, by keyboard, without script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _

from terreau.analytics.cells import FloatArray
from terreau.analytics.network import TwoMode, projection
from terreau.analytics.network.ties import IntArray
from terreau.web.apps.network.sectors import in_order
from terreau.web.apps.network.seen import SeenNetwork

WIDTH, HEIGHT, _MARGIN = 960, 600, 70
# Beyond, the drawing says nothing that the table does not.
MOST_DRAWN = 120
# Of a name, in the units of the drawing; the widest letters make up for the narrowest.
_LETTER_WIDTH, _LETTER_HEIGHT = 7.6, 13
_COLOURS = 8
_ROUNDS = 150
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """Where a name is written: quiet, it shows when its point is pointed at, or has the focus."""

    x: float
    y: float
    anchor: str
    is_quiet: bool = False

    def box(self, width: float) -> Box:
        """Return the room that a name of this width takes."""
        left = self.x - {"start": 0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - _LETTER_HEIGHT, left + width, self.y + 4


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
    label: Label

    @property
    def said(self) -> str:
        """What a screen reader says of it."""
        where = _("hors du territoire") if self.is_outside else self.group
        partners = _("%(count)s partenaires") % {"count": self.partners}
        return ", ".join(part for part in (self.name, where, partners) if part)


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
    standing = network.standing
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
    """Return the colour of each group; the smallest share none where there are more than eight.

    Colours follow the sectors, not their names, which change with the language.
    """
    sizes = np.bincount(standing.group[standing.group >= 0], minlength=len(standing.groups))
    order = in_order(standing.groups)
    largest = np.lexsort((np.array(order), -sizes))[:_COLOURS].tolist()
    return {n: rank + 1 for rank, n in enumerate(sorted(largest, key=lambda n: order[n]))}


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
    names = [network.organisations[standing.actors[int(n)].key].name for n in kept]
    radii = [round(7 + 2.2 * float(np.sqrt(degree[int(n)])), 1) for n in kept]
    labels = _labels(names, spots, radii)
    nodes = []
    for rank, number in enumerate(kept):
        actor, group = standing.actors[int(number)], int(standing.group[int(number)])
        nodes.append(
            Node(
                actor.key,
                names[rank],
                actor.group,
                colours.get(group, 0),
                actor.is_outside,
                int(degree[int(number)]),
                float(spots[rank][0]),
                float(spots[rank][1]),
                radii[rank],
                labels[rank],
            )
        )
    return tuple(nodes)


def _labels(names: Sequence[str], spots: FloatArray, radii: Sequence[float]) -> list[Label]:
    """Return where each name stands: over no point, over no name that came before it.

    A name that finds no room is quiet.
    """
    points: list[Box] = [
        (x - r, y - r, x + r, y + r) for (x, y), r in zip(spots.tolist(), radii, strict=True)
    ]
    taken: list[Box] = []
    labels = []
    for name, (x, y), radius in zip(names, spots.tolist(), radii, strict=True):
        width = _LETTER_WIDTH * len(name)
        tried = _around(x, y, radius)
        within = [each for each in tried if _is_within(each.box(width))]
        free = (each for each in within if not _covers(each.box(width), points + taken))
        label = next(free, None) or replace((within or tried)[0], is_quiet=True)
        if not label.is_quiet:
            taken.append(label.box(width))
        labels.append(label)
    return labels


def _around(x: float, y: float, radius: float) -> list[Label]:
    below, above = round(y + radius + 15, 1), round(y - radius - 6, 1)
    right, left, level = round(x + radius + 5, 1), round(x - radius - 5, 1), round(y + 5, 1)
    return [
        Label(x, below, "middle"),
        Label(x, above, "middle"),
        Label(right, level, "start"),
        Label(left, level, "end"),
        *(Label(beside, line, anchor) for beside, anchor in ((x, "start"), (x, "end"))
          for line in (below, above)),
        Label(right, below, "start"),
        Label(left, below, "end"),
        Label(right, above, "start"),
        Label(left, above, "end"),
    ]  # fmt: skip


def _is_within(box: Box) -> bool:
    left, top, right, bottom = box
    return left >= 0 and top >= 0 and right <= WIDTH and bottom <= HEIGHT


def _covers(box: Box, others: Iterable[Box]) -> bool:
    return any(
        box[0] < right and left < box[2] and box[1] < bottom and top < box[3]
        for left, top, right, bottom in others
    )


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
