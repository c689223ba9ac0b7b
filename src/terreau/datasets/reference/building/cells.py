"""From points to areas: Voronoi cells, dissolved by any grouping, cut at the coast, simplified.

Each landmass is worked on its own stereographic plane, which keeps angles: nearest on the
plane is nearest on the ground. Areas are rebuilt from one noded set of lines at each step, so
that neighbours share their border exactly, whatever the rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

EARTH_RADIUS = 6371.0088  # km, mean
GRID = 1e-3  # km: to what the lines of a plane are rounded
TOLERANCE = 0.35  # km: what a simplified line may forget, side of a square of the same area
# 0.0005° is 55 m of latitude, 40 m of longitude: under what the coast itself is precise to.
DEGREES = 0.0005

Key = tuple[str, ...]
Areas = dict[Key, Any]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Plane:
    """A stereographic plane that touches the sphere at a centre given in degrees."""

    lon: float
    lat: float

    def project(self, lonlat: Points) -> Points:
        """Return (point, 2) kilometres from (point, 2) degrees."""
        lon, lat = np.radians(lonlat - [self.lon, 0.0]).T
        sin0, cos0 = np.sin(np.radians(self.lat)), np.cos(np.radians(self.lat))
        north = cos0 * np.sin(lat) - sin0 * np.cos(lat) * np.cos(lon)
        depth = sin0 * np.sin(lat) + cos0 * np.cos(lat) * np.cos(lon)
        flat = np.stack([np.cos(lat) * np.sin(lon), north], axis=1)
        return np.asarray(flat * (2 * EARTH_RADIUS / (1 + depth))[:, None])

    def unproject(self, xy: Points) -> Points:
        """Return (point, 2) degrees from (point, 2) kilometres."""
        x, y = xy.T
        distance = np.hypot(x, y)
        angle = 2 * np.arctan2(distance, 2 * EARTH_RADIUS)
        sin0, cos0 = np.sin(np.radians(self.lat)), np.cos(np.radians(self.lat))
        # sin(angle) / distance has a limit at the centre.
        share = np.sinc(angle / np.pi) * angle / np.where(distance > 0, distance, 1.0)
        lat = np.arcsin(np.cos(angle) * sin0 + y * share * cos0)
        lon = np.arctan2(x * share, cos0 * np.cos(angle) - y * share * sin0)
        return np.asarray(np.degrees(np.stack([lon + np.radians(self.lon), lat], axis=1)))


def areas_of(lonlat: Points, keys: Sequence[Key], land: Any) -> Areas:
    """Return the area of each key on one landmass, on the grid of the outlines.

    Parameters
    ----------
    lonlat : NDArray[np.float64]
        (point, 2), degrees; all different.
    keys : Sequence[tuple[str, ...]]
        What each point belongs to, one code a grouping: two points of one key make one area.
    land : shapely.Geometry
        The landmass, degrees.

    Returns
    -------
    dict[tuple[str, ...], shapely.Geometry]
        Polygons in units of `DEGREES`, whole numbers. They cover the land and do not overlap.
        A key whose cells hold no land has none.
    """
    west, south, east, north = land.bounds
    plane = Plane((west + east) / 2, (south + north) / 2)
    ground = shapely.transform(land, plane.project)
    sites = shapely.points(plane.project(lonlat))
    cells = shapely.voronoi_polygons(
        shapely.multipoints(sites), extend_to=ground.buffer(100), ordered=True
    ).geoms
    members: dict[Key, list[Any]] = {}
    for key, cell in zip(keys, cells, strict=True):
        members.setdefault(key, []).append(cell)
    borders = [shapely.coverage_union_all(found).boundary for found in members.values()]
    nearest = shapely.STRtree(sites)
    shapely.prepare(ground)

    def by_nearest_point(inside: NDArray[Any]) -> list[Key | None]:
        on_land = shapely.contains_properly(ground, inside)
        owners = nearest.nearest(inside)
        return [keys[i] if dry else None for i, dry in zip(owners, on_land, strict=True)]

    exact = _rebuilt([*borders, ground.boundary], GRID, by_nearest_point)
    rough = list(shapely.coverage_simplify(list(exact.values()), TOLERANCE))
    flat = shapely.transform(rough, lambda xy: plane.unproject(xy) / DEGREES)
    return _rebuilt([area.boundary for area in flat], 1.0, _by_area(list(exact), flat))


def _by_area(
    keys: Sequence[Key], areas: NDArray[Any]
) -> Callable[[NDArray[Any]], list[Key | None]]:
    tree = shapely.STRtree(areas)

    def owners(inside: NDArray[Any]) -> list[Key | None]:
        found: list[Key | None] = [None] * len(inside)
        # On a border two areas answer: the first in the order of keys, at every build.
        for point, area in sorted(zip(*tree.query(inside, predicate="intersects"), strict=True)):
            found[point] = found[point] or keys[area]
        return found

    return owners


def _rebuilt(
    lines: Sequence[Any], grid: float, owners: Callable[[NDArray[Any]], list[Key | None]]
) -> Areas:
    """Cut the plane along lines rounded to a grid, and give each face to its owner."""
    noded = shapely.union_all(list(lines), grid_size=grid)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    owned: dict[Key, list[Any]] = {}
    for face, key in zip(faces, owners(shapely.point_on_surface(faces)), strict=True):
        if key is not None:
            owned.setdefault(key, []).append(face)
    return {key: shapely.coverage_union_all(owned[key]) for key in sorted(owned)}


def merged(areas: Mapping[Key, Any], grouping: int) -> dict[str, Any]:
    """Return the area of each code of one grouping; the empty code has none."""
    parts: dict[str, list[Any]] = {}
    for key, area in areas.items():
        if key[grouping]:
            parts.setdefault(key[grouping], []).append(area)
    return {code: shapely.coverage_union_all(parts[code]) for code in sorted(parts)}
