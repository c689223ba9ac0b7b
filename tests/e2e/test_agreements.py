"""What a territory owes and its documents in a real browser: by keyboard, narrow, with axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pages_checked import check_page
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
SignedIn = Callable[..., Page]


def example_plan(signed_in: SignedIn) -> Page:
    """Return the page of the plan of the example country, narrow."""
    page = signed_in("/plans/", width=320)
    page.get_by_role("link", name="Plan d’action du Pays Inventé").first.click()
    return page


def test_what_is_owed_is_added_and_done_by_keyboard(signed_in: SignedIn) -> None:
    page = example_plan(signed_in)
    page.get_by_role("link", name="Échéances", exact=True).press("Enter")
    check_page(page)
    page.get_by_role("link", name="Ajouter une échéance").press("Enter")
    page.get_by_label("Échéance", exact=True).fill("Bilan au clavier")
    page.get_by_label("Le", exact=True).fill("2027-03-31")
    check_page(page)
    page.get_by_role("button", name="Ajouter").press("Enter")
    expect(page.get_by_text("Bilan au clavier", exact=True)).to_be_visible()
    page.get_by_role("link", name="Dire qu’elle est faite : Bilan au clavier").press("Enter")
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_role("link", name="Corriger le jour : Bilan au clavier")).to_be_visible()


def test_a_document_is_joined_given_back_and_removed(signed_in: SignedIn, tmp_path: Path) -> None:
    note = tmp_path / "Compte rendu.txt"
    note.write_text("Trois machines, deux apprentis.", encoding="utf-8")
    page = example_plan(signed_in)
    page.get_by_role("link", name="École de production en forge et fonderie").click()
    page.get_by_role("link", name="Joindre un document").click()
    page.get_by_role("button", name="Joindre").click()
    expect(page.get_by_text("Choisissez un fichier.").first).to_be_visible()
    check_page(page)
    page.get_by_label("Fichier").set_input_files(note)
    page.get_by_role("button", name="Joindre").click()
    with page.expect_download() as given:
        page.get_by_role("link", name="Compte rendu.txt", exact=True).click()
    assert Path(given.value.path()).read_bytes() == note.read_bytes()
    page.get_by_role("link", name="Retirer Compte rendu.txt").click()
    check_page(page)
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_role("link", name="Compte rendu.txt", exact=True)).to_have_count(0)


@pytest.mark.parametrize("path", ["/plans/accords/2/", "/plans/accords/5/etape/opinion/"])
def test_an_agreement_is_read_and_said_by_everybody(signed_in: SignedIn, path: str) -> None:
    check_page(signed_in(path, width=320))
