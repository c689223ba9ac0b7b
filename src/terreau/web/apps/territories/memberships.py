"""Which communes are in which perimeters, in bulk.

What large perimeters hold, regions above all, is asked for at every visit, read from thousands of
rows and changed only by an import: processes remember it until one happens.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from functools import lru_cache
from types import MappingProxyType

from django.db.models import Count, F, Q, Subquery

from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter, PerimeterMember, SeededOrigin

# From this many communes what a perimeter holds is remembered; smaller ones are read as fast.
_LARGE = 500


def last_members(perimeters: Collection[Perimeter]) -> frozenset[str]:
    """Return the communes of perimeters, each at its last vintage; a commune is its own."""
    communes = {part.code for part in perimeters if part.kind == PerimeterKind.COMMUNE}
    wholes = {p.pk: p.last_vintage for p in perimeters if p.kind != PerimeterKind.COMMUNE}
    if len(wholes) == 1 and any(p.commune_count >= _LARGE for p in perimeters):
        return frozenset(communes) | _remembered_members(*wholes.popitem(), state())
    return frozenset(communes) | _last_members(wholes)


def count_shared(
    perimeter: Perimeter | None, communes: Collection[str], vintage: int
) -> Mapping[int, int]:
    """Count the communes that each perimeter of a vintage shares with a territory.

    Parameters
    ----------
    perimeter : Perimeter or None
        The territory; None for a reader's own list.
    communes : Collection[str]
        Its communes.
    vintage : int
        Of the perimeters counted.

    Returns
    -------
    Mapping[int, int]
        Key of a perimeter → how many communes it shares, those that share none left out.
    """
    # One that is over has other codes than those of today.
    if perimeter is None or len(communes) < _LARGE or perimeter.last_vintage != vintage:
        return _counted(Q(commune_code__in=communes), vintage)
    return _remembered_count(perimeter.pk, vintage, state())


def communes_of(*, kind: str, country: str) -> frozenset[tuple[str, frozenset[str]]]:
    """Return code and communes of today of every perimeter of a kind."""
    return _communes_of(kind, country, state())


def state() -> Hashable:
    """Return what differs once perimeters have been loaded or removed."""
    # Keys are never given twice: the last one tells a set loaded again from the first time.
    last = PerimeterMember.objects.order_by("-pk").values("pk")[:1]
    loaded = SeededOrigin.objects.order_by().annotate(last=Subquery(last))
    return frozenset(loaded.values_list("origin", "digest", "last"))


def _last_members(last_vintages: Mapping[int, int | None]) -> frozenset[str]:
    rows = PerimeterMember.objects.filter(perimeter__in=last_vintages).order_by()
    return frozenset(
        commune
        for perimeter, commune, last in rows.values_list(
            "perimeter", "commune_code", "last_vintage"
        )
        if last == last_vintages[perimeter]
    )


@lru_cache(maxsize=64)
def _remembered_members(perimeter: int, last_vintage: int | None, _: Hashable) -> frozenset[str]:
    return _last_members({perimeter: last_vintage})


def _counted(communes: Q, vintage: int) -> dict[int, int]:
    # Counted without a join: SQLite would otherwise try every perimeter with every commune.
    rows = PerimeterMember.objects.filter(communes, last_vintage=vintage).order_by()
    return dict(rows.values_list("perimeter_id").annotate(count=Count("pk")))


@lru_cache(maxsize=64)
def _remembered_count(perimeter: int, vintage: int, _: Hashable) -> Mapping[int, int]:
    own = PerimeterMember.objects.filter(
        perimeter=perimeter, last_vintage=F("perimeter__last_vintage")
    )
    found = _counted(Q(commune_code__in=own.order_by().values("commune_code")), vintage)
    return MappingProxyType(found)


@lru_cache(maxsize=4)
def _communes_of(kind: str, country: str, _: Hashable) -> frozenset[tuple[str, frozenset[str]]]:
    rows = PerimeterMember.objects.filter(
        Q(last_vintage=F("perimeter__last_vintage")) | Q(perimeter__last_vintage=None),
        perimeter__kind=kind,
        perimeter__country=country,
    )
    found: dict[str, set[str]] = {}
    for code, commune in rows.order_by().values_list("perimeter__code", "commune_code"):
        found.setdefault(code, set()).add(commune)
    return frozenset((code, frozenset(communes)) for code, communes in found.items())
