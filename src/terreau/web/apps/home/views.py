"""The pages that belong to no domain."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from terreau import __version__
from terreau.web.apps.accounts.middleware import acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.services import change_profile
from terreau.web.apps.home import gallery as samples
from terreau.web.apps.home import openapi, selectors
from terreau.web.shared.errors import forbidden
from terreau.web.shared.language import remember_language

if TYPE_CHECKING:
    from terreau.web.apps.accounts.middleware import ScopedRequest


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show one search box, territories to start from and what the product does."""
    return render(request, "home/home.html", selectors.get_home())


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "home/accessibility.html")


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Show who publishes this instance, under which licences, and what it keeps of a visit."""
    return render(request, "home/legal.html", {"version": __version__})


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in each of its states."""
    return render(request, "home/gallery.html", samples.samples())


@require_safe
def api_reference(request: HttpRequest) -> HttpResponse:
    """Show the reference of the API, from its own schema."""
    return render(request, "home/api_reference.html", {"operations": openapi.operations()})


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
def health(request: HttpRequest) -> JsonResponse:
    """Say whether the site can answer: 200 when its tables are read, 503 otherwise."""
    try:
        selectors.check_tables()
    except DatabaseError:
        return JsonResponse({"status": "database unavailable", "version": __version__}, status=503)
    return JsonResponse({"status": "ok", "version": __version__})
