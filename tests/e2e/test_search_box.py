"""The search box as one types: suggestions, typing errors, arrows, Escape."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.e2e

SUGGESTIONS = "**/territoires/suggestions/**"


def box(page: Page) -> Any:
    return page.get_by_role("combobox", name="Chercher un territoire")


def suggested(page: Page) -> Any:
    return page.get_by_role("listbox", name="Territoires trouvés")


@pytest.mark.parametrize(
    "typed", ["port-mirage", "PORT MIRAGE", "port mirrage", "portt mirag", "X001"]
)
def test_suggestions_appear_as_one_types(open_page: Any, typed: str) -> None:
    page = open_page("/")
    box(page).press_sequentially(typed, delay=20)
    expect(suggested(page)).to_be_visible()
    expect(suggested(page).get_by_role("option").first).to_contain_text("Port-Mirage")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(box(page)).to_have_value(typed)


def test_the_list_is_busy_until_it_answers_what_is_written(open_page: Any) -> None:
    page = open_page("/")
    box(page).press_sequentially("port", delay=20)
    expect(suggested(page)).to_be_visible()
    expect(suggested(page)).to_have_attribute("aria-busy", "false")
    with page.expect_request(SUGGESTIONS):
        page.route(SUGGESTIONS, lambda route: None)
        box(page).press_sequentially(" mir", delay=20)
    expect(suggested(page)).to_have_attribute("aria-busy", "true")
    box(page).fill("port")
    expect(suggested(page)).to_have_attribute("aria-busy", "false")


def test_accents_are_forgiven(open_page: Any) -> None:
    page = open_page("/")
    box(page).press_sequentially("etincelle", delay=20)
    expect(suggested(page).get_by_role("option").first).to_contain_text("Étincelle")


def test_arrows_move_and_say_where_they_are(open_page: Any) -> None:
    page = open_page("/")
    box(page).press_sequentially("port", delay=20)
    # The last answer is here: an earlier one would take the choice with it.
    expect(suggested(page)).to_have_attribute("aria-busy", "false")
    options = suggested(page).get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    for pressed, index in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        box(page).press(pressed)
        expect(options.nth(index)).to_have_attribute("aria-selected", "true")
        named = options.nth(index).get_attribute("id")
        expect(box(page)).to_have_attribute("aria-activedescendant", named)
    box(page).press("ArrowUp")
    expect(suggested(page).locator("[aria-selected=true]")).to_have_count(0)
    expect(box(page)).not_to_have_attribute("aria-activedescendant", re.compile(""))
    expect(box(page)).to_be_focused()


def test_escape_closes_and_keeps_what_was_typed(open_page: Any) -> None:
    page = open_page("/")
    box(page).press_sequentially("port", delay=20)
    expect(suggested(page)).to_be_visible()
    box(page).press("Escape")
    expect(suggested(page)).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value("port")
    expect(box(page)).to_be_focused()
    box(page).press("Enter")
    page.wait_for_url("**/territoires/?q=port")


@pytest.mark.parametrize("key", ["Escape", "Tab"])
def test_a_late_answer_does_not_open_what_was_closed(open_page: Any, key: str) -> None:
    page = open_page("/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(SUGGESTIONS, hold)
    with page.expect_request(SUGGESTIONS):
        box(page).fill("port")
    box(page).press(key)
    held[0].continue_()
    expect(page.locator(".suggestions [role=option]").first).to_be_attached()
    expect(suggested(page)).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")


def test_suggestions_close_when_the_focus_leaves(open_page: Any) -> None:
    page = open_page("/")
    box(page).press_sequentially("port", delay=20)
    expect(suggested(page)).to_be_visible()
    box(page).press("Tab")
    expect(page.get_by_role("button", name="Chercher")).to_be_focused()
    page.keyboard.press("Tab")
    expect(suggested(page)).to_be_hidden()


def test_nothing_close_enough_is_said_and_enter_still_searches(open_page: Any) -> None:
    page = open_page("/")
    box(page).press_sequentially("zzzzqqq", delay=20)
    expect(suggested(page).locator(".none")).to_be_visible()
    box(page).press("ArrowDown")
    box(page).press("Enter")
    page.wait_for_url("**/territoires/?q=zzzzqqq")
    expect(page.locator("main h2")).to_contain_text("zzzzqqq")
    expect(page.locator("main a[href*='/observatoire/']")).to_have_count(0)
    expect(box(page)).to_have_value("zzzzqqq")


def test_a_suggestion_opens_with_the_mouse(open_page: Any) -> None:
    page = open_page("/mentions-legales/")
    box(page).press_sequentially("hautecom", delay=20)
    expect(suggested(page)).to_have_attribute("aria-busy", "false")
    suggested(page).get_by_role("option", name="Zone d’emploi").first.click()
    page.wait_for_url("**/observatoire/zone-emploi/X002/")
