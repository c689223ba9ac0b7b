"""Populations by reference year, in the communes of the latest vintage.

The reference year is that of the INSEE page each package cites, not the
vintage: two packages may carry one year. Of those the first is read, because
its communes are those of the page: the later ones give a merged commune the
population of one of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from terreau.datasets.reference.building.passages import Passage
from terreau.datasets.reference.building.vintage import Vintage
from terreau.datasets.reference.schemas import POPULATIONS

MAYOTTE_YEAR = 2017
_MAYOTTE = "976"
_MAYOTTE_PAGE = "https://www.insee.fr/fr/statistiques/3291775?sommaire=2120838"
# Counted with the communes of France each year. The other collectivities have their own
# censuses, whose years the packages do not tell.
_COUNTED_YEARLY = ("975", "977", "978")


def populations_table(vintages: Sequence[Vintage], passages: Sequence[Passage]) -> pa.Table:
    """Return the populations of every reference year.

    Parameters
    ----------
    vintages : Sequence[Vintage]
        In the order of the years.
    passages : Sequence[Passage]
        To the communes of the latest vintage.

    Returns
    -------
    pa.Table
        Schema `POPULATIONS`, by reference year and commune. A commune born of
        mergers has the sum of its parts, no row where one of them is unknown.
        ``certain`` is false where the population also counts communes that
        were made from it since.
    """
    counted = _first_of_each_year(vintages)
    rows: list[dict[str, Any]] = []
    for year, vintage in counted.items():
        known, unknown = _sums(vintage, passages)
        shared = {
            p.old_code
            for p in passages
            if p.kind == "split" and (p.since_vintage or 0) > vintage.year
        }
        rows += [
            {
                "commune": code,
                "reference_year": year,
                "population": population,
                "certain": code not in shared,
            }
            for code, population in known.items()
            if code not in unknown
        ]
    rows += [
        {
            "commune": code,
            "reference_year": MAYOTTE_YEAR,
            "population": population,
            "certain": True,
        }
        for code, population in _mayotte(vintages).items()
    ]
    rows.sort(key=lambda row: (row["reference_year"], row["commune"]))
    return pa.Table.from_pylist(rows, schema=POPULATIONS)


def population_years(vintages: Sequence[Vintage], table: pa.Table) -> dict[str, Any]:
    """Return what each reference year comes from, for the interface and for whoever checks."""
    counted = _first_of_each_year(vintages)
    entries = []
    for year, read in sorted(counted.items()):
        carried = [v.package for v in vintages if v.package.population_year == year]
        entries.append(
            {
                "reference_year": year,
                "page": read.package.population_page,
                "packages": [{"version": p.version, "vintage": p.vintage} for p in carried],
                "read_from": read.package.version,
                "geography": read.year,
                "communes": _count(table, year),
                "communes_left_out": _left_out(read),
                "why_left_out": "merged after the populations were published"
                if read.merged_since_population
                else "",
            }
        )
    entries.append(
        {
            "reference_year": MAYOTTE_YEAR,
            "page": _MAYOTTE_PAGE,
            "packages": [
                {"version": v.package.version, "vintage": v.year} for v in vintages if _mayotte([v])
            ],
            "read_from": vintages[-1].package.version,
            "geography": vintages[-1].year,
            "communes": _count(table, MAYOTTE_YEAR),
            "communes_left_out": 0,
            "why_left_out": "",
            "only_departement": _MAYOTTE,
        }
    )
    return {
        "years": sorted(entries, key=lambda entry: entry["reference_year"]),
        "not_counted": {
            "collectivities": ["984", "986", "987", "988", "989"],
            "why": "their censuses are of other years, which the packages do not tell",
        },
        "missing_vintages": [v.year for v in vintages if not v.communes],
    }


def _first_of_each_year(vintages: Sequence[Vintage]) -> dict[int, Vintage]:
    first: dict[int, Vintage] = {}
    for vintage in vintages:
        if vintage.communes:
            first.setdefault(vintage.package.population_year, vintage)
    return first


def _sums(vintage: Vintage, passages: Sequence[Passage]) -> tuple[dict[str, int], set[str]]:
    current = {p.old_code: p.new_code for p in passages if p.kind != "split"}
    known: dict[str, int] = {}
    unknown: set[str] = set()
    for code, commune in vintage.communes.items():
        if commune.departement == _MAYOTTE or (
            commune.zone == "com" and commune.departement not in _COUNTED_YEARLY
        ):
            continue
        target = current.get(code, code)
        if commune.population is None or code in vintage.merged_since_population:
            unknown.add(target)
        else:
            known[target] = known.get(target, 0) + commune.population
    return known, unknown


def _mayotte(vintages: Sequence[Vintage]) -> Mapping[str, int]:
    populations: dict[str, int] = {}
    for vintage in vintages:
        for code, commune in vintage.communes.items():
            if commune.departement != _MAYOTTE or commune.population is None:
                continue
            if populations.setdefault(code, commune.population) != commune.population:
                raise ValueError(f"two populations of {code} for one reference year")
    return populations


def _count(table: pa.Table, year: int) -> int:
    years: list[int] = table.column("reference_year").to_pylist()
    return years.count(year)


def _left_out(vintage: Vintage) -> int:
    return len(vintage.merged_since_population & vintage.communes.keys())
