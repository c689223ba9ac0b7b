"""The API keeps the promises of its schema, whatever is asked of it."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

pytestmark = pytest.mark.django_db


def test_every_answer_is_as_promised() -> None:
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", get_wsgi_application(), headers={"Host": "testserver"}
    )
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 17
    for operation in operations:

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy())
        def keep_the_promise(case: Case) -> None:
            # A year that no table has is well written, and refused: 400 says which there are.
            case.call_and_validate(
                headers={"Host": "testserver"}, excluded_checks=[positive_data_acceptance]
            )

        keep_the_promise()
