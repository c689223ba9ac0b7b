"""Every page: axe, 320 pixels, the keyboard.

A visit tells all that is wrong at once, in both languages and both colour schemes: to open a page
costs as much as most of the checks.
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
# What another colour scheme may break, of all that axe looks at.
AXE_OF_COLOURS = """axe.run({resultTypes: ['violations'], runOnly: {type: 'rule', values:
  ['color-contrast', 'link-in-text-block']}})"""
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

# Of a thousand rows, places or operations alike the first are looked at: all took a minute.
THIN_OUT = """() => document.querySelectorAll(
  'tbody > tr:nth-child(n+60), svg path:nth-child(n+60), .api-operation:nth-of-type(n+30)')
  .forEach(e => e.remove())"""
STOPS = 60  # pressed from the beginning of a page, and again up to its end
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
    page.evaluate(THIN_OUT)
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
    """Tell what axe, which the page holds, finds."""
    for rule in page.evaluate(asked)["violations"]:
        for node in rule["nodes"]:
            yield f"axe, {rule['id']}: {node['html'][:200]} {node['failureSummary']}"


def test_a_page_is_for_everyone(open_page: Any, site: str, path: str, status: int) -> None:
    page = open_page(path, color_scheme="light", width=320)
    faults = [*words_and_width(page, status, "fr")]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(path)
    faults += tab_order(page)
    for script in (OPEN_DISCLOSURES, THIN_OUT, AXE_SCRIPT):
        page.evaluate(script)
    faults += violations(page, AXE)
    page.emulate_media(color_scheme="dark")
    faults += violations(page, AXE_OF_COLOURS)
    # What is marked, and its order, is the same in every language: only words and width change.
    page.context.add_cookies([{"name": "terreau_language", "value": "en", "url": site}])
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(path)
    faults += words_and_width(page, status, "en")
    assert not faults, "\n".join(faults)
