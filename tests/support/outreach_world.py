"""How the tests of outreach act for a person: by a service, a browser, a program."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.permissions import READ, WRITE


def acting_as(person: User) -> Acting:
    """Return what a request of a person gives a service."""
    return Acting(person, scope_of(person))


def signed(person: User) -> Client:
    """Return a browser in which a person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def program_of(person: User) -> dict[str, str]:
    """Return the headers of a program that acts for a person in the directory."""
    _kept, key = make_token(
        acting=acting_as(person), name="Essai", allows=[READ, WRITE], lasts=timedelta(days=1)
    )
    return {"Authorization": f"Bearer {key}"}
