"""Of a session or a limit that is over nothing is kept; what goes on stays."""

from __future__ import annotations

import hashlib

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from terreau.web.apps.accounts.models import User
from terreau.web.shared import retention

pytestmark = pytest.mark.django_db


def described(person: User, client: Client) -> UserSession:
    key = client.session.session_key
    return UserSession.objects.create(
        user=person, ip="192.0.2.1", user_agent="Firefox", session_key=key
    )


def test_what_is_over_goes(person: User, signed_in: Client, clock: TimeMachineFixture) -> None:
    signed_in.force_login(person)
    old = described(person, signed_in)
    assert retention.count_expired(timezone.now())["expired-sessions"] == 0
    clock.shift(15 * 24 * 3600)
    browser = Client()
    browser.force_login(person)
    new = described(person, browser)
    assert retention.count_expired(timezone.now())["expired-sessions"] >= 2
    retention.purge(timezone.now())
    assert [s.session_key for s in Session.objects.all()] == [browser.session.session_key]
    assert list(UserSession.objects.all()) == [new]
    assert old.session_key != new.session_key


def rows() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM terreau_cache")
        return str(cursor.fetchall())


def test_a_limit_names_nobody_and_goes_when_it_is_over(anne: User, clock) -> None:
    wrong = {"login": anne.email, "password": "non"}
    Client(REMOTE_ADDR="192.0.2.7").post("/compte/connexion/", wrong)
    digest = hashlib.sha256(anne.email.encode()).hexdigest()
    for said in ("192.0.2.7", anne.email, digest):
        assert said not in rows(), said
    cache.set("kept", 1, timeout=30 * 24 * 3600)
    assert retention.count_expired(timezone.now())["sign-in-limits"] == 0
    clock.shift(24 * 3600)
    over = retention.count_expired(timezone.now())["sign-in-limits"]
    assert over >= 2
    assert retention.purge(timezone.now())["sign-in-limits"] == over
    assert cache.get("kept") == 1
