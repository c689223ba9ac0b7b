"""The places of the example country and how they change, read from ``country.toml``.

Only geography and the parameters of the story live here; drawing plants and
writing tables is done elsewhere.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

COUNTRY = "XX"
"""Code of the example country, wherever a country is asked for."""


@dataclass(frozen=True)
class Commune:
    """A commune as it stood at the first vintage; sizes fall with ``rank`` in its EPCI."""

    code: str
    name: str
    epci: str
    zone: str
    rank: int

    @property
    def departement(self) -> str:
        """Return the code of its département, the first two letters of its own."""
        return self.code[:2]


@dataclass(frozen=True)
class Epci:
    """An EPCI and the parameters of its economy; rates in % a year, mixes as multiples."""

    code: str
    name: str
    former_names: tuple[str, ...]
    subtype: str
    jobs: int
    population: int
    drift: float
    mix: Mapping[str, float]
    sector_drift: Mapping[str, float]


@dataclass(frozen=True)
class Merger:
    """Communes that enter another one on 1 January of ``year``."""

    year: int
    into: str
    name: str
    merged: tuple[str, ...]


@dataclass(frozen=True)
class TerritoireIndustrie:
    """A Territoire d'industrie: EPCI followed through their versions, and single communes."""

    code: str
    name: str
    shows: str
    epci: tuple[str, ...]
    communes: tuple[str, ...]


@dataclass(frozen=True)
class BassinDeVie:
    """A bassin de vie, named after its first commune; jobs and share of industry by census."""

    code: str
    communes: tuple[str, ...]
    jobs: tuple[int, ...]
    industry: tuple[float, ...]


@dataclass(frozen=True)
class Census:
    """Years of the censuses, and by sector (A5) how the jobs outside industry are spread."""

    years: tuple[int, ...]
    others: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class NamedPlants:
    """Plants placed by hand, with their jobs in the first year."""

    sector: str
    commune: str
    jobs: tuple[int, ...]
    alone_in_zone: bool


@dataclass(frozen=True)
class Places:
    """The whole of ``country.toml``, in its order."""

    name: str
    name_en: str
    vintages: tuple[int, ...]
    periods: tuple[int, ...]
    cycle: tuple[float, ...]
    region: tuple[str, str]
    departements: Mapping[str, str]
    zones: Mapping[str, str]
    epci: tuple[Epci, ...]
    communes: tuple[Commune, ...]
    territories: tuple[TerritoireIndustrie, ...]
    basins: tuple[BassinDeVie, ...]
    census: Census
    mergers: tuple[Merger, ...]
    named_plants: tuple[NamedPlants, ...]
    population_years: tuple[tuple[int, int], ...]

    def code_in(self, commune: str, vintage: int) -> str:
        """Return the code that the land of ``commune`` bears in ``vintage``."""
        for merger in self.mergers:
            if merger.year <= vintage and commune in merger.merged:
                return self.code_in(merger.into, vintage)
        return commune

    def latest_code(self, commune: str) -> str:
        """Return the code that the land of ``commune`` bears in the latest vintage."""
        return self.code_in(commune, self.vintages[-1])

    def name_of(self, code: str) -> str:
        """Return the latest name of the commune with that code."""
        renamed = {merger.into: merger.name for merger in self.mergers}
        return renamed.get(code) or next(c.name for c in self.communes if c.code == code)


@cache
def read_places() -> Places:
    """Return the places of the example country."""
    raw = _read_toml("country.toml")
    country = raw["country"]
    years = raw["populations"]
    return Places(
        name=country["name"],
        name_en=country["name_en"],
        vintages=_both_ends(country["vintages"]),
        periods=_both_ends(country["periods"]),
        cycle=tuple(country["cycle"]),
        region=(raw["region"]["code"], raw["region"]["name"]),
        departements=raw["departements"],
        zones=raw["zones"],
        epci=tuple(_epci(code, entry) for code, entry in raw["epci"].items()),
        communes=tuple(_communes(raw["epci"])),
        territories=tuple(
            TerritoireIndustrie(
                code=code,
                name=entry["name"],
                shows=entry["shows"],
                epci=tuple(entry["epci"]),
                communes=tuple(entry.get("communes", ())),
            )
            for code, entry in raw["territoires_industrie"].items()
        ),
        basins=tuple(
            BassinDeVie(
                code,
                tuple(entry["communes"]),
                tuple(entry["jobs"]),
                tuple(entry["industry"]),
            )
            for code, entry in raw["bassins_de_vie"].items()
        ),
        census=Census(
            tuple(raw["census"]["years"]),
            {sector: tuple(parts) for sector, parts in raw["census"]["others"].items()},
        ),
        mergers=tuple(
            Merger(entry["year"], entry["into"], entry["name"], tuple(entry["from"]))
            for entry in raw["mergers"]
        ),
        named_plants=tuple(
            NamedPlants(
                entry["sector"],
                entry["commune"],
                tuple(entry["jobs"]),
                entry.get("alone_in_zone", False),
            )
            for entry in raw["plants"]
        ),
        population_years=tuple(zip(years["reference_years"], years["published_in"], strict=True)),
    )


@dataclass(frozen=True)
class Sector:
    """One division of the A88: weight in per mille of jobs, jobs of a plant, trend in % a year."""

    code: str
    weight: float
    plant: float
    trend: float


@cache
def read_sectors() -> tuple[Sector, ...]:
    """Return the 88 divisions in the order of their codes."""
    entries = _read_toml("sectors.toml")
    return tuple(Sector(code, **entries[code]) for code in sorted(entries))


def _read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _both_ends(bounds: list[int]) -> tuple[int, ...]:
    return tuple(range(bounds[0], bounds[1] + 1))


def _epci(code: str, entry: Mapping[str, Any]) -> Epci:
    return Epci(
        code=code,
        name=entry["name"],
        former_names=tuple(entry.get("former_names", ())),
        subtype=entry["subtype"],
        jobs=entry["jobs"],
        population=entry["population"],
        drift=entry["drift"],
        mix=entry["mix"],
        sector_drift=entry.get("sector_drift", {}),
    )


def _communes(entries: Mapping[str, Any]) -> list[Commune]:
    return [
        Commune(code, name, epci, entry.get("zone_exceptions", {}).get(code, entry["zone"]), rank)
        for epci, entry in entries.items()
        for rank, (code, name) in enumerate(entry["communes"].items())
    ]
