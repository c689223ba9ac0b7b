"""A source brought from its page, by a worker, while the page watches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
Open = Callable[..., Page]
PATIENCE = 40_000


def test_a_source_is_brought_and_a_failure_told(open_page: Open) -> None:
    page = open_page("/observatoire/donnees/")
    card = page.locator("#source-urssaf-commune-ape")
    expect(card).to_contain_text("jamais apportée")
    card.get_by_role("button", name="Apporter").click()
    # No reload is asked for here: the page watches by itself.
    expect(card).to_contain_text("n’est pas celui de tout le pays", timeout=PATIENCE)
    expect(card).to_contain_text("partage à l’identique")

    # Another publisher gives a web page in place of its file, to a browser without scripts.
    page = open_page("/observatoire/donnees/sources/zones/", java_script_enabled=False)
    page.get_by_role("button", name="Apporter").click()
    state = page.locator(".source-state")
    for _ in range(60):
        if "a échoué" in state.inner_text():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(state).to_contain_text("Le site de l’éditeur n’a pas donné le fichier.")
    expect(page.get_by_role("button", name="Réessayer")).to_be_visible()
