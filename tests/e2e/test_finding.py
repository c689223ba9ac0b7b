"""The search of know-how in a browser: by the keyboard, without a script, on its map."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e
AXE = "axe.run({resultTypes: ['violations']})"
FINDING = "/annuaire/savoir-faire/"
# The company of the example country that everyone sees.
COMPANY = "Fonderie de la Licorne"


def test_asked_by_the_keyboard_the_page_is_what_a_reload_shows(open_page: Any) -> None:
    page = open_page(FINDING)
    page.get_by_label("Ce que vous cherchez").press_sequentially("fonderie licorne")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=COMPANY)).to_be_visible()
    expect(page.locator("#found-count")).to_contain_text(re.compile(r"(sait|savent) faire"))
    expect(page).to_have_url(re.compile(r"q=fonderie"))
    swapped = page.locator("main").inner_text()
    page.reload()
    assert page.locator("main").inner_text() == swapped


def test_a_filter_applies_as_it_is_chosen(open_page: Any) -> None:
    page = open_page(f"{FINDING}?q=fonderie+licorne")
    page.get_by_text("Préciser : quoi, qui, où").click()
    page.get_by_label("Nature").select_option("laboratory")
    expect(page.get_by_role("heading", name=re.compile("Personne ne répond"))).to_be_visible()
    expect(page.locator("#found-count")).to_have_text(re.compile("Rien n’a été trouvé"))


def test_a_place_is_suggested_and_distances_are_told(open_page: Any) -> None:
    page = open_page(f"{FINDING}?q=fonderie+licorne")
    place = page.get_by_label("Près de (commune)")
    place.press_sequentially("Belle-Écl")
    page.get_by_role("option", name=re.compile("Belle-Éclipse")).click()
    expect(place).to_have_value(re.compile(r"Belle-Éclipse \("))
    page.get_by_role("button", name="Chercher").last.click()
    expect(page.locator(".finding-answer .meta").first).to_contain_text(re.compile(r"km|sur place"))


def test_the_map_and_its_list_point_at_each_other(open_page: Any) -> None:
    page = open_page(f"{FINDING}?q=fonderie+licorne")
    expect(page.get_by_role("img", name="Carte de qui répond")).to_be_visible()
    page.get_by_role("link", name=COMPANY).focus()
    expect(page.locator(".finding-point.is-shown")).to_have_count(1)


def test_it_works_without_a_script(open_page: Any) -> None:
    page = open_page(FINDING, java_script_enabled=False)
    page.get_by_label("Ce que vous cherchez").fill("fonderie licorne")
    page.get_by_role("search", name="Chercher un savoir-faire").get_by_role("button").click()
    expect(page.get_by_role("link", name=COMPANY)).to_be_visible()


def test_what_is_swapped_in_is_accessible(open_page: Any) -> None:
    page = open_page(FINDING, width=320)
    page.get_by_label("Ce que vous cherchez").fill("fonderie licorne")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=COMPANY)).to_be_visible()
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE)["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
