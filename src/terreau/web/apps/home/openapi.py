"""The API's own schema, made ready for a page: operations, parameters, an address to try."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from terreau.web.shared.api import api

_EXAMPLES = {
    "kind": "epci",
    "code": "244400644",
    "q": "saint-nazaire",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation."""

    name: str
    place: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    example: str


@cache
def operations() -> tuple[Operation, ...]:
    """Return every operation in the order of the schema."""
    schema: dict[str, Any] = dict(api.get_openapi_schema())
    return tuple(
        _operation(path, method, details)
        for path, methods in schema["paths"].items()
        for method, details in methods.items()
    )


def _operation(path: str, method: str, details: dict[str, Any]) -> Operation:
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
        value = _EXAMPLES.get(parameter.name, "")
        if parameter.place == "path":
            example = example.replace(f"{{{parameter.name}}}", value)
        elif parameter.is_required:
            example += f"?{parameter.name}={value}"
    return Operation(
        method=method.upper(),
        path=path,
        summary=details.get("summary", ""),
        description=details.get("description", ""),
        parameters=parameters,
        example=example,
    )
