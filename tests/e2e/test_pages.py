"""Every page: axe, 320 pixels, the keyboard.

A visit tells all that is wrong at once: to open a page costs as much as most of the checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

# A disclosure hides its contents from every check: all are opened first.
OPEN_DISCLOSURES = "document.querySelectorAll('details').forEach(d => { d.open = true; })"
AXE = "axe.run({resultTypes: ['violations']})"
# What another language or scheme may break, of all that axe looks at.
AXE_OF_COLOURS = """axe.run({resultTypes: ['violations'], runOnly: {type: 'rule', values:
  ['color-contrast', 'link-in-text-block', 'html-has-lang', 'html-lang-valid', 'valid-lang']}})"""
STATUS = "performance.getEntriesByType('navigation')[0].responseStatus"

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

# Of a thousand rows, places or operations alike, axe is shown the first: it took a minute for all.
THIN_OUT = """() => document.querySelectorAll(
  'tbody > tr:nth-child(n+60), svg path:nth-child(n+60), .api-operation:nth-of-type(n+30)')
  .forEach(e => e.remove())"""
STOPS = 150  # pressed from the beginning of a page, and again up to its end
# Everything that can be reached with Tab, in the order in which the page is read.
REMEMBER_STOPS = """() => {
  const able = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  window.stops = [...document.querySelectorAll(able)]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility());
  return window.stops.map(e => e.outerHTML.slice(0, 120));
}"""
# Where the focus comes: its rank among the stops, and whether it can be seen there.
FOLLOW_FOCUS = """() => {
  window.reached = [];
  addEventListener('focusin', event => {
    const now = event.target;
    const style = getComputedStyle(now), box = now.getBoundingClientRect();
    const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const seen = box.width > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight
      && box.left < innerWidth;
    window.reached.push([window.stops.indexOf(now), drawn && seen]);
  });
}"""


def words_and_width(page: Page, status: int, language: str) -> Iterator[str]:
    """Tell what is wrong with the words and the width of a page of 320 pixels."""
    told = {
        "lang": (page.locator("html").get_attribute("lang"), language),
        "h1": (page.locator("h1").count(), 1),
        "title": (page.title().endswith("Terreau"), True),
        "status": (page.evaluate(STATUS), status),
    }
    page.evaluate(OPEN_DISCLOSURES)
    told["scrolls"] = (page.evaluate("document.documentElement.scrollWidth") <= 320, True)
    told["overflows"] = (page.evaluate(OVERFLOWING), [])
    told["pushed sideways"] = (page.evaluate(SIDEWAYS), [])
    for what, (found, expected) in told.items():
        if found != expected:
            yield f"320 pixels, {what}: {found}, not {expected}"


def tab_order(page: Page) -> Iterator[str]:
    """Tell where Tab does not go in reading order, or cannot be seen."""
    names = page.evaluate(REMEMBER_STOPS)
    if "skip-link" not in names[0]:
        yield f"Tab starts at {names[0]}"
    page.evaluate(FOLLOW_FOCUS)
    # The middle of a list of a thousand places is passed over: there one link is like the next.
    first, last = names[:STOPS], names[STOPS:][-STOPS:]
    for _name in first:
        page.keyboard.press("Tab")
    if len(first) + len(last) < len(names):
        page.evaluate(f"window.stops.at({-len(last) - 1}).focus(); window.reached.pop();")
    for _name in last:
        page.keyboard.press("Tab")
    reached = page.evaluate("window.reached")
    pressed = [*range(len(first)), *range(len(names) - len(last), len(names))]
    for at, expected in enumerate(pressed):
        index, is_seen = reached[at] if at < len(reached) else (None, False)
        if index != expected:
            yield f"Tab should have reached {names[expected]}"
            return
        if not is_seen:
            yield f"the focus cannot be seen on {names[expected]}"


def violations(page: Page, asked: str) -> Iterator[str]:
    """Tell what axe finds."""
    page.evaluate(OPEN_DISCLOSURES)
    page.evaluate(THIN_OUT)
    page.evaluate(AXE_SCRIPT)
    for rule in page.evaluate(asked)["violations"]:
        for node in rule["nodes"]:
            yield f"axe, {rule['id']}: {node['html'][:200]} {node['failureSummary']}"


# Words change with the language and colours with the scheme: two visits see all four.
@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("en", "dark")])
def test_a_page_is_for_everyone(
    open_page: Any, path: str, status: int, language: str, scheme: str
) -> None:
    page = open_page(path, language=language, color_scheme=scheme, width=320)
    faults = [*words_and_width(page, status, language)]
    page.set_viewport_size({"width": 1280, "height": 800})
    if language == "fr":  # what is marked, and its order, is the same in every language
        page.goto(path)
        faults += tab_order(page)
        faults += violations(page, AXE)
    else:
        faults += violations(page, AXE_OF_COLOURS)
    assert not faults, "\n".join(faults)
