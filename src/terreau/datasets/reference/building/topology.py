"""Areas that share their borders, written as TopoJSON: each border once, as whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

Vertex = tuple[int, int]
Arc = tuple[Vertex, ...]


def topology_of(
    atoms: Iterable[Any], objects: Mapping[str, Mapping[str, Any]], degrees: float
) -> dict[str, Any]:
    """Return the TopoJSON document of several sets of areas made of the same atoms.

    Parameters
    ----------
    atoms : Iterable[shapely.Geometry]
        The smallest areas, in whole numbers; they do not overlap, neighbours share vertices.
    objects : Mapping[str, Mapping[str, shapely.Geometry]]
        For each object of the document, its areas by code, each a union of atoms.
    degrees : float
        What a unit is worth.

    Returns
    -------
    dict[str, Any]
        The document; the id of a geometry is its code.
    """
    arcs = _Arcs(_nodes(atoms))
    collections = {
        name: {
            "type": "GeometryCollection",
            "geometries": [_geometry(code, area, arcs) for code, area in areas.items()],
        }
        for name, areas in objects.items()
    }
    return {
        "type": "Topology",
        "transform": {"scale": [degrees, degrees], "translate": [0, 0]},
        "objects": collections,
        "arcs": [_deltas(arc) for arc in arcs.numbers],
    }


class _Arcs:
    """The arcs met so far, numbered; a ring is told by the arcs it runs through."""

    def __init__(self, nodes: frozenset[Vertex]) -> None:
        self.numbers: dict[Arc, int] = {}
        self._nodes = nodes

    def of_ring(self, coordinates: Sequence[Sequence[float]]) -> list[int]:
        ring = [(round(x), round(y)) for x, y, *_ in coordinates[:-1]]
        starts = [i for i, vertex in enumerate(ring) if vertex in self._nodes]
        # A ring that meets no other begins at its smallest vertex, whoever writes it.
        starts = starts or [ring.index(min(ring))]
        stops = [*starts[1:], starts[0] + len(ring)]
        around = ring + ring
        return [self._number(tuple(around[a : b + 1])) for a, b in zip(starts, stops, strict=True)]

    def _number(self, arc: Arc) -> int:
        forward = min(arc, arc[::-1])
        number = self.numbers.setdefault(forward, len(self.numbers))
        return number if arc == forward else ~number


def _nodes(atoms: Iterable[Any]) -> frozenset[Vertex]:
    """Return the vertices where an arc must begin: all but those with exactly two neighbours."""
    neighbours: dict[Vertex, set[Vertex]] = {}
    for atom in atoms:
        for ring in _rings(atom):
            for (ax, ay, *_), (bx, by, *_) in pairwise(ring):
                a, b = (round(ax), round(ay)), (round(bx), round(by))
                neighbours.setdefault(a, set()).add(b)
                neighbours.setdefault(b, set()).add(a)
    return frozenset(vertex for vertex, found in neighbours.items() if len(found) != 2)


def _rings(area: Any) -> Iterable[Sequence[Sequence[float]]]:
    for polygon in getattr(area, "geoms", [area]):
        yield polygon.exterior.coords
        for hole in polygon.interiors:
            yield hole.coords


def _geometry(code: str, area: Any, arcs: _Arcs) -> dict[str, Any]:
    parts = [
        [arcs.of_ring(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in sorted(getattr(area, "geoms", [area]), key=lambda p: p.bounds)
    ]
    if len(parts) == 1:
        return {"type": "Polygon", "id": code, "arcs": parts[0]}
    return {"type": "MultiPolygon", "id": code, "arcs": parts}


def _deltas(arc: Arc) -> list[list[int]]:
    steps = [[bx - ax, by - ay] for (ax, ay), (bx, by) in pairwise(arc)]
    return [list(arc[0]), *steps]
