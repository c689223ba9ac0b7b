"""How pages are shown: light and dark, on paper, in the other language, without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e

ZONE = "/observatoire/zone-emploi/X001/"
CHOSEN = f"{ZONE}?from=2012&to=2020&level=A10"

COLOURS = """selector => [...new Set([...document.querySelectorAll(selector + ' svg *')]
  .filter(e => !e.closest('defs') && e.getAttribute('fill-opacity') !== '0')
  .flatMap(e => [e.getAttribute('fill'), e.getAttribute('stroke')])
  .filter(c => c && c !== 'none' && c !== 'transparent'))]"""
TOKEN = "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
# Texts of a chart that lie on one another, or on one line without a space between.
OVERLAPPING = """() => [...document.querySelectorAll('.chart-drawing svg')].flatMap(svg => {
  const texts = [...svg.querySelectorAll('text')]
    .map(e => [e.textContent, e.getBoundingClientRect()]);
  return texts.flatMap(([one, a], i) => texts.slice(i + 1)
    .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > -3
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6)
    .map(([other]) => one + ' / ' + other));
})"""


def drawn(page: Page) -> Page:
    """Wait until both charts are drawn."""
    expect(page.locator("#effects-chart svg text").first).to_be_visible()
    expect(page.locator("#trend-chart svg text").first).to_be_visible()
    return page


@pytest.mark.parametrize(("chart", "token"), [("#effects-chart", "--s3"), ("#trend-chart", "--s1")])
def test_colours_follow_the_scheme_in_charts_too(open_page: Any, chart: str, token: str) -> None:
    page = drawn(open_page(ZONE, color_scheme="light"))
    light, paper = page.evaluate(COLOURS, chart), page.evaluate(BACKGROUND)
    assert page.evaluate(TOKEN, token) in light
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(COLOURS, chart)
    for _ in range(50):  # the chart is drawn again a moment after the scheme has changed
        if page.evaluate(TOKEN, token) in dark:
            break
        page.wait_for_timeout(100)
        dark = page.evaluate(COLOURS, chart)
    assert page.evaluate(TOKEN, token) in dark
    assert page.evaluate(BACKGROUND) != paper
    assert not set(light) & set(dark)


@pytest.mark.parametrize("address", [ZONE, "/observatoire/territoire-industrie/2:ti-x01/"])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_texts_of_a_chart_do_not_overlap(
    open_page: Any, width: int, language: str, address: str
) -> None:
    page = drawn(open_page(address, width=width, language=language))
    assert page.evaluate(OVERLAPPING) == []


def test_a_country_is_not_compared_with_itself(open_page: Any) -> None:
    page = open_page("/observatoire/nation/XX/")
    page.locator("figure summary").click()
    table = page.get_by_role("table", name="Emploi, base 100")
    expect(table.get_by_role("columnheader")).to_have_count(2)


def test_a_chart_follows_the_window(open_page: Any) -> None:
    page = drawn(open_page(ZONE))
    page.set_viewport_size({"width": 360, "height": 800})
    width = page.locator("#trend-chart").evaluate("e => e.clientWidth")
    assert width < 360
    expect(page.locator("#trend-chart svg")).to_have_attribute("width", str(width))


def test_paper_says_where_figures_come_from_once_at_the_end(open_page: Any) -> None:
    page = drawn(open_page(CHOSEN))
    notes = page.locator(".print-notes li")
    expect(notes.first).to_be_hidden()
    page.emulate_media(media="print")
    marks = [int(mark.split()[-1]) for mark in page.locator(".note-mark").all_inner_texts()]
    assert len(marks) >= 7
    assert set(marks) == set(range(1, notes.count() + 1))
    for index in range(notes.count()):
        expect(notes.nth(index)).to_be_visible()
        expect(notes.nth(index).locator("code")).to_contain_text("terreau profile X001")
    expect(page.locator("details.why").first).to_be_hidden()
    expect(page.locator("#sentence")).to_be_visible()
    expect(page.get_by_role("navigation", name="Principale")).to_be_hidden()
    expect(page.locator(".choices button")).to_be_hidden()
    expect(page.get_by_text("Pays d’exemple.", exact=True)).to_be_visible()


def test_an_organisation_is_one_page_of_paper(open_page: Any) -> None:
    page = open_page("/annuaire/organisations/1/")
    paper = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "12mm"))
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    for left_out in (".crumbs", ".account-enter", ".list-files", ".actions"):
        expect(page.locator(left_out).first).to_be_hidden()
    expect(page.locator(".printed-from")).to_contain_text("/annuaire/organisations/1/")
    # Where a link leads is read on paper.
    expect(page.get_by_role("link", name="https://").first).to_be_visible()


@pytest.mark.parametrize("address", [ZONE, CHOSEN, "/observatoire/territoire-industrie/2:ti-x01/"])
def test_a_profile_is_a_handout_of_three_pages_at_most(open_page: Any, address: str) -> None:
    page = drawn(open_page(address))
    paper = page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 3
    page.emulate_media(media="print")
    # Each drawing fits its panel on paper.
    page.set_viewport_size({"width": 703, "height": 1032})
    for chart in ("#effects-chart", "#trend-chart"):
        panel, drawing = (page.locator(chart + part).bounding_box() for part in ("", " svg"))
        assert panel
        assert drawing
        assert drawing["width"] <= panel["width"] + 1
        assert drawing["height"] > 100


@pytest.mark.parametrize("address", ["/", "/territoires/?q=port", CHOSEN, "/nulle-part/?a=b"])
def test_the_language_changes_and_the_page_stays(open_page: Any, address: str) -> None:
    page = open_page(address)
    heading = page.get_by_role("heading", level=1).text_content()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith(address)
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.url.endswith(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_the_language_is_remembered(open_page: Any) -> None:
    page = open_page(CHOSEN)
    page.get_by_role("button", name="English").click()
    expect(page.locator("#sentence")).to_contain_text("2012")
    page.get_by_role("link", name="Terreau").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_without_javascript_search_profile_and_tables_work(open_page: Any) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_label("Chercher un territoire").fill("port mirrage")
    page.get_by_role("button", name="Chercher").click()
    page.wait_for_url("**/territoires/?q=port+mirrage")
    page.locator("main a[href='/observatoire/zone-emploi/X001/']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Port-Mirage")
    expect(page.locator("noscript p").first).to_be_visible()
    expect(page.locator(".chart-drawing").first).to_be_hidden()

    page.locator("#from").select_option("2012")
    page.locator("#level").select_option("A10")
    page.locator(".choices button").click()
    expect(page.locator("#sentence")).to_contain_text("2012")
    page.locator("figure summary").first.click()
    expect(page.locator("figure table").first).to_be_visible()
    page.locator(".why summary").first.click()
    expect(page.locator("details[open].why dl")).to_be_visible()
    with page.expect_download() as waiting:
        page.locator("main a[href*='profil.csv']").click()
    assert waiting.value.suggested_filename.endswith(".csv")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_refused_list_keeps_what_was_typed(open_page: Any) -> None:
    page = open_page("/territoires/liste/")
    field = page.get_by_label("Communes ou intercommunalités")
    field.fill("XA001, 12k")
    page.get_by_role("button", name="Ouvrir le profil").click()
    expect(field).to_have_value("XA001, 12k")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#codes-error")).to_contain_text("12")
    field.fill("XA001, XA002")
    page.get_by_role("button", name="Ouvrir le profil").click()
    page.wait_for_url("**/observatoire/liste/XA001,XA002/")
