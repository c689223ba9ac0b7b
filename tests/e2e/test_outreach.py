"""Visits and questions in a real browser: by a thumb, by the link of a letter, by keyboard."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from pages_checked import check_page
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
# Lets a company be asked.
WORLD = """
from terreau.web.apps.directory.models import Organisation, Solicitation
laboratory = Organisation.objects.filter(name="Laboratoire des Matières Possibles")
laboratory.update(agrees_to_contact=True)
Solicitation.objects.filter(organisation__in=laboratory).delete()
"""
SignedIn = Callable[..., Page]


def test_a_visit_is_noted_in_few_taps(signed_in: SignedIn) -> None:
    page = signed_in("/annuaire/visites/noter/", width=360, world=WORLD)
    page.get_by_label("Entreprise", exact=True).press_sequentially("licorne", delay=20)
    page.get_by_role("option", name=re.compile("Fonderie de la Licorne")).click()
    page.get_by_label("Ce dont elle a besoin").fill("Un tourneur\nUn four")
    page.get_by_label("Ce qui a été promis").fill("Rappeler vendredi")
    check_page(page)
    # The network is lost, the page with it: what was typed comes back in that tab.
    page.reload()
    expect(page.get_by_text("Revoici ce que vous écriviez")).to_be_visible()
    expect(page.get_by_label("Ce dont elle a besoin")).to_have_value("Un tourneur\nUn four")
    page.get_by_role("button", name="Enregistrer la visite").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fonderie de la Licorne")
    expect(page.locator("main")).to_contain_text("Un tourneur")
    check_page(page)
    # Once it is saved, nothing of it is left on the telephone.
    kept = page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")
    assert "tourneur" not in kept

    page.goto("/")
    page.get_by_role("link", name=re.compile("Rappeler vendredi")).click()
    page.get_by_label("Un mot").fill("Appelée, elle rappelle")
    page.get_by_role("button", name="C’est tenu").click()
    expect(page.locator("main")).to_contain_text("Appelée, elle rappelle")


def test_a_question_is_asked_and_answered_by_its_letter(
    signed_in: SignedIn, open_page: Any
) -> None:
    words = f"Qui mesure la porosité, essai {int(time.time())} ?"
    page = signed_in("/annuaire/questions/poser/", world=WORLD)
    page.get_by_label("Votre question").fill(words)
    page.get_by_role("button", name="Voir qui peut répondre").press("Enter")
    page.get_by_label("Son nom").fill("Laboratoire des Matières")
    page.get_by_role("button", name="Chercher ce nom").click()
    for box in page.locator("input[name=organisation]").all():
        box.uncheck()
    page.get_by_label(re.compile("^Laboratoire des Matières Possibles")).check()
    check_page(page)
    page.get_by_role("button", name="Envoyer à 1 organisation").click()
    expect(page.get_by_role("status")).to_contain_text("La question est partie")

    link = page.locator(".letter a[href*='/repondre/']").first.get_attribute("href")
    assert link is not None
    path = link[link.index("/annuaire/") :]
    company = open_page(path, width=360)
    expect(company.locator("main")).to_contain_text("sans compte")
    check_page(company)
    company.get_by_label("Oui, nous savons faire").check()
    company.get_by_label("Quelques mots").fill("Jusqu’à 2 kg")
    company.get_by_label(re.compile("^Oui, nous nommer")).check()
    company.get_by_role("button", name="Envoyer ma réponse").click()
    expect(company.get_by_role("status")).to_contain_text("votre réponse est arrivée")

    page.reload()
    expect(page.locator("main")).to_contain_text("Jusqu’à 2 kg")
    expect(page.locator(".plain-list")).to_contain_text("Laboratoire des Matières Possibles")
    page.get_by_role("link", name="Clore la question").click()
    page.get_by_label("Trouvé parmi les réponses").check()
    page.get_by_role("button", name="Clore", exact=True).click()
    company.reload()
    expect(company.locator("main")).to_contain_text("Cette question est close")


@pytest.mark.parametrize(
    "path",
    ["/annuaire/visites/", "/annuaire/visites/1/", "/annuaire/sollicitations/",
     "/annuaire/questions/1/", "/annuaire/organisations/1/appel/",
     "/annuaire/organisations/1/sollicitations/"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_fit_a_telephone_and_are_accessible(
    signed_in: SignedIn, path: str, language: str
) -> None:
    check_page(signed_in(path, width=320, language=language, world=WORLD))
