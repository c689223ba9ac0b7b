"""A person writes from the contact page: refused once, nothing lost, then kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


def test_a_message_is_written_mended_and_kept(open_page: Any) -> None:
    page = open_page("/contact/?sujet=figure", width=320)
    page.get_by_label("Votre message").fill("Ce chiffre est-il juste ?")
    page.get_by_label("Votre adresse électronique").fill("lea@")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("rien de ce que vous avez écrit")
    expect(page.get_by_label("Votre message")).to_have_value("Ce chiffre est-il juste ?")
    expect(page.get_by_label("De quoi s’agit-il")).to_have_value("figure")
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate("axe.run({resultTypes: ['violations']})")["violations"] == []
    page.get_by_label("Votre adresse électronique").fill("lea@exemple.fr")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre message est arrivé")
    assert re.search(r"/contact/[2-9A-Z]{5}-[2-9A-Z]{5}/\?cle=[0-9a-f]{64}$", page.url)
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate("axe.run({resultTypes: ['violations']})")["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
