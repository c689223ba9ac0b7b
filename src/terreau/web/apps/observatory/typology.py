"""Which bassins de vie are industrial, were or became: a country classed once for its census."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from terreau.analytics import BasinTypology, basin_typology
from terreau.core.errors import BadInput
from terreau.datasets import scan
from terreau.datasets.dataset import Dataset
from terreau.datasets.measures import TYPOLOGY
from terreau.web.apps.observatory.datasets_held import list_figures, offered_levels
from terreau.web.apps.territories.covering import Surroundings
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.memberships import communes_of

# The definition compares now with 1975; a table that starts later is compared with its first date.
FIRST_CENSUS = 1975
# 410 of the bassins de vie of France are about a quarter of them: elsewhere, the first quarter.
QUANTILE = 0.25
_LEVEL, _INDUSTRY = "A5", "BE"
_SHOWN = 6
# Code and communes of each basin.
Basins = frozenset[tuple[str, frozenset[str]]]
# Beyond, a list of basins says nothing of a territory.
_LARGE = (PerimeterKind.DEPARTEMENT, PerimeterKind.REGION, PerimeterKind.NATION)


@dataclass(frozen=True)
class Classed:
    """The bassins de vie of a country, each in its class.

    Parameters
    ----------
    dataset : Dataset
        The census.
    start, end : int
        The two dates.
    is_fixed_count : bool
        Whether the published count of industrial basins holds; else the most industrial quarter.
    classes : BasinTypology
        Of every basin of the census.
    """

    dataset: Dataset
    start: int
    end: int
    is_fixed_count: bool
    classes: BasinTypology


@dataclass(frozen=True)
class Typed:
    """The class of a bassin de vie, or of those that a territory touches.

    Parameters
    ----------
    classed : Classed
        Those of the country.
    basins : tuple of (str, str)
        Code and name of each, the one with the most communes in common first.
    left_out : int
        How many more the territory touches.
    is_own : bool
        Whether the territory is itself the one basin.
    """

    classed: Classed
    basins: tuple[tuple[str, str], ...]
    left_out: int
    is_own: bool


def has_census(country: str) -> bool:
    """Whether a census that can class the bassins de vie of a country is installed."""
    return bool(_censuses(country))


def typology_of(around: Surroundings) -> Typed | None:
    """Return the class of a bassin de vie, or those of the basins that a territory touches.

    Parameters
    ----------
    around : Surroundings
        The territory and the perimeters that share communes with it.

    Returns
    -------
    Typed or None
        None for departments, regions and the country, without census, and where no basin is known.
    """
    territory = around.territory
    if territory.kind in _LARGE:
        return None
    is_own = territory.kind == PerimeterKind.BASSIN_DE_VIE
    touched = [(territory.code, territory.name)] if is_own else _touched(around)
    if not touched:
        return None
    for census in _censuses(territory.country):
        classed = classes_of(census, basins_known(census))
        known = [b for b in touched if classed and _is_classed(classed, b[0])]
        if classed and known:
            left_out = len(known) - _SHOWN
            return Typed(classed, tuple(known[:_SHOWN]), max(left_out, 0), is_own)
    return None


def classes_of_country(country: str) -> Classed | None:
    """Class every bassin de vie of a country; None without a census that can."""
    found = (classes_of(census, basins_known(census)) for census in _censuses(country))
    return next((classed for classed in found if classed is not None), None)


def shares_of_class(classed: Classed, name: str) -> tuple[float, float]:
    """Return the share of industry in all the basins of a class together, at both dates."""
    census = classed.dataset
    table = _narrow(census, (classed.start, classed.end), dict(basins_known(census) or ()))
    known = ~np.isnan(table["value"]) & np.isin(table["territory"], codes_of_class(classed, name))
    is_industry = np.asarray(table["sector"]) == _INDUSTRY
    jobs = [table["value"][known & (table["period"] == y)] for y in (classed.start, classed.end)]
    industry = [
        table["value"][known & is_industry & (table["period"] == y)]
        for y in (classed.start, classed.end)
    ]
    start, end = (float(i.sum() / all_.sum()) for i, all_ in zip(industry, jobs, strict=True))
    return start, end


def codes_of_class(classed: Classed, name: str) -> list[str]:
    """Return the codes of the basins of a class."""
    classes = classed.classes
    return [code for code in classes.territories if classes.class_of(code) == name]


@lru_cache(maxsize=8)
def classes_of(census: Dataset, basins: Basins | None = None) -> Classed | None:
    """Class every bassin de vie of a census.

    Parameters
    ----------
    census : Dataset
        Jobs of people aged 25 to 54 at the place of work, or these people where they live, by
        sector and by bassin de vie or commune.
    basins : frozenset of (str, frozenset of str), optional
        Code and communes of each basin, for a census by commune.

    Returns
    -------
    Classed or None
        None where too few basins have a known share at both dates.
    """
    start = FIRST_CENSUS if FIRST_CENSUS in census.periods else census.periods[0]
    end = census.periods[-1]
    is_fixed_count = census.country == Country.FRANCE
    try:
        classes = basin_typology(
            _narrow(census, (start, end), dict(basins or ())),
            start=start,
            end=end,
            industry=_INDUSTRY,
            quantile=None if is_fixed_count else QUANTILE,
            nomenclature=_LEVEL,
        )
    except BadInput:  # too few basins on one side of the threshold
        return None
    return Classed(census, start, end, is_fixed_count, classes)


def basins_known(census: Dataset) -> Basins | None:
    """Return the basins of today and their communes, for a census by commune; None for others."""
    if census.territory_kind == PerimeterKind.BASSIN_DE_VIE:
        return None
    return communes_of(kind=PerimeterKind.BASSIN_DE_VIE, country=census.country)


def _censuses(country: str) -> list[Dataset]:
    """Return the tables that can class the basins of a country: jobs first, then recent ones."""
    found = [
        d
        for d in list_figures()
        if d.country == country
        and d.measure in TYPOLOGY
        and d.territory_kind in (PerimeterKind.BASSIN_DE_VIE, PerimeterKind.COMMUNE)
        and d.covers_nation
        and len(d.periods) > 1
        and _LEVEL in offered_levels(d)
    ]
    return sorted(found, key=lambda d: (TYPOLOGY.index(d.measure), -d.periods[-1], d.id))


def _touched(around: Surroundings) -> list[tuple[str, str]]:
    basins = [(count, p) for p, count in around.shared if p.kind == PerimeterKind.BASSIN_DE_VIE]
    ranked = sorted(basins, key=lambda pair: (-pair[0], pair[1].code))
    return [(perimeter.code, perimeter.name) for _count, perimeter in ranked]


def _is_classed(classed: Classed, code: str) -> bool:
    return code in classed.classes.territories and classed.classes.class_of(code) is not None


def _narrow(
    census: Dataset, periods: Sequence[int], basins: Mapping[str, frozenset[str]]
) -> dict[str, Any]:
    """Return the basins of a census as a narrow table; a cell that hides anything is not known."""
    codes = sorted(scan.territories(census) - set(census.residual))
    groups = basins or {code: frozenset({code}) for code in codes}
    found = scan.aggregate(census, groups, periods=list(periods), level=_LEVEL)
    dates, basins, sectors = found.sums.shape
    return {
        "territory": np.tile(np.repeat(found.groups, sectors), dates),
        "sector": np.tile(found.sectors, dates * basins),
        "period": np.repeat(found.periods, basins * sectors),
        "value": np.where(found.hidden > 0, np.nan, found.sums).ravel(),
    }
