"""Know-how in a real browser: written by the keyboard, confirmed by a letter's link."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
AXE = "axe.run({resultTypes: ['violations']})"
# Asks an organisation of the example country, whose lines were written long ago.
ASK = """
from datetime import timedelta
from django.utils import timezone
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.selectors.asking import link_to
from terreau.web.apps.knowhow.services.asking import ask_still_true
about = Organisation.objects.get(name="Menuiserie du Grand Chêne Bleu")
# The worker may have asked it already.
Solicitation.objects.filter(organisation=about).delete()
long_ago = timezone.now() - timedelta(days=800)
KnowHow.objects.filter(organisation=about).update(confirmed_on=None, changed_at=long_ago)
print(link_to(ask_still_true(organisation_id=about.pk)))
"""


def violations(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    return [each["id"] for each in page.evaluate(AXE)["violations"]]


def is_narrow(page: Page) -> bool:
    page.set_viewport_size({"width": 320, "height": 800})
    return bool(page.evaluate("document.documentElement.scrollWidth") <= 320)


def test_lines_are_written_by_the_keyboard(open_page: Any) -> None:
    page: Page = open_page("/compte/connexion/")
    page.get_by_role("button", name="Émile").click()
    page.goto("/annuaire/organisations/1/")
    page.get_by_role("link", name="Ajouter des lignes").press("Enter")
    page.get_by_label("Ce qu’elle sait faire, ce qu’elle a").fill("Soudure de profilés jusqu’à 3 m")
    assert violations(page) == []
    page.get_by_role("button", name="Voir ce qui est compris").press("Enter")
    expect(page.get_by_label("Capacités")).to_have_value("longueur : jusqu’à 3000 mm")
    assert violations(page) == []
    assert is_narrow(page)
    page.get_by_role("radio", name="Machine ou capacité").press("Space")
    page.get_by_role("checkbox", name="soudage", exact=True).press("Space")
    page.get_by_role("button", name="Garder cette ligne").press("Enter")
    expect(page.get_by_text("1 ligne ajoutée")).to_be_visible()
    expect(page.get_by_text("notée à l’instant")).to_be_in_viewport()
    assert violations(page) == []
    assert is_narrow(page)
    page.get_by_text("Agir sur cette ligne : Soudure").press("Enter")
    page.get_by_role("link", name="Corriger : Soudure").press("Enter")
    expect(page.get_by_label("Capacités")).to_have_value("longueur : jusqu’à 3000 mm")
    assert violations(page) == []
    page.goto("/annuaire/organisations/1/?visiteur")
    assert "Soudure de profilés" not in page.inner_text("main")
    assert violations(page) == []


def test_one_press_answers_the_letter_without_account(open_page: Any, in_web: Any) -> None:
    page: Page = open_page(f"/annuaire/savoir-faire/toujours-vrai/{in_web(ASK).strip()}/")
    assert violations(page) == []
    assert is_narrow(page)
    page.get_by_role("button", name="Tout est toujours vrai").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, c’est noté")
    assert violations(page) == []
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, c’est noté")
