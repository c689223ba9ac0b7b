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
    page.goto("/observatoire/carte/?kind=epci&dans=departement:44")
    area(page, "244400644").click()
    page.wait_for_url("**/observatoire/epci/244400644/")


def test_one_looks_closer_with_the_mouse_the_keyboard_and_from_the_list(open_page: Any) -> None:
    page = open_page("/observatoire/carte/?kind=region")
    area(page, "11").click()
    page.wait_for_url("**kind=departement**dans=region%3A11")
    expect(page.locator("[data-map] .areas [data-code]")).to_have_count(8)
    link = page.locator("[data-map] a:has([data-code='91'])")
    page.get_by_role("link", name="Passer à la liste").focus()
    while not link.evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[data-map]') !== null")
    expect(page.locator("[data-told]")).to_contain_text("Essonne")
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=epci**dans=departement%3A91")
    page.get_by_role("link", name="Île-de-France").click()
    page.wait_for_url("**dans=region%3A11")
    page.get_by_role("link", name="Retour à la France").click()
    expect(page.locator(".ranked-list tbody tr")).to_have_count(1255)
    page.goto("/observatoire/carte/?kind=region")
    page.get_by_role("link", name="zoomer Bretagne").click()
    page.wait_for_url("**dans=region%3A53")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bretagne")


def test_one_finds_one_s_own_territory(open_page: Any) -> None:
    page = open_page("/observatoire/carte/")
    page.get_by_label("Trouver mon territoire").fill("pornichet")
    page.keyboard.press("Enter")
    page.wait_for_url("**#t-244400644")
    expect(area(page, "244400644")).to_have_class(re.compile("is-shown"))
    assert page.evaluate(IN_THE_LIST, "244400644")
    page.get_by_label("Trouver mon territoire").fill("Saint-Denis")
    page.keyboard.press("Enter")
    page.get_by_text("Plusieurs territoires y répondent").wait_for()
    offered = page.locator(".find-here a").first
    code = (offered.get_attribute("href") or "").removeprefix("#t-")
    offered.click()
    # What the pointer then lies on may be another row: the one that was asked for stays marked.
    page.wait_for_url(f"**#t-{code}")
    asked = page.locator(f".ranked-list tr[data-code='{code}']:target")
    expect(asked.locator("th")).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    heading = page.locator(".ranked-list thead").bounding_box()
    assert asked.bounding_box()["y"] >= heading["y"] + heading["height"] - 1


@pytest.mark.parametrize("scripts", [True, False])
def test_settings_leave_the_map_its_place_on_a_narrow_screen(
    open_page: Any, *, scripts: bool
) -> None:
    page = open_page(MAP, width=320, java_script_enabled=scripts)
    expect(page.locator("#indicator")).to_be_hidden()
    assert page.locator("[data-map]").bounding_box()["y"] < 800
    page.get_by_text("Changer d’indicateur").click()
    expect(page.locator("#indicator")).to_be_visible()
    wide = open_page(MAP, java_script_enabled=scripts)
    expect(wide.locator("#indicator")).to_be_visible()
    expect(wide.get_by_text("Changer d’indicateur")).to_be_hidden()


def test_the_list_shows_where_each_territory_lies(open_page: Any) -> None:
    page = open_page(MAP)
    row(page, "973").hover()
    expect(area(page, "973")).to_have_class(re.compile("is-shown"))
    row(page, "973").get_by_role("link", name="zoomer").focus()
    page.keyboard.press("Tab")
    expect(area(page, "973")).not_to_have_class(re.compile("is-shown"))
    expect(page.locator("[data-told]")).not_to_be_empty()
    page.keyboard.press("Enter")
    page.wait_for_url("**/observatoire/departement/*/")


def test_a_profile_leads_to_its_place_on_the_map(open_page: Any) -> None:
    page = open_page("/observatoire/departement/23/")
    page.get_by_role("link", name="Le situer parmi les autres").click()
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
