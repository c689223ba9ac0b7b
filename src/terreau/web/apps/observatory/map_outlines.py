"""The outlines of a map: official ones, those that travel with Terreau, or made of others."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from terreau.datasets import catalogue
from terreau.datasets.indicators.tables import Territories
from terreau.datasets.outlines_table import StoredOutlines
from terreau.datasets.reference.outlines import KINDS as BUNDLED
from terreau.datasets.reference.outlines import Outline, outlines
from terreau.reporting.map_drawing import MapDrawing, draw
from terreau.web.apps.observatory.indicating import territories_of
from terreau.web.apps.observatory.map_scope import Scope, inside
from terreau.web.apps.territories.enums import Country, PerimeterKind

# Made of whole intercommunalités; other kinds cut through them.
_MADE_OF_EPCI = (PerimeterKind.TERRITOIRE_INDUSTRIE,)


def drawing_of(kind: str, country: str, scope: Scope | None = None) -> MapDrawing | None:
    """Return the drawing of the territories of a kind, all or those of a part of the country.

    Returns
    -------
    MapDrawing or None
        None where their outlines are not known.
    """
    if country != Country.FRANCE:
        return None
    parts = territories_of(PerimeterKind.EPCI, country) if kind in _MADE_OF_EPCI else None
    home = Path(settings.TERREAU_HOME)
    asked = territories_of(kind, country)
    asked = asked if scope is None else inside(asked, scope)
    return _drawing(asked, parts, scope, home, catalogue.revision(home))


@lru_cache(maxsize=24)
def _drawing(
    asked: Territories,
    parts: Territories | None,
    scope: Scope | None,
    home: Path,
    _revision: str,
) -> MapDrawing | None:
    official = StoredOutlines(home)
    found = official.outlines(asked.kind)
    if not found and asked.kind in BUNDLED:
        found = outlines(asked.kind)
    if found:
        made = {code: [found[code]] for code in asked.codes if code in found}
    elif parts is not None:
        made = _made_of(asked, parts, official)
    else:
        return None
    if scope is None:
        return draw(made, outlines(PerimeterKind.REGION).values())
    around = outlines(scope.kind, official).get(scope.code)
    return draw(made, [around] if around else [])


def _made_of(
    asked: Territories, parts: Territories, official: StoredOutlines
) -> dict[str, list[Outline]]:
    """Return the outlines of the parts that make up each territory exactly."""
    known = outlines(parts.kind, official)
    held = [(code, communes) for code, communes in parts.members if code in known]
    of_commune = {commune: code for code, communes in held for commune in communes}
    sizes = {code: len(communes) for code, communes in held}
    made = {}
    for code, communes in asked.members:
        touched = {of_commune.get(commune, "") for commune in communes}
        if touched and "" not in touched and sum(sizes[c] for c in touched) == len(communes):
            made[code] = [known[each] for each in sorted(touched)]
    return made
