"""The places of what answers, as a drawing that the page carries: no script, no request."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from numpy.typing import NDArray

from terreau.datasets.commune_points import commune_points
from terreau.datasets.reference.outlines import ATTRIBUTION, outlines
from terreau.web.apps.knowhow.searching.verifying import Answer, Seat

WIDTH, _MARGIN = 480, 18
_LEAST_DEGREES = 0.6
# Height for a width; how much more than the points is shown around them.
_SHAPE, _ROOM = 0.8, 1.12
# Above so many degrees regions are drawn, under it départements.
_WIDE = 5.0
_METROPOLE = (-5.5, 41.2, 10.0, 51.3)
_NAMED = 6
# A name that would leave the drawing on the right is written on the left of its point.
_NAME_WIDTH, _NAME_HEIGHT = 150, 15
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Point:
    """A commune where some of the answers sit.

    Parameters
    ----------
    commune : Seat
        Which.
    organisations : Sequence[int]
        Keys of those that sit there, in their order.
    x, y, radius : float
        Of the circle.
    is_named : bool
        Whether its name is written beside it.
    is_left : bool
        Whether that is on its left.
    """

    commune: Seat
    organisations: Sequence[int]
    x: float
    y: float
    radius: float
    is_named: bool
    is_left: bool

    @property
    def count(self) -> int:
        """How many organisations sit there."""
        return len(self.organisations)

    @property
    def markup(self) -> SafeString:
        """Its circle and its name: of a thousand, a template would take too long."""
        name, keys = escape(self.commune.name), " ".join(map(str, self.organisations))
        return mark_safe(  # noqa: S308  (numbers, and a name that is escaped)
            f'<g class="finding-point" data-answers="{keys}">'
            f'<circle cx="{self.x}" cy="{self.y}" r="{self.radius}">'
            f"<title>{name} ({self.count})</title></circle>"
            f"{self._label(name) if self.is_named else ''}</g>"
        )

    def _label(self, name: str) -> str:
        away = self.radius + 4
        x = round(self.x - away if self.is_left else self.x + away, 1)
        anchor = "end" if self.is_left else "start"
        return f'<text x="{x}" y="{round(self.y + 4, 1)}" text-anchor="{anchor}">{name}</text>'


@dataclass(frozen=True)
class Drawing:
    """A picture of `WIDTH` × ``height``: borders, points, how many answers it does not show."""

    width: int
    height: int
    borders: str
    points: Sequence[Point]
    left_out: int
    attribution: str


def drawn(answers: Iterable[Answer]) -> Drawing | None:
    """Return where answers sit; None where no place is known.

    The mainland is drawn where something is found there, else all that is found.
    """
    told = list(answers)
    by_commune: dict[str, list[Answer]] = {}
    for each in told:
        if each.seat is not None and each.seat.code in commune_points():
            by_commune.setdefault(each.seat.code, []).append(each)
    here = _on_one_map(by_commune)
    if not here:
        return None
    lonlat = np.array([commune_points()[code] for code in here])
    frame = _Frame.around(lonlat)
    places = frame.place(lonlat)
    at = dict(zip(here, places.tolist(), strict=True))
    named = _named(sorted(here, key=lambda code: -len(by_commune[code])), at)
    points = [_point(by_commune[code], x, y, is_named=code in named) for code, (x, y) in at.items()]
    shown = sum(point.count for point in points)
    is_france = by_commune[here[0]][0].seat.country == "FR"  # type: ignore[union-attr]
    return Drawing(
        width=WIDTH,
        height=frame.height,
        borders=frame.borders() if is_france else "",
        points=points,
        left_out=len(told) - shown,
        attribution=ATTRIBUTION if is_france else "",
    )


def _on_one_map(by_commune: dict[str, list[Answer]]) -> list[str]:
    west, south, east, north = _METROPOLE
    points = commune_points()
    mainland = [
        code
        for code in by_commune
        if west <= points[code][0] <= east and south <= points[code][1] <= north
    ]
    return mainland or list(by_commune)


def _named(codes: Iterable[str], at: Mapping[str, Sequence[float]]) -> list[str]:
    """Return the first communes whose names do not stand on one another."""
    named: list[str] = []
    for code in codes:
        x, y = at[code]
        is_free = all(
            abs(x - at[other][0]) > 2 * _NAME_WIDTH or abs(y - at[other][1]) > _NAME_HEIGHT
            for other in named
        )
        if is_free and len(named) < _NAMED:
            named.append(code)
    return named


def _point(there: Sequence[Answer], x: float, y: float, *, is_named: bool) -> Point:
    seat = there[0].seat
    assert seat is not None
    return Point(
        commune=seat,
        organisations=[each.pk for each in there],
        x=round(x, 1),
        y=round(y, 1),
        radius=round(min(4 + 1.6 * math.sqrt(len(there)), 16), 1),
        is_named=is_named,
        is_left=x > WIDTH - _NAME_WIDTH,
    )


@dataclass(frozen=True)
class _Frame:
    """A part of the world, and how it is put on the picture."""

    west: float
    north: float
    east: float
    south: float

    @classmethod
    def around(cls, lonlat: FloatArray) -> _Frame:
        """Return what holds some points, with room around them."""
        (west, south), (east, north) = lonlat.min(axis=0), lonlat.max(axis=0)
        middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
        flat = math.cos(math.radians(middle_lat))
        high = _ROOM * max(north - south, _LEAST_DEGREES, (east - west) * flat * _SHAPE)
        wide = high / flat / _SHAPE
        return cls(
            middle_lon - wide / 2,
            middle_lat + high / 2,
            middle_lon + wide / 2,
            middle_lat - high / 2,
        )

    @property
    def _stretch(self) -> FloatArray:
        scale = (WIDTH - 2 * _MARGIN) / (self.east - self.west)
        flat = math.cos(math.radians((self.north + self.south) / 2))
        return np.array([scale, -scale / flat])

    @property
    def height(self) -> int:
        """Height of the picture."""
        return round((self.south - self.north) * float(self._stretch[1])) + 2 * _MARGIN

    def place(self, lonlat: FloatArray) -> FloatArray:
        """Return where points stand on the picture."""
        return np.asarray((lonlat - [self.west, self.north]) * self._stretch + _MARGIN)

    def borders(self) -> str:
        """Return the path of the borders that cross it; what is outside is cut by the picture."""
        kind = "region" if self.east - self.west > _WIDE else "departement"
        room = _MARGIN / abs(float(self._stretch[0]))
        pieces = []
        for ring in _rings(kind):
            (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
            is_near = west <= self.east + room and east >= self.west - room
            if is_near and south <= self.north + room and north >= self.south - room:
                pieces.append(_path(self.place(ring)))
        return "".join(pieces)


def read_borders() -> None:
    """Read the borders and places of all communes, which takes a second, once for all."""
    commune_points()
    for kind in ("region", "departement"):
        _rings(kind)


@cache
def _rings(kind: str) -> list[FloatArray]:
    return [
        ring
        for outline in outlines(kind).values()
        for polygon in outline.polygons
        for ring in polygon
    ]


def _path(ring: FloatArray) -> str:
    """Write a ring to the nearest unit; what is no triangle there is left out."""
    whole = np.rint(ring).astype(int)
    steps: Sequence[Sequence[int]] = np.diff(whole, axis=0).tolist()
    moves = "".join(f"l{x} {y}" for x, y in steps if x or y)
    return f"M{whole[0][0]} {whole[0][1]}{moves}z" if moves.count("l") > 2 else ""
