"""Which dataset answers for a territory: the catalogue, remembered until it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from django.conf import settings

from terreau.core.errors import BadInput, StoreFailure
from terreau.datasets import catalogue, scan
from terreau.datasets.codes import digest, passages
from terreau.datasets.dataset import Dataset
from terreau.datasets.measures import EMPLOYMENT
from terreau.datasets.population import population_table
from terreau.datasets.reference import naf
from terreau.web.apps.observatory.rules import OFFERED_LEVELS
from terreau.web.apps.territories.covering import Surroundings
from terreau.web.apps.territories.enums import PerimeterKind

_TO_COMPARE = 2  # years
# Under this share of its people, what is known of a territory is not taken for the whole of it.
_LEAST_KNOWN = 0.95

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def as_of_now(read: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Make a function read again, once, when a dataset is removed or damaged while it reads.

    Parameters
    ----------
    read : Callable
        Reads datasets from the catalogue on.

    Returns
    -------
    Callable
        The same; the second time, from a fresh catalogue.
    """

    @wraps(read)
    def again(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        try:
            return read(*args, **kwargs)
        except (FileNotFoundError, StoreFailure):
            _read.cache_clear()
            return read(*args, **kwargs)

    return again


@dataclass(frozen=True)
class Usable:
    """A dataset that covers a territory exactly.

    Parameters
    ----------
    dataset : Dataset
        The dataset.
    codes : frozenset[str]
        Codes of its table that make up the territory; empty for the whole country.
    is_whole : bool
        Whether the territory is the country itself.
    unknown : int
        How many of the codes have no row in a table that does not say that this means zero.
    """

    dataset: Dataset
    codes: frozenset[str]
    is_whole: bool = False
    unknown: int = 0


@dataclass(frozen=True)
class PartlyKnown:
    """A dataset that knows too little of a territory to say anything of it."""

    dataset: Dataset
    known: int
    of: int


def list_figures() -> list[Dataset]:
    """Return the datasets of figures of this installation."""
    return [dataset for dataset in list_all() if dataset.content == "figures"]


def list_employment(country: str) -> list[Dataset]:
    """Return the datasets of a country whose figures are its employment."""
    return [d for d in list_figures() if d.country == country and d.measure in EMPLOYMENT]


def list_all() -> list[Dataset]:
    """Return every dataset of this installation; read again only after an import or a removal."""
    home = Path(settings.TERREAU_HOME)
    return list(_read(home, catalogue.revision(home)))


def list_usable(around: Surroundings) -> list[Usable]:
    """Return the employment that covers a territory, the table that tells most first.

    With sectors, over the country, of several years (one alone tells no change), recent.
    """
    held = list_employment(around.territory.country)
    found = [usable for dataset in held for usable in _usable(around, dataset)]
    return sorted(
        found,
        key=lambda u: (
            u.dataset.nomenclature is None,
            not u.dataset.covers_nation,
            len(u.dataset.periods) < _TO_COMPARE,
            -u.dataset.periods[-1],
            -len(u.dataset.periods),
            u.dataset.id,
        ),
    )


def territories_held(dataset: Dataset) -> frozenset[str]:
    """Return the codes a table answers for: as it writes them and, of communes, today's."""
    if dataset.territory_kind != PerimeterKind.COMMUNE:
        return scan.territories(dataset)
    home = Path(settings.TERREAU_HOME)
    return _communes_held(dataset, home, digest(dataset.country, home))


def offered_levels(dataset: Dataset) -> tuple[str, ...]:
    """Return the levels of activities that a dataset can be brought to."""
    if dataset.nomenclature is None:
        return ()
    return tuple(level for level in OFFERED_LEVELS if _nests(dataset.nomenclature, level))


def partly_known(around: Surroundings) -> PartlyKnown | None:
    """Return the employment that says most of a territory, where none says enough."""
    found = []
    for dataset in list_employment(around.territory.country):
        codes = around.covering_codes(dataset.territory_kind) or frozenset()
        known = len(codes & territories_held(dataset))
        if known:
            found.append(PartlyKnown(dataset, known, len(codes)))
    return max(found, key=lambda part: (part.known / part.of, part.dataset.id), default=None)


def _usable(around: Surroundings, dataset: Dataset) -> list[Usable]:
    if around.territory.kind == PerimeterKind.NATION:
        return [Usable(dataset, frozenset(), is_whole=True)] if dataset.covers_nation else []
    codes = around.covering_codes(dataset.territory_kind)
    held = territories_held(dataset)
    if not codes or not codes & held:
        return []
    if dataset.covers_nation and dataset.absent == "zero":
        return [Usable(dataset, codes)]
    # Elsewhere a territory without any row is not known: too many of them, and nothing is.
    unknown = codes - held
    if unknown and _share_known(around, dataset.territory_kind, codes, unknown) < _LEAST_KNOWN:
        return []
    return [Usable(dataset, codes, unknown=len(unknown))]


def _share_known(
    around: Surroundings, kind: str, codes: frozenset[str], unknown: frozenset[str]
) -> float:
    """Return the share of the people of a territory who live where a table says something."""
    if kind == PerimeterKind.COMMUNE:
        table = population_table(around.territory.country, Path(settings.TERREAU_HOME))
        people = {code: table.latest([code]) or 0 for code in codes}
    else:
        people = {p.code: p.population or 0 for p, _ in around.shared if p.kind == kind}
    total = sum(people.get(code, 0) for code in codes)
    if not total:
        return 1 - len(unknown) / len(codes)
    return 1 - sum(people.get(code, 0) for code in unknown) / total


@cache
def _nests(native: str, level: str) -> bool:
    # Not every coarser level is a union of finer ones: the nomenclature decides, not the number.
    try:
        naf.bridge(native, level)
    except BadInput:
        return False
    return True


@lru_cache(maxsize=16)
def _communes_held(dataset: Dataset, home: Path, _digest: str) -> frozenset[str]:
    today = passages(dataset.country, dataset.geography, home).current
    written = scan.territories(dataset)
    return written | {today[code] for code in written if code in today}


@lru_cache(maxsize=1)
def _read(home: Path, revision: str) -> tuple[Dataset, ...]:
    return tuple(catalogue.list_datasets(home))
