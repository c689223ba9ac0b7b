"""Widgets in the page of another site: seen, narrow, dark, without a cookie or a fault."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, FrameLocator, Page, expect

pytestmark = pytest.mark.e2e

ROOT = "/observatoire/integrer/"
WIDGETS = {
    "number": f"{ROOT}zone-emploi/X001/effects.local/",
    "effects": f"{ROOT}zone-emploi/X001/effects/",
    "trend": f"{ROOT}zone-emploi/X001/trend/?lang=en",
    "indicator": f"{ROOT}indicateur/industry-share/zone-emploi/X001/",
    "map": f"{ROOT}carte/?kind=region",
    "map-closer": f"{ROOT}carte/?kind=departement&dans=region:11",
    "map-of-stocks": f"{ROOT}carte/?kind=departement&indicator=population",
    "map-example": f"{ROOT}carte/?country=XX&indicator=industry-share",
    "refused": f"{ROOT}zone-emploi/X001/nothing/",
}
AXE = "axe.run({resultTypes: ['violations']})"
# Smallest text of a drawing, in pixels of the screen.
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.drawing text')]
  .filter(e => e.checkVisibility())
  .map(e => parseFloat(e.getAttribute('font-size')) * e.getScreenCTM().a))"""


@pytest.mark.parametrize("widget", WIDGETS.values(), ids=WIDGETS.keys())
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_widget(open_page: Any, widget: str, scheme: str) -> None:
    page = open_page(widget, color_scheme=scheme, width=320)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate(AXE_SCRIPT)
    found = [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in page.evaluate(AXE)["violations"]
        for node in rule["nodes"]
    ]
    assert not found, "\n".join(found)
    assert page.context.cookies() == []


@pytest.mark.parametrize("widget", WIDGETS.values(), ids=WIDGETS.keys())
@pytest.mark.parametrize("width", [240, 320, 600])
def test_a_widget_fits_a_narrow_frame(open_page: Any, widget: str, width: int) -> None:
    page = open_page(widget, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if page.locator(".drawing").count():
        assert page.locator(".drawing svg:visible").count() == 1
        assert page.evaluate(SMALLEST) >= 9


@pytest.fixture
def other_site(tmp_path: Path) -> Iterator[Path]:
    """Serve a folder from another origin, as somebody's site; its address is in ``address``."""
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("localhost", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        (tmp_path / "address").write_text(f"http://localhost:{server.server_port}/")
        yield tmp_path
        server.shutdown()
        thread.join()


@pytest.fixture
def framed(browser: Browser, other_site: Path) -> Iterator[Any]:
    """Return a function that shows a code in a page of another site, and the frame in it."""
    context = browser.new_context(viewport={"width": 700, "height": 900})
    context.set_default_timeout(10_000)

    def show(code: str) -> tuple[Page, FrameLocator]:
        (other_site / "index.html").write_text(f"<!doctype html><title>t</title>{code}", "utf-8")
        page = context.new_page()
        page.goto((other_site / "address").read_text())
        return page, page.frame_locator("iframe")

    yield show
    context.close()


def test_the_code_of_a_profile_shows_the_number_in_another_site(
    open_page: Any, framed: Any
) -> None:
    source = open_page("/observatoire/zone-emploi/X001/")
    local = source.locator("data[data-figure='effects.local']").first.text_content()
    source.get_by_text("Intégrer à un site").click()
    code = source.locator("#embed-effects-local").input_value()
    page, frame = framed(code)
    expect(frame.locator("data[data-figure='effects.local']")).to_have_text(local)
    assert page.context.cookies() == []
    with page.expect_popup() as waiting:
        frame.get_by_role("link", name="Tout voir").click()
    waiting.value.wait_for_url("**/observatoire/zone-emploi/X001/")


def test_one_looks_closer_inside_the_frame(open_page: Any, framed: Any) -> None:
    source = open_page("/observatoire/carte/?kind=region")
    source.get_by_text("Intégrer à un site").click()
    page, frame = framed(source.locator("#embed-map").input_value())
    frame.locator(".areas [data-code='11']").click()
    expect(frame.get_by_role("heading", level=1)).to_contain_text("Île-de-France")
    frame.get_by_text("Du plus au moins").click()
    frame.get_by_role("list").get_by_role("link", name="Essonne").click()
    expect(frame.get_by_role("heading", level=1)).to_contain_text("Essonne")
    frame.get_by_role("link", name="Retour à la France").click()
    expect(frame.get_by_role("heading", level=1)).not_to_contain_text("Essonne")
    assert page.context.cookies() == []


def test_another_page_cannot_be_framed(site: str, framed: Any) -> None:
    page, _frame = framed(f'<iframe src="{site}/observatoire/zone-emploi/X001/"></iframe>')
    page.wait_for_load_state("networkidle")
    assert page.frames[1].url == "chrome-error://chromewebdata/", "the browser refuses"
