"""Indicators for the territories of a kind, from what this installation holds."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from terreau.datasets.dataset import Dataset
from terreau.datasets.indicators.definition import Indicator
from terreau.datasets.indicators.tables import Territories
from terreau.datasets.indicators.values import Values, values_of, years_of
from terreau.web.apps.observatory.datasets_held import as_of_now, list_all
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.memberships import communes_of, state
from terreau.web.apps.territories.selectors import Territory

# The kinds whose territories are set side by side, in the order they are offered.
KINDS = (
    PerimeterKind.EPCI,
    PerimeterKind.TERRITOIRE_INDUSTRIE,
    PerimeterKind.ZONE_EMPLOI,
    PerimeterKind.DEPARTEMENT,
    PerimeterKind.REGION,
)


def made_of(territory: Territory) -> Territories:
    """Return a territory of any kind alone, as tables are asked for it."""
    return Territories(
        kind=territory.kind,
        country=territory.country,
        members=((territory.code, territory.communes),),
        home=Path(settings.TERREAU_HOME),
    )


def territories_of(kind: str, country: str) -> Territories:
    """Return the territories of a kind that exist today; of TI, those of the last phase."""
    return _territories_of(kind, country, Path(settings.TERREAU_HOME), state())


@lru_cache(maxsize=32)
def _territories_of(kind: str, country: str, home: Path, _: Hashable) -> Territories:
    today = territories.list_current_codes(kind, country=country)
    if kind == PerimeterKind.TERRITOIRE_INDUSTRIE:
        # The phase opens the code ("2:ti-0101"): the older ones are history.
        last = max((code.partition(":")[0] for code in today), default="")
        today = frozenset(code for code in today if code.startswith(f"{last}:"))
    members = dict(communes_of(kind=kind, country=country))
    held = tuple((code, members.get(code, frozenset())) for code in sorted(today))
    return Territories(kind, country, held, home)


@as_of_now
def get_values(
    indicator: Indicator, *, kind: str, country: str, year: int | None = None
) -> Values | None:
    """Compute an indicator for the territories of a kind.

    Returns
    -------
    Values or None
        None where this installation lacks a table that it needs.

    Raises
    ------
    BadInput
        If it cannot be computed for that year.
    """
    return _values(indicator, tuple(list_all()), territories_of(kind, country), year)


def list_years(indicator: Indicator, *, kind: str, country: str) -> tuple[int, ...]:
    """Return the years for which an indicator can be computed; empty where it cannot."""
    return years_of(indicator, list_all(), territories_of(kind, country))


def list_all_years(indicators: Iterable[Indicator], *, country: str) -> dict[str, tuple[int, ...]]:
    """Return the years of each indicator, by id, for the first kind that it has some for."""
    every = tuple(territories_of(kind, country) for kind in KINDS)
    return dict(_all_years(tuple(indicators), tuple(list_all()), every))


@lru_cache(maxsize=4)
def _all_years(
    indicators: tuple[Indicator, ...],
    datasets: tuple[Dataset, ...],
    every: tuple[Territories, ...],
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    found = []
    for indicator in indicators:
        years = (years_of(indicator, datasets, asked) for asked in every)
        found.append((indicator.id, next(filter(None, years), ())))
    return tuple(found)


# An indicator for every kind of territories, twice over: the map and dashboards rank with them.
@lru_cache(maxsize=640)
def _values(
    indicator: Indicator, datasets: tuple[Dataset, ...], asked: Territories, year: int | None
) -> Values | None:
    return values_of(indicator, datasets, asked, year=year)
