"""From a figure of a profile to the need that is noted, and back, by the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.e2e
AXE = "axe.run({resultTypes: ['violations']})"
OPEN_DISCLOSURES = "document.querySelectorAll('details').forEach(d => { d.open = true; })"
# The neighbour's territory: others open plans for the first one, and a figure then asks for which.
PROFILE = "/observatoire/territoire-industrie/2:ti-x02/"
KEEPER = "cheffe.voisine@exemple.terreau"
LABEL = "Noter un besoin depuis ce chiffre"


def violations(page: Page) -> list[str]:
    page.evaluate(OPEN_DISCLOSURES)
    page.evaluate(AXE_SCRIPT)
    return [each["id"] for each in page.evaluate(AXE)["violations"]]


def is_narrow(page: Page) -> bool:
    page.set_viewport_size({"width": 320, "height": 800})
    fits = bool(page.evaluate("document.documentElement.scrollWidth") <= 320)
    page.set_viewport_size({"width": 1280, "height": 900})
    return fits


def reached(page: Page, wanted: Locator) -> None:
    """Press the key that goes on until the wanted link is where one is."""
    for _step in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("link => link === document.activeElement"):
            return
    pytest.fail("the keyboard does not reach it")


def test_a_need_is_noted_from_a_profile_by_the_keyboard(signed_in: Any) -> None:
    page = signed_in(PROFILE, email=KEEPER)
    assert violations(page) == []
    assert is_narrow(page)
    page.goto(PROFILE)
    starting = page.get_by_role("link", name=LABEL).first
    reached(page, starting)
    page.keyboard.press("Enter")
    expect(page.get_by_role("note")).to_contain_text("Lu dans")
    assert violations(page) == []
    page.locator("#id_title").focus()
    page.keyboard.type("Des salariés à former avant le départ des anciens")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Des salariés à former avant le départ des anciens")
    back = page.locator("#from-title ~ p a").last
    reached(page, back)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PROFILE}")
    noted = page.get_by_role("link", name="Des salariés à former")
    expect(noted).to_be_visible()
    assert violations(page) == []


def test_a_visitor_is_offered_nothing(open_page: Any) -> None:
    page = open_page(PROFILE)
    expect(page.get_by_text(LABEL)).to_have_count(0)


def test_a_dashboard_stays_readable_with_its_links(signed_in: Any) -> None:
    page = signed_in(
        "/observatoire/tableaux/context/?t=territoire_industrie:2:ti-x02", email=KEEPER
    )
    expect(page.get_by_role("link", name=LABEL).first).to_be_visible()
    assert violations(page) == []
    assert is_narrow(page)
