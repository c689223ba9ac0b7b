"""What the database of perimeters is seeded from, read from the library's tables.

Each set has an origin and a digest; ``services.sync_perimeters`` loads a set
when its digest changes and leaves the others alone.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from terreau.datasets import catalogue, codes, reference
from terreau.datasets.codes import country_table
from terreau.datasets.dataset import Dataset
from terreau.datasets.example.installation import DATASETS, is_installed
from terreau.web.apps.territories import composition
from terreau.web.apps.territories.enums import Country, PerimeterKind

_log = logging.getLogger(__name__)
# Changes when what is kept of a table does: tables loaded before are read again.
_READING = "2"


@dataclass(frozen=True)
class ComponentSeed:
    """A declared part of a perimeter."""

    kind: str
    code: str
    name_printed: str = ""
    confidence: str = ""
    basis: str = ""


@dataclass(frozen=True)
class PerimeterSeed:
    """One perimeter to load, with its memberships as (commune, first, last vintage)."""

    country: str
    kind: str
    code: str
    name: str
    subtype: str = ""
    aliases: list[str] = field(default_factory=list)
    departement: str = ""
    place: str = ""
    region: str = ""
    first_vintage: int | None = None
    last_vintage: int | None = None
    has_all_members: bool | None = True
    memberships: list[tuple[str, int, int]] = field(default_factory=list)
    components: list[ComponentSeed] = field(default_factory=list)
    postal_codes: list[str] = field(default_factory=list)
    facts: list[Mapping[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class SeedSet:
    """A set of perimeters of one origin.

    Parameters
    ----------
    origin : str
        Where they come from ("reference", "table:ti-phase-2").
    digest : str
        Changes when the set does.
    read : Callable[[], list[PerimeterSeed]]
        Called only when the digest has changed.
    """

    origin: str
    digest: str
    read: Callable[[], list[PerimeterSeed]]


def seed_sets(home: Path) -> Iterator[SeedSet]:
    """Yield every set that the database must hold: the first that knows a perimeter keeps it."""
    countries = {Country.FRANCE: codes.digest(Country.FRANCE, home)}
    read = partial(_country, Country.FRANCE, home)
    yield SeedSet("reference", countries[Country.FRANCE], read)
    if is_installed(home):
        countries[Country.EXAMPLE] = codes.digest(Country.EXAMPLE, home)
        read = partial(_country, Country.EXAMPLE, home)
        yield SeedSet("example", countries[Country.EXAMPLE], read)
    yield SeedSet("register", countries[Country.FRANCE], _register)
    held = [d for d in catalogue.list_datasets(home) if d.country in countries]
    tables = [d for d in held if d.content == "perimeters"]
    # What a table adds depends on the reference it names and on the tables before it.
    around = "".join([_READING, *countries.values(), *(table.checksum for table in tables)])
    known = hashlib.sha256(around.encode()).hexdigest()[:12]
    for table in tables:
        yield SeedSet(
            f"table:{table.id}", f"{table.checksum}-{known}", partial(_listed, table, home)
        )
    # The places of the example's own figures are in its tables.
    named = [d for d in held if d.content == "figures" and d.id not in DATASETS.values()]
    for dataset in named:
        if dataset.territory_kind in _WITHOUT_REFERENCE:
            digest = f"{dataset.checksum}-{known}"
            yield SeedSet(f"names:{dataset.id}", digest, partial(_named, dataset))


COUNTRY_NAMES = {Country.FRANCE: "France", Country.EXAMPLE: "Terranie (pays d’exemple)"}

# Kinds that the bundled reference does not hold: a table of figures may be all that names them.
_WITHOUT_REFERENCE = frozenset(
    {PerimeterKind.ZONE_EMPLOI, PerimeterKind.BASSIN_DE_VIE, PerimeterKind.TERRITOIRE_INDUSTRIE}
)


def _country(country: str, home: Path) -> list[PerimeterSeed]:
    communes = country_table(country, "communes", home).to_pylist()
    perimeters = country_table(country, "perimeters", home).to_pylist()
    members = composition.memberships_by_perimeter(country, home)
    homes = composition.Places(communes, perimeters)
    printed = _printed_of_epci() if country == Country.FRANCE else {}
    epci = {key: runs for key, runs in members.items() if key[0] == PerimeterKind.EPCI}
    postal: dict[str, list[str]] = {}
    for row in country_table(country, "postal_codes", home).to_pylist():
        postal.setdefault(row["commune"], []).append(row["postal_code"])
    seeds = [
        PerimeterSeed(
            country=country,
            kind=PerimeterKind.COMMUNE,
            code=row["code"],
            name=row["name"],
            departement=row["departement"],
            place=homes.name_of_departement(row["departement"]),
            region=row["region"] or "",
            first_vintage=row["first_vintage"],
            last_vintage=row["last_vintage"],
            postal_codes=postal.get(row["code"], []),
        )
        for row in communes
    ]
    for row in perimeters:
        held = members.get((row["kind"], row["code"]), [])
        departement, region = homes.of(held)
        seeds.append(
            PerimeterSeed(
                country=country,
                kind=row["kind"],
                code=row["code"],
                name=row["name"],
                subtype=row["subtype"] or "",
                aliases=row["former_names"],
                departement=departement,
                place=homes.name_of_departement(departement),
                region=region,
                first_vintage=row["first_vintage"],
                last_vintage=row["last_vintage"],
                memberships=held,
                facts=printed.get((row["kind"], row["code"]), []),
                components=[ComponentSeed(*part) for part in composition.parts_inside(held, epci)]
                if row["kind"] == PerimeterKind.TERRITOIRE_INDUSTRIE
                else [],
            )
        )
    return [*seeds, _nation(country, communes)]


def _nation(country: str, communes: list[dict[str, Any]]) -> PerimeterSeed:
    held = [
        (row["code"], row["first_vintage"], row["last_vintage"])
        for row in communes
        if country != Country.FRANCE or reference.is_france(row["departement"])
    ]
    return PerimeterSeed(
        country=country,
        kind=PerimeterKind.NATION,
        code=country,
        name=COUNTRY_NAMES[Country(country)],
        first_vintage=min(first for _, first, _ in held),
        last_vintage=max(last for _, _, last in held),
        memberships=held,
    )


def _register() -> list[PerimeterSeed]:
    members = composition.memberships_by_perimeter(Country.FRANCE, None)
    seeds = []
    for entry in reference.register():
        if entry["kind"] == PerimeterKind.EPCI:
            continue  # the reference has it; what is printed of it goes there
        parts = [
            ComponentSeed(
                m["kind"], m["code"], m["name_printed"] or "", m["confidence"], m["basis"]
            )
            for m in entry["members"]
        ]
        held = composition.union([members.get((p.kind, p.code), []) for p in parts])
        seeds.append(
            PerimeterSeed(
                country=Country.FRANCE,
                kind=entry["kind"],
                code=entry["code"],
                name=entry["name"],
                aliases=entry["aliases"],
                first_vintage=min((first for _, first, _ in held), default=None),
                last_vintage=max((last for _, _, last in held), default=None),
                has_all_members=entry["members_complete"],
                memberships=held,
                components=parts,
                facts=_facts(entry),
            )
        )
    return seeds


def _printed_of_epci() -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    return {(entry["kind"], entry["code"]): _facts(entry) for entry in reference.register()}


def _facts(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        {
            "what": fact["what"],
            "label_fr": fact["label_fr"],
            "label_en": fact["label_en"],
            "value": fact["value"],
            "unit": fact["unit"] or "",
            "year": fact["year"],
            "note": fact["note"] or "",
            "source": "{document}, {date}".format(**fact["source"]),
        }
        for fact in entry["facts"]
    ]


def _listed(table: Dataset, home: Path) -> list[PerimeterSeed]:
    return [
        PerimeterSeed(
            country=table.country,
            kind=listed.kind,
            code=listed.code,
            name=listed.name,
            first_vintage=min((first for _, first, _ in listed.memberships), default=None),
            last_vintage=max((last for _, _, last in listed.memberships), default=None),
            memberships=listed.memberships,
            components=[
                ComponentSeed(kind, code, label, "", table.title)
                for kind, code, label in listed.parts
            ],
        )
        for listed in composition.listed_perimeters(table, home)
        if _has_address(listed.code, table)
    ]


def _named(dataset: Dataset) -> list[PerimeterSeed]:
    names = catalogue.labels(dataset)
    return [
        PerimeterSeed(
            country=dataset.country,
            kind=dataset.territory_kind,
            code=code,
            name=names.get(code) or code,
            has_all_members=None,
        )
        for code in composition.territories_of(dataset)
        if _has_address(code, dataset)
    ]


def _has_address(code: str, table: Dataset) -> bool:
    """Whether a page may be found by this code: it is one piece of an address."""
    if code and "/" not in code:
        return True
    _log.warning("%s: the territory %r is left out, its code cannot be an address", table.id, code)
    return False
