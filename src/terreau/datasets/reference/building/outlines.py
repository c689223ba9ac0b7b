"""Approximate outlines of perimeters, from points of communes and the coast of Natural Earth.

``commune_points`` matches the points, ``cells`` draws the areas, ``topology`` writes them.
Only a build loads this module: shapely comes with the extra ``dev``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from terreau.datasets.reference.building.cells import DEGREES, Areas, Key, areas_of, merged
from terreau.datasets.reference.building.commune_points import (
    Matched,
    known_names,
    match,
    read_places,
    without_strays,
)
from terreau.datasets.reference.building.packages import read_json
from terreau.datasets.reference.building.passages import Passage
from terreau.datasets.reference.building.topology import topology_of
from terreau.datasets.reference.building.vintage import Commune, Vintage
from terreau.datasets.topojson import decode_arcs, polygons

# The kinds that are drawn. Any grouping of communes can be added: areas are cut by all of them.
KINDS = ("epci", "ept", "departement", "region")
_FRANCE = "France"
_MAINLAND = "metro"


@dataclass(frozen=True)
class Matching:
    """The communes of a vintage by code, the group of each by kind, the points of them."""

    communes: Mapping[str, Commune]
    groups: Mapping[str, Mapping[str, str]]
    matched: Matched


def outlines_of(
    latest: Vintage, places: Matching, atlas: Path
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the outlines of the perimeters of the latest vintage, and what they cover.

    Parameters
    ----------
    latest : Vintage
        The latest one.
    places : Matching
        From `matching_of`.
    atlas : Path
        The package of Natural Earth's countries, verified.

    Returns
    -------
    tuple[dict[str, Any], dict[str, Any]]
        The TopoJSON document; the account of what is drawn and what is not.
    """
    groups, communes, matched = places.groups, places.communes, places.matched
    # One plane for the mainland and Corsica, one for each overseas department.
    mass = {
        code: _MAINLAND if c.zone == _MAINLAND else c.departement for code, c in communes.items()
    }
    keys = {code: tuple(groups[kind].get(code, "") for kind in KINDS) for code in communes}
    areas = draw(matched, keys, mass, land_of(read_json(atlas, "countries-10m.json")))
    drawn = {kind: merged(areas, number) for number, kind in enumerate(KINDS)}
    known = {
        kind: sorted(group.code for group in latest.groups if group.kind == kind) for kind in KINDS
    }
    account = {
        "vintage": latest.year,
        "drawn": {kind: len(drawn[kind]) for kind in KINDS},
        "not_drawn": {
            kind: [code for code in known[kind] if code not in drawn[kind]] for kind in KINDS
        },
        "departements": _by_departement(
            {code: c.departement for code, c in communes.items()}, matched
        ),
        "communes_without_point": sorted(communes.keys() - set(matched.communes)),
        "ambiguous_places": list(matched.ambiguous),
        "stray_points": list(matched.stray),
        "unknown_places": len(matched.unknown),
    }
    return topology_of(areas.values(), drawn, DEGREES), account


def matching_of(vintages: Sequence[Vintage], passages: Iterable[Passage], places: Path) -> Matching:
    """Return the points that stand for the communes of the latest vintage.

    Parameters
    ----------
    vintages : Sequence[Vintage]
        In the order of the years.
    passages : Iterable[Passage]
        From `find_passages`.
    places : Path
        The package of GeoNames' places, verified.
    """
    latest = vintages[-1]
    groups = {
        kind: {
            m: group.code for group in latest.groups if group.kind == kind for m in group.members
        }
        for kind in KINDS
    }
    communes = {code: c for code, c in latest.communes.items() if c.zone != "com"}
    names = known_names(vintages, passages)
    found = match(read_places(places), communes, {code: names[code] for code in communes})
    near = {code: groups["epci"].get(code, c.departement) for code, c in communes.items()}
    return Matching(communes, groups, without_strays(found, near))


def land_of(atlas: Mapping[str, Any]) -> list[Any]:
    """Return the polygons of France, overseas departments included, in degrees."""
    countries = atlas["objects"]["countries"]["geometries"]
    france = next(c for c in countries if c["properties"]["name"] == _FRANCE)
    found = polygons(france, decode_arcs(atlas))
    return [shapely.make_valid(shapely.Polygon(rings[0], rings[1:])) for rings in found]


def draw(
    matched: Matched, keys: Mapping[str, Key], mass: Mapping[str, str], land: Sequence[Any]
) -> Areas:
    """Return the areas of all landmasses; a piece of land goes with the nearest point.

    Parameters
    ----------
    matched : Matched
        Points of communes.
    keys : Mapping[str, tuple[str, ...]]
        Commune → its code in each grouping, "" for none.
    mass : Mapping[str, str]
        Commune → the landmass it lies on.
    land : Sequence[shapely.Geometry]
        Pieces of land, degrees.

    Returns
    -------
    dict[tuple[str, ...], shapely.Geometry]
        As `areas_of`.
    """
    masses = np.array([mass[commune] for commune in matched.communes])
    nearest = shapely.STRtree(shapely.points(matched.lonlat)).nearest(
        [piece.representative_point() for piece in land]
    )
    areas: Areas = {}
    for name in sorted(set(masses.tolist())):
        here = np.flatnonzero(masses == name)
        pieces = [p for p, owner in zip(land, nearest, strict=True) if masses[owner] == name]
        if pieces:
            codes = [keys[matched.communes[i]] for i in here]
            areas |= areas_of(matched.lonlat[here], codes, shapely.union_all(pieces))
    return areas


def _by_departement(departements: Mapping[str, str], matched: Matched) -> dict[str, list[int]]:
    """Return for each department how many communes have a point, and how many there are."""
    every = Counter(departements.values())
    with_point = Counter(departements[code] for code in set(matched.communes))
    return {code: [with_point[code], every[code]] for code in sorted(every)}
