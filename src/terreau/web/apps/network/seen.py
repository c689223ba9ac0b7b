"""The network of a territory as one reader sees it: what they may not see is in none of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from terreau.analytics.network import (
    Actor,
    LivedTies,
    NetworkMeasures,
    PlannedTies,
    Ties,
    TwoMode,
    network_measures,
)
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.network.permissions import (
    can_read_measures,
    nothing_here,
    visible_organisations,
)
from terreau.web.apps.network.sectors import epci_names, sector_of
from terreau.web.apps.network.ties import Asked, Nature, Participation, TieSource, tie_sources
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import reach_in

GROUPINGS = ("secteur", "epci")
NULL, BOOTSTRAP = 100, 200
_TYPES: Mapping[Nature, type[Ties]] = {"planned": PlannedTies, "lived": LivedTies}


@dataclass(frozen=True)
class SeenNetwork:
    """Ties of one nature known on a day, and who they are between.

    Parameters
    ----------
    nature : {"planned", "lived"}
        Never both.
    on : date
        The day it stands on.
    rows : tuple of (str, str, date)
        Organisation key, thing, day.
    actors : tuple[Actor, ...]
        By key, with their group.
    organisations : Mapping[str, Organisation]
        By key.
    labels : Mapping[str, str]
        Thing → what it is called.
    sources : Mapping[str, TieSource]
        Thing → where it comes from.
    """

    nature: Nature
    on: date
    rows: tuple[tuple[str, str, date], ...]
    actors: tuple[Actor, ...]
    organisations: Mapping[str, Organisation]
    labels: Mapping[str, str]
    sources: Mapping[str, TieSource]

    @property
    def ties(self) -> Ties:
        """The same, as the library measures it."""
        return _ties(self.nature, self.rows, self.actors)

    @cached_property
    def standing(self) -> TwoMode:
        """What of it is remembered on its day."""
        return self.ties.standing_on(self.on)

    def measured(self, *, is_compared: bool = True) -> NetworkMeasures:
        """Return its measures, beside rewirings or not.

        They are remembered by the rows themselves: two readers share an answer only when they
        see the very same ties.
        """
        null = NULL if is_compared else 0
        return _measured(self.nature, self.rows, self.actors, self.on, null)


def see_network(
    scope: Scope, perimeter: Perimeter, nature: Nature, on: date, grouping: str = "secteur"
) -> SeenNetwork:
    """Return the network of a territory on a day, in a bounded number of queries.

    Raises
    ------
    NotHere
        If the reader does not act in the territory.
    """
    return see_networks(scope, perimeter, nature, (on,), grouping)[0]


def see_networks(
    scope: Scope, perimeter: Perimeter, nature: Nature, days: Sequence[date], grouping: str
) -> list[SeenNetwork]:
    """Return the network of a territory on several days, its organisations read once.

    Raises
    ------
    NotHere
        If the reader does not act in the territory.
    """
    if not can_read_measures(scope, perimeter):
        raise nothing_here()
    here, visible = reach_in(scope, perimeter), visible_organisations(scope)
    inside = visible.filter(here.condition("seat"))
    found: list[list[tuple[TieSource, Participation]]] = [
        [
            (source, row)
            for source in tie_sources(nature)
            for row in source.provider(Asked(scope, inside, day))
        ]
        for day in days
    ]
    keys = {row.organisation_id for rows in found for _source, row in rows}
    seen = visible.filter(pk__in=keys).select_related("seat").order_by("pk")
    organisations = {str(each.pk): each for each in seen}
    groups = _groups(organisations, grouping)
    actors = {
        key: Actor(key, groups.get(key, ""), not here.holds(each.seat))
        for key, each in organisations.items()
    }
    return [
        _network(nature, day, rows, organisations, actors)
        for day, rows in zip(days, found, strict=True)
    ]


def _network(
    nature: Nature,
    on: date,
    found: Iterable[tuple[TieSource, Participation]],
    organisations: Mapping[str, Organisation],
    actors: Mapping[str, Actor],
) -> SeenNetwork:
    """Return the network of what was found on a day, of the organisations that are seen."""
    kept = [(source, row) for source, row in found if str(row.organisation_id) in organisations]
    keys = sorted({str(row.organisation_id) for _source, row in kept})
    return SeenNetwork(
        nature,
        on,
        tuple(sorted({(str(r.organisation_id), r.thing, r.day) for _s, r in kept})),
        tuple(actors[key] for key in keys),
        {key: organisations[key] for key in keys},
        {row.thing: row.label for _source, row in kept},
        {row.thing: source for source, row in kept},
    )


def _groups(organisations: Mapping[str, Organisation], grouping: str) -> dict[str, str]:
    if grouping == "secteur":
        return {key: sector_of(each) for key, each in organisations.items()}
    seats = {key: each.seat.code for key, each in organisations.items() if each.seat}
    names = epci_names(set(seats.values()))
    return {key: names.get(code, "") for key, code in seats.items()}


def _ties(
    nature: Nature, rows: tuple[tuple[str, str, date], ...], actors: tuple[Actor, ...]
) -> Ties:
    return _TYPES[nature].of(rows, {actor.key: actor for actor in actors})


@lru_cache(maxsize=128)
def _measured(
    nature: Nature,
    rows: tuple[tuple[str, str, date], ...],
    actors: tuple[Actor, ...],
    on: date,
    null: int,
) -> NetworkMeasures:
    return network_measures(_ties(nature, rows, actors), on, null=null, bootstrap=BOOTSTRAP)
