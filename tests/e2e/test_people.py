"""Contacts, referents and mailings in a browser: by keyboard, at 320 px, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
MANAGER = "Camille Fictive"


@pytest.fixture
def manager(open_page: Any) -> Page:
    page: Page = open_page("/compte/connexion/")
    page.get_by_role("button", name=MANAGER).first.click()
    page.wait_for_url(lambda url: "connexion" not in url)
    return page


def axe(page: Page) -> list[Any]:
    """Return what axe finds wrong on a page."""
    page.evaluate(AXE_SCRIPT)
    found: list[Any] = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return found


def link_in(page: Page, part: str) -> str:
    """Return the address of this site that the letter which is shown leads to."""
    found = re.search(rf"/annuaire/{part}/[\w:=.-]+/", page.content())
    assert found, page.content()
    return found[0]


def test_a_contact_is_asked_agrees_and_goes(manager: Page, open_page: Any) -> None:
    page = manager
    page.goto("/annuaire/organisations/1/contacts/ajouter/")
    assert axe(page) == []
    page.get_by_label("Nom", exact=True).fill("Gaston Irréel")
    page.get_by_label("Adresse électronique").first.fill("gaston@exemple.terreau")
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_text("attend son accord").first).to_be_visible()
    own = link_in(page, "contact")
    page = open_page(own, width=320)
    assert axe(page) == []
    expect(page.get_by_text("gaston@exemple.terreau")).to_be_visible()
    page.get_by_role("button", name="D’accord").press("Enter")
    expect(page.get_by_text("Votre accord tient jusqu’au")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Ne plus figurer pour").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plus rien n’est montré de vous ici")
    assert page.context.cookies() == []


def test_a_mailing_is_seen_sent_and_left(manager: Page, open_page: Any) -> None:
    page = manager
    page.goto("/annuaire/lettres/ecrire/")
    assert axe(page) == []
    page.get_by_label("Binôme : élu").check()
    page.get_by_label("Objet").fill("Rencontre")
    page.get_by_label("Texte").fill("Bonjour,\nvenez.")
    page.get_by_role("button", name="Voir avant d’envoyer").press("Enter")
    assert axe(page) == []
    page.get_by_role("button", name="Revenir au texte").press("Enter")
    expect(page.get_by_label("Objet")).to_have_value("Rencontre")
    page.get_by_role("button", name="Voir avant d’envoyer").press("Enter")
    page.get_by_role("button", name="Envoyer à 1 personne").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rencontre")
    assert axe(page) == []
    leaving = link_in(page, "lettres/quitter")
    page = open_page(leaving)
    assert axe(page) == []
    page.get_by_role("button", name="Quitter ces lettres").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est fait")
    page.get_by_role("button", name="Les recevoir à nouveau").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quitter ces lettres")
    page = open_page(leaving, language="en", width=320)
    assert axe(page) == []
    expect(page.get_by_role("heading", level=1)).to_have_text("Leave these letters")
