"""Which EPCI belong to which TI of the last phase, as far as this installation knows."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from terreau.web.apps.observatory.datasets_held import list_all
from terreau.web.apps.observatory.indicating import territories_of
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.memberships import state

EPCI, TI = PerimeterKind.EPCI, PerimeterKind.TERRITOIRE_INDUSTRIE
# From this share of its communes an EPCI belongs to a TI.
_MOST_OF_IT = 0.5


def programme(country: str) -> Mapping[str, tuple[str, ...]]:
    """Return code of each EPCI of today → codes of the TI that hold most of its communes."""
    return _programme(country, Path(settings.TERREAU_HOME), state())


def is_programme_known(country: str) -> bool:
    """Whether the list of the TI is here: without it, only some of them are known."""
    return country != Country.FRANCE or any(
        each.content == "perimeters" and each.territory_kind == TI for each in list_all()
    )


@lru_cache(maxsize=4)
def _programme(country: str, _home: Path, _state: Hashable) -> Mapping[str, tuple[str, ...]]:
    of_commune: dict[str, list[str]] = {}
    for code, communes in territories_of(TI, country).members:
        for commune in communes:
            of_commune.setdefault(commune, []).append(code)
    found = {}
    for code, communes in territories_of(EPCI, country).members:
        held = [ti for commune in communes for ti in of_commune.get(commune, ())]
        most = {ti for ti in set(held) if held.count(ti) >= _MOST_OF_IT * len(communes)}
        found[code] = tuple(sorted(most))
    return found
