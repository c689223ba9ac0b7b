"""Pages of indicators: the map, its files, the catalogue. A view parses, asks, renders."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from terreau.datasets.indicators.registry import list_indicators
from terreau.web.apps.observatory import indicating, indicator_page, values_export
from terreau.web.apps.observatory.indicator_words import CLASSES, KINDS, TABLES, told
from terreau.web.apps.observatory.indicator_words import THEMES as THEME_NAMES
from terreau.web.apps.observatory.map_asked import (
    Wish,
    chosen_country,
    chosen_indicator,
    chosen_kind,
)
from terreau.web.apps.observatory.map_page import get_map, get_values_of_map, map_as_file


@require_safe
def map_view(request: HttpRequest) -> HttpResponse:
    """Show the map of an indicator with its ranked list."""
    wish = wish_in(request)
    indicator = chosen_indicator(wish)
    kind, country = chosen_kind(wish), chosen_country(wish)
    page = get_map(wish)
    known = list_indicators(Path(settings.TERREAU_HOME)).values()
    context = {
        "page": page,
        "indicator": indicator,
        "title": told(indicator.title),
        "question": told(indicator.question),
        "definition": told(indicator.definition),
        "themes": [
            (name, [(each.id, told(each.title)) for each in known if each.theme == theme])
            for theme, name in THEME_NAMES.items()
        ],
        "kind": kind,
        "country": country,
        "kinds": [(each, KINDS[each]) for each in indicating.KINDS],
        "ways": CLASSES.items(),
        "counts": range(2, 8),
        "tables": [TABLES[name] for name in indicator.tables],
    }
    return render(request, "observatory/map.html", context)


@require_safe
def map_svg(request: HttpRequest) -> HttpResponse:
    """Give the map as an SVG file, with its title, its legend and its sources."""
    return _file(map_as_file(get_values_of_map(wish_in(request))), "image/svg+xml", request, "svg")


@require_safe
def map_csv(request: HttpRequest) -> HttpResponse:
    """Give the values of the map as CSV, each with its provenance."""
    page = get_values_of_map(wish_in(request))
    text = values_export.as_csv(page.values, page.rows)
    return _file(text, "text/csv; charset=utf-8", request, "csv")


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the indicators, theme by theme."""
    context = {"themes": indicator_page.list_entries()}
    return render(request, "observatory/indicators.html", context)


@require_safe
def indicator(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """Show an indicator: what it asks, its formula, what is known of it here."""
    page = indicator_page.get_page(indicator_id)
    if page is None:
        raise Http404
    return render(request, "observatory/indicator.html", {"page": page})


def wish_in(request: HttpRequest) -> Wish:
    """Read what the address of a map asks."""
    get = request.GET.get
    return Wish(
        indicator=get("indicator", ""),
        kind=get("kind", ""),
        year=get("year", ""),
        classes=get("classes", ""),
        count=get("count", ""),
        bounds=get("bounds", ""),
        country=get("country", ""),
    )


def _file(text: str, content_type: str, request: HttpRequest, suffix: str) -> HttpResponse:
    wish = wish_in(request)
    name = f"{chosen_indicator(wish).id}-{chosen_kind(wish)}"
    mark = "exemple-" if chosen_country(wish) == "XX" else ""
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{mark}{name}.{suffix}"'
    return response
