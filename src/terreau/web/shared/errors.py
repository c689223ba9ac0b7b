"""Errors as pages: what happened, what to do, nothing technical, nothing lost."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, TerreauError, UnknownPerimeter


class ReadableErrorsMiddleware:
    """Turn the errors a person may read into pages with the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a readable error; leave the others to Django."""
        if not isinstance(exception, TerreauError):
            return None
        if isinstance(exception, UnknownPerimeter):
            return _page(request, 404, _("Ce territoire n’est pas connu"), exception)
        if isinstance(exception, BadInput):
            return _page(request, 400, _("Cette demande ne peut pas être servie"), exception)
        return _page(request, 503, _("Le service ne peut pas répondre pour le moment"), exception)


def _page(request: HttpRequest, status: int, title: str, error: TerreauError) -> HttpResponse:
    context = {"title": title, "error": error, "status": status}
    return render(request, "shared/readable_error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that no page can serve."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form sent from elsewhere or too late."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unknown address."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; the page needs neither database nor context."""
    return render(request, "500.html", status=500)
