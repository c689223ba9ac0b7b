"""One's own territory on a map: from the name of a place to the territory that holds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terreau.web.apps.observatory import indicating
from terreau.web.apps.observatory.map_page import MapPage
from terreau.web.apps.observatory.ranking import Row
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.naming import list_by_name, list_named


@dataclass(frozen=True)
class Found:
    """The rows that a name designates; those of the nearest names where nothing bears it."""

    rows: list[Row]
    is_borne: bool


def find_on_map(page: MapPage, name: str) -> Found:
    """Return the territories of a map that a name designates, or that hold a commune of that name.

    Parameters
    ----------
    page : MapPage
        The map.
    name : str
        A name or a code, as a person types it.
    """
    borne = list_named(name)
    return Found(_rows(page, borne or list_by_name(name)), bool(borne))


def _rows(page: MapPage, places: Iterable[Perimeter]) -> list[Row]:
    values = page.values
    members = indicating.territories_of(values.kind, values.country).members
    found = []
    for place in places:
        if place.kind == values.kind:
            found.append(place.code)
        elif place.kind == PerimeterKind.COMMUNE:
            found += [code for code, communes in members if place.code in communes]
    rows = {row.code: row for row in page.rows}
    return [rows[code] for code in dict.fromkeys(found) if code in rows]
