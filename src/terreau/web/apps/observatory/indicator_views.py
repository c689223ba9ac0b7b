"""Pages of indicators: the map, its files, the catalogue. A view parses, asks, renders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from terreau.datasets.indicators.registry import list_faulty, list_indicators
from terreau.reporting.png import png_of
from terreau.web.apps.observatory import compared_export, indicating, indicator_page, values_export
from terreau.web.apps.observatory.comparing import LEAST, MOST, as_compared, compare
from terreau.web.apps.observatory.embeds import embed_of_map
from terreau.web.apps.observatory.indicator_words import CLASSES, KINDS, TABLES, told, unit_of
from terreau.web.apps.observatory.indicator_words import THEMES as THEME_NAMES
from terreau.web.apps.observatory.map_asked import (
    Wish,
    chosen_country,
    chosen_indicator,
    chosen_kind,
    refused_bounds,
)
from terreau.web.apps.observatory.map_finding import find_on_map
from terreau.web.apps.observatory.map_page import (
    get_map,
    get_values_of_map,
    map_as_file,
)
from terreau.web.apps.observatory.map_scope import kinds_within, ways_back
from terreau.web.apps.observatory.printed_page import ids_beside
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.naming import list_by_name
from terreau.web.apps.territories.presenters import as_result
from terreau.web.shared.download import CSV, file_answer, marked
from terreau.web.shared.list_file import list_answer

# Pixels: a slide on a projector, or half a page in print.
_PNG_WIDTH = 2000


@require_safe
def map_view(request: HttpRequest) -> HttpResponse:
    """Show the map of an indicator with its ranked list."""
    wish = wish_in(request)
    indicator = chosen_indicator(wish)
    kind, country = chosen_kind(wish), chosen_country(wish)
    refused = refused_bounds(wish)
    page = get_map(replace(wish, bounds="") if refused else wish, is_lenient=True)
    wanted = request.GET.get("find", "").strip()[:80]
    found = find_on_map(page, wanted) if page and wanted else None
    if page and found and found.is_borne and len(found.rows) == 1:
        return HttpResponseRedirect(f"{request.path}?{page.query}#t-{found.rows[0].code}")
    known = list_indicators(Path(settings.TERREAU_HOME)).values()
    years = indicating.list_all_years(known, country=country)
    is_other_year = page is not None and wish.year not in ("", str(page.values.year))
    context = {
        "page": page,
        "indicator": indicator,
        "title": told(indicator.title),
        "question": told(indicator.question),
        "definition": told(indicator.definition),
        "themes": [
            (
                name,
                [
                    (each.id, told(each.title), bool(years[each.id]))
                    for each in known
                    if each.theme == theme
                ],
            )
            for theme, name in THEME_NAMES.items()
        ],
        "wanted": wanted,
        "found": found,
        "back": ways_back(page.scope, country, page.wishes) if page and page.scope else [],
        "embeds": [embed_of_map(page.title, page.query, request.build_absolute_uri("/")[:-1])]
        if page and page.svg
        else [],
        "bounds": wish.bounds if refused else page.cut.own if page else "",
        "refused": refused,
        "replaced_year": wish.year if is_other_year else "",
        "lacks_territories": not indicating.territories_of(kind, country).members,
        "kind": kind,
        "country": country,
        "kinds": [(each, KINDS[each]) for each in kinds_within(page.scope if page else None)],
        "ways": CLASSES.items(),
        "counts": range(2, 8),
        "tables": [TABLES[name] for name in indicator.tables],
    }
    return render(request, "observatory/map.html", context, status=400 if refused else 200)


@require_safe
def map_svg(request: HttpRequest) -> HttpResponse:
    """Give the map as an SVG file, with its title, its legend and its sources."""
    return _file(map_as_file(get_values_of_map(wish_in(request))), "image/svg+xml", request, "svg")


@require_safe
def map_png(request: HttpRequest) -> HttpResponse:
    """Give the same as a picture in pixels."""
    drawn = map_as_file(get_values_of_map(wish_in(request)))
    return _file(png_of(drawn, width_px=_PNG_WIDTH), "image/png", request, "png")


@require_safe
def map_csv(request: HttpRequest) -> HttpResponse:
    """Give the values of the map as CSV, each with its provenance."""
    page = get_values_of_map(wish_in(request))
    text = values_export.as_csv(page.values, page.rows)
    return _file(text, CSV, request, "csv")


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Show two to six territories side by side; with fewer, ask for them."""
    keys = request.GET.getlist("t")
    page = None
    context: dict[str, object] = {}
    if wanted := request.GET.get("add", "").strip()[:80]:
        found = list_by_name(wanted)
        if len(found) == 1:
            return HttpResponseRedirect(_address([*keys, _key(found[0])]))
        choices = [(as_result(each), _address([*keys, _key(each)])) for each in found]
        context = {"wanted": wanted, "choices": choices}
    elif len(keys) >= LEAST:
        page = compare(keys)
    named = page.compared if page else [as_compared(key) for key in keys[:MOST]]
    compared = [(one, _address([k for k in keys if k != one.key])) for one in named]
    context |= {"page": page, "compared": compared, "can_add": len(keys) < MOST}
    return render(request, "observatory/compare.html", context)


@require_safe
def comparison_csv(request: HttpRequest) -> HttpResponse:
    """Give the figures of a comparison as CSV, each with its provenance."""
    found = compare(request.GET.getlist("t"))
    name = marked("comparaison.csv", is_example=found.is_example)
    return file_answer(compared_export.as_csv(found), CSV, name)


def _address(keys: list[str]) -> str:
    return f"{reverse('observatory:compare')}?{urlencode({'t': keys}, doseq=True)}"


def _key(perimeter: Perimeter) -> str:
    return f"{perimeter.kind}:{perimeter.code}"


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the indicators, theme by theme."""
    faulty = list_faulty(Path(settings.TERREAU_HOME))
    context = {"themes": indicator_page.list_entries(), "faulty": faulty}
    return render(request, "observatory/indicators.html", context)


@require_safe
def catalogue_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """Give the catalogue as a file."""
    headings = (
        _("Indicateur"), _("Thème"), _("Question"), _("Unité"), _("Formule"), _("Tables"),
        _("Identifiant"),
    )  # fmt: skip
    rows = (
        (
            told(each.title),
            str(THEME_NAMES[each.theme]),
            told(each.question),
            unit_of(each),
            each.formula.text,
            ", ".join(each.tables),
            each.id,
        )
        for each in list_indicators(Path(settings.TERREAU_HOME)).values()
    )
    return list_answer(headings, rows, name="indicateurs", suffix=suffix)


@require_safe
def indicator(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """Show an indicator: what it asks, its formula, what is known of it here."""
    page = indicator_page.get_page(indicator_id)
    if page is None:
        raise Http404
    context = {"page": page, "beside": ids_beside(indicator_id)}
    return render(request, "observatory/indicator.html", context)


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
        within=get("dans", ""),
    )


def _file(text: str | bytes, content_type: str, request: HttpRequest, suffix: str) -> HttpResponse:
    wish = wish_in(request)
    name = f"{chosen_indicator(wish).id}-{chosen_kind(wish)}.{suffix}"
    is_example = chosen_country(wish) == Country.EXAMPLE
    return file_answer(text, content_type, marked(name, is_example=is_example))
