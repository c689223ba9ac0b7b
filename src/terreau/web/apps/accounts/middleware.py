"""Gives each request its scope, read when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from terreau.web.apps.accounts.scope import Acting, Behalf, Scope, scope_of


class ScopedRequest(HttpRequest):
    """A request once it has passed here."""

    scope: Scope
    request_id: str


class ScopeMiddleware:
    """Set ``request.scope``: lazily, so that a public page reads neither session nor mandates."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        request.scope = SimpleLazyObject(lambda: scope_of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)


def acting(request: ScopedRequest, behalf: Behalf | None = None) -> Acting:
    """Return who acts by a request, for a service."""
    user = request.user if request.user.is_authenticated else None
    return Acting(user, request.scope, behalf, getattr(request, "request_id", ""))
