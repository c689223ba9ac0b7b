"""The public API, version 1: what the pages show, as JSON. Reads only, no account.

A breaking change opens ``/api/v2/`` and leaves this one answering for a year.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError

from terreau.core.errors import NotHere, TerreauError
from terreau.web.apps.home.api import router as home
from terreau.web.apps.observatory.api import router as observatory
from terreau.web.apps.observatory.dashboard_api import router as dashboards
from terreau.web.apps.observatory.indicator_api import router as indicators
from terreau.web.apps.observatory.peers_api import router as peers
from terreau.web.apps.observatory.printed_api import router as printed
from terreau.web.apps.reports.api import router as reports
from terreau.web.apps.territories.api import router as territories
from terreau.web.shared.api import api
from terreau.web.shared.errors import as_refusal

__all__ = ["api"]

api.add_router("", territories)
api.add_router("", observatory)
api.add_router("", indicators)
api.add_router("", dashboards)
api.add_router("", peers)
api.add_router("", printed)
api.add_router("", reports)
api.add_router("", home)


@api.exception_handler(TerreauError)
def readable_error(request: HttpRequest, error: TerreauError) -> HttpResponse:
    """Answer with the sentence a person may read."""
    status = 404 if isinstance(error, NotHere) else 400 if error.exit_code == 2 else 503
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
