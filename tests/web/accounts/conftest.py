"""Somebody who signs in."""

from __future__ import annotations

import pytest
from django.test import Client

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of


@pytest.fixture
def person() -> User:
    return User.objects.create_user("Claire@Exemple.fr", "une phrase assez longue", name="Claire")


@pytest.fixture
def claire(person: User) -> Acting:
    return Acting(person, scope_of(person))


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    """Return the browser of Claire."""
    client.force_login(person)
    return client
