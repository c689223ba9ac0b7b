"""Where a scope stands towards every organisation at once.

A list is filtered by one condition, and each row told how much of it is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.rules import KEEPERS, ORGANISATION_ROLES, READ
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter, PerimeterMember
from terreau.web.apps.territories.reach import Placed, Reach, reach_of, reach_within
from terreau.web.shared.visibility import Visibility

_PARTNERS = KEEPERS | {
    Role.DUO_ELECTED, Role.DUO_INDUSTRIALIST, Role.STATE_REFERENT, Role.REGION_REFERENT,
}  # fmt: skip
_TERRITORY = _PARTNERS | {Role.OBSERVER, Role.DELEGATION_AGENT}


@dataclass(frozen=True)
class Standing:
    """Where a scope stands towards organisations.

    Parameters
    ----------
    own : frozenset[int]
        Organisations the person belongs to.
    keeps, partners, territory : Reach
        What the mandates reach as keeper of a directory, as partner, as reader; each within
        the next.
    """

    own: frozenset[int]
    keeps: Reach
    partners: Reach
    territory: Reach

    def towards(self, organisation: Organisation) -> Visibility:
        """Return the narrowest level that is read of one organisation."""
        return self.towards_seated(organisation.pk, organisation.seat)

    def towards_seated(self, organisation_id: int, seat: Placed | None) -> Visibility:
        """Return the narrowest level that is read of an organisation that sits there."""
        if organisation_id in self.own or self.keeps.holds(seat):
            return Visibility.PRIVATE
        if self.partners.holds(seat):
            return Visibility.PARTNERS
        return Visibility.TERRITORY if self.territory.holds(seat) else Visibility.PUBLIC

    def condition(self, path: str = "", level: str = "") -> Q:
        """Return the condition of the organisations that are read at all, or of what is about them.

        By its path an engine tries the few that are asked about; of those "in" a queryset, SQLite
        would first gather them all.

        Parameters
        ----------
        path : str
            From what is about an organisation to it, as "organisation__".
        level : str
            The field that says who reads; by default that of the organisation.
        """
        level, seat = level or f"{path}visibility", f"{path}seat"
        private = Q(**{f"{path}pk__in": self.own}) | self.keeps.condition(seat)
        # Each reach is within the next: what it holds beyond the one before is enough.
        near = self.partners.beyond(self.keeps).condition(seat)
        inside = self.territory.beyond(self.partners).condition(seat)
        return (
            Q(**{level: Visibility.PUBLIC})
            | private
            | Q(**{f"{level}__in": [Visibility.PARTNERS, Visibility.TERRITORY]}) & near
            | Q(**{level: Visibility.TERRITORY}) & inside
        )


def standing_of(scope: Scope) -> Standing:
    """Return where a scope stands, found once a request in a bounded number of queries."""
    return scope.remembered("standing", lambda: _standing_of(scope))


def _standing_of(scope: Scope) -> Standing:
    if not scope.allows_act(READ):
        return Standing(frozenset(), Reach(), Reach(), Reach())
    own = scope.organisations(ORGANISATION_ROLES)
    around = territories_of(own)
    territory = reach_within(scope, scope.perimeters(_TERRITORY) | around)
    return Standing(own, reach_of(scope, KEEPERS), reach_of(scope, _PARTNERS), territory)


def territories_of(organisations: frozenset[int]) -> frozenset[int]:
    """Return the TI in which organisations sit."""
    if not organisations:
        return frozenset()
    return _territories(Organisation.objects.filter(pk__in=organisations).values("seat__code"))


def territories_at(seat: Perimeter | None) -> frozenset[int]:
    """Return the TI in which a commune is."""
    return _territories([seat.code]) if seat else frozenset()


def _territories(seats: Iterable[Any]) -> frozenset[int]:
    return frozenset(
        PerimeterMember.objects.filter(
            commune_code__in=seats, perimeter__kind=PerimeterKind.TERRITOIRE_INDUSTRIE
        ).values_list("perimeter", flat=True)
    )
