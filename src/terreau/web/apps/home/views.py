"""The home page, the reference of the API, the gallery; language and health."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from terreau import __version__
from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.selectors.requests import get_waiting
from terreau.web.apps.home import gallery as samples
from terreau.web.apps.home import openapi, readiness, selectors

_A_YEAR = 365 * 24 * 3600


@require_safe
def home(request: ScopedRequest) -> HttpResponse:
    """Show what waits for who is signed in; then one search box, and where to start from."""
    user = request.user
    waiting = get_waiting(request.scope, user) if isinstance(user, User) else None
    return render(request, "home/home.html", selectors.get_home() | {"waiting": waiting})


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in each of its states."""
    return render(request, "home/gallery.html", samples.samples())


@require_safe
def api_reference(request: HttpRequest) -> HttpResponse:
    """Show the reference of the API, from its own schema."""
    return render(request, "home/api_reference.html", {"operations": openapi.operations()})


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language and go back to the page."""
    language = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=_A_YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; nothing is touched."""
    return JsonResponse({"status": "ok", "version": __version__})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether the site can answer: 200, or 503 with what it lacks."""
    if lacking := readiness.list_lacking():
        said = {"status": "unavailable", "lacks": lacking, "version": __version__}
        return JsonResponse(said, status=503)
    return JsonResponse({"status": "ok", "version": __version__})
