"""The people of the example country: one click in a demo, no door elsewhere."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from terreau.web.apps.accounts.models import User
from terreau.web.settings import base, demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def persona(db: None) -> User:
    return User.objects.create_user("cheffe.de.projet@exemple.terreau", name="Camille Forge")


def test_only_a_demo_has_them() -> None:
    assert (base.PERSONAS, demo.PERSONAS) == (False, True)


def test_elsewhere_there_is_no_such_door(persona: User, client: Client) -> None:
    assert "Camille Forge" not in client.get("/compte/connexion/").text
    assert client.post("/compte/personnage/", {"persona": persona.pk}).status_code == 404
    assert client.get("/compte/").status_code == 302


def test_one_click_is_enough(persona: User, client: Client, settings: Settings) -> None:
    settings.PERSONAS = True
    assert "Camille Forge" in client.get("/compte/connexion/").text
    form = {"persona": persona.pk, "next": "/territoires/"}
    assert client.post("/compte/personnage/", form)["Location"] == "/territoires/"
    assert client.get("/compte/").context["user"] == persona


@pytest.mark.parametrize("wish", ["", "x", "0", "999999999999999999999", "anne"])
def test_nobody_else_is_behind_the_door(client: Client, settings: Settings, wish: str) -> None:
    settings.PERSONAS = True
    real = User.objects.create_user("anne@mairie.example")
    answer = client.post(
        "/compte/personnage/", {"persona": str(real.pk) if wish == "anne" else wish}
    )
    assert answer.status_code == 404


def test_a_persona_has_no_password(persona: User, client: Client, settings: Settings) -> None:
    settings.PERSONAS = True
    client.post("/compte/personnage/", {"persona": persona.pk})
    account = client.get("/compte/").text
    assert "n’a pas de mot de passe" in account
    assert "/compte/mot-de-passe/choisir/" not in account
    settings.ACCOUNT_REAUTHENTICATION_REQUIRED = False
    typed = dict.fromkeys(("password1", "password2"), "vieux songe port mirage")
    answer = client.post("/compte/mot-de-passe/choisir/", typed)
    assert "faites un compte à votre adresse" in answer.text
    persona.refresh_from_db()
    assert not persona.has_usable_password()
    forgotten = client.post("/compte/mot-de-passe/oublie/", {"email": persona.email})
    assert forgotten.status_code == 302
    with pytest.raises(ValidationError) as told:
        validate_password(typed["password1"], persona)
    assert [each.code for each in told.value.error_list] == ["account_shared"]
