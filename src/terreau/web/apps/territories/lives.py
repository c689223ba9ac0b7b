"""The life of one perimeter, gathered in a number of queries that does not grow with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from terreau.core.errors import StoreFailure
from terreau.core.versions import Version
from terreau.datasets import catalogue, codes, reference, scan
from terreau.datasets.codes import country_table
from terreau.datasets.dataset import Dataset
from terreau.datasets.measures import EMPLOYMENT
from terreau.web.apps.territories import life, selectors
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.enums import PerimeterKind as Kind
from terreau.web.apps.territories.life import CodeChange, Event, NameState, Stay
from terreau.web.apps.territories.models import Perimeter, PerimeterMember
from terreau.web.apps.territories.selectors import Territory

# Perimeters of these kinds share out the country: what leaves one enters another.
_SHARING = (
    Kind.EPCI,
    Kind.EPT,
    Kind.DEPARTEMENT,
    Kind.REGION,
    Kind.ZONE_EMPLOI,
    Kind.BASSIN_DE_VIE,
)
_LISTED = (Kind.TERRITOIRE_INDUSTRIE, Kind.ZONE_EMPLOI, Kind.BASSIN_DE_VIE, Kind.CUSTOM)
_AROUND_COMMUNE = (Kind.EPCI, Kind.EPT, Kind.ZONE_EMPLOI, Kind.BASSIN_DE_VIE)


@dataclass(frozen=True)
class WhereItWas:
    """A commune belongs to a perimeter over a run of vintages."""

    perimeter: Perimeter
    first: int
    last: int


@dataclass(frozen=True)
class Doubt:
    """How many of a territory's jobs are where earlier figures cannot be told apart.

    Parameters
    ----------
    share : float
        A fraction of its jobs.
    period : int
        Year of these jobs.
    dataset : Dataset
        Where they come from.
    """

    share: float
    period: int
    dataset: Dataset


@dataclass(frozen=True)
class Life:
    """The life of a perimeter.

    Parameters
    ----------
    territory : Territory
        Whose life it is.
    years : tuple[int, ...]
        Vintages for which perimeters of its kind are known, in order.
    versions : tuple[Version, ...]
        Its versions in the order of time.
    events : tuple[Event, ...]
        In the order of time.
    communes : dict[str, tuple[str, bool]]
        Code of each commune named → its last name, and whether it has a page.
    named : dict[str, tuple[NameState, ...]]
        Code of each commune named → its names over the vintages.
    perimeters : dict[str, Perimeter]
        The others of its kind that the events name, by code.
    belongings : tuple[WhereItWas, ...]
        Of a commune: where it has belonged.
    doubt : Doubt or None
        None where nothing is ambiguous, or no employment by commune is held.
    """

    territory: Territory
    years: tuple[int, ...]
    versions: tuple[Version, ...]
    events: tuple[Event, ...]
    communes: dict[str, tuple[str, bool]]
    named: dict[str, tuple[NameState, ...]]
    perimeters: dict[str, Perimeter]
    belongings: tuple[WhereItWas, ...]
    doubt: Doubt | None


def get_life(territory: Territory) -> Life:
    """Return the life of a perimeter, in at most six queries beside those of the territory.

    Parameters
    ----------
    territory : Territory
        A perimeter; one's own list has no life.
    """
    perimeter = territory.perimeter
    assert perimeter is not None
    home = Path(settings.TERREAU_HOME)
    versions = tuple(selectors.list_versions(perimeter))
    years = _years(territory)
    names = list(life.events_of_names(_names(territory, home)))
    belongings: tuple[WhereItWas, ...] = ()
    perimeters: dict[str, Perimeter] = {}
    if perimeter.kind == Kind.COMMUNE:
        changes = _changes(territory, {perimeter.code}, home)
        told = [*life.events_of_commune(perimeter.code, changes), *_limits(versions, years)]
        belongings = tuple(_belongings(perimeter))
    else:
        members = frozenset[str]().union(*(v.communes for v in versions))
        changes = [c for c in _changes(territory, members, home) if c.after]
        moved = {code for v in versions for code in v.joined | v.left}
        moved |= {code for c in changes for code in (c.old, c.new)}
        if versions and versions[-1].valid_to < years[-1]:
            moved |= versions[-1].communes
        if versions and versions[0].valid_from > years[0]:
            moved |= versions[0].communes
        stays, perimeters = _stays(perimeter, moved)
        told = list(life.events_of_members(versions, years, changes, stays))
    events = tuple(life.in_order([*told, *names]))
    return Life(
        territory,
        years,
        versions,
        events,
        _communes(territory, events, home),
        _names_of_communes(territory, events, home),
        perimeters,
        belongings,
        _doubt(territory, events, home),
    )


def _years(territory: Territory) -> tuple[int, ...]:
    first, last = territory.vintages
    if territory.country != Country.FRANCE:
        return tuple(range(first, last + 1))
    if territory.kind == Kind.EPT:
        return reference.vintages("ept")
    of_communes = (Kind.COMMUNE, Kind.DEPARTEMENT, Kind.REGION, Kind.NATION)
    years = reference.vintages("commune" if territory.kind in of_communes else "epci")
    if territory.kind in _LISTED and territory.perimeter and territory.perimeter.first_vintage:
        # A list says nothing of the vintages before its own.
        return tuple(year for year in years if year >= territory.perimeter.first_vintage)
    return years


def _limits(versions: tuple[Version, ...], years: tuple[int, ...]) -> Iterator[Event]:
    """Yield where what is known of a commune begins."""
    if versions and versions[0].valid_from <= years[0]:
        yield Event(versions[0].valid_from, "first_known")


def _names(territory: Territory, home: Path) -> list[NameState]:
    table = country_table(territory.country, "names", home)
    own = table.filter((pc.field("kind") == territory.kind) & (pc.field("code") == territory.code))
    return [
        NameState(row["name"], row["subtype"] or "", row["first_vintage"], row["last_vintage"])
        for row in own.to_pylist()
    ]


def _changes(territory: Territory, members: Collection[str], home: Path) -> list[CodeChange]:
    """Return the changes of codes that touch communes; ``after`` 0 before the first vintage."""
    table = country_table(territory.country, "changes", home)
    first, last = territory.vintages
    known = range(first, last + 1)
    years = reference.vintages("commune") if territory.country == Country.FRANCE else known
    held = pa.array(members, pa.string())
    rows = table.filter(pc.field("old_code").isin(held) | pc.field("new_code").isin(held))
    return [
        CodeChange(
            row["old_code"],
            row["new_code"],
            max((y for y in years if y < (row["since_vintage"] or 0)), default=0),
            row["since_vintage"] or 0,
            row["kind"],
        )
        for row in rows.to_pylist()
        if row["old_code"] != row["new_code"] and row["kind"] != "arrondissement"
    ]


def _stays(perimeter: Perimeter, moved: Collection[str]) -> tuple[list[Stay], dict[str, Perimeter]]:
    if perimeter.kind not in _SHARING or not moved:
        return [], {}
    rows = list(
        PerimeterMember.objects.filter(
            perimeter__kind=perimeter.kind,
            perimeter__country=perimeter.country,
            commune_code__in=moved,
        )
        .exclude(perimeter=perimeter)
        .select_related("perimeter")
        .order_by("commune_code", "first_vintage", "pk")
    )
    stays = [
        Stay(row.commune_code, row.perimeter.code, row.first_vintage, row.last_vintage)
        for row in rows
    ]
    return stays, {row.perimeter.code: row.perimeter for row in rows}


def _belongings(commune: Perimeter) -> Iterator[WhereItWas]:
    rows = (
        PerimeterMember.objects.filter(
            commune_code=commune.code,
            perimeter__kind__in=_AROUND_COMMUNE,
            perimeter__country=commune.country,
        )
        .select_related("perimeter")
        .order_by("first_vintage", "perimeter__kind", "perimeter__code")
    )
    for row in rows:
        yield WhereItWas(row.perimeter, row.first_vintage, row.last_vintage)


def _communes(
    territory: Territory, events: tuple[Event, ...], home: Path
) -> dict[str, tuple[str, bool]]:
    """Return the communes that the events name: those of before the first vintage have no page."""
    named = {code for event in events for code in (*event.codes, event.into) if code}
    table = country_table(territory.country, "passages", home)
    old = table.filter(pc.field("old_code").isin(pa.array(named, pa.string())))
    pairs = zip(old["old_code"].to_pylist(), old["old_name"].to_pylist(), strict=True)
    found = {code: (name or "", False) for code, name in pairs}
    known = Perimeter.objects.filter(
        kind=Kind.COMMUNE, country=territory.country, code__in=named
    ).order_by()
    return found | {code: (name, True) for code, name in known.values_list("code", "name")}


def _names_of_communes(
    territory: Territory, events: tuple[Event, ...], home: Path
) -> dict[str, tuple[NameState, ...]]:
    codes_told = {code for event in events for code in (*event.codes, event.into) if code}
    table = country_table(territory.country, "names", home)
    held = pa.array(codes_told, pa.string())
    rows = table.filter((pc.field("kind") == Kind.COMMUNE) & pc.field("code").isin(held))
    found: dict[str, tuple[NameState, ...]] = {}
    for row in rows.to_pylist():
        state = NameState(row["name"], "", row["first_vintage"], row["last_vintage"])
        found[row["code"]] = (*found.get(row["code"], ()), state)
    return found


def _doubt(territory: Territory, events: tuple[Event, ...], home: Path) -> Doubt | None:
    ambiguous = [event for event in events if event.is_ambiguous]
    dataset = _employment_by_commune(territory.country, home) if ambiguous else None
    if dataset is None or not territory.communes:
        return None
    current = codes.passages(territory.country, None, home).current
    concerned = life.shares(ambiguous, current) & territory.communes
    period = dataset.periods[-1]
    groups = {"all": territory.communes, "concerned": concerned}
    try:
        sums = scan.aggregate(dataset, groups, periods=[period]).sums.sum(axis=2)[0]
    except StoreFailure:  # A life is told all the same.
        return None
    if not np.isfinite(sums).all() or sums[0] <= 0:
        return None
    return Doubt(float(sums[1] / sums[0]), period, dataset)


def _employment_by_commune(country: str, home: Path) -> Dataset | None:
    """Return the table of jobs by commune that reaches furthest, None when none is held."""
    held = [
        d
        for d in catalogue.list_datasets(home)
        if (d.country, d.content, d.territory_kind) == (country, "figures", "commune")
        and d.measure in EMPLOYMENT
        and d.periods
    ]
    return max(held, key=lambda d: (d.periods[-1], d.id), default=None)
