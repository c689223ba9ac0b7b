"""One-time codes, recovery codes, and what is kept of them."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from terreau.web.apps.accounts import posting, renewing
from terreau.web.apps.accounts.enciphering import decipher, encipher
from terreau.web.apps.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "vieux songe port mirage"


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.fixture
def protected(sign_in: Callable[..., Client]) -> tuple[Client, str, list[str]]:
    """Return somebody's browser, their key of codes and their recovery codes."""
    browser = sign_in()
    browser.post("/compte/encore-vous/", {"password": PASSWORD})
    page = browser.get("/compte/securite/codes/activer/")
    secret = page.context["form"].secret
    assert secret in page.text
    shown = browser.post("/compte/securite/codes/activer/", {"code": code_of(secret)}, follow=True)
    return browser, secret, list(shown.context["unused_codes"])


def test_a_password_is_not_enough_any_more(
    protected: tuple[Client, str, list[str]], sign_in: Callable[..., Client]
) -> None:
    _, _, recovery = protected
    assert len(recovery) == 10
    other = sign_in()
    assert other.get("/compte/").status_code == 302
    wrong = other.post("/compte/connexion/code/", {"code": "000000"})
    assert "Ce code n’est pas le bon" in wrong.text
    # A recovery code opens once.
    other.post("/compte/connexion/code/", {"code": recovery[0]})
    assert other.get("/compte/").status_code == 200
    again = sign_in()
    again.post("/compte/connexion/code/", {"code": recovery[0]})
    assert again.get("/compte/").status_code == 302


def test_a_change_of_security_is_told_by_letter(protected: tuple[Client, str, list[str]]) -> None:
    protected[0].post("/compte/securite/codes/retirer/")
    letter = mail.outbox[-1]
    assert letter.subject == "[Terreau] Plus aucun code n’est demandé"
    assert "/compte/mot-de-passe/oublie/" in str(letter.body)


def test_recovery_codes_are_shown_once(protected: tuple[Client, str, list[str]]) -> None:
    browser, _, recovery = protected
    assert recovery[0] not in browser.get("/compte/securite/secours/").text
    assert "Il reste 10 codes de secours" in browser.get("/compte/").text


def test_the_database_does_not_give_the_keys(protected: tuple[Client, str, list[str]]) -> None:
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert protected[1] not in kept
    assert encipher("key") != encipher("key")


def test_a_secret_that_is_replaced_still_opens_then_is_forgotten(
    protected: tuple[Client, str, list[str]], sign_in: Callable[..., Client], settings: Settings
) -> None:
    browser, secret, recovery = protected
    away = sign_in()
    away.post("/compte/connexion/code/", {"code": recovery[0]})
    posting.keep(EmailMessage("Bonjour", "Le lien", "nous@a.example", ["x@a.example"]))
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    settings.SECRET_KEY_FALLBACKS = [former]
    assert browser.get("/compte/").status_code == 200
    assert renewing.encipher_anew() == 3
    assert renewing.encipher_anew() == 0
    settings.SECRET_KEY_FALLBACKS = []
    assert decipher(Authenticator.objects.get(type="totp").data["secret"]) == secret
    assert browser.get("/compte/").status_code == 200
    assert away.get("/compte/").status_code == 302, "who did not come meanwhile signs in again"


def test_without_the_former_secret_nobody_is_let_in_and_the_page_says_why(
    protected: tuple[Client, str, list[str]], sign_in: Callable[..., Client], settings: Settings
) -> None:
    settings.SECRET_KEY = "another" * 10
    browser = sign_in()
    answer = browser.post("/compte/connexion/code/", {"code": "123456"})
    assert answer.status_code == 503
    assert "ne peuvent pas être vérifiés" in answer.text
    assert browser.get("/compte/").status_code == 302
    assert renewing.encipher_anew() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/compte/securite/codes/activer/",
        "/compte/securite/cles/ajouter/",
        "/compte/securite/secours/nouveaux/",
    ],
)
def test_security_changes_after_one_proves_again_who_one_is(
    sign_in: Callable[..., Client], path: str
) -> None:
    answer = sign_in().get(path)
    assert answer["Location"].startswith("/compte/encore-vous/")


def test_nobody_touches_the_key_of_another(sign_in: Callable[..., Client], db: None) -> None:
    other = User.objects.create_user("other@a.example", PASSWORD)
    kept = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Téléphone"})
    browser = sign_in()
    browser.post("/compte/encore-vous/", {"password": PASSWORD})
    for act in ("nom", "retirer"):
        assert browser.get(f"/compte/securite/cles/{kept.pk}/{act}/").status_code == 404
        assert browser.post(f"/compte/securite/cles/{kept.pk}/{act}/").status_code == 404
    assert Authenticator.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"id": 1}',
        "x",
        '{"response": 3}',
        pytest.param("[" * 100_000, id="deep"),
        pytest.param('{"a":' * 20_000, id="deep objects"),
        pytest.param('{"id":' + "9" * 5_000 + "}", id="long number"),
    ],
)
def test_a_credential_that_is_none_is_refused(client: Client, credential: str) -> None:
    client.get("/compte/connexion/cle/", headers={"accept": "application/json"})
    answer = client.post("/compte/connexion/cle/", {"credential": credential})
    assert answer["Location"] == "/compte/connexion/"
