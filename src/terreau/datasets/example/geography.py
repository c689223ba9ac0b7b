"""The administrative tables of the example country, in the schemas of the reference.

The same columns as ``terreau.datasets.reference``, so that a reader of one reads the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from terreau.datasets.example.places import Places
from terreau.datasets.reference.schemas import (
    CHANGES,
    COMMUNES,
    MEMBERS,
    NAMES,
    PASSAGES,
    PERIMETERS,
    POPULATIONS,
    POSTAL_CODES,
)

_TERRITORY_KINDS = ("zone_emploi", "bassin_de_vie", "territoire_industrie")
Row = dict[str, object]


def geography_tables(places: Places, rng: np.random.Generator) -> dict[str, pa.Table]:
    """Return the administrative tables by name.

    Parameters
    ----------
    places : Places
        The country.
    rng : numpy.random.Generator
        Source of chance for the populations, consumed.

    Returns
    -------
    dict[str, pyarrow.Table]
        communes, postal_codes, perimeters, members, passages, changes, names, populations, and
        perimeter_members (zone_emploi, bassin_de_vie and territoire_industrie, in the schema of
        members).
    """
    members = list(_members(places))
    return {
        "communes": _table(COMMUNES, _communes(places)),
        "postal_codes": _table(POSTAL_CODES, _postal_codes(places)),
        "perimeters": _table(PERIMETERS, _perimeters(places)),
        "members": _table(MEMBERS, (m for m in members if m["kind"] not in _TERRITORY_KINDS)),
        "perimeter_members": _table(MEMBERS, (m for m in members if m["kind"] in _TERRITORY_KINDS)),
        "passages": _table(PASSAGES, _passages(places)),
        "changes": _table(CHANGES, _changes(places)),
        "names": _table(NAMES, _names(places)),
        "populations": _table(POPULATIONS, _populations(places, rng)),
    }


def _table(schema: pa.Schema, rows: Iterable[Row]) -> pa.Table:
    """Return rows sorted by their texts, then years; a column that no row names is null."""
    ordered = sorted(rows, key=lambda row: [str(value) for value in row.values()])
    return pa.Table.from_pylist(ordered, schema=schema)


def _communes(places: Places) -> Iterator[Row]:
    for commune in places.communes:
        yield {
            "code": commune.code,
            "name": places.name_of(commune.code),
            "departement": commune.departement,
            "region": places.region[0],
            "zone": "metro",
            "first_vintage": places.vintages[0],
            "last_vintage": _last_vintage(places, commune.code),
        }


def _last_vintage(places: Places, commune: str) -> int:
    ends = [merger.year - 1 for merger in places.mergers if commune in merger.merged]
    return min(ends, default=places.vintages[-1])


def _postal_codes(places: Places) -> list[Row]:
    """Share one code among three neighbours, as towns and their villages do."""
    pairs = {
        (f"X{commune.epci[-1]}{commune.rank // 3 + 1:02d}0", places.latest_code(commune.code))
        for commune in places.communes
    }
    return [{"postal_code": postal, "commune": commune} for postal, commune in pairs]


def _perimeters(places: Places) -> Iterator[Row]:
    named = [
        *(("departement", code, name) for code, name in places.departements.items()),
        ("region", *places.region),
        *(("zone_emploi", code, name) for code, name in places.zones.items()),
        *(("bassin_de_vie", b.code, places.name_of(b.communes[0])) for b in places.basins),
        *(("territoire_industrie", t.code, t.name) for t in places.territories),
        *(("epci", epci.code, epci.name) for epci in places.epci),
    ]
    epci = {epci.code: epci for epci in places.epci}
    for kind, code, name in named:
        yield {
            "kind": kind,
            "code": code,
            "name": name,
            "subtype": epci[code].subtype if code in epci else None,
            "first_vintage": places.vintages[0],
            "last_vintage": places.vintages[-1],
            "former_names": list(epci[code].former_names) if code in epci else [],
        }


def _members(places: Places) -> Iterator[Row]:
    """Yield each commune of each perimeter, over the vintages in which it bears its own code."""
    for (kind, code), communes in _composition(places).items():
        for commune in communes:
            yield {
                "kind": kind,
                "code": code,
                "commune": commune,
                "first_vintage": places.vintages[0],
                "last_vintage": _last_vintage(places, commune),
            }


def _composition(places: Places) -> dict[tuple[str, str], list[str]]:
    """Return the communes of the first vintage in each perimeter, by kind and code."""
    found: dict[tuple[str, str], list[str]] = {}
    for commune in places.communes:
        within = [
            ("epci", commune.epci),
            ("departement", commune.departement),
            ("region", places.region[0]),
            ("zone_emploi", commune.zone),
            *(
                ("bassin_de_vie", basin.code)
                for basin in places.basins
                if commune.code in basin.communes
            ),
            *(
                ("territoire_industrie", territory.code)
                for territory in places.territories
                if commune.epci in territory.epci or commune.code in territory.communes
            ),
        ]
        for perimeter in within:
            found.setdefault(perimeter, []).append(commune.code)
    return found


def _passages(places: Places) -> Iterator[Row]:
    names = {commune.code: commune.name for commune in places.communes}
    for merger in places.mergers:
        for old in merger.merged:
            yield {
                "old_code": old,
                "new_code": places.latest_code(old),
                "kind": "merged",
                "certain": True,
                "since_vintage": merger.year,
                "old_name": names[old],
            }


def _changes(places: Places) -> Iterator[Row]:
    for merger in places.mergers:
        for old in (merger.into, *merger.merged):
            yield {
                "old_code": old,
                "new_code": merger.into,
                "since_vintage": merger.year,
                "kind": "merged",
                "certain": True,
                "forward": 1.0,
            }


def _names(places: Places) -> Iterator[Row]:
    """Yield the names of the communes that others have joined, before and after."""
    names = {commune.code: commune.name for commune in places.communes}
    for merger in places.mergers:
        for name, first, last in (
            (names[merger.into], places.vintages[0], merger.year - 1),
            (merger.name, merger.year, places.vintages[-1]),
        ):
            yield {
                "kind": "commune",
                "code": merger.into,
                "name": name,
                "first_vintage": first,
                "last_vintage": last,
            }


def _populations(places: Places, rng: np.random.Generator) -> Iterator[Row]:
    """Spread the population of each EPCI over its communes; it follows its jobs by half."""
    first_year = places.population_years[0][0]
    scatter = np.exp(rng.normal(0.0, 0.18, len(places.communes)))
    weight = {
        commune.code: (commune.rank + 0.8) ** -0.95 * float(noise)
        for commune, noise in zip(places.communes, scatter, strict=True)
    }
    for year, vintage in places.population_years:
        total: dict[str, float] = {}
        for epci in places.epci:
            inside = [c.code for c in places.communes if c.epci == epci.code]
            growth = math.exp((epci.drift / 2 - 0.1) / 100 * (year - first_year))
            scale = epci.population * growth / sum(weight[code] for code in inside)
            for code in inside:
                then = places.code_in(code, vintage)
                total[then] = total.get(then, 0.0) + weight[code] * scale
        for code, people in total.items():
            yield {
                "commune": code,
                "reference_year": year,
                "population": round(people),
                "certain": True,
            }
