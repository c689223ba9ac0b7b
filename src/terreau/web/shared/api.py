"""The public API, version 1, before the apps add their operations (``terreau.web.api``)."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from ninja.renderers import BaseRenderer


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


class Refusal(Schema):
    """Why a request is not served: what happened, the offending value, what to do."""

    error: str
    value: str | None
    why: str
    remedy: str


# Of every operation that takes a parameter: a bad wish, something unknown.
REFUSALS: dict[int, type[Schema]] = {400: Refusal, 404: Refusal}
