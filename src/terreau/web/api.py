"""The public API, version 1: what the pages show, as JSON; what they do, with a key.

A breaking change opens ``/api/v2/`` and leaves this one answering for a year.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from terreau.core.errors import BadInput, NotSignedIn, TerreauError
from terreau.web.apps.accounts.api import router as history
from terreau.web.apps.accounts.token_auth import TokenAuth
from terreau.web.apps.directory.api import router as organisations
from terreau.web.apps.directory.invitation_api import router as mandates
from terreau.web.apps.directory.me_api import router as me
from terreau.web.apps.directory.people_api import router as people
from terreau.web.apps.directory.register_api import router as register
from terreau.web.apps.funding.api import router as funding
from terreau.web.apps.home.api import router as home
from terreau.web.apps.knowhow.api import router as know_how
from terreau.web.apps.knowhow.search_api import router as know_how_search
from terreau.web.apps.network.write_api import router as network
from terreau.web.apps.observatory.api import router as observatory
from terreau.web.apps.observatory.dashboard_api import router as dashboards
from terreau.web.apps.observatory.indicator_api import router as indicators
from terreau.web.apps.observatory.peers_api import router as peers
from terreau.web.apps.observatory.printed_api import router as printed
from terreau.web.apps.outreach.api import router as outreach
from terreau.web.apps.outreach.question_api import router as territory_questions
from terreau.web.apps.plans.api import router as plans
from terreau.web.apps.reports.api import router as reports
from terreau.web.apps.territories.api import router as territories
from terreau.web.shared.api import api, open_reads
from terreau.web.shared.errors import refused
from terreau.web.shared.problem import problem

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
api.add_router("", organisations)
api.add_router("", mandates)
api.add_router("", outreach)
api.add_router("", territory_questions)
# Before those of one line, whose address takes whatever follows.
api.add_router("", know_how_search)
api.add_router("", know_how)
api.add_router("", register)
api.add_router("", network)
api.add_router("", people)
api.add_router("", plans)
api.add_router("", funding)


_REFERENCE = "The API reference at /api/ lists what each operation accepts."


@api.exception_handler(TerreauError)
def readable_error(request: HttpRequest, error: TerreauError) -> HttpResponse:
    """Answer with the sentence a person may read."""
    return refused(request, error)


@api.exception_handler(HttpError)
def refused_by_ninja(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer who has no token, or not the right to, or sent what cannot be read."""
    if isinstance(error.__cause__, BadInput):  # ninja says of a body only that it is not one
        return readable_error(request, error.__cause__)
    response = problem(BadInput(str(error), remedy=_REFERENCE), error.status_code)
    if error.status_code == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(NotSignedIn)
def who_are_you(request: HttpRequest, error: NotSignedIn) -> HttpResponse:
    """Answer whoever did not say who they are, with how to."""
    response = readable_error(request, error)
    response["WWW-Authenticate"] = 'Bearer realm="Terreau"'
    return response


@api.exception_handler(ValidationError)
def invalid_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer what is of the wrong type with its name and what was expected: 422 for a body."""
    first = error.errors[0]
    is_body = first["loc"][0] in {"body", "form", "file"}
    name = ".".join(str(part) for part in first["loc"][1:])
    said = BadInput(
        f"The {'field' if is_body else 'parameter'} {name!r} cannot be read",
        why=str(first["msg"]),
        remedy=_REFERENCE,
    )
    return problem(said, 422 if is_body else 400)
