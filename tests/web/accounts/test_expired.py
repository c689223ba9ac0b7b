"""Of a session that is over nothing is kept; one that goes on stays."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
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
