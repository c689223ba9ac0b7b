"""Pages of dashboards. A view parses, asks, renders."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from terreau.datasets.indicators.dashboards import list_dashboards, list_faulty_dashboards
from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.observatory.dashboard_page import (
    asked_territory,
    find_dashboard,
    get_dashboard_page,
)
from terreau.web.apps.observatory.indicator_words import told
from terreau.web.apps.observatory.numbers_export import as_csv
from terreau.web.apps.observatory.slots import FigurePage, figure_slot
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.naming import list_by_name
from terreau.web.apps.territories.presenters import as_result
from terreau.web.shared.download import CSV, file_answer, legible, marked


@require_safe
def dashboards(request: HttpRequest) -> HttpResponse:
    """List the dashboards, with the question that each answers."""
    home = Path(settings.TERREAU_HOME)
    keys = request.GET.getlist("t")
    territory = asked_territory(keys) if keys else None
    context = {
        "dashboards": [
            (
                told(each.title),
                told(each.question),
                [told(group.title) for group in each.groups],
                _address(each.id, keys),
            )
            for each in list_dashboards(home).values()
        ],
        "faulty": list_faulty_dashboards(home),
        "territory": territory,
    }
    return render(request, "observatory/dashboards.html", context)


@require_safe
def dashboard(request: ScopedRequest, dashboard_id: str) -> HttpResponse:
    """Show a dashboard for a territory; without one, ask for it."""
    found = find_dashboard(dashboard_id)
    keys = request.GET.getlist("t")
    context: dict[str, object] = {
        "title": told(found.title),
        "question": told(found.question),
        "address": _address(found.id, []),
    }
    if wanted := request.GET.get("name", "").strip()[:80]:
        named = list_by_name(wanted)
        if len(named) == 1:
            return HttpResponseRedirect(_address(found.id, [_key(named[0])]))
        choices = [(as_result(each), _address(found.id, [_key(each)])) for each in named]
        context |= {"wanted": wanted, "choices": choices}
    elif keys:
        territory = asked_territory(keys)
        page = get_dashboard_page(found, territory)
        others = [
            (told(each.title), told(each.question), _address(each.id, [page.key]))
            for each in list_dashboards(Path(settings.TERREAU_HOME)).values()
            if each.id != found.id
        ]
        here = _address(found.id, [page.key])
        context |= {
            "page": page,
            "territory": territory,
            "others": others,
            "figure_slot": figure_slot(request.scope, FigurePage(territory, here, here)),
        }
    return render(request, "observatory/dashboard.html", context)


@require_safe
def dashboard_csv(request: HttpRequest, dashboard_id: str) -> HttpResponse:
    """Give the figures of the page as CSV, each with its provenance."""
    found = find_dashboard(dashboard_id)
    page = get_dashboard_page(found, asked_territory(request.GET.getlist("t")))
    stem = legible(f"{page.id}-{page.kind}-{page.code}")
    return file_answer(as_csv(page), CSV, marked(f"{stem}.csv", is_example=page.is_example))


def _address(id_: str, keys: list[str]) -> str:
    address = reverse("observatory:dashboard", args=(id_,))
    return f"{address}?{urlencode({'t': keys}, doseq=True)}" if keys else address


def _key(perimeter: Perimeter) -> str:
    return f"{perimeter.kind}:{perimeter.code}"
