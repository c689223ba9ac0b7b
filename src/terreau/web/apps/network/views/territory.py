"""The network of a territory: its page, and the files of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.network.exports import organisations_answer, ties_answer
from terreau.web.apps.network.graphml import as_graphml
from terreau.web.apps.network.page import (
    Wanted,
    measured_season,
    network_page,
)
from terreau.web.apps.network.permissions import can_read_measures, nothing_here
from terreau.web.apps.network.rows import organisation_rows
from terreau.web.apps.network.ties import NATURES, Nature
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.presenters import as_result
from terreau.web.apps.territories.selectors import get_perimeter
from terreau.web.shared.download import file_answer

_GRAPHML = "application/graphml+xml; charset=utf-8"


@never_cache
@require_safe
def territory(request: ScopedRequest, kind: str, code: str) -> HttpResponse:
    """Show who works with whom in a territory, to who acts in it."""
    perimeter = _perimeter(request, kind, code)
    wanted = _wanted(request)
    context = {
        "perimeter": perimeter,
        "result": as_result(perimeter),
        "page": network_page(request.scope, perimeter, wanted),
        "asked": request.GET.urlencode(),
    }
    return render(request, "network/territory.html", context)


@never_cache
@require_safe
def organisations_file(
    request: ScopedRequest, kind: str, code: str, nature: str, suffix: str
) -> HttpResponse:
    """Give the organisations of the network and their measures as a file."""
    perimeter = _perimeter(request, kind, code)
    network, season = measured_season(
        request.scope, perimeter, _wanted(request), checked_nature(nature)
    )
    return organisations_answer(organisation_rows(network, season.after), suffix)


@never_cache
@require_safe
def ties_file(
    request: ScopedRequest, kind: str, code: str, nature: str, suffix: str
) -> HttpResponse:
    """Give the pairs of the network as a file: a list, or GraphML for graph software."""
    perimeter = _perimeter(request, kind, code)
    network, _season = measured_season(
        request.scope, perimeter, _wanted(request), checked_nature(nature)
    )
    if suffix == "graphml":
        return file_answer(as_graphml(network), _GRAPHML, "reseau.graphml")
    return ties_answer(network, suffix)


def checked_nature(nature: str) -> Nature:
    """Return a nature as it is written in an address.

    Raises
    ------
    NotHere
        If it is neither.
    """
    found = next((each for each in NATURES if each == nature), None)
    if found is None:
        raise NotHere(
            _("Un lien est vécu (lived) ou prévu (planned)"),
            value=nature,
            remedy=_("Choisissez l’un."),
        )
    return found


def _perimeter(request: ScopedRequest, kind: str, code: str) -> Perimeter:
    perimeter = get_perimeter(kind=kind.replace("-", "_"), code=code)
    if not can_read_measures(request.scope, perimeter):
        raise nothing_here()
    return perimeter


def _wanted(request: ScopedRequest) -> Wanted:
    asked = request.GET
    return Wanted.of(asked.get("avant", ""), asked.get("apres", ""), asked.get("groupes", ""))
