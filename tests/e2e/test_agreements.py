"""What a territory owes and its documents in a real browser: by keyboard, narrow, with axe."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
AXE = "axe.run({resultTypes: ['violations']})"
MANAGER = "cheffe.de.projet@exemple.terreau"
# Opens a session beside the server: signing in has tests of its own.
SESSION = """
import sys, django
django.setup()
from importlib import import_module
from django.conf import settings
from django.contrib import auth
from terreau.web.apps.accounts.models import User
person = User.objects.get(email=sys.argv[1])
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[auth.SESSION_KEY] = str(person.pk)
session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
session.save()
print(settings.SESSION_COOKIE_NAME, session.session_key)
"""


@pytest.fixture
def managed(open_page: Any, site: str, site_home: Path) -> Callable[..., Page]:
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


def example_plan(managed: Callable[..., Page]) -> Page:
    """Return the page of the plan of the example country, narrow."""
    page = managed("/plans/", width=320)
    page.get_by_role("link", name="Plan d’action du Pays Inventé").first.click()
    return page


def test_what_is_owed_is_added_and_done_by_keyboard(managed: Callable[..., Page]) -> None:
    page = example_plan(managed)
    page.get_by_role("link", name="Échéances", exact=True).press("Enter")
    assert is_accessible(page)
    page.get_by_role("link", name="Ajouter une échéance").press("Enter")
    page.get_by_label("Échéance", exact=True).fill("Bilan au clavier")
    page.get_by_label("Le", exact=True).fill("2027-03-31")
    assert is_accessible(page)
    page.get_by_role("button", name="Ajouter").press("Enter")
    expect(page.get_by_text("Bilan au clavier", exact=True)).to_be_visible()
    page.get_by_role("link", name="Dire qu’elle est faite : Bilan au clavier").press("Enter")
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_role("link", name="Corriger le jour : Bilan au clavier")).to_be_visible()


def test_a_document_is_joined_given_back_and_removed(
    managed: Callable[..., Page], tmp_path: Path
) -> None:
    note = tmp_path / "Compte rendu.txt"
    note.write_text("Trois machines, deux apprentis.", encoding="utf-8")
    page = example_plan(managed)
    page.get_by_role("link", name="École de production en forge et fonderie").click()
    page.get_by_role("link", name="Joindre un document").click()
    page.get_by_role("button", name="Joindre").click()
    expect(page.get_by_text("Choisissez un fichier.").first).to_be_visible()
    assert is_accessible(page)
    page.get_by_label("Fichier").set_input_files(note)
    page.get_by_role("button", name="Joindre").click()
    with page.expect_download() as given:
        page.get_by_role("link", name="Compte rendu.txt", exact=True).click()
    assert Path(given.value.path()).read_bytes() == note.read_bytes()
    page.get_by_role("link", name="Retirer Compte rendu.txt").click()
    assert is_accessible(page)
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_role("link", name="Compte rendu.txt", exact=True)).to_have_count(0)


@pytest.mark.parametrize("path", ["/plans/accords/2/", "/plans/accords/5/etape/opinion/"])
def test_an_agreement_is_read_and_said_by_everybody(
    managed: Callable[..., Page], path: str
) -> None:
    assert is_accessible(managed(path, width=320))
