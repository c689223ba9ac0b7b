"""Maps of France as drawings: areas by colour, stocks by symbols, overseas at their own place.

The mainland is drawn in the conic projection of official maps; each overseas region has a frame of
its own, at its own scale. Paths are whole numbers: a browser draws them as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from terreau.datasets.reference.outlines import Outline

FloatArray = NDArray[np.float64]

WIDTH, HEIGHT = 1000, 830
_MARGIN = 10
_BASE = ""  # no code
# Name of each overseas frame, and a point in its middle: longitude, latitude in degrees.
_OVERSEAS: Mapping[str, tuple[float, float]] = {
    "Guadeloupe": (-61.5, 16.2),
    "Martinique": (-61.0, 14.65),
    "Guyane": (-53.2, 4.0),
    "La Réunion": (55.5, -21.1),
    "Mayotte": (45.15, -12.8),
}
_NEAR = 6.0  # degrees around the middle of a frame
_FRAME = 124
_WHOLE = (_MARGIN, _MARGIN, WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN)
# Lambert's conic of the mainland: two standard parallels, its origin.
_PARALLELS, _ORIGIN = (44.0, 49.0), (3.0, 46.5)


@dataclass(frozen=True)
class Frame:
    """The frame of an overseas region: its name, and its corner."""

    name: str
    x: int
    y: int
    size: int


@dataclass(frozen=True)
class MapDrawing:
    """Territories drawn on one canvas of `WIDTH` × `HEIGHT`.

    Parameters
    ----------
    paths : Mapping[str, str]
        Code → its path.
    centres : Mapping[str, tuple[int, int]]
        Code → where its symbol stands.
    frames : tuple of Frame
        Those of the overseas regions that hold something.
    is_approximate : bool
        Whether a caption must say "contours approchés".
    attribution : str
        Whom to name.
    base : str
        The path of the country under them.
    """

    paths: Mapping[str, str]
    centres: Mapping[str, tuple[int, int]]
    frames: tuple[Frame, ...]
    is_approximate: bool
    attribution: str
    base: str


def draw(territories: Mapping[str, Sequence[Outline]], base: Iterable[Outline] = ()) -> MapDrawing:
    """Draw territories, each made of one outline or several.

    Parameters
    ----------
    territories : Mapping[str, Sequence[Outline]]
        Code → its outlines; one without any is not drawn.
    base : Iterable[Outline], optional
        The country, drawn under them: maps of few territories then have one frame.
    """
    every = [*chain.from_iterable(territories.values())]
    rings = {
        code: _dissolved(_outer(outlines)) for code, outlines in territories.items() if outlines
    }
    rings[_BASE] = _outer(base)
    placed: dict[str, list[FloatArray]] = {code: [] for code in rings}
    frames = []
    regions = _by_region(rings)
    # Alone, an overseas region has the whole canvas, and needs no frame; so has the mainland.
    is_one = sum(bool(region) for region in regions.values()) == 1
    for place, (name, region) in enumerate(regions.items()):
        box = _WHOLE if is_one else _box(place)
        project = _conic if not name else _flat
        scaled = _fitted({code: [project(r) for r in held] for code, held in region.items()}, box)
        for code, held in scaled.items():
            placed[code] += held
        if name and not is_one:
            frames.append(Frame(name, box[0], box[1], _FRAME))
    under = placed.pop(_BASE)
    return MapDrawing(
        paths={code: "".join(map(_path, held)) for code, held in placed.items()},
        centres={code: _centre(held) for code, held in placed.items()},
        frames=tuple(frames),
        is_approximate=any(outline.is_approximate for outline in every),
        attribution=" · ".join(sorted({outline.attribution for outline in every})),
        base="".join(map(_path, under)),
    )


def _outer(outlines: Iterable[Outline]) -> list[FloatArray]:
    return [polygon[0] for outline in outlines for polygon in outline.polygons]


def _dissolved(rings: list[FloatArray]) -> list[FloatArray]:
    """Return the outside of rings that share borders: an edge drawn both ways is inside."""
    if len(rings) < 2:
        return rings
    edges = [
        (start, end)
        for ring in rings
        for start, end in pairwise(map(tuple, ring.tolist()))
        if start != end
    ]
    drawn = set(edges)
    after: dict[tuple[float, ...], list[tuple[float, ...]]] = {}
    for start, end in edges:
        if (end, start) not in drawn:
            after.setdefault(start, []).append(end)
    found = []
    while after:
        ring = [next(iter(after))]
        while ring[-1] in after:
            ends = after[ring[-1]]
            following = ends.pop()
            if not ends:
                del after[ring[-1]]
            ring.append(following)
        found.append(np.array(ring))
    return found


def _by_region(
    rings: Mapping[str, Iterable[FloatArray]],
) -> dict[str, dict[str, list[FloatArray]]]:
    """Return name of a frame ("" for the mainland, always first) → code → its rings there."""
    found: dict[str, dict[str, list[FloatArray]]] = {name: {} for name in ("", *_OVERSEAS)}
    for code, held in rings.items():
        for ring in held:
            found[_region(ring)].setdefault(code, []).append(ring)
    return {name: region for name, region in found.items() if region or not name}


def _region(ring: FloatArray) -> str:
    middle = ring.mean(axis=0)
    away = {name: float(np.hypot(*(middle - place))) for name, place in _OVERSEAS.items()}
    nearest = min(away, key=lambda name: away[name])
    return nearest if away[nearest] < _NEAR else ""


def _box(place: int) -> tuple[int, int, int, int]:
    """Return x, y, width and height: the mainland, or the frame of an overseas region."""
    if place == 0:
        left = _FRAME + 2 * _MARGIN
        return left, _MARGIN, WIDTH - left - _MARGIN, HEIGHT - 2 * _MARGIN
    return _MARGIN, _MARGIN + (place - 1) * (_FRAME + 40), _FRAME, _FRAME


def _conic(degrees: FloatArray) -> FloatArray:
    """Project longitude and latitude, (n, 2), on Lambert's conic; the sphere is enough here."""
    first, second = np.radians(_PARALLELS)
    exponent = np.log(np.cos(first) / np.cos(second)) / np.log(
        np.tan(np.pi / 4 + second / 2) / np.tan(np.pi / 4 + first / 2)
    )
    scale = np.cos(first) * np.tan(np.pi / 4 + first / 2) ** exponent / exponent
    away = scale / np.tan(np.pi / 4 + np.radians(degrees[:, 1]) / 2) ** exponent
    angle = exponent * np.radians(degrees[:, 0] - _ORIGIN[0])
    return np.stack([away * np.sin(angle), away * np.cos(angle)], axis=1)


def _flat(degrees: FloatArray) -> FloatArray:
    """Project a small region: north up, kilometres equal in both directions at its middle."""
    return np.stack(
        [degrees[:, 0] * np.cos(np.radians(degrees[:, 1].mean())), -degrees[:, 1]], axis=1
    )


def _fitted(
    region: Mapping[str, list[FloatArray]], box: tuple[int, int, int, int]
) -> dict[str, list[FloatArray]]:
    """Return the rings moved and scaled into a box, in its middle."""
    if not region:
        return {}
    everything = np.concatenate(list(chain.from_iterable(region.values())))
    low, high = everything.min(axis=0), everything.max(axis=0)
    size, room = np.maximum(high - low, 1e-9), np.array(box[2:])
    scale = (room / size).min()
    corner = np.array(box[:2]) + (room - size * scale) / 2
    return {code: [(r - low) * scale + corner for r in held] for code, held in region.items()}


def _path(ring: FloatArray) -> str:
    """Write a ring to the nearest unit; one too small to be seen is a dot."""
    whole = np.rint(ring).astype(int)
    steps: Sequence[Sequence[int]] = np.diff(whole, axis=0).tolist()
    moves = [f"l{x} {y}" for x, y in steps if x or y]
    start = f"M{whole[0][0]} {whole[0][1]}"
    return f"{start}{''.join(moves)}z" if len(moves) > 2 else f"{start}h1v1h-1z"


def _centre(rings: Sequence[FloatArray]) -> tuple[int, int]:
    """Return the centre of gravity of the largest ring."""
    largest = max(rings, key=lambda ring: abs(_twice_area(ring)))
    x, y = largest.T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = cross.sum()
    if abs(area) < 1e-6:
        return int(x.mean()), int(y.mean())
    centre = ((x[:-1] + x[1:]) @ cross / (3 * area), (y[:-1] + y[1:]) @ cross / (3 * area))
    return round(float(centre[0])), round(float(centre[1]))


def _twice_area(ring: FloatArray) -> float:
    x, y = ring.T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())
