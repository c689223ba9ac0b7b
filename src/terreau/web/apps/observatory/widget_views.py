"""Widgets: small pages that other sites may frame. They set no cookie and run no script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import cast

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from terreau.core.errors import NoSuchChoice, TerreauError
from terreau.web.apps.observatory import selectors, widgets
from terreau.web.apps.observatory.indicator_views import wish_in
from terreau.web.apps.observatory.map_page import get_values_of_map
from terreau.web.apps.observatory.map_scope import ways_back
from terreau.web.apps.observatory.rules import Asked
from terreau.web.apps.observatory.values_export import provenance_of
from terreau.web.apps.territories import covering
from terreau.web.apps.territories import selectors as territories
from terreau.web.shared.errors import described
from terreau.web.shared.headers import RESOURCE_POLICY

_SECONDS = 300
View = Callable[..., HttpResponse]


def _embedded(view: View) -> View:
    """Let a view be framed by any site, in the language that its address says."""

    @wraps(view)
    def shown(request: HttpRequest, **key: str) -> HttpResponse:
        language = request.GET.get("lang") or settings.LANGUAGE_CODE
        known = dict(settings.LANGUAGES)
        # The reader's cookie does not travel into a frame: without it all get the same page. Until
        # the end of the request: what runs after the view reads the language too.
        translation.activate(language if language in known else settings.LANGUAGE_CODE)
        try:
            if language not in known:
                raise NoSuchChoice(
                    translation.gettext("Cette langue n’est pas proposée"),
                    wish="lang",
                    value=language[:40],
                    offered=list(known.items()),
                    remedy=translation.gettext("Choisissez parmi : %(offered)s.")
                    % {"offered": ", ".join(known)},
                )
            response = view(request, **key)
            patch_cache_control(response, public=True, max_age=_SECONDS)
        except TerreauError as error:
            status, title = described(error)
            context = {"title": title, "error": error}
            response = render(request, "observatory/widget_error.html", context, status=status)
        response.headers["Content-Language"] = translation.get_language()
        response.headers[RESOURCE_POLICY] = "cross-origin"
        return response

    may_be_framed = csp_replace({"frame-ancestors": ["*"]})
    return require_safe(cast(View, may_be_framed(xframe_options_exempt(shown))))


@_embedded
def figure(request: HttpRequest, kind: str, code: str, what: str) -> HttpResponse:
    """Show a number or a chart of a profile."""
    territory = territories.get_territory(kind=kind, code=code)
    profile = selectors.get_profile(covering.get_surroundings(territory), Asked.of(request.GET))
    wishes = request.GET.copy()
    wishes.pop("lang", None)
    widget = widgets.figure_widget(territory, profile, what, wishes.urlencode())
    return render(request, "observatory/widget_figure.html", {"widget": widget})


@_embedded
def map_view(request: HttpRequest) -> HttpResponse:
    """Show a map, from which one looks closer at a region or a department."""
    page = get_values_of_map(replace(wish_in(request), lang=request.GET.get("lang", "")))
    country = page.values.country
    context = {
        "page": page,
        "country": country,
        "back": ways_back(page.scope, country, page.wishes) if page.scope else [],
        "licences": provenance_of(page.values)["licences"],
    }
    return render(request, "observatory/widget_map.html", context)


@_embedded
def indicator(request: HttpRequest, indicator_id: str, kind: str, code: str) -> HttpResponse:
    """Show the value of an indicator for a territory."""
    territory = territories.get_territory(kind=kind, code=code)
    widget = widgets.indicator_widget(territory, indicator_id, request.GET.get("year", ""))
    return render(request, "observatory/widget_figure.html", {"widget": widget})
