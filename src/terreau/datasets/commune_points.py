"""Where communes lie, as one point each: those of France, and those of the example country.

A point says roughly where a commune is: enough for a distance in kilometres and a mark on a map,
never to tell on which side of a border a place is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from terreau.datasets import reference
from terreau.datasets.example.places import read_places

# The example country lies nowhere: its points are in the middle of the ocean, on purpose.
_NOWHERE = (-32.0, 46.0)
_GOLDEN = math.pi * (3 - math.sqrt(5))
# Degrees between its intercommunalités, then between the communes of one, each way from its town.
_APART, _AROUND = 0.45, 0.07


@cache
def commune_points() -> Mapping[str, tuple[float, float]]:
    """Return the longitude and latitude of communes by code, degrees.

    Returns
    -------
    Mapping[str, tuple[float, float]]
        Read-only. A commune whose place is not known is absent. Points of the example country
        are invented as the rest of it is.

    Examples
    --------
    >>> lon, lat = commune_points()["44184"]
    >>> round(lon, 1), round(lat, 1)
    (-2.2, 47.3)
    """
    table = reference.load("points")
    lonlat = zip(table["lon"].to_pylist(), table["lat"].to_pylist(), strict=True)
    found = dict(zip(table["code"].to_pylist(), lonlat, strict=True))
    return MappingProxyType(found | _invented())


def _invented() -> dict[str, tuple[float, float]]:
    """Return the points of the example country: its towns on a spiral, their communes around."""
    places = read_places()
    towns = {epci.code: _spiral(rank, _APART) for rank, epci in enumerate(places.epci)}
    points = {}
    for commune in places.communes:
        (east, north), (x, y) = towns[commune.epci], _spiral(commune.rank, _AROUND)
        points[commune.code] = (_NOWHERE[0] + (east + x) * 1.4, _NOWHERE[1] + north + y)
    return points


def _spiral(rank: int, step: float) -> tuple[float, float]:
    away = step * math.sqrt(rank)
    return away * math.cos(rank * _GOLDEN), away * math.sin(rank * _GOLDEN)
