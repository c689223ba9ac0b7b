"""What was typed while signed out comes back once signed in: on its page, in time, once."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from terreau.web.apps.accounts.models import User
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
ANNE, PASSWORD = "anne@mairie.example", "vieux songe port mirage"
WORD = "Je prépare une visite d’usine."


@pytest.fixture
def page() -> str:
    ti = Perimeter.objects.filter(country="XX", kind="territoire_industrie").order_by("code")[0]
    return f"/annuaire/territoires/territoire-industrie/{ti.code}/demander/"


@pytest.fixture
def enter(anne: User) -> Callable[[Client, str], str]:
    """Return ``enter(browser, address)``: sign in and go on there; return the page."""

    def enter(browser: Client, address: str) -> str:
        form = {"login": ANNE, "password": PASSWORD, "next": address}
        return browser.post("/compte/connexion/", form, follow=True).text

    return enter


def test_it_comes_back_once_and_nothing_is_written(anne, client, page, enter) -> None:
    sent = {"role": "observer", "reason": WORD, "password": "hunter2"}
    away = client.post(page, sent)
    assert away["Location"] == f"/compte/connexion/?next={quote(page)}"
    assert "dans le quart d’heure" in client.get(away["Location"]).text
    assert "hunter2" not in str(dict(client.session.items()))
    assert client.session.get_expiry_age() == 900
    back = enter(client, page)
    assert WORD in back
    assert "rien n’est encore enregistré" in back
    assert not anne.requests.exists()
    assert client.session.get_expiry_age() > 86_400
    assert WORD not in client.get(page).text


def test_it_is_for_its_page_alone_and_not_for_long(anne, client, page, enter, clock) -> None:
    client.post(page, {"role": "observer", "reason": WORD})
    assert WORD not in enter(client, "/annuaire/organisations/ajouter/")
    clock.shift(901)
    assert WORD not in client.get(page).text


def test_too_long_it_is_said_to_be_lost(anne, client, page, enter) -> None:
    client.post(page, {"role": "observer", "reason": "x" * 20_001})
    assert "trop long pour être gardé" in enter(client, page)


def test_who_only_reads_keeps_nothing(client, page) -> None:
    client.get(page)
    assert "typed" not in client.session
