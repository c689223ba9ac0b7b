"""The public API, version 1, before the apps add their operations (``terreau.web.api``)."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from django.http import HttpRequest
from ninja import Field, NinjaAPI, Path, Schema
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

    error: str = Field(description="What happened, in the reader's language")
    value: str | None = Field(description="The offending value, null where there is none")
    why: str = Field(description="Why it is a problem; may be empty")
    remedy: str = Field(description="What to do")


# How every operation names a perimeter in its address.
Kind = Annotated[
    str,
    Path(
        description="Kind of the perimeter: commune, epci, ept, territoire_industrie, zone_emploi, "
        "bassin_de_vie, departement, region, nation or custom"
    ),
]
Code = Annotated[
    str, Path(description="Its official code; of a TI, its phase and identifier (2:ti-0101)")
]

# Of every operation that takes a parameter: a bad wish, something unknown.
REFUSALS: dict[int, type[Schema]] = {400: Refusal, 404: Refusal}
