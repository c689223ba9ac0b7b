"""The places of what answers, as a drawing that the page carries: no script, no request."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

import numpy as np
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from numpy.typing import NDArray

from terreau.datasets.commune_points import commune_points
from terreau.datasets.reference.outlines import ATTRIBUTION, outlines

WIDTH, _MARGIN = 480, 18
_LEAST_DEGREES = 0.6
# Height for a width; how much more than the points is shown around them.
_SHAPE, _ROOM = 0.8, 1.12
# Above so many degrees regions are drawn, under it départements.
_WIDE = 5.0
_METROPOLE = (-5.5, 41.2, 10.0, 51.3)
# So many names at most, of the communes with most answers; about the width of a letter, and the
# height of a line.
_NAMED, _TRIED = 12, 60
_LETTER, _LINE, _AWAY = 7.2, 15, 4
_SIDES = ("right", "left", "above", "below")
FloatArray = NDArray[np.float64]


class Seat(Protocol):
    """The commune where an organisation sits."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def country(self) -> str:
        """Of which country."""


class Seated(Protocol):
    """What has a place: an answer to a search, an organisation."""

    @property
    def pk(self) -> int:
        """Its key."""

    @property
    def seat(self) -> Seat | None:
        """Where it sits, when that is known."""


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
    name_side : str
        On which of `_SIDES` of it its name is written; "" = nowhere.
    """

    commune: Seat
    organisations: Sequence[int]
    x: float
    y: float
    radius: float
    name_side: str = ""

    @property
    def count(self) -> int:
        """How many organisations sit there."""
        return len(self.organisations)

    @property
    def name(self) -> str:
        """Its name, and how many sit there where they are several."""
        return f"{self.commune.name} ({self.count})" if self.count > 1 else self.commune.name

    def box(self, side: str) -> tuple[float, float, float, float]:
        """Return where its name would stand: left, top, right, bottom."""
        wide, away = len(self.name) * _LETTER, self.radius + _AWAY
        x = {"left": self.x - away - wide, "right": self.x + away}.get(side, self.x - wide / 2)
        y = {"above": self.y - away - _LINE / 2, "below": self.y + away + _LINE / 2}.get(
            side, self.y
        )
        return x, y - _LINE / 2, x + wide, y + _LINE / 2

    @property
    def markup(self) -> SafeString:
        """Its circle and its name: of a thousand, a template would take too long."""
        name, keys = escape(self.name), " ".join(map(str, self.organisations))
        return mark_safe(  # noqa: S308  (numbers, and a name that is escaped)
            f'<g class="finding-point" data-answers="{keys}">'
            f'<circle cx="{self.x}" cy="{self.y}" r="{self.radius}">'
            f"<title>{name}</title></circle>"
            f"{self._label(name) if self.name_side else ''}</g>"
        )

    def _label(self, name: str) -> str:
        left, top, right, _bottom = self.box(self.name_side)
        anchor, x = {"left": ("end", right), "right": ("start", left)}.get(
            self.name_side, ("middle", self.x)
        )
        y = round(top + _LINE / 2 + _AWAY, 1)
        return f'<text x="{round(x, 1)}" y="{y}" text-anchor="{anchor}">{name}</text>'


@dataclass(frozen=True)
class Drawing:
    """A picture of `WIDTH` × ``height``: borders, the communes of a territory as dots, points.

    ``left_out`` is how many answers it does not show.
    """

    width: int
    height: int
    borders: str
    ground: str
    points: Sequence[Point]
    left_out: int
    attribution: str


def drawn(answers: Iterable[Seated], territory: Iterable[str] = ()) -> Drawing | None:
    """Return where answers sit; None where no place is known.

    The mainland is drawn where something is found there, else all that is found.

    Parameters
    ----------
    answers : Iterable[Seated]
        What is placed.
    territory : Iterable[str]
        Codes of communes that are drawn under it, so that one sees the territory.
    """
    told = list(answers)
    by_commune: dict[str, list[Seated]] = {}
    for each in told:
        if each.seat is not None and each.seat.code in commune_points():
            by_commune.setdefault(each.seat.code, []).append(each)
    here = _on_one_map(by_commune)
    if not here:
        return None
    ground = [commune_points()[code] for code in territory if code in commune_points()]
    lonlat = np.array([commune_points()[code] for code in here] + ground)
    frame = _Frame.around(lonlat)
    places = frame.place(lonlat)
    points = [
        _point(by_commune[code], x, y) for code, (x, y) in zip(here, places.tolist(), strict=False)
    ]
    is_france = by_commune[here[0]][0].seat.country == "FR"  # type: ignore[union-attr]
    return Drawing(
        width=WIDTH,
        height=frame.height,
        borders=frame.borders() if is_france else "",
        ground="".join(f"M{x:.0f} {y:.0f}h0" for x, y in places[len(here) :].tolist()),
        points=_named(points),
        left_out=len(told) - sum(point.count for point in points),
        attribution=ATTRIBUTION if is_france else "",
    )


def _on_one_map(by_commune: dict[str, list[Seated]]) -> list[str]:
    west, south, east, north = _METROPOLE
    points = commune_points()
    mainland = [
        code
        for code in by_commune
        if west <= points[code][0] <= east and south <= points[code][1] <= north
    ]
    return mainland or list(by_commune)


def _named(points: Sequence[Point]) -> list[Point]:
    """Return the points, the fullest with their names where these stand on nothing else."""
    circles = [
        (each.x - each.radius, each.y - each.radius, each.x + each.radius, each.y + each.radius)
        for each in points
    ]
    taken, sides = np.array(circles), dict[int, str]()
    for place in sorted(range(len(points)), key=lambda place: -points[place].count)[:_TRIED]:
        for side in _SIDES:
            box = points[place].box(side)
            if len(sides) < _NAMED and place not in sides and _is_free(box, taken):
                sides[place], taken = side, np.vstack([taken, box])
    return [replace(each, name_side=sides.get(place, "")) for place, each in enumerate(points)]


def _is_free(box: tuple[float, float, float, float], taken: FloatArray) -> bool:
    """Whether a box is on the picture and covers none of others."""
    left, top, right, bottom = box
    covers = (
        (taken[:, 0] < right) & (taken[:, 2] > left) & (taken[:, 1] < bottom) & (taken[:, 3] > top)
    )
    return left >= 0 and top >= 0 and right <= WIDTH and not bool(covers.any())


def _point(there: Sequence[Seated], x: float, y: float) -> Point:
    seat = there[0].seat
    assert seat is not None
    return Point(
        commune=seat,
        organisations=[each.pk for each in there],
        x=round(x, 1),
        y=round(y, 1),
        radius=round(min(4 + 1.6 * math.sqrt(len(there)), 16), 1),
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
