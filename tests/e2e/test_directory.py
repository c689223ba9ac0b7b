"""The directory in a real browser: invited and accepted, asked and answered, by the keyboard."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
AXE = "axe.run({resultTypes: ['violations']})"
TI = "/annuaire/territoires/territoire-industrie/2:ti-x01/"
SignedIn = Callable[..., Page]


def letter_to(home: Path, reader: str) -> str:
    """Return the letter to somebody, once the worker has let it leave: a demo writes files."""
    for _ in range(300):
        for file in (home / "outbox").glob("*"):
            if f"To: {reader}" in (letter := file.read_text(encoding="utf-8")):
                return letter
        time.sleep(0.1)
    raise AssertionError(f"no letter left to {reader}")


def link_of(letter: str) -> str:
    """Return the path of an invitation's link, which the letter may have cut in lines."""
    found = re.search(r"/annuaire/invitation/[\w-]+/", letter.replace("=\n", ""))
    assert found is not None, letter
    return found[0]


def test_invited_accepted_seen(signed_in: SignedIn, site_home: Path) -> None:
    manager = signed_in(TI)
    manager.get_by_role("link", name="Donner un mandat ou inviter").click()
    manager.get_by_label("Son adresse électronique").fill("venue.dailleurs@exemple.terreau")
    manager.get_by_label(re.compile("^Observateur")).check()
    manager.get_by_role("button", name="Inviter").click()
    expect(manager.get_by_role("status")).to_contain_text("L’invitation est faite")
    expect(manager.locator(".letter")).to_contain_text("venue.dailleurs@exemple.terreau")
    expect(manager.locator("main")).to_contain_text("venue.dailleurs@exemple.terreau")

    link = link_of(letter_to(site_home, "venue.dailleurs@exemple.terreau"))
    guest = signed_in(link, email="invitee@exemple.terreau", name="Inès Invitée")
    expect(guest.locator("main")).to_contain_text("Camille Fictive")
    guest.get_by_label("Oui, je prends ce mandat").check()
    guest.get_by_role("button", name="Accepter l’invitation").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Mes mandats")
    expect(guest.locator("main")).to_contain_text("Vallées du Fil d’Argent")

    manager.reload()
    expect(manager.locator("main")).to_contain_text("Observateur · Inès Invitée")
    guest.goto(link)
    expect(guest.locator("main")).to_contain_text("déjà été acceptée")


def test_a_guest_without_an_account_comes_back_and_accepts(
    signed_in: SignedIn, open_page: Any
) -> None:
    manager = signed_in(f"{TI}donner/")
    manager.get_by_label("Son adresse électronique").fill("marie@nouvelle.example")
    manager.get_by_label(re.compile("^Animateur")).check()
    manager.get_by_role("button", name="Inviter").click()
    link = manager.locator(".letter a[href^=http]").first.get_attribute("href")
    assert link is not None
    manager.evaluate(AXE_SCRIPT)
    assert manager.evaluate(AXE)["violations"] == []

    guest = open_page(link, width=320)
    expect(guest.locator("main")).to_contain_text("répondre aux observateurs et aux organisations")
    guest.evaluate(AXE_SCRIPT)
    assert guest.evaluate(AXE)["violations"] == []
    guest.get_by_role("link", name="Créer un compte").click()
    expect(guest.get_by_label("Adresse électronique")).to_have_value("marie@nouvelle.example")
    guest.get_by_label("Mot de passe").fill("quatre grandes roues de bois")
    guest.get_by_role("button", name="Créer le compte").click()
    guest.get_by_role("button", name="Accepter l’invitation").click()
    expect(guest.locator("main")).to_contain_text("Vallées du Fil d’Argent")


def test_what_was_typed_while_signed_out_comes_back(signed_in: SignedIn) -> None:
    page = signed_in(f"{TI}demander/", email="distraite@exemple.terreau", name="Diane Distraite")
    page.get_by_label("Pourquoi").fill("Pour une visite d’usine.")
    page.context.clear_cookies(name="terreau_session")
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_role("status")).to_contain_text("Votre session était fermée")
    page.get_by_role("button", name=re.compile("Diane Distraite")).click()
    expect(page.get_by_label("Pourquoi")).to_have_value("Pour une visite d’usine.")
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Demande")


def test_asked_and_answered_by_the_keyboard(signed_in: SignedIn) -> None:
    asking = signed_in(TI, email="curieuse@exemple.terreau", name="Clara Curieuse")
    asking.get_by_role("link", name="Demander un accès").click()
    asking.get_by_label(re.compile("^Observateur")).focus()
    asking.keyboard.press("Space")
    asking.keyboard.press("Tab")
    asking.keyboard.type("Pour préparer une visite.")
    asking.keyboard.press("Tab")
    for _ in range(6):  # the three parts of a day, its calendar, then the button
        if asking.evaluate("document.activeElement.tagName") == "BUTTON":
            break
        asking.keyboard.press("Tab")
    asking.keyboard.press("Enter")
    expect(asking.locator("main")).to_contain_text("Pour préparer une visite.")

    manager = signed_in("/")
    manager.get_by_role("link", name=re.compile("Clara Curieuse demande")).click()
    manager.get_by_label("Un mot pour la personne").fill("Bienvenue.")
    manager.get_by_role("button", name="Accepter").click()
    expect(manager.locator("main")).to_contain_text("acceptée")
    asking.goto("/annuaire/mandats/")
    expect(asking.locator("main")).to_contain_text("Vallées du Fil d’Argent")


@pytest.mark.parametrize(
    "address",
    [
        "/annuaire/organisations/1/modifier/",
        "/annuaire/mandats/",
        f"{TI}donner/",
        "/",
        "/annuaire/mandats/3/",
        "/annuaire/mandats/3/nom/",
        "/annuaire/mandats/3/prolonger/",
        "/annuaire/mandats/6/terminer/",
        "/annuaire/mandats/3/transmettre/",
        "/annuaire/demandes/1/",
        # network
        "/annuaire/reseau/territoires/territoire-industrie/2:ti-x01/",
        "/annuaire/reseau/espaces/1/",
        "/annuaire/reseau/espaces/ouvrir/",
        "/annuaire/reseau/organisations/1/",
        "/annuaire/reseau/adhesion/1/terminer/",
        "/annuaire/organisations/9/",
    ],
)
def test_pages_of_who_is_signed_in_are_accessible(signed_in: SignedIn, address: str) -> None:
    page = signed_in(address)
    page.evaluate(AXE_SCRIPT)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(AXE)["violations"] == []


def test_to_choose_field_by_field_shows_the_choices(signed_in: SignedIn) -> None:
    page = signed_in("/annuaire/organisations/1/modifier/")
    choices = page.get_by_label("Toute la fiche")
    page.get_by_label("Les partenaires du projet seulement").check()
    expect(choices).to_be_hidden()
    page.get_by_label("Je choisis champ par champ").check()
    expect(choices).to_be_visible()
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE)["violations"] == []


@pytest.mark.parametrize("how", ["keyboard", "mouse"])
def test_the_seat_of_an_organisation_is_suggested(signed_in: SignedIn, how: str) -> None:
    page = signed_in("/annuaire/organisations/ajouter/")
    seat = page.get_by_role("combobox", name="Commune du siège")
    seat.press_sequentially("port mirrage", delay=20)
    listbox = page.get_by_role("listbox", name="Communes trouvées")
    first = listbox.get_by_role("option").first
    expect(first).to_contain_text("Port-Mirage")
    expect(listbox).to_have_attribute("aria-busy", "false")
    if how == "mouse":
        first.click()
    else:
        seat.press("ArrowDown")
        seat.press("Enter")
    expect(seat).to_have_value(re.compile(r"^Port-Mirage \(XA\d{3}\)$"))
    expect(listbox).to_be_hidden()
    expect(seat).to_be_focused()
    seat.press_sequentially("x", delay=20)
    expect(listbox).to_be_visible()
    seat.press("Tab")
    expect(listbox).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_header_stands_on_one_line(signed_in: SignedIn, width: int) -> None:
    page = signed_in("/contact/")
    page.set_viewport_size({"width": width, "height": 700})
    boxes = [
        page.locator(f".site-bar > {part}").bounding_box()
        for part in (".logo", "nav", ".account-menu", ".search")
    ]
    middles = [box["y"] + box["height"] / 2 for box in boxes if box]
    assert len(middles) == 4
    assert max(middles) - min(middles) < 10


def test_the_drawing_of_a_network_leads_to_organisations_by_the_keyboard(
    signed_in: SignedIn,
) -> None:
    page = signed_in("/annuaire/reseau/territoires/territoire-industrie/2:ti-x01/")
    node = page.locator("a.network-node").first
    node.focus()
    target = node.get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")
    expect(page.locator("h1")).to_be_visible()


REGISTER = "/annuaire/registre/"


@pytest.mark.parametrize("width", [320, 1280])
def test_a_keeper_reads_what_the_register_changed(signed_in: SignedIn, width: int) -> None:
    page = signed_in(REGISTER)
    page.set_viewport_size({"width": width, "height": 900})
    reading = page.get_by_role("link", name="Base SIRENE (Insee)").first
    reading.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lecture du registre")
    expect(page.get_by_role("link", name="SCIERIE DU BOIS-CHIMÈRE")).to_be_visible()
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE)["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_file_of_the_territory_is_seen_before_it_is_written(signed_in: SignedIn) -> None:
    page = signed_in(f"{REGISTER}fichier/")
    content = (
        "Nom;Commune;NAF;E-mail\n=2+2 Forge;XA001;25.11Z;a@b.example\nSans commune;nulle part;;\n"
    )
    page.get_by_label("Fichier CSV ou XLSX").set_input_files(
        {"name": "annuaire.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Voir ce qui changerait").click()
    expect(page.get_by_text("Ligne 3")).to_be_visible(timeout=20_000)
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE)["violations"] == []
    expect(page.get_by_role("button", name="Écrire dans l’annuaire")).to_be_visible()
