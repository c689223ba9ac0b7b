"""A dashboard from a profile, by keyboard; narrow; on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

PAGE = "/observatoire/tableaux/context/?t=zone_emploi:X001"


def test_from_a_profile_to_a_dashboard_and_another(open_page: Any) -> None:
    page = open_page("/observatoire/zone-emploi/X001/")
    page.get_by_role("link", name="Lire ses tableaux de bord").click()
    page.get_by_role("link", name="Attractivité").click()
    page.wait_for_url("**/tableaux/attractiveness/?t=zone_emploi%3AX001")
    expect(page.locator("#sentence")).to_contain_text("Port-Mirage")
    page.get_by_role("link", name="Contexte").click()
    page.wait_for_url("**/tableaux/context/?t=zone_emploi%3AX001")


def test_a_territory_is_asked_for_and_found_by_keyboard(open_page: Any) -> None:
    page = open_page("/observatoire/tableaux/industry/")
    page.get_by_label("Pour quel territoire").focus()
    page.keyboard.type("Port-Mirage")
    page.keyboard.press("Enter")
    choices = page.locator("main .plain-list a")
    choices.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tableaux/industry/\?t="))
    expect(page.locator("h1")).to_contain_text("Port-Mirage")


def test_numbers_and_sources_open_by_keyboard(open_page: Any) -> None:
    page = open_page(PAGE)
    group = page.locator(".dashboard-group").nth(1)
    numbers = group.locator(".chart-table summary")
    numbers.focus()
    page.keyboard.press("Enter")
    expect(group.locator("table")).to_be_visible()
    assert group.locator("tbody tr").count() > 5
    group.locator(".why summary").focus()
    page.keyboard.press("Enter")
    expect(group.locator(".provenance").first).to_contain_text("terreau indicators dashboard")


def test_the_map_opens_at_the_territory(open_page: Any) -> None:
    page = open_page("/observatoire/tableaux/context/?t=departement:23")
    page.locator(".dashboard-figures a", has_text="carte").first.click()
    page.wait_for_url("**/carte/?indicator=*#t-23")
    expect(page.locator(".ranked-list tr[data-code='23']")).to_be_visible()


def test_two_groups_side_by_side_then_one_under_the_other(open_page: Any) -> None:
    page = open_page(PAGE)
    boxes = [page.locator(".dashboard-group").nth(i).bounding_box() for i in (0, 1)]
    assert boxes[0]["y"] == boxes[1]["y"]
    page.set_viewport_size({"width": 320, "height": 800})
    boxes = [page.locator(".dashboard-group").nth(i).bounding_box() for i in (0, 1)]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_paper_the_figures_and_how_to_produce_them_again(open_page: Any) -> None:
    page = open_page(PAGE)
    again = page.get_by_text("terreau indicators dashboard context zone_emploi:X001", exact=True)
    expect(again).not_to_be_visible()
    page.emulate_media(media="print")
    expect(again).to_be_visible()
    expect(page.locator("#sentence")).to_be_visible()
    expect(page.locator(".curve-alone").first).to_be_visible()
    expect(page.get_by_role("link", name="carte").first).not_to_be_visible()
    expect(page.locator(".site-footer")).to_contain_text("Source")
