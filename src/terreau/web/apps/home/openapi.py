"""The API's own schema, made ready for a page: operations, parameters, an address to try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from terreau.web.shared.api import api

# By name of a parameter; of one operation alone, by its path and the name.
_EXAMPLES = {
    "kind": "epci",
    "code": "244400644",
    "q": "saint-nazaire",
    "indicator": "population",
    "dashboard": "context",
    "/api/v1/history?object": "organisation:1",
    "/api/v1/perimeters/{kind}/{code}/peers?code": "X00000001",
    "/api/v1/dashboards/{dashboard}?t": "zone_emploi:X001",
    "number": "1",
    "year": "2026",
    "/api/v1/chains/{key}/actors?key": "energie",
    "/api/v1/perimeters/{kind}/{code}/mandates?kind": "territoire_industrie",
    "/api/v1/perimeters/{kind}/{code}/mandates?code": "2:ti-x01",
    "/api/v1/regions/{code}/priorities?code": "52",
    "/api/v1/comparison?t": "zone_emploi:X001&t=zone_emploi:X002",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation."""

    name: str
    place: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class AnswerField:
    """A field of an answer; those of a nested object follow it, as "figures[].key"."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: tuple[AnswerField, ...]
    fields: tuple[AnswerField, ...]
    example: str
    needs_key: bool


@cache
def operations() -> tuple[Operation, ...]:
    """Return every operation in the order of the schema."""
    schema: dict[str, Any] = dict(api.get_openapi_schema())
    return tuple(
        _operation(path, method, details, schema["components"]["schemas"])
        for path, methods in schema["paths"].items()
        for method, details in methods.items()
    )


def _operation(
    path: str, method: str, details: dict[str, Any], schemas: dict[str, Any]
) -> Operation:
    parameters = tuple(
        Parameter(
            name=p["name"],
            place=p["in"],
            is_required=bool(p.get("required")),
            description=p.get("description") or p.get("schema", {}).get("description", ""),
        )
        for p in details.get("parameters", [])
    )
    example = path
    for parameter in parameters:
        named = f"{path}?{parameter.name}"
        value = _EXAMPLES.get(named) or _EXAMPLES.get(parameter.name, "")
        if parameter.place == "path":
            example = example.replace(f"{{{parameter.name}}}", value)
        elif parameter.is_required or named in _EXAMPLES:
            example += f"?{parameter.name}={value}"
    return Operation(
        method=method.upper(),
        path=path,
        summary=details.get("summary", ""),
        description=details.get("description", ""),
        parameters=parameters,
        body=tuple(_fields(_body(details), schemas, within="")),
        fields=tuple(_fields(_answer(details), schemas, within="")),
        # A write is not tried by a link.
        example=example if method == "get" else "",
        needs_key={} not in details["security"],
    )


def _answer(details: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = details["responses"][200]["content"]["application/json"]["schema"]
    return found


def _body(details: dict[str, Any]) -> dict[str, Any]:
    content = details.get("requestBody", {}).get("content", {})
    found: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return found


def _fields(
    schema: dict[str, Any], schemas: dict[str, Any], *, within: str
) -> Iterator[AnswerField]:
    """Yield the fields of a schema, each followed by those of the object it holds."""
    if schema.get("type") == "array":
        yield from _fields(schema["items"], schemas, within=f"{within}[]")
    elif "$ref" in schema:
        prefix = f"{within}." if within else ""
        described = schemas[schema["$ref"].rpartition("/")[2]]["properties"]
        for name, held in described.items():
            yield AnswerField(f"{prefix}{name}", _type(held), held.get("description", ""))
            yield from _fields(held, schemas, within=f"{prefix}{name}")


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(kind) for kind in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("type", "object"))
