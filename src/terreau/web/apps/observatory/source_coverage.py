"""How much of the country a source covers here, by kind of territory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from terreau.datasets import catalogue
from terreau.datasets.dataset import Dataset
from terreau.web.apps.observatory.datasets_held import territories_held
from terreau.web.apps.territories import selectors
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.memberships import communes_of

_KINDS = (
    PerimeterKind.COMMUNE,
    PerimeterKind.EPCI,
    PerimeterKind.ZONE_EMPLOI,
    PerimeterKind.BASSIN_DE_VIE,
    PerimeterKind.DEPARTEMENT,
    PerimeterKind.REGION,
)
# These are also reached through their communes.
_REACHED = (PerimeterKind.EPCI, PerimeterKind.ZONE_EMPLOI, PerimeterKind.BASSIN_DE_VIE)


@dataclass(frozen=True)
class Coverage:
    """How many territories of a kind have figures.

    Parameters
    ----------
    kind : str
        Kind of territory.
    covered : int
        Those all of whose communes have some, or that have some themselves.
    partly : int
        Those of which only some communes have.
    total : int or None
        Those there are; None for a list that itself says which there are.
    """

    kind: str
    covered: int
    total: int | None
    partly: int = 0

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return str(PerimeterKind(self.kind).label)

    @property
    def share(self) -> float | None:
        """Part of those there are."""
        return self.covered / self.total if self.total else None


def coverage_of(datasets: tuple[Dataset, ...]) -> tuple[Coverage, ...]:
    """Return the coverage of the datasets of a source, by kind; kept until an import."""
    if not datasets:
        return ()
    return _coverage(datasets, catalogue.revision(settings.TERREAU_HOME))


@lru_cache(maxsize=64)
def _coverage(datasets: tuple[Dataset, ...], _revision: str) -> tuple[Coverage, ...]:
    lists = [
        Coverage(dataset.territory_kind, dataset.territories, None)
        for dataset in datasets
        if dataset.content == "perimeters"
    ]
    codes: dict[str, frozenset[str]] = {}
    for dataset in datasets:
        if dataset.content != "perimeters":
            known = codes.get(dataset.territory_kind, frozenset())
            codes[dataset.territory_kind] = known | _told(dataset)
    counts = selectors.count_current() if codes else {}
    return (*lists, *(c for kind in _KINDS if (c := _of_kind(kind, codes, counts)) is not None))


def _told(dataset: Dataset) -> frozenset[str]:
    """Return the territories of which a table says something: all, where no row means nobody."""
    held = territories_held(dataset)
    if dataset.content == "figures" and dataset.covers_nation and dataset.absent == "zero":
        kind = PerimeterKind(dataset.territory_kind)
        return held | selectors.list_current_codes(kind, country=Country.FRANCE)
    return held


def _of_kind(
    kind: PerimeterKind, codes: dict[str, frozenset[str]], counts: dict[str, int]
) -> Coverage | None:
    total = counts.get(kind, 0)
    if not total:
        return None
    if kind in codes:
        current = selectors.list_current_codes(kind, country=Country.FRANCE)
        return Coverage(kind, len(codes[kind] & current), total)
    communes = codes.get(PerimeterKind.COMMUNE)
    if communes is None or kind not in _REACHED:
        return None
    reached = communes_of(kind=kind, country=Country.FRANCE)
    touched = [inside for _, inside in reached if inside & communes]
    whole = sum(inside <= communes for inside in touched)
    return Coverage(kind, whole, total, len(touched) - whole)
