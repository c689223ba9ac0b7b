"""The public API, version 1, before the apps add their operations (``terreau.web.api``)."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Path, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from terreau.core.errors import BadInput, NotSignedIn
from terreau.web.shared.problem import CONTENT_TYPE

_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class OrjsonRenderer(BaseRenderer):
    """JSON with full precision and true Unicode."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the bytes of an answer."""
        return orjson.dumps(data)


class BodyParser(Parser):
    """Reads what is sent, and refuses what forms refuse and PostgreSQL cannot keep."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return what a body holds.

        Raises
        ------
        BadInput
            If a text of it holds U+0000.
        """
        sent = super().parse_body(request)
        if _holds_null(sent):
            raise BadInput(
                _("Un texte ne peut pas contenir le caractère nul"),
                value="U+0000",
                remedy=_("Retirez-le, puis envoyez à nouveau."),
            )
        return sent


def _holds_null(sent: object) -> bool:
    if isinstance(sent, str):
        return "\0" in sent
    inside = [*sent, *sent.values()] if isinstance(sent, dict) else sent
    return isinstance(inside, list) and any(map(_holds_null, inside))


def open_reads(request: HttpRequest) -> bool:
    """Let whoever sends no key read what is public, and write nothing.

    Raises
    ------
    NotSignedIn
        If they write.
    """
    if request.method in _READS:
        return True
    raise NotSignedIn(
        _("On écrit par l’API avec une clé d’API"),
        why=_("La session d’un navigateur n’y suffit pas : un autre site pourrait s’en servir."),
        remedy=_("Envoyez une clé d’API : Authorization: Bearer ter_…"),
    )


class _Described(OpenAPISchema):
    """The schema, in which a read that is open to everyone says that a key is not needed."""

    def methods(self, operations: list[Operation]) -> dict[str, Any]:
        """Return what an address answers; HEAD goes without saying where there is GET."""
        found: dict[str, Any] = super().methods(operations)
        found.pop("head", None)
        return found

    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        """Return the ways to say who one is; an empty one where nobody needs to."""
        ways = super().operation_security(operation)
        is_open = open_reads in operation.auth_callbacks and set(operation.methods) <= _READS
        return [{}, *ways] if ways and is_open else ways


class PublicApi(NinjaAPI):
    """The API, whose schema says where a key is needed and which type of content a refusal has."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # By prefix of the address: operations are all known before the first request.
        self._schemas: dict[str, OpenAPISchema] = {}

    def add_router(self, prefix: str, router: Any, **settings: Any) -> None:
        """Add the operations of an app; what answers GET answers HEAD, as pages do."""
        for at_address in router.path_operations.values():
            for operation in at_address.operations:
                if "GET" in operation.methods and "HEAD" not in operation.methods:
                    operation.methods.append("HEAD")
        super().add_router(prefix, router, **settings)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the schema, made once; what ninja thinks of as one type of content is two."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._schemas:
            self._schemas[prefix] = self._described(prefix)
        return self._schemas[prefix]

    def _described(self, prefix: str) -> OpenAPISchema:
        schema = _Described(self, prefix)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {CONTENT_TYPE: next(iter(answer["content"].values()))}
        return schema


api = PublicApi(
    title="Terreau",
    version="1",
    description=(
        "Territories, their figures and where each figure comes from; who acts there. "
        "What is public is read by everyone; the rest, and every write, takes a key made on "
        "/compte/cles/ and sent as `Authorization: Bearer ter_…`. "
        "Figures of the fictitious example country say so (`is_example`)."
    ),
    urls_namespace="api-1",
    renderer=OrjsonRenderer(),
    parser=BodyParser(),
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

# Of every operation: a bad wish, a key that opens nothing, something unknown, too long an address,
# asked too often, a fault.
REFUSALS: dict[int, type[Schema]] = dict.fromkeys((400, 401, 404, 414, 429, 500, 503), Refusal)
