"""What every page of a browser test is held to: axe finds nothing, nothing is wider than it."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

AXE = "axe.run({resultTypes: ['violations']})"
_OPEN_FOLDS = "document.querySelectorAll('main details').forEach(each => { each.open = true })"


def check_page(page: Page) -> None:
    """Find nothing that axe or a narrow screen finds, folds open."""
    page.evaluate(_OPEN_FOLDS)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AXE)["violations"]
    assert found == [], [each["id"] for each in found]
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
