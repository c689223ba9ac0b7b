"""Making an account: where a site makes none, or sends no letter."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from terreau.web.apps.accounts.models import User

pytestmark = pytest.mark.django_db
ANOTHER = "quatre grandes roues de bois"


def test_a_closed_site_makes_no_account(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_SIGNUP_ENABLED = False
    answer = client.post("/compte/inscription/", {"email": "new@a.example", "password1": ANOTHER})
    assert "par invitation" in answer.text
    assert not User.objects.exists()
    assert "Créer un compte" not in client.get("/compte/connexion/").text


def test_a_site_that_sends_no_letter_says_so_before_one_begins(
    anne: User, client: Client, settings: Settings
) -> None:
    settings.LETTERS = "kept"
    form = {"email": "new@a.example", "password1": ANOTHER}
    for page in (client.get("/compte/inscription/"), client.post("/compte/inscription/", form)):
        assert "n’envoie pas de courriel" in page.text
        assert 'href="/contact/"' in page.text
        assert "password1" not in page.text
    assert User.objects.count() == 1
    assert "n’envoie pas de courriel" in client.get("/compte/mot-de-passe/oublie/").text


def test_a_demonstration_shows_the_letter_to_who_provoked_it(
    client: Client, settings: Settings
) -> None:
    settings.LETTERS = "shown"
    form = {"email": "new@a.example", "password1": ANOTHER}
    page = client.post("/compte/inscription/", form, follow=True).text
    assert "aucune lettre ne part" in page
    assert "/compte/adresse/confirmer/" in page
    assert "Nous avons écrit" not in page
    assert "aucune lettre" not in Client().get("/compte/adresse/a-confirmer/").text


def test_an_address_that_would_be_cut_is_refused(client: Client) -> None:
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example.org"
    assert len(long) > 254
    page = client.post("/compte/inscription/", {"email": long, "password1": ANOTHER})
    assert page.status_code == 200
    assert "trop longue" in page.text
    assert not User.objects.filter(email__startswith="aaaa").exists()
    assert not mail.outbox
