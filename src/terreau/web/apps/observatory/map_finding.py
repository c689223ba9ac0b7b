"""One's own territory on a map: from the name of a place to the territory that holds it."""

from __future__ import annotations

from terreau.web.apps.observatory import indicating
from terreau.web.apps.observatory.map_page import MapPage
from terreau.web.apps.observatory.ranking import Row
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.naming import list_by_name


def find_on_map(page: MapPage, name: str) -> list[Row]:
    """Return the territories of a map that a name designates, or that hold a commune of that name.

    Parameters
    ----------
    page : MapPage
        The map.
    name : str
        A name or a code, as a person types it.
    """
    values = page.values
    members = indicating.territories_of(values.kind, values.country).members
    found = []
    for place in list_by_name(name):
        if place.kind == values.kind:
            found.append(place.code)
        elif place.kind == PerimeterKind.COMMUNE:
            found += [code for code, communes in members if place.code in communes]
    rows = {row.code: row for row in page.rows}
    return [rows[code] for code in dict.fromkeys(found) if code in rows]
