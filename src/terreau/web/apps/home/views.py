"""The home page, the reference of the API, the gallery; language and health."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from terreau import __version__
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.services import change_profile
from terreau.web.apps.directory.selectors.requests import get_waiting
from terreau.web.apps.home import gallery as samples
from terreau.web.apps.home import readiness, selectors
from terreau.web.apps.home.api_words import operations_in
from terreau.web.apps.plans.selectors.first import list_own_first
from terreau.web.shared.errors import forbidden
from terreau.web.shared.language import remember_language
from terreau.web.shared.navigation import home_actions


@require_safe
def home(request: ScopedRequest) -> HttpResponse:
    """Show what waits for who is signed in; then one search box, and where to start from."""
    user = request.user
    own = (
        {
            "waiting": get_waiting(request.scope, user),
            "actions": home_actions(request),
            "own_plans": list_own_first(request.scope),
        }
        if isinstance(user, User)
        else {"waiting": None, "actions": [], "own_plans": []}
    )
    return render(request, "home/home.html", selectors.get_home() | own)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in each of its states."""
    return render(request, "home/gallery.html", samples.samples())


@require_safe
def api_reference(request: HttpRequest) -> HttpResponse:
    """Show the reference of the API, from its own schema."""
    return render(
        request,
        "home/api_reference.html",
        {
            "operations": operations_in(get_language() or "fr"),
            "example": request.build_absolute_uri("/api/v1/organisations?limit=100"),
        },
    )


@csrf_exempt
@require_POST
def choose_language(request: ScopedRequest) -> HttpResponse:
    """Remember the chosen language, in the account too, and go back to the page.

    The form is on every page: it has no token, which would leave a cookie with who only reads.
    What another site posts is refused by its origin.
    """
    origin = urlsplit(request.headers.get("Origin", ""))
    if origin.netloc != request.get_host():
        return forbidden(request)
    language = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    remember_language(response, language)
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        name = request.user.name
        change_profile(acting=acting(request), user=request.user, name=name, language=language)
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
