"""The header counts what the home page tells, whoever reads."""

from __future__ import annotations

import pytest

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import scope_of
from terreau.web.apps.directory.selectors.requests import count_waiting, get_waiting

pytestmark = pytest.mark.django_db


def test_what_is_counted_is_what_is_told() -> None:
    told = {
        user.email: (count_waiting(scope, user), get_waiting(scope, user).count)
        for user in User.objects.filter(mandates__isnull=False).distinct()
        for scope in [scope_of(user)]
    }
    assert all(count == listed for count, listed in told.values()), told
    assert len({listed for _count, listed in told.values()}) > 2
