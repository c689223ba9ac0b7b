"""The API keeps the promises of its schema, whatever is asked of it.

Operations are those of the schema, a new one is tried by itself; with a token where one is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext, suppress

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from ninja import Schema
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from terreau.web.api import api

pytestmark = pytest.mark.django_db
HEADERS = {"Host": "testserver"}
REFUSED = {"400", "401", "404", "414", "429", "500", "503"}
PROBLEM = "application/problem+json"


def operations() -> list[APIOperation]:
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", get_wsgi_application(), headers=HEADERS
    )
    return [found.ok() for found in schema.get_all_operations()]


def try_everything(examples: int, headers: dict[str, str]) -> int:
    """Try each operation with data that its schema accepts, then refuses; return how many."""
    tried = operations()
    for operation in tried:
        for mode in GenerationMode:
            strategy = operation.as_strategy(generation_mode=mode)

            @settings(
                max_examples=examples,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(strategy)
            def keep_the_promise(case: Case) -> None:
                # A year that no table has is well written, and refused: 400 says which there are.
                case.call_and_validate(
                    headers=HEADERS | headers, excluded_checks=[positive_data_acceptance]
                )

            # What takes nothing but words, or nothing at all, cannot be asked the wrong way.
            may_be_empty = suppress(Unsatisfiable) if mode.is_negative else nullcontext()
            with may_be_empty:
                keep_the_promise()
    return len(tried)


@pytest.mark.timeout(400)
def test_every_answer_is_as_promised(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert try_everything(5, {}) == sum(map(len, paths.values())) >= 13


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_more_answers_are_as_promised() -> None:
    assert try_everything(12, {"Authorization": "Bearer nobody"})


def test_every_operation_says_what_it_refuses_and_how(client: Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            answers = operation["responses"]
            assert answers.keys() >= REFUSED, f"{method} {path}"
            for status in answers.keys() - {"200", "201", "204"}:
                (kind,) = answers[status]["content"]
                assert kind == PROBLEM, f"{method} {path} {status}"


def test_no_two_schemas_bear_one_name() -> None:
    """Of two, the document would show one, and promise its fields of the other."""
    assert api.get_openapi_schema()["components"]["schemas"]
    own = {each for each in _below(Schema) if each.__module__.startswith("terreau.")}
    names = Counter(each.__name__ for each in own)
    assert [name for name, count in names.items() if count > 1] == []


def _below(schema: type[Schema]) -> Iterator[type[Schema]]:
    for each in schema.__subclasses__():
        yield each
        yield from _below(each)
