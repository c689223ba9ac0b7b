"""People who sign in, and what was written to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of

PASSWORD = "vieux songe port mirage"
ANNE = "anne@mairie.example"


@pytest.fixture(autouse=True)
def no_limit_reached() -> Iterator[None]:
    """Begin each test without what others asked."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def nobody_yet(db: None) -> None:
    """Begin each test before the people of the example country came."""
    User.objects.all().delete()


@pytest.fixture
def anne(db: None) -> User:
    """Return somebody who has a password and a confirmed address."""
    user = User.objects.create_user(ANNE, PASSWORD, name="Anne Rivière")
    EmailAddress.objects.create(user=user, email=ANNE, verified=True, primary=True)
    return user


@pytest.fixture
def sign_in(anne: User) -> Callable[..., Client]:
    """Return a function that signs in by the form, from a new browser."""

    def sign_in(password: str = PASSWORD, **headers: str) -> Client:
        browser = Client(headers=headers)
        browser.post("/compte/connexion/", {"login": anne.email, "password": password})
        return browser

    return sign_in


@pytest.fixture
def link() -> Callable[[], str]:
    """Return a function that gives the path of the last letter's link."""

    def link() -> str:
        found = re.findall(r"https?://testserver(/compte/\S+)", str(mail.outbox[-1].body))
        return str(found[0])

    return link


@pytest.fixture
def person() -> User:
    return User.objects.create_user("Claire@Exemple.fr", "une phrase assez longue", name="Claire")


@pytest.fixture
def claire(person: User) -> Acting:
    return Acting(person, scope_of(person))


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    """Return the browser of Claire, who has just proved again who she is."""
    client.force_login(person)
    client.post("/compte/encore-vous/", {"password": "une phrase assez longue"})
    return client
