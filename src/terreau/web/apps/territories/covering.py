"""What holds what: the perimeters around a territory, and those that make it up exactly."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, QuerySet

from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter, PerimeterMember
from terreau.web.apps.territories.selectors import Territory, latest_vintage

# Under this many communes their codes are sent with the query; over it the database finds them.
_FEW = 500


def list_containing(territory: Territory, *, limit: int = 12) -> list[Perimeter]:
    """Return the perimeters that hold the whole territory, the smallest first."""
    if not territory.communes or territory.kind == PerimeterKind.NATION:
        return []
    holding = (
        _current(territory)
        .filter(commune_code__in=_communes(territory))
        .values("perimeter")
        .annotate(held=Count("commune_code"))
        .filter(held=len(territory.communes))
        .order_by()
        .values("perimeter")
    )
    found = Perimeter.objects.filter(pk__in=holding, country=territory.country)
    if territory.perimeter:
        found = found.exclude(pk=territory.perimeter.pk)
    return list(found.order_by("population", "kind", "code")[:limit])


def covering_codes(territory: Territory, kind: str) -> frozenset[str] | None:
    """Return the perimeters of a kind that make up the territory exactly.

    Parameters
    ----------
    territory : Territory
        What must be covered.
    kind : str
        Kind of the territories of a table.

    Returns
    -------
    frozenset[str] or None
        Their codes; None when no set of them has exactly its communes.
    """
    if territory.kind == kind:
        return frozenset({territory.code})
    if kind == PerimeterKind.COMMUNE:
        return territory.communes or None
    if not territory.communes or territory.kind == PerimeterKind.COMMUNE:
        return None
    touching = (
        _current(territory)
        .filter(perimeter__kind=kind, commune_code__in=_communes(territory))
        .values("perimeter", "perimeter__code")
        .annotate(inside=Count("commune_code"))
        .order_by()
    )
    inside = {row["perimeter"]: (row["perimeter__code"], row["inside"]) for row in touching}
    if sum(count for _, count in inside.values()) != len(territory.communes):
        return None
    sizes = (
        _current(territory)
        .filter(perimeter__in=inside)
        .values_list("perimeter")
        .annotate(size=Count("commune_code"))
        .order_by()
    )
    if any(inside[perimeter][1] != size for perimeter, size in sizes):
        return None
    return frozenset(code for code, _ in inside.values()) or None


def _current(territory: Territory) -> QuerySet[PerimeterMember]:
    return PerimeterMember.objects.filter(last_vintage=latest_vintage(territory.country))


def _communes(territory: Territory) -> Any:
    """Return what ``commune_code__in`` takes: codes, or the query that finds them."""
    if len(territory.communes) < _FEW or territory.perimeter is None:
        return territory.communes
    own = PerimeterMember.objects.filter(
        perimeter=territory.perimeter, last_vintage=F("perimeter__last_vintage")
    )
    return own.order_by().values("commune_code")
