"""The public API, version 1: what the pages show, as JSON. Reads only, no account.

A breaking change opens ``/api/v2/`` and leaves this one answering for a year.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import BaseRenderer

from terreau.core.errors import TerreauError, UnknownPerimeter
from terreau.web.apps.observatory.api import router as observatory
from terreau.web.apps.territories.api import router as territories


class OrjsonRenderer(BaseRenderer):
    """JSON with full precision and true Unicode."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the bytes of an answer."""
        return orjson.dumps(data)


api = NinjaAPI(
    title="Terreau",
    version="1",
    description=(
        "Territories, their figures and where each figure comes from. "
        "Reads are open to everyone; figures of the fictitious example country say so "
        "(`is_example`)."
    ),
    urls_namespace="api-1",
    renderer=OrjsonRenderer(),
    docs_url=None,
    openapi_url="openapi.json",
)
api.add_router("", territories)
api.add_router("", observatory)


@api.exception_handler(TerreauError)
def readable_error(request: HttpRequest, error: TerreauError) -> HttpResponse:
    """Answer with the sentence a person may read."""
    status = 404 if isinstance(error, UnknownPerimeter) else 400 if error.exit_code == 2 else 503
    body = {
        "error": error.what,
        "value": None if error.value is None else str(error.value),
        "why": error.why,
        "remedy": error.remedy,
    }
    return api.create_response(request, body, status=status)


@api.exception_handler(ValidationError)
def invalid_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a parameter of the wrong type with its name and what was expected."""
    first = error.errors[0]
    body = {
        "error": f"The parameter {'.'.join(str(part) for part in first['loc'][1:])!r} cannot be read",
        "value": None,
        "why": str(first["msg"]),
        "remedy": "The API reference at /api/ lists what each parameter accepts.",
    }
    return api.create_response(request, body, status=400)
