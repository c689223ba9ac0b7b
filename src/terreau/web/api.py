"""The public API, version 1: what the pages show, as JSON, and the writes of who is signed in.

A breaking change opens ``/api/v2/`` and leaves this one answering for a year.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, ValidationError

from terreau.core.errors import TerreauError
from terreau.web.apps.directory.api import router as organisations
from terreau.web.apps.directory.mandate_api import router as mandates
from terreau.web.apps.observatory.api import router as observatory
from terreau.web.apps.observatory.dashboard_api import router as dashboards
from terreau.web.apps.observatory.indicator_api import router as indicators
from terreau.web.apps.observatory.peers_api import router as peers
from terreau.web.apps.observatory.printed_api import router as printed
from terreau.web.apps.territories.api import router as territories
from terreau.web.shared.api import api
from terreau.web.shared.errors import as_refusal, described

__all__ = ["api"]

api.add_router("", territories)
api.add_router("", observatory)
api.add_router("", indicators)
api.add_router("", dashboards)
api.add_router("", peers)
api.add_router("", printed)
api.add_router("", organisations)
api.add_router("", mandates)


@api.exception_handler(TerreauError)
def readable_error(request: HttpRequest, error: TerreauError) -> HttpResponse:
    """Answer with the sentence a person may read."""
    status, _title = described(error)
    return api.create_response(request, as_refusal(error), status=status)


@api.exception_handler(ValidationError)
def invalid_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a parameter of the wrong type with its name and what was expected."""
    first = error.errors[0]
    name = ".".join(str(part) for part in first["loc"][1:])
    body = {
        "error": f"The parameter {name!r} cannot be read",
        "value": None,
        "why": str(first["msg"]),
        "remedy": "The API reference at /api/ lists what each parameter accepts.",
    }
    return api.create_response(request, body, status=400)


@api.exception_handler(AuthenticationError)
def nobody_signed_in(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Answer a write of somebody unknown."""
    refusal = TerreauError(
        "Nobody is signed in",
        why="What is written bears the name of who writes it",
        remedy="Send a token that allows this act: see the API reference at /api/",
    )
    return api.create_response(request, as_refusal(refusal), status=401)
