"""How letters leave is read once, at start, and a mistake is told without the password."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from terreau.web.settings import environment
from terreau.web.settings.mail import outgoing_mail

OUTBOX = Path("outbox")


def test_without_a_server_letters_are_files() -> None:
    assert outgoing_mail("", OUTBOX) == {
        "LETTERS_LEAVE_BY": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": "outbox",
    }


@pytest.mark.parametrize(
    ("url", "port", "is_tls", "is_ssl"),
    [
        ("smtp://mail.example", 587, True, False),
        ("smtp://me%40town:p%3Fw@mail.example:2525?tls=starttls", 2525, True, False),
        ("smtp://me%40town:p%3Fw@mail.example?tls=implicit", 465, False, True),
        ("smtp://mail.example?tls=none", 25, False, False),
    ],
)
def test_a_server_is_read(url: str, port: int, is_tls: bool, is_ssl: bool) -> None:
    found = outgoing_mail(url, OUTBOX)
    assert found["EMAIL_HOST"] == "mail.example"
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (
        port,
        is_tls,
        is_ssl,
    )
    named = ("me@town", "p?w") if "@" in url else ("", "")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == named


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:587",
        "http://me:p4ssw0rd@mail.example",
        "smtp://me:p4ssw0rd@",
        "smtp://me:p4ssw0rd@mail.example:port",
        "smtp://me:p4ssw0rd@mail.example?tls=maybe",
        "smtp://me:p4ssw0rd@mail.example?colour=blue",
        "smtp://me:p4ssw0rd@mail.example?tls=none",
        "smtp://me:p4ssw0rd@mail.example/inbox",
        "smtp://me:p4ssw0rd@[mail",
    ],
)
def test_a_mistake_is_told_and_no_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="TERREAU_SMTP_URL is wrong") as told:
        outgoing_mail(url, OUTBOX)
    assert "p4ssw0rd" not in str(told.value)


def test_an_address_and_a_number_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERREAU_CONTACT", "town hall")
    with pytest.raises(ImproperlyConfigured, match="no e-mail address"):
        environment.email("TERREAU_CONTACT")
    monkeypatch.setenv("TERREAU_CONTACT", "")
    assert environment.email("TERREAU_CONTACT") == ""
    for wrong in ("soon", "0", "-1", "²"):
        monkeypatch.setenv("TERREAU_ANSWER_DAYS", wrong)
        with pytest.raises(ImproperlyConfigured, match="give a number"):
            environment.whole_number("TERREAU_ANSWER_DAYS")
    monkeypatch.setenv("TERREAU_ANSWER_DAYS", "5")
    assert environment.whole_number("TERREAU_ANSWER_DAYS") == 5
