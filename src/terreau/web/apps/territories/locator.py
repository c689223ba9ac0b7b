"""Where a perimeter lies: its outline among its neighbours, as a drawing the page carries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from terreau.datasets.outlines_table import StoredOutlines
from terreau.datasets.reference.outlines import Outline, OutlineSource, outlines
from terreau.web.apps.territories import selectors
from terreau.web.apps.territories.covering import Surroundings
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.enums import PerimeterKind as Kind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import Territory

# What surrounds a perimeter of each kind on the map; the others stand among intercommunalités.
_NEIGHBOURS = {
    kind: kind for kind in (Kind.REGION, Kind.DEPARTEMENT, Kind.ZONE_EMPLOI, Kind.BASSIN_DE_VIE)
}
_DRAWN = (Kind.EPCI, Kind.EPT, Kind.DEPARTEMENT, Kind.REGION)
_WIDTH, _HEIGHT, _MARGIN = 480, 420, 8


@dataclass(frozen=True)
class Location:
    """Outlines to draw: the territory, and what surrounds it in its region."""

    here: tuple[Outline, ...]
    around: tuple[Outline, ...]


@dataclass(frozen=True)
class Drawing:
    """A location as a picture of ``width`` × ``height``: two paths, and what must be said of it."""

    width: int
    height: int
    here: str
    around: str
    is_approximate: bool
    attribution: str


def get_location(territory: Territory, surroundings: Surroundings) -> Location | None:
    """Return where a territory lies, None where its outline is not known.

    A territory without an outline of its own is drawn by the intercommunalités that make it up
    exactly. Overseas, each region stands at its own place, alone.

    Parameters
    ----------
    territory : Territory
        Of the real country; the example country lies nowhere.
    surroundings : Surroundings
        What shares communes with it.

    Returns
    -------
    Location or None
        From the outlines of the store, else from those that travel with Terreau.
    """
    if territory.country != Country.FRANCE:
        return None
    # Official outlines may stop at the mainland: what they lack is drawn from those at hand.
    stored = StoredOutlines(Path(settings.TERREAU_HOME))
    return _located(territory, surroundings, stored) or _located(territory, surroundings, None)


def _located(
    territory: Territory, surroundings: Surroundings, official: OutlineSource | None
) -> Location | None:
    kind, codes = _made_of(territory, surroundings, official)
    if not codes:
        return None
    drawn = outlines(kind, official)
    here = tuple(drawn[code] for code in sorted(codes) if code in drawn)
    if len(here) < len(codes):
        return None
    neighbours = _NEIGHBOURS.get(kind, Kind.EPCI)
    known = outlines(neighbours, official)
    around = sorted(_codes_around(kind, codes, neighbours) - codes)
    return Location(here, tuple(known[code] for code in around if code in known))


def as_drawing(location: Location) -> Drawing:
    """Return a location as paths, north up, kilometres equal in both directions at its middle."""
    everyone = (*location.here, *location.around)
    everything = np.concatenate(_rings(everyone))
    (west, south), (east, north) = everything.min(axis=0), everything.max(axis=0)
    flattening = float(np.cos(np.radians((south + north) / 2)))
    wide, high = max((east - west) * flattening, 1e-6), max(north - south, 1e-6)
    scale = min((_WIDTH - 2 * _MARGIN) / wide, (_HEIGHT - 2 * _MARGIN) / high)
    stretch = np.array([flattening * scale, -scale])
    origin = np.array([west, north])
    return Drawing(
        width=round(wide * scale) + 2 * _MARGIN,
        height=round(high * scale) + 2 * _MARGIN,
        here=_path(location.here, origin, stretch),
        around=_path(location.around, origin, stretch),
        is_approximate=any(o.is_approximate for o in everyone),
        attribution=" · ".join(sorted({o.attribution for o in everyone})),
    )


def _made_of(
    territory: Territory, surroundings: Surroundings, official: OutlineSource | None
) -> tuple[Kind, frozenset[str]]:
    own = Kind(territory.kind)
    if own in _DRAWN or (official is not None and official.outlines(own)):
        return own, frozenset({territory.code})
    for kind in (Kind.EPCI, Kind.EPT):
        if own != Kind.NATION and (codes := surroundings.covering_codes(kind)):
            return kind, codes
    return Kind.EPCI, frozenset()


def _codes_around(kind: Kind, codes: Iterable[str], neighbours: Kind) -> set[str]:
    """Return the perimeters of the same regions; for a region of the mainland, the others."""
    own = Perimeter.objects.filter(kind=kind, country=Country.FRANCE, code__in=codes)
    alike = Perimeter.objects.filter(
        kind=neighbours,
        country=Country.FRANCE,
        last_vintage=selectors.latest_vintage(Country.FRANCE),
    )
    if kind == Kind.REGION:
        alike = alike.filter(subtype="metro", subtype__in=own.values("subtype"))
    else:
        alike = alike.filter(region__in=own.values("region"))
    return set(alike.order_by().values_list("code", flat=True))


def _rings(drawn: Iterable[Outline]) -> list[NDArray[np.float64]]:
    return list(chain.from_iterable(polygon for outline in drawn for polygon in outline.polygons))


def _path(
    drawn: Iterable[Outline], origin: NDArray[np.float64], stretch: NDArray[np.float64]
) -> str:
    return "".join(_ring_path((ring - origin) * stretch + _MARGIN) for ring in _rings(drawn))


def _ring_path(ring: NDArray[np.float64]) -> str:
    """Write a ring to the nearest unit; what is no triangle there is left out."""
    whole = np.rint(ring).astype(int)
    steps: Sequence[Sequence[int]] = np.diff(whole, axis=0).tolist()
    moves = "".join(f"l{x} {y}" for x, y in steps if x or y)
    return f"M{whole[0][0]} {whole[0][1]}{moves}z" if moves.count("l") > 2 else ""
