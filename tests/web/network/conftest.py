"""Who reads the network of the example territory: its project manager, by hand and in a browser."""

from __future__ import annotations

import pytest
from django.test import Client

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.territories.models import Perimeter


@pytest.fixture
def ti() -> Perimeter:
    """Return the territory of the example where people act."""
    return Perimeter.objects.get(kind="territoire_industrie", code="2:ti-x01")


@pytest.fixture
def manager() -> User:
    """Return its project manager."""
    return User.objects.get(email="cheffe.de.projet@exemple.terreau")


@pytest.fixture
def acting(manager: User) -> Acting:
    """Return what a service is told of them."""
    return Acting(manager, scope_of(manager))


@pytest.fixture
def reader(manager: User) -> Client:
    """Return their browser, signed in."""
    client = Client()
    client.force_login(manager)
    return client
