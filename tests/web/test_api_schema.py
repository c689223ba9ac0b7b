"""The API keeps the promises of its schema, whatever is asked of it."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis import Case

pytestmark = pytest.mark.django_db


def test_every_answer_is_as_promised() -> None:
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", get_wsgi_application(), headers={"Host": "testserver"}
    )
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 6
    for operation in operations:

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy())
        def keep_the_promise(case: Case) -> None:
            case.call_and_validate(headers={"Host": "testserver"})

        keep_the_promise()
