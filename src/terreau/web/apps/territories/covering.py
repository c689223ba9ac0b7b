"""What holds what: the perimeters around a territory, and those that make it up exactly."""

from __future__ import annotations

from dataclasses import dataclass

from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.memberships import count_shared
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import Territory, latest_vintage


@dataclass(frozen=True)
class Surroundings:
    """The perimeters of today that share communes with a territory.

    Parameters
    ----------
    territory : Territory
        In the middle.
    shared : tuple[tuple[Perimeter, int], ...]
        Each perimeter with the number of communes it shares with the territory.
    """

    territory: Territory
    shared: tuple[tuple[Perimeter, int], ...]

    def containing(self, *, limit: int = 12) -> list[Perimeter]:
        """Return the perimeters that hold the whole territory and more, in the readers' order."""
        size = len(self.territory.communes)
        holding = [p for p, count in self.shared if count == size and p.commune_count > size]
        return sorted(holding, key=_reading_order)[:limit]

    def same(self) -> list[Perimeter]:
        """Return the other perimeters that have exactly its communes."""
        size = len(self.territory.communes)
        own = self.territory.perimeter
        return sorted(
            (
                p
                for p, count in self.shared
                if count == size == p.commune_count and (own is None or p.pk != own.pk)
            ),
            key=_reading_order,
        )

    def covering_codes(self, kind: str) -> frozenset[str] | None:
        """Return the perimeters of a kind that make up the territory exactly.

        Parameters
        ----------
        kind : str
            Kind of the territories of a table.

        Returns
        -------
        frozenset[str] or None
            Their codes; None when no set of them has exactly its communes.
        """
        territory = self.territory
        if territory.kind == kind:
            return frozenset({territory.code})
        if kind == PerimeterKind.COMMUNE:
            return territory.communes or None
        touched = [(p, count) for p, count in self.shared if p.kind == kind]
        if any(count != p.commune_count for p, count in touched):
            return None
        if not touched or sum(count for _, count in touched) != len(territory.communes):
            return None
        return frozenset(p.code for p, _ in touched)


_ORDER = (
    PerimeterKind.TERRITOIRE_INDUSTRIE,
    PerimeterKind.EPCI,
    PerimeterKind.EPT,
    PerimeterKind.ZONE_EMPLOI,
    PerimeterKind.BASSIN_DE_VIE,
    PerimeterKind.CUSTOM,
    PerimeterKind.DEPARTEMENT,
    PerimeterKind.REGION,
    PerimeterKind.NATION,
    PerimeterKind.COMMUNE,
)


def _reading_order(perimeter: Perimeter) -> tuple[int, int, str]:
    kind = PerimeterKind(perimeter.kind)
    return _ORDER.index(kind), perimeter.commune_count, perimeter.code


def get_surroundings(territory: Territory) -> Surroundings:
    """Return what surrounds a territory."""
    if not territory.communes or territory.kind == PerimeterKind.NATION:
        return Surroundings(territory, ())
    vintage = latest_vintage(territory.country)
    counts = count_shared(territory.perimeter, territory.communes, vintage)
    found = Perimeter.objects.filter(pk__in=counts, country=territory.country).order_by()
    return Surroundings(territory, tuple((perimeter, counts[perimeter.pk]) for perimeter in found))
