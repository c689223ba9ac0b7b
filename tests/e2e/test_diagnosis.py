"""The main job, from a name to the downloaded figures: with the mouse, by keyboard, in two tabs."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Download, Locator, Page, expect

pytestmark = pytest.mark.e2e

PERIOD = "?source=example-employment&from=2012&to=2024&level=A10"


def shown(page: Page, key: str) -> tuple[str, str]:
    """Return the exact value of a figure of the page and how it is written."""
    figure = page.locator(f"[data-figure='{key}']").first
    return figure.get_attribute("value") or "", figure.text_content() or ""


def check_downloaded(page: Page, download: Download, folder: Path) -> None:
    """Check that the CSV holds every figure of the page, exact and as written."""
    assert download.suggested_filename == "exemple-zone-emploi-X001.csv"
    download.save_as(folder / "profil.csv")
    text = (folder / "profil.csv").read_text(encoding="utf-8-sig")
    rows = {row["figure"]: row for row in csv.DictReader(io.StringIO(text))}
    figures = page.locator("[data-figure]").evaluate_all(
        "all => all.map(e => [e.dataset.figure, e.getAttribute('value'), e.textContent])"
    )
    assert len(figures) > 20
    for key, value, written in figures:
        assert (rows[key]["value"], rows[key]["display"]) == (value, written), key
        assert rows[key]["is_example"] == "true"
    assert rows["effects.local"]["period"] == "2012-2024"


def test_with_the_mouse(open_page: Any, tmp_path: Path) -> None:
    page = open_page("/")
    page.get_by_role("combobox").press_sequentially("Port-Mirrage", delay=20)
    expect(page.get_by_role("listbox")).to_have_attribute("aria-busy", "false")
    page.get_by_role("option", name="Zone d’emploi").first.click()
    page.wait_for_url("**/observatoire/zone-emploi/X001/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Port-Mirage")
    before = shown(page, "effects.local")

    page.locator("#from").select_option("2012")
    page.locator("#level").select_option("A10")
    page.locator(".choices button").click()
    page.wait_for_url(f"**/observatoire/zone-emploi/X001/{PERIOD}*")
    expect(page.locator("#sentence")).to_contain_text(re.compile("2012.*2024"))
    after = shown(page, "effects.local")
    assert after != before
    expect(page.locator("#from")).to_have_value("2012")
    expect(page.locator("#level")).to_have_value("A10")

    card = page.locator(".kpi", has=page.locator("[data-figure='effects.local']"))
    expect(card.locator("dl")).to_be_hidden()
    card.locator(".why summary").click()
    expect(card.locator("dl")).to_be_visible()
    expect(card.locator("code")).to_contain_text("terreau profile X001 --kind zone_emploi")
    expect(card.locator("code")).to_contain_text("--from 2012 --to 2024 --level A10")

    figure = page.locator("figure", has=page.locator("#effects-chart"))
    expect(figure.locator("#effects-chart svg")).to_be_visible()
    figure.locator("summary").click()
    expect(figure.get_by_role("cell", name=after[1], exact=True)).to_be_visible()

    with page.expect_download() as waiting:
        page.locator("main a[href*='profil.csv']").click()
    check_downloaded(page, waiting.value, tmp_path)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there; it is always on something on the way."""
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body"), "the focus is lost"
        if wanted.evaluate("e => e === document.activeElement"):
            return
    pytest.fail(f"Tab does not reach {wanted}")


def test_with_the_keyboard_alone(open_page: Any, tmp_path: Path) -> None:
    page = open_page("/")
    tab_to(page, page.get_by_role("combobox"))
    page.keyboard.type("port mirrage", delay=20)
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.get_by_role("listbox")).to_have_attribute("aria-busy", "false")
    for _ in range(8):
        page.keyboard.press("ArrowDown")
        if "/zone-emploi/X001/" in (chosen.get_attribute("href") or ""):
            break
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/observatoire/zone-emploi/X001/")

    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    tab_to(page, page.locator("#from"))
    page.keyboard.type("2012")
    tab_to(page, page.locator("#level"))
    page.keyboard.type("10")
    tab_to(page, page.locator(".choices button"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/observatoire/zone-emploi/X001/{PERIOD}*")

    why = page.locator(".why summary").first
    tab_to(page, why)
    page.keyboard.press("Enter")
    expect(page.locator("details[open].why dl")).to_be_visible()
    expect(why).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("details[open].why")).to_have_count(0)
    tab_to(page, page.locator("figure summary").first)
    page.keyboard.press("Space")
    expect(page.locator("figure table").first).to_be_visible()
    tab_to(page, page.locator("main a[href*='profil.csv']"))
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    check_downloaded(page, waiting.value, tmp_path)
    expect(page.locator("main a[href*='profil.csv']")).to_be_focused()


def test_two_tabs_do_not_disturb_each_other(open_page: Any) -> None:
    first = open_page("/observatoire/zone-emploi/X001/?from=2012&to=2020&level=A10")
    second = first.context.new_page()
    second.goto("/observatoire/zone-emploi/X002/?from=2015&to=2024&level=A5")
    second.get_by_role("button", name="English").click()
    expect(second.locator("#sentence")).to_contain_text("2015")
    assert "from=2015&to=2024&level=A5" in second.url

    first.locator("#from").select_option("2013")
    first.locator(".choices button").click()
    first.wait_for_url("**/X001/?*from=2013&to=2020&level=A10*")
    expect(first.locator("#sentence")).to_contain_text("2013")
    second.reload()
    expect(second.get_by_role("heading", level=1)).to_have_text("Hautecomète")
    expect(second.locator("#sentence")).to_contain_text("2015")


def test_back_returns_to_the_period_before(open_page: Any) -> None:
    page = open_page("/observatoire/zone-emploi/X001/")
    before = shown(page, "effects.local")
    page.locator("#from").select_option("2012")
    page.locator(".choices button").click()
    expect(page.locator("#sentence")).to_contain_text("2012")
    page.go_back()
    expect(page.locator("#sentence")).not_to_contain_text("2012")
    assert shown(page, "effects.local") == before
