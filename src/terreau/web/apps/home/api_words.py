"""What the page of the API says in French; the schema is in English, for every program alike."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from terreau.web.apps.home.openapi import Operation, operations


@cache
def operations_in(language: str) -> tuple[Operation, ...]:
    """Return every operation, in the order of the schema, in a language of the interface."""
    if not language.startswith("fr"):
        return operations()
    words = _words()
    return tuple(_in_french(operation, words) for operation in operations())


def _in_french(operation: Operation, words: dict[str, Any]) -> Operation:
    own = (operation.summary, operation.description)
    summary, description = words["operations"].get(operation.summary, own)
    parameters = tuple(
        replace(each, description=words["parameters"].get(each.description, each.description))
        for each in operation.parameters
    )
    return replace(operation, summary=summary, description=description, parameters=parameters)


def _words() -> dict[str, Any]:
    file = resources.files("terreau.web.apps.home") / "api_words.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
