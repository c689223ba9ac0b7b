"""An open session is not enough to make a key, to take one's data away, or to be erased."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from terreau.web.apps.accounts.models import ApiToken, User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.accounts.tokens import make_token

pytestmark = pytest.mark.django_db
PASSWORD = "vieux songe port mirage"
KEY = {"name": "Tableur", "allows": "directory:read", "days": "30"}
AGAIN = "/compte/encore-vous/"
WANTED = {"/compte/cles/": KEY, "/compte/mes-donnees/exporter/": {}}
WANTED["/compte/mes-donnees/effacer/"] = {"typed": "anne@mairie.example"}
ME = "/api/v1/me"


@pytest.fixture
def key(anne: User) -> dict[str, str]:
    """Return what a program of Anne sends."""
    _kept, secret = make_token(
        acting=Acting(anne, scope_of(anne)), name="Tableur", allows=["directory:read"],
        lasts=timedelta(days=30),
    )  # fmt: skip
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("address", WANTED)
def test_the_form_waits_for_a_proof_then_is_taken(address, sign_in: Callable[..., Client]) -> None:
    browser = sign_in()
    asked = browser.post(address, WANTED[address])
    assert (asked.status_code, asked["Location"].partition("?")[0]) == (302, AGAIN)
    assert User.objects.exists()
    assert not ApiToken.objects.exists()
    wrong = browser.post(asked["Location"], {"password": "non"})
    assert "pas votre mot de passe" in wrong.text
    done = browser.post(asked["Location"], {"password": PASSWORD, "next": address})
    if address == "/compte/cles/":
        assert re.search(r"ter_[-\w]{40}", browser.get(done["Location"]).text)
    elif "exporter" in address:
        assert done["Content-Type"] == "application/json"
    else:
        assert not User.objects.exists()


def test_the_page_of_keys_is_read_without_a_proof(sign_in: Callable[..., Client]) -> None:
    assert sign_in().get("/compte/cles/").status_code == 200


def test_a_key_is_told_by_letter(sign_in: Callable[..., Client]) -> None:
    browser = sign_in()
    browser.post(AGAIN, {"password": PASSWORD})
    browser.post("/compte/cles/", KEY)
    letter = mail.outbox[-1]
    assert letter.subject == "[Terreau] Une clé d’API est faite"
    assert letter.to == ["anne@mairie.example"]
    for said in ("« Tableur »", "Lire l’annuaire", "127.0.0.1", "/compte/mot-de-passe/oublie/"):
        assert said in str(letter.body), said
    assert "ter_" not in str(letter.body)


def changed(browser: Client, link: Callable[[], str]) -> None:
    browser.post(
        "/compte/mot-de-passe/",
        {"oldpassword": PASSWORD, "password1": "autre songe port nuage", "password2":
         "autre songe port nuage"},
    )  # fmt: skip


def reset(browser: Client, link: Callable[[], str]) -> None:
    browser.post("/compte/mot-de-passe/oublie/", {"email": "anne@mairie.example"})
    page = browser.get(link(), follow=True)
    new = "autre songe port nuage"
    browser.post(page.request["PATH_INFO"], {"password1": new, "password2": new})


def closed(browser: Client, link: Callable[[], str]) -> None:
    assert "Vos clés d’API ne serviront plus" in browser.get("/compte/sessions/").text
    browser.post("/compte/sessions/")


@pytest.mark.parametrize("way", [changed, reset, closed])
def test_what_closes_sessions_revokes_keys_and_says_so(way, key, sign_in, link, client) -> None:
    browser = Client() if way is reset else sign_in()
    assert client.get(ME, headers=key).status_code == 200
    way(browser, link)
    assert client.get(ME, headers=key).status_code == 401
    letter = next(sent for sent in mail.outbox if "clés d’API ne servent plus" in sent.subject)
    assert "/compte/cles/" in str(letter.body)
    if way is not reset:
        assert "révoquée le" in browser.get("/compte/cles/").text


def test_who_has_no_key_is_told_of_none(sign_in: Callable[..., Client], link) -> None:
    changed(sign_in(), link)
    assert not [sent for sent in mail.outbox if "clés" in sent.subject]


def test_a_persona_has_nothing_to_prove(anne: User, settings, client: Client) -> None:
    settings.PERSONAS = True
    anne.email = "anne@exemple.terreau"
    anne.save()
    client.force_login(anne)
    assert re.search(r"ter_[-\w]{40}", client.post("/compte/cles/", KEY, follow=True).text)
    settings.PERSONAS = False
    assert client.post("/compte/cles/", KEY)["Location"].startswith(AGAIN)
