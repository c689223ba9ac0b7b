"""The public API, version 1, before the apps add their operations (``terreau.web.api``)."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from django.http import HttpRequest
from ninja import Field, NinjaAPI, Path, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer

from terreau.web.shared.problem import CONTENT_TYPE


class OrjsonRenderer(BaseRenderer):
    """JSON with full precision and true Unicode."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the bytes of an answer."""
        return orjson.dumps(data)


class ProblemAPI(NinjaAPI):
    """An API whose schema says of each refusal the type of content that it has."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """Return the schema; what ninja thinks of as one type of content is two."""
        schema = super().get_openapi_schema(**where)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {CONTENT_TYPE: next(iter(answer["content"].values()))}
        return schema


api = ProblemAPI(
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
    """Why a request is not served (RFC 9457): what happened, the offending value, what to do."""

    type: str = Field(description="Always about:blank: the status says the kind of problem")
    title: str = Field(description="The name of the status")
    status: int = Field(description="The status of the answer")
    detail: str = Field(description="The whole message as one paragraph")
    instance: str = Field(description="Number of the request, to quote to whoever runs the site")
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

# Of every operation: a bad wish, something unknown, too long an address, asked too often, a fault.
REFUSALS: dict[int, type[Schema]] = dict.fromkeys((400, 404, 414, 429, 500, 503), Refusal)
