"""The life of a sheet in a real browser: its budget by the keyboard, its small forms, narrow."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
AXE = "axe.run({resultTypes: ['violations']})"
OPEN_DISCLOSURES = "document.querySelectorAll('details').forEach(d => { d.open = true; })"
WOOD, FORGE = "Du bois d’ici dans les bâtiments industriels", "École de production en forge"


def violations(page: Page) -> list[str]:
    page.evaluate(OPEN_DISCLOSURES)
    page.evaluate(AXE_SCRIPT)
    return [each["id"] for each in page.evaluate(AXE)["violations"]]


def is_narrow(page: Page) -> bool:
    page.set_viewport_size({"width": 320, "height": 800})
    fits = bool(page.evaluate("document.documentElement.scrollWidth") <= 320)
    page.set_viewport_size({"width": 1280, "height": 900})
    return fits


def opened(open_page: Any, title: str) -> Page:
    """Open a sheet of the plan that the project manager keeps."""
    page: Page = open_page("/compte/connexion/")
    page.get_by_role("button", name="Camille Fictive").click()
    expect(page.get_by_role("button", name="Camille Fictive")).to_have_count(0)  # signed in
    page.goto("/plans/")
    page.get_by_role("link", name="Pays Inventé").first.click()
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    return page


def test_a_budget_is_written_by_the_keyboard(open_page: Any) -> None:
    page = opened(open_page, WOOD)
    page.get_by_role("link", name="Chiffrer l’action").last.press("Enter")
    assert violations(page) == []
    assert is_narrow(page)
    page.locator("#id_cost-0-label").focus()
    for typed in ("Charpente", "2027", "120 k€"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.locator("#id_funds-0-name").fill("Pôle Bois de Terranie")
    page.locator("#id_funds-0-obtained").fill("beaucoup")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ce montant ne se lit pas")).to_be_visible()
    # Nothing typed is lost, and what is refused is told next to its field.
    expect(page.locator("#id_cost-0-planned")).to_have_value("120 k€")
    assert violations(page) == []
    assert is_narrow(page)
    page.locator("#id_funds-0-obtained").fill("100 000,50 €")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le budget est enregistré")).to_be_visible()
    expect(page.locator(".money-gap")).to_contain_text("19")
    assert violations(page) == []
    assert is_narrow(page)


@pytest.mark.parametrize("part", ["participants", "calendrier", "suivi", "risques", "echanges"])
def test_the_parts_of_a_sheet_are_accessible(open_page: Any, part: str) -> None:
    page = opened(open_page, FORGE)
    assert violations(page) == []
    page.goto(f"{page.url}{part}/")
    assert violations(page) == []
    assert is_narrow(page)


def test_an_organisation_is_suggested_as_one_types(open_page: Any) -> None:
    page = opened(open_page, WOOD)
    page.goto(f"{page.url}participants/")
    page.get_by_role("combobox", name="Organisation").press_sequentially("Mécanique P")
    page.get_by_role("option", name="Mécanique Pégase").click()
    page.get_by_role("button", name="Ajouter").press("Enter")
    expect(page.get_by_text("Mécanique Pégase").first).to_be_visible()
