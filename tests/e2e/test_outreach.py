"""Visits and questions in a real browser: by a thumb, by the link of a letter, by keyboard."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
AXE = "axe.run({resultTypes: ['violations']})"
MANAGER = "cheffe.de.projet@exemple.terreau"
# Opens a session beside the server, and lets a company be asked: both have tests of their own.
SESSION = """
import sys, django
django.setup()
from importlib import import_module
from django.conf import settings
from django.contrib import auth
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import Organisation, Solicitation
laboratory = Organisation.objects.filter(name="Laboratoire des Matières Possibles")
laboratory.update(agrees_to_contact=True)
Solicitation.objects.filter(organisation__in=laboratory).delete()
person = User.objects.get(email=sys.argv[1])
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[auth.SESSION_KEY] = str(person.pk)
session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
session.save()
print(settings.SESSION_COOKIE_NAME, session.session_key)
"""
Managed = Callable[..., Page]


@pytest.fixture
def managed(open_page: Any, site: str, site_home: Path) -> Managed:
    """Return ``managed(path, …)``: a page of the project manager."""

    def browse(path: str, **options: Any) -> Page:
        settings = {"DJANGO_SETTINGS_MODULE": "terreau.web.settings.demo"}
        done = subprocess.run(
            [sys.executable, "-c", SESSION, MANAGER],
            check=True, capture_output=True, text=True,
            env=os.environ | {"TERREAU_HOME": str(site_home)} | settings,
        )  # fmt: skip
        cookie, key = done.stdout.split()
        page: Page = open_page("/sante/", **options)
        page.context.add_cookies([{"name": cookie, "value": key, "url": site}])
        page.goto(path)
        return page

    return browse


def is_accessible(page: Page) -> bool:
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AXE)["violations"]
    assert found == [], [each["id"] for each in found]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return bool(wide <= 0)


def test_a_visit_is_noted_in_few_taps(managed: Managed) -> None:
    page = managed("/annuaire/visites/noter/", width=360)
    page.get_by_label("Entreprise", exact=True).press_sequentially("licorne", delay=20)
    page.get_by_role("option", name=re.compile("Fonderie de la Licorne")).click()
    page.get_by_label("Ce dont elle a besoin").fill("Un tourneur\nUn four")
    page.get_by_label("Ce qui a été promis").fill("Rappeler vendredi")
    assert is_accessible(page)
    # The network is lost, the page with it: what was typed comes back in that tab.
    page.reload()
    expect(page.get_by_text("Revoici ce que vous écriviez")).to_be_visible()
    expect(page.get_by_label("Ce dont elle a besoin")).to_have_value("Un tourneur\nUn four")
    page.get_by_role("button", name="Enregistrer la visite").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fonderie de la Licorne")
    expect(page.locator("main")).to_contain_text("Un tourneur")
    assert is_accessible(page)
    # Once it is saved, nothing of it is left on the telephone.
    kept = page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")
    assert "tourneur" not in kept

    page.goto("/")
    page.get_by_role("link", name=re.compile("Rappeler vendredi")).click()
    page.get_by_label("Un mot").fill("Appelée, elle rappelle")
    page.get_by_role("button", name="C’est tenu").click()
    expect(page.locator("main")).to_contain_text("Appelée, elle rappelle")


def test_a_question_is_asked_and_answered_by_its_letter(managed: Managed, open_page: Any) -> None:
    words = f"Qui mesure la porosité, essai {int(time.time())} ?"
    page = managed("/annuaire/questions/poser/")
    page.get_by_label("Votre question").fill(words)
    page.get_by_role("button", name="Voir qui peut répondre").press("Enter")
    page.get_by_label("Son nom").fill("Laboratoire des Matières")
    page.get_by_role("button", name="Chercher ce nom").click()
    for box in page.locator("input[name=organisation]").all():
        box.uncheck()
    page.get_by_label(re.compile("^Laboratoire des Matières Possibles")).check()
    assert is_accessible(page)
    page.get_by_role("button", name="Envoyer à 1 organisation").click()
    expect(page.get_by_role("status")).to_contain_text("La question est partie")

    link = page.locator(".letter a[href*='/repondre/']").first.get_attribute("href")
    assert link is not None
    path = link[link.index("/annuaire/") :]
    company = open_page(path, width=360)
    expect(company.locator("main")).to_contain_text("sans compte")
    assert is_accessible(company)
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
    managed: Managed, path: str, language: str
) -> None:
    assert is_accessible(managed(path, width=320, language=language))
