"""The map with the mouse, from its list, by keyboard; what it weighs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.e2e

MAP = "/observatoire/carte/?kind=departement&indicator=population-growth"

IN_THE_LIST = """code => {
  const box = selector => document.querySelector(selector).getBoundingClientRect();
  const list = box('.ranked-list'), row = box(`.ranked-list tr[data-code='${code}']`);
  return list.top <= row.top && row.bottom <= list.bottom;
}"""


def area(page: Page, code: str) -> Locator:
    return page.locator(f"[data-map] .areas [data-code='{code}']")


def row(page: Page, code: str) -> Locator:
    return page.locator(f".ranked-list tr[data-code='{code}']")


def test_the_mouse_shows_a_territory_in_the_list_and_opens_it(open_page: Any) -> None:
    page = open_page(MAP)
    area(page, "23").hover()
    expect(page.locator("[data-told]")).to_contain_text("Creuse")
    expect(row(page, "23")).to_have_class(re.compile("is-shown"))
    assert page.evaluate(IN_THE_LIST, "23")
    area(page, "44").hover()
    expect(row(page, "23")).not_to_have_class(re.compile("is-shown"))
    area(page, "44").click()
    page.wait_for_url("**/observatoire/departement/44/")


def test_the_list_shows_where_each_territory_lies(open_page: Any) -> None:
    page = open_page(MAP)
    row(page, "973").hover()
    expect(area(page, "973")).to_have_class(re.compile("is-shown"))
    row(page, "973").get_by_role("link").focus()
    page.keyboard.press("Tab")
    expect(area(page, "973")).not_to_have_class(re.compile("is-shown"))
    expect(page.locator("[data-told]")).not_to_be_empty()
    page.keyboard.press("Enter")
    page.wait_for_url("**/observatoire/departement/*/")


def test_a_profile_leads_to_its_place_on_the_map(open_page: Any) -> None:
    page = open_page("/observatoire/departement/23/")
    page.get_by_role("link", name="Le situer parmi les autres, sur une carte").click()
    page.wait_for_url("**/carte/?indicator=population-growth&kind=departement#t-23")
    expect(area(page, "23")).to_have_class(re.compile("is-shown"))
    expect(page.locator("[data-told]")).to_contain_text("Creuse")
    assert page.evaluate(IN_THE_LIST, "23")


def test_the_legend_hides_a_class_on_the_map_and_in_the_list(open_page: Any) -> None:
    page = open_page(MAP)
    boxes = page.locator(".map-legend input")
    count = page.locator(".ranked-list tbody tr:visible").count()
    place = row(page, "23").get_attribute("data-class")
    box = page.locator(f".map-legend input[value='{place}']")
    box.focus()
    page.keyboard.press("Space")
    expect(row(page, "23")).to_be_hidden()
    expect(area(page, "23")).to_have_class(re.compile("is-off"))
    assert page.locator(".ranked-list tbody tr:visible").count() < count
    box.check()
    expect(row(page, "23")).to_be_visible()
    expect(boxes.first).to_be_checked()


def test_another_indicator_year_and_way_to_cut(open_page: Any) -> None:
    page = open_page(MAP)
    page.locator("#indicator").select_option("population")
    page.locator("#kind").select_option("region")
    page.locator("#classes").select_option("natural")
    page.get_by_role("button", name="Montrer").click()
    page.wait_for_url("**indicator=population&kind=region*classes=natural*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Population, 2023")
    expect(page.locator("[data-map] circle")).to_have_count(17)  # Mayotte is not known
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Les valeurs (CSV)").click()
    assert waiting.value.suggested_filename == "population-region.csv"


def test_the_largest_map_weighs_less_than_a_megabyte(open_page: Any) -> None:
    page = open_page("about:blank")
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto("/observatoire/carte/", wait_until="networkidle")
    assert len(sizes) > 5
    assert sum(sizes) <= 1_000_000
