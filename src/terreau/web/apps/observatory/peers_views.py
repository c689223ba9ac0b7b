"""The page of the territories like one, and its CSV. A view parses, asks, renders."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from terreau.web.apps.observatory.peers_page import get_peers, get_peers_as_data
from terreau.web.apps.observatory.views import csv_of
from terreau.web.apps.territories import covering
from terreau.web.apps.territories import selectors as territories


@require_safe
def peers(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show the territories whose activities are nearest, why, and how sure that is."""
    territory = territories.get_territory(kind=kind, code=code)
    page = get_peers(covering.get_surroundings(territory))
    return render(request, "observatory/peers.html", {"territory": territory, "page": page})


@require_safe
def peers_csv(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Give the figures of the page as CSV, each with its provenance."""
    territory = territories.get_territory(kind=kind, code=code)
    page = get_peers_as_data(covering.get_surroundings(territory))
    return csv_of(page, f"semblables-{page.kind}-{page.code}", is_example=page.is_example)
