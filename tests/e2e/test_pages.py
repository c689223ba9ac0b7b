"""Every page: axe, 320 pixels, the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

pytestmark = pytest.mark.e2e

# A disclosure hides its contents from every check: all are opened first.
OPEN_DISCLOSURES = "document.querySelectorAll('details').forEach(d => { d.open = true; })"
AXE = "axe.run({resultTypes: ['violations']})"

# What leaves the page on the right. What scrolls in a box of its own, or is not drawn, does not.
OVERFLOWING = """() => {
  const scrolls = e => e && e !== document.body
    && (getComputedStyle(e).overflowX === 'auto' || scrolls(e.parentElement));
  const inside = e => scrolls(e.parentElement) || e.closest('.visually-hidden, .skip-link, svg');
  return [...document.querySelectorAll('body *')]
    .filter(e => !inside(e) && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 120));
}"""

# Tables that one must push sideways to read.
SIDEWAYS = """() => [...document.querySelectorAll('.table-scroll')]
  .filter(e => e.scrollWidth > e.clientWidth + 1)
  .map(e => e.getAttribute('aria-label') || e.getAttribute('aria-labelledby'))"""

# Everything that can be reached with Tab, in the order in which the page is read.
REMEMBER_STOPS = """() => {
  const able = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  window.stops = [...document.querySelectorAll(able)]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility());
  return window.stops.map(e => e.outerHTML.slice(0, 120));
}"""
STOP_NOW = """() => {
  const now = document.activeElement;
  const style = getComputedStyle(now), box = now.getBoundingClientRect();
  const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const seen = box.width > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight
    && box.left < innerWidth;
  return [window.stops.indexOf(now), drawn && seen];
}"""


@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("en", "dark")])
def test_axe_finds_nothing(open_page: Any, path: str, language: str, scheme: str) -> None:
    # Words change with the language and colours with the scheme: two visits see all four.
    page = open_page(path, language=language, color_scheme=scheme)
    page.evaluate(OPEN_DISCLOSURES)
    page.evaluate(AXE_SCRIPT)
    found = [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in page.evaluate(AXE)["violations"]
        for node in rule["nodes"]
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_says_what_it_is_in_320_pixels(
    open_page: Any, path: str, status: int, language: str
) -> None:
    page = open_page("about:blank", language=language, width=320)
    answer = page.goto(path)
    assert answer.status == status
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.title().endswith("Terreau")
    page.evaluate(OPEN_DISCLOSURES)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate(SIDEWAYS) == []


def test_tab_goes_everywhere_in_reading_order(open_page: Any, path: str) -> None:
    page = open_page(path)
    names = page.evaluate(REMEMBER_STOPS)
    assert "skip-link" in names[0]
    for expected, name in enumerate(names):
        page.keyboard.press("Tab")
        index, is_seen = page.evaluate(STOP_NOW)
        assert index == expected, f"Tab should have reached {name}"
        assert is_seen, f"the focus cannot be seen on {name}"
