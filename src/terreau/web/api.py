"""The public API, version 1: what the pages show, as JSON; what they do, with a key.

A breaking change opens ``/api/v2/`` and leaves this one answering for a year.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError

from terreau.core.errors import NotSignedIn, TerreauError
from terreau.web.apps.accounts.api import router as history
from terreau.web.apps.accounts.token_auth import TokenAuth
from terreau.web.apps.directory.me_api import router as me
from terreau.web.apps.home.api import router as home
from terreau.web.apps.observatory.api import router as observatory
from terreau.web.apps.observatory.dashboard_api import router as dashboards
from terreau.web.apps.observatory.indicator_api import router as indicators
from terreau.web.apps.observatory.peers_api import router as peers
from terreau.web.apps.observatory.printed_api import router as printed
from terreau.web.apps.reports.api import router as reports
from terreau.web.apps.territories.api import router as territories
from terreau.web.shared.api import api, open_reads
from terreau.web.shared.errors import as_refusal, described

__all__ = ["api"]

api.auth = [TokenAuth(), open_reads]
api.add_router("", me)
api.add_router("", history)
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
    status, _title = described(error)
    return api.create_response(request, as_refusal(error), status=status)


@api.exception_handler(NotSignedIn)
def who_are_you(request: HttpRequest, error: NotSignedIn) -> HttpResponse:
    """Answer whoever did not say who they are, with how to."""
    response = readable_error(request, error)
    response["WWW-Authenticate"] = 'Bearer realm="Terreau"'
    return response


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
