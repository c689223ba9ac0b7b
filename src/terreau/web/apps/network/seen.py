"""The network of a territory as one reader sees it: what they may not see is in none of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from terreau.analytics.network import (
    Actor,
    LivedTies,
    NetworkMeasures,
    PlannedTies,
    Ties,
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
from terreau.web.apps.network.ties import Asked, Nature, Participation, tie_sources
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within

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
    sources : Mapping[str, str]
        Thing → the name of where it comes from.
    """

    nature: Nature
    on: date
    rows: tuple[tuple[str, str, date], ...]
    actors: tuple[Actor, ...]
    organisations: Mapping[str, Organisation]
    labels: Mapping[str, str]
    sources: Mapping[str, str]

    @property
    def ties(self) -> Ties:
        """The same, as the library measures it."""
        return _ties(self.nature, self.rows, self.actors)

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
    if not can_read_measures(scope, perimeter):
        raise nothing_here()
    visible = visible_organisations(scope)
    inside = visible.filter(within([perimeter.pk]).condition("seat"))
    asked = Asked(scope, inside, on)
    found: list[tuple[str, Participation]] = [
        (str(source.label), row) for source in tie_sources(nature) for row in source.provider(asked)
    ]
    keys = {row.organisation_id for _source, row in found}
    organisations = {
        str(each.pk): each
        for each in visible.filter(pk__in=keys).select_related("seat").order_by("pk")
    }
    of_territory = {str(key) for key in inside.filter(pk__in=keys).values_list("pk", flat=True)}
    groups = _groups(organisations, grouping)
    kept = [(source, row) for source, row in found if str(row.organisation_id) in organisations]
    return SeenNetwork(
        nature,
        on,
        tuple(sorted({(str(r.organisation_id), r.thing, r.day) for _s, r in kept})),
        tuple(
            Actor(key, groups.get(key, ""), key not in of_territory)
            for key in sorted(organisations)
        ),
        organisations,
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
