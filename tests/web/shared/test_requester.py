"""Whose address a request comes from: a proxy of ours is believed, nobody else."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from terreau.web.shared.requester import client_of, is_passed_on


def request(remote: str, passed_on: str = "") -> HttpRequest:
    told = {"HTTP_X_FORWARDED_FOR": passed_on} if passed_on else {}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **told)


@pytest.fixture(autouse=True)
def proxies(settings: Any) -> None:
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8")]


@pytest.mark.parametrize(
    ("remote", "passed_on", "client"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),  # says so itself: not believed
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first is forged
        ("127.0.0.1", "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("", "203.0.113.9", ""),
    ],
)
def test_the_client(remote: str, passed_on: str, client: str) -> None:
    assert client_of(request(remote, passed_on)) == client


def test_a_household_of_ipv6_is_one_client() -> None:
    one, other = request("2001:db8:1:2::1"), request("2001:db8:1:2:ffff::9")
    assert client_of(one) == client_of(other) != client_of(request("2001:db8:1:3::1"))


def test_nobody_is_trusted_by_default(settings: Any) -> None:
    assert is_passed_on(request("127.0.0.1"))
    settings.TRUSTED_PROXIES = []
    assert not is_passed_on(request("127.0.0.1"))
    assert client_of(request("127.0.0.1", "203.0.113.9")) == "127.0.0.1"
