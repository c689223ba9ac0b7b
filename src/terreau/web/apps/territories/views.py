"""Pages of the territories app: search, the life of a perimeter, one's own list."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.territories import finding, life_page, lives, presenters, selectors
from terreau.web.apps.territories import search as finder
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.shared.list_file import list_answer


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the search page and what answers ``q``; a code that one territory has opens it."""
    query, kind = _asked(request)
    context = {
        "query": query,
        "kind": kind,
        "found": finding.find_page(query, kind),
        "examples": [presenters.as_result(p) for p in selectors.list_starting_points()],
    }
    return render(request, "territories/search.html", context)


@require_safe
def search_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """Give what answers ``q`` as a file."""
    query, kind = _asked(request)
    rows = (
        (r.name, r.kind_label, r.code, r.context, r.population, request.build_absolute_uri(r.url))
        for r in finding.find_page(query, kind).results
    )
    headings = (
        _("Nom"), _("Sorte"), _("Code"), _("Précision"), _("Habitants"), _("Adresse"),
    )  # fmt: skip
    return list_answer(headings, rows, name="territoires", suffix=suffix)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Answer the search box as one types, with a fragment of the page."""
    return _suggested(request, "territories/_suggestions.html")


@require_safe
def commune_suggestions(request: HttpRequest) -> HttpResponse:
    """Answer a field that takes a commune as one types: a choice is written in the field."""
    return _suggested(request, "territories/_communes.html", (PerimeterKind.COMMUNE,))


@require_safe
def own_list(request: HttpRequest) -> HttpResponse:
    """Show the form of one's own list; a good list leads to its profile by its address."""
    codes = request.GET.get("codes", "")
    error: BadInput | None = None
    if codes.strip():
        try:
            territory = selectors.get_listed_territory(codes=codes)
        except BadInput as refusal:
            error = refusal
        else:
            return _to_profile_of_list(territory)
    return render(request, "territories/own_list.html", {"codes": codes, "error": error})


@require_safe
def perimeter(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show a perimeter: its versions, its members, what holds it.

    One's own list has no life; its address leads to its profile.
    """
    territory = selectors.get_territory(kind=kind, code=code)
    if territory.perimeter is None:
        return _to_profile_of_list(territory)
    context = {
        "territory": territory,
        "page": presenters.perimeter_page(territory),
    }
    return render(request, "territories/perimeter.html", context)


@require_safe
def life(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Tell the life of a perimeter, year by year; one's own list has none."""
    territory = selectors.get_territory(kind=kind, code=code)
    if territory.perimeter is None:
        return _to_profile_of_list(territory)
    context = {
        "territory": territory,
        "result": presenters.as_result(territory.perimeter),
        "page": life_page.life_page(lives.get_life(territory)),
    }
    return render(request, "territories/life.html", context)


def _suggested(request: HttpRequest, template: str, kinds: Collection[str] = ()) -> HttpResponse:
    query = request.GET.get("q", "")[:80]
    field = request.GET.get("field", "")
    found = finder.search_perimeters(query, kinds=kinds, limit=8)
    context = {
        "query": query,
        "field": field if field.replace("-", "").replace("_", "").isalnum() else "search",
        "results": [presenters.as_result(f.perimeter) for f in found],
    }
    return render(request, template, context)


def _asked(request: HttpRequest) -> tuple[str, str]:
    """Return the words sought, and the kind alone wanted; "" for all."""
    kind = request.GET.get("kind", "")
    return request.GET.get("q", "")[:80], kind if kind in PerimeterKind.values else ""


def _to_profile_of_list(territory: selectors.Territory) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("observatory:profile", args=("liste", territory.code)))
