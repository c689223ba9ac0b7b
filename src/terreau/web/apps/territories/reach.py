"""How far a mandate goes: from the perimeters it is held for to all that lies within them."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.db.models import Count, F, Q

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import NOBODY, Scope
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.memberships import last_members, state
from terreau.web.apps.territories.models import Perimeter, PerimeterMember


class Placed(Protocol):
    """What is enough of a perimeter to tell whether it is within others."""

    @property
    def pk(self) -> Any:
        """Its key."""

    @property
    def country(self) -> str:
        """Its country."""


@dataclass(frozen=True)
class Reach:
    """All the perimeters within some others.

    Parameters
    ----------
    countries : frozenset[str]
        Countries reached whole.
    perimeter_ids : frozenset[int]
        Keys of the perimeters reached in the others.
    """

    countries: frozenset[str] = frozenset()
    perimeter_ids: frozenset[int] = frozenset()

    def holds(self, perimeter: Placed | None) -> bool:
        """Whether a perimeter is within."""
        return perimeter is not None and (
            perimeter.country in self.countries or perimeter.pk in self.perimeter_ids
        )

    def __or__(self, other: Reach) -> Reach:
        """Return all that one or the other holds."""
        return Reach(self.countries | other.countries, self.perimeter_ids | other.perimeter_ids)

    def beyond(self, other: Reach) -> Reach:
        """Return what another does not hold already, so that no engine is asked for it twice."""
        return Reach(self.countries - other.countries, self.perimeter_ids - other.perimeter_ids)

    def condition(self, path: str) -> Q:
        """Return the condition that the perimeter at a path of fields is within."""
        inside = Q(**{f"{path}__in": self.perimeter_ids})
        # Asked only where it counts: it joins the perimeters.
        return inside | Q(**{f"{path}__country__in": self.countries}) if self.countries else inside


def reach_of(scope: Scope, roles: Collection[Role]) -> Reach:
    """Return what the mandates of some roles reach.

    Parameters
    ----------
    scope : Scope
        Of the request.
    roles : Collection[Role]
        The roles that count.
    """
    return reach_within(scope, scope.perimeters(roles))


def reach_in(scope: Scope, perimeter: Perimeter) -> Reach:
    """Return what lies within a perimeter, itself included, found once a request."""
    return reach_within(scope, frozenset({perimeter.pk}))


def within(perimeter_ids: Collection[int]) -> Reach:
    """Return what lies within perimeters, themselves included, whoever asks."""
    return reach_within(NOBODY, frozenset(perimeter_ids))


def reach_within(scope: Scope, perimeter_ids: frozenset[int]) -> Reach:
    """Return what lies within perimeters, themselves included, read once a request."""
    if not perimeter_ids:
        return Reach()
    return scope.remembered(("reach", perimeter_ids), lambda: _within(scope, perimeter_ids))


def _within(scope: Scope, perimeter_ids: frozenset[int]) -> Reach:
    # Those of the mandates are read together, whichever role is asked about first.
    held = scope.remembered("perimeters held", lambda: _read(scope.perimeters(Role)))
    found = [held[key] for key in perimeter_ids & held.keys()]
    found += _read(perimeter_ids - held.keys()).values()
    countries = frozenset(p.country for p in found if p.kind == PerimeterKind.NATION)
    parts = [p for p in found if p.country not in countries]
    now = scope.remembered("perimeters loaded", state) if parts else frozenset()
    return Reach(
        countries,
        frozenset(
            key for p in parts for key in _contained(p.pk, p.country, p.last_vintage or 0, now)
        ),
    )


def _read(perimeter_ids: Collection[int]) -> dict[int, Perimeter]:
    return Perimeter.objects.in_bulk(perimeter_ids) if perimeter_ids else {}


@lru_cache(maxsize=256)
def _contained(perimeter_id: int, country: str, last_vintage: int, _: Hashable) -> frozenset[int]:
    perimeter = Perimeter.objects.get(pk=perimeter_id)
    communes = last_members([perimeter])
    own = Perimeter.objects.filter(kind=PerimeterKind.COMMUNE, country=country, code__in=communes)
    latest = PerimeterMember.objects.filter(
        perimeter__country=country, last_vintage=F("perimeter__last_vintage")
    ).order_by()
    touched = latest.filter(commune_code__in=communes).values("perimeter")
    counted = (
        latest.filter(perimeter__in=touched)
        .values("perimeter")
        .annotate(whole=Count("pk"), inside=Count("pk", filter=Q(commune_code__in=communes)))
        .filter(whole=F("inside"))
    )
    found = counted.values_list("perimeter", flat=True)
    return frozenset({perimeter_id, *own.values_list("pk", flat=True), *found})
