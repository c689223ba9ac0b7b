"""Tables: cards on a narrow screen, still tables for a screen reader, sorted by their headings."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e

TI = "/observatoire/territoire-industrie/2:ti-x01/"
VALUES = """([table, column]) => [...table.tBodies[0].rows]
  .map(row => row.cells[column].querySelector('data').value)
  .map(value => value === '' ? null : Number(value))"""
TABLES_ONLY = "axe.run('table', {resultTypes: ['violations']})"


def column(page: Page, index: int) -> list[float | None]:
    """Return a column of the table of small sectors; None where the source hides the value."""
    table = page.locator("table[data-sortable]").nth(2).element_handle()
    found: list[float | None] = page.evaluate(VALUES, [table, index])
    return found


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_row_is_a_card_and_remains_a_row(open_page: Any, width: int, scheme: str) -> None:
    page = open_page(TI, width=width, color_scheme=scheme)
    table = page.get_by_role("region", name="Secteurs", exact=True).get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(5)
    row = table.get_by_role("row").nth(1)
    heading, cells = row.get_by_role("rowheader"), row.get_by_role("cell")
    expect(heading).to_have_count(1)
    expect(cells).to_have_count(4)
    name, first = heading.bounding_box(), cells.first.bounding_box()
    assert name
    assert first
    is_card = first["y"] >= name["y"] + name["height"] - 1
    assert is_card == (width == 320)
    label = cells.first.evaluate("e => getComputedStyle(e, '::before').content")
    assert ("2019" in label) == is_card
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(TABLES_ONLY)["violations"] == []


@pytest.mark.parametrize("width", [320, 1280])
def test_a_heading_sorts_its_column(open_page: Any, width: int) -> None:
    page = open_page(TI, width=width)
    page.locator("#other-sectors").click()
    table = page.locator("table[data-sortable]").nth(2)
    before = column(page, 1)
    assert None in before, "the example hides no cell any more: choose another territory"
    header = table.get_by_role("columnheader", name="2019")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    known = sorted((value for value in before if value is not None), reverse=True)
    hidden = [None] * before.count(None)
    assert column(page, 1) == [*known, *hidden]
    header.get_by_role("button").press("Enter")
    expect(header).to_have_attribute("aria-sort", "ascending")
    assert column(page, 1) == [*reversed(known), *hidden]
    names = table.get_by_role("columnheader", name="Secteur")
    names.get_by_role("button").click()
    expect(names).to_have_attribute("aria-sort", "ascending")
    assert header.get_attribute("aria-sort") is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_names_of_lines_are_never_cut(open_page: Any, language: str) -> None:
    page = open_page(TI, width=320, language=language)
    names = page.locator(".chart-legend li")
    expect(names).to_have_count(2)
    expect(names.first).to_contain_text("Vallées du Fil d’Argent")
    for name in names.all():
        box = name.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 320
    assert page.locator("#trend-chart text", has_text="Argent").count() == 0
