"""How many pages are read, counted from the request log. It counts, and reads no file.

A line of the log is JSON: at, request_id, method, route, status, ms. It tells nothing of who
asked, so a robot that reads a page is counted as a person is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from terreau.web.apps.home.enums import UseFamily

_SUCCESS = 200
# A file that is kept, by the end of its route.
_FILES = (".csv", ".svg", ".png", ".zip", ".<slug:suffix>")
# By the beginning of the route; the first that fits.
_FAMILIES = (
    ("observatoire/carte/", UseFamily.MAPS),
    ("observatoire/comparer/", UseFamily.COMPARISONS),
    ("observatoire/tableaux/", UseFamily.DASHBOARDS),
    ("observatoire/indicateurs/", UseFamily.INDICATORS),
    ("observatoire/chiffres-imprimes/", UseFamily.INDICATORS),
    ("observatoire/donnees/", UseFamily.SOURCES),
    ("observatoire/integrer/", UseFamily.WIDGETS),
    ("observatoire/", UseFamily.PROFILES),
    ("territoires/", UseFamily.TERRITORIES),
    ("rapports/", UseFamily.REPORTS),
    ("annuaire/", UseFamily.DIRECTORY),
    ("plans/", UseFamily.PLANS),
    ("financements/", UseFamily.FUNDING),
    ("api/v1/", UseFamily.API),
)
# Pages of this app, by their whole route.
_INFORMATION = frozenset(
    {
        "", "accessibilite/", "api/", "conditions/", "contact/", "donnees-personnelles/",
        "mentions-legales/", "plan-du-site/", "stats/",
    }
)  # fmt: skip
# Read by machines and by pages themselves, by nobody.
_NOT_READ = frozenset(
    {
        ".well-known/security.txt", "api/v1/openapi.json", "composants/", "favicon.ico", "healthz",
        "readyz", "robots.txt", "sante/", "territoires/suggestions/",
        "territoires/suggestions/communes/",
        "annuaire/visites/entreprises/",
    }
)  # fmt: skip
# Of one person's own account and work, and files that are not pages.
_OWN = ("static/", "compte/", "contact/messages")
_FRAGMENT = "/etat/"


def family_of(route: str) -> UseFamily | None:
    """Return what a route is counted as; None when nobody reads it.

    Examples
    --------
    >>> str(family_of("observatoire/<slug:kind>/<str:code>/profil.csv"))
    'files'
    >>> str(family_of("observatoire/<slug:kind>/<str:code>/"))
    'profiles'
    >>> family_of("sante/") is None
    True
    """
    if route in _NOT_READ or route.startswith(_OWN) or route.endswith(_FRAGMENT):
        return None
    if route.endswith(_FILES):
        return UseFamily.FILES
    if route.endswith("/semblables/"):
        return UseFamily.COMPARISONS
    if route in _INFORMATION:
        return UseFamily.INFORMATION
    return next((f for start, f in _FAMILIES if route.startswith(start)), UseFamily.OTHER)


def count_uses(lines: Iterable[str]) -> Counter[UseFamily]:
    """Return how many pages of each family were served whole.

    Parameters
    ----------
    lines : Iterable[str]
        Of the request log. A line that was cut is left out; so are errors, redirections and
        what was sent rather than read.
    """
    counted: Counter[UseFamily] = Counter()
    for line in lines:
        try:
            request = json.loads(line)
            is_read = request["method"] == "GET" and request["status"] == _SUCCESS
            family = family_of(request["route"]) if is_read else None
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
        if family:
            counted[family] += 1
    return counted
