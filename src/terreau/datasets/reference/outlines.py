"""Outlines of perimeters, to be drawn on a map: approximate until official ones are pulled.

The bundled outlines are drawn from points of communes (``building.outlines``): enough to say
where a territory lies, never to tell on which side of a border a place is. So an outline
carries `Outline.is_approximate` and its attribution, and a map shows both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Protocol

from terreau.core.errors import BadInput
from terreau.datasets.topojson import Polygon, decode_arcs, polygons

ATTRIBUTION = "GeoNames (CC BY 4.0), Natural Earth, INSEE, DGCL"
KINDS = ("epci", "ept", "departement", "region")
_BUNDLE = resources.files("terreau.datasets.reference") / "bundle"


@dataclass(frozen=True)
class Outline:
    """The outline of a perimeter, with what a map must say of it.

    Parameters
    ----------
    kind, code : str
        Key of the perimeter.
    polygons : tuple[tuple[NDArray[np.float64], ...], ...]
        Each a closed outer ring and its holes; rings are (vertex, 2), longitude and latitude
        in degrees.
    is_approximate : bool
        Whether the map must be labelled "contours approchés".
    attribution : str
        Whom to name beside the map.
    """

    kind: str
    code: str
    polygons: tuple[Polygon, ...]
    is_approximate: bool
    attribution: str


class OutlineSource(Protocol):
    """Where better outlines come from, such as official ones kept in the store."""

    def outlines(self, kind: str) -> Mapping[str, Outline]:
        """Return the outlines of a kind by code; empty where the source has none."""


def outlines(kind: str, official: OutlineSource | None = None) -> Mapping[str, Outline]:
    """Return the outlines of a kind by code.

    Parameters
    ----------
    kind : str
        epci, ept, departement or region, of the latest vintage; any kind of ``official``.
    official : OutlineSource or None
        Outlines to be preferred. Where it has any of that kind they are returned alone: two
        drawings of one border on one map would leave gaps between neighbours.

    Returns
    -------
    Mapping[str, Outline]
        Read-only. A perimeter that is not drawn is absent, and listed by `coverage`.

    Raises
    ------
    BadInput
        If nothing of that kind is drawn.

    Examples
    --------
    >>> found = outlines("region")
    >>> len(found), found["53"].is_approximate
    (18, True)
    """
    if official is not None and (found := official.outlines(kind)):
        return found
    if kind not in KINDS:
        raise BadInput(
            "No outline of that kind travels with Terreau",
            value=kind,
            remedy=f"Choose among {', '.join(KINDS)}",
        )
    return _bundled(kind)


def outline(kind: str, code: str, official: OutlineSource | None = None) -> Outline | None:
    """Return one outline, None where the perimeter is not drawn.

    Parameters
    ----------
    kind, code : str
        Key of the perimeter.
    official : OutlineSource or None
        As for `outlines`.

    Returns
    -------
    Outline or None
        With the mark of approximate outlines and the attribution.

    Raises
    ------
    BadInput
        If nothing of that kind is drawn.

    Examples
    --------
    >>> saint_nazaire = outline("epci", "244400644")
    >>> saint_nazaire.polygons[0][0].mean(axis=0).round(1).tolist()
    [-2.2, 47.3]
    """
    return outlines(kind, official).get(code)


def coverage() -> dict[str, Any]:
    """Return what the bundled outlines are made of and what they leave out (fresh copy).

    Returns
    -------
    dict[str, Any]
        ``vintage``; ``drawn`` (how many of each kind) and ``not_drawn`` (their codes);
        ``departements``: for each, communes with a point and all communes;
        ``communes_without_point``; places left out: ``ambiguous_places``, ``stray_points``,
        and how many ``unknown_places``.

    Examples
    --------
    >>> coverage()["departements"]["44"]
    [205, 207]
    """
    content: dict[str, Any] = json.loads(_text("outlines_coverage.json"))
    return content


@cache
def _bundled(kind: str) -> Mapping[str, Outline]:
    topology = _topology()
    arcs = _arcs()
    return MappingProxyType(
        {
            geometry["id"]: Outline(
                kind, geometry["id"], polygons(geometry, arcs), True, ATTRIBUTION
            )
            for geometry in topology["objects"][kind]["geometries"]
        }
    )


@cache
def _topology() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_text("outlines.json"))
    return content


@cache
def _arcs() -> tuple[Any, ...]:
    found = decode_arcs(_topology())
    for arc in found:
        arc.flags.writeable = False
    return tuple(found)


def _text(name: str) -> str:
    return (_BUNDLE / name).read_text(encoding="utf-8")
