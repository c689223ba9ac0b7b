"""A project manager's month in a real browser: from a messy spreadsheet to the annual report."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pptx
import pypdf
import pytest
from django.utils import timezone
from messy_plans import messy_plan
from pages_checked import check_page
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
HOMES = "Logement des apprentis"


def test_a_month_of_a_project_manager(open_page: Callable[..., Page], tmp_path: Path) -> None:
    page, chair = as_one_of(open_page, "Camille Fictive"), as_one_of(open_page, "Élodie")
    plan = opens_a_plan(page)
    brings_a_spreadsheet(page, plan)
    presents(page, plan)
    committee = plans_a_committee(page, plan)
    takes_its_papers(page, tmp_path)
    the_committee_is_held(page)
    the_duo_validates(chair, plan)
    a_milestone_is_late(page, plan)
    the_next_committee_starts_from_the_last(page, committee)
    takes_the_year(page, plan, tmp_path)


def as_one_of(open_page: Callable[..., Page], name: str) -> Page:
    """Sign in as one of the people of the example."""
    page = open_page("/compte/connexion/")
    page.get_by_role("button", name=name).click()
    return page


def opens_a_plan(page: Page) -> str:
    """Open an empty plan; return its address."""
    page.goto("/plans/")
    page.get_by_role("link", name="Ouvrir un plan d’action").click()
    page.get_by_label("Titre").fill(f"Plan du mois {time.time_ns()}")
    page.get_by_label("Phase du programme").select_option("2")
    page.get_by_role("button", name="Ouvrir").click()
    page.wait_for_url(re.compile(r"/plans/\d+/$"))
    return page.url


def brings_a_spreadsheet(page: Page, plan: str) -> None:
    """Import what the territory has; its two errors are corrected before anything is written."""
    page.goto(f"{plan}importer/")
    file = {"name": "plan.xlsx", "mimeType": "application/octet-stream", "buffer": messy_plan()}
    page.get_by_label("Votre tableau").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Lire ce fichier").click()
    page.get_by_role("button", name="C’est bien cela : voir ce qui serait importé").click()
    expect(page.get_by_role("link", name="Y aller")).to_be_visible()  # doubts wait
    page.locator("[name='cell-7:8']").fill("13 k€")
    page.locator("[name='cell-8:6']").fill("28/02/2026")
    page.get_by_role("button", name="Relire avec ces corrections").click()
    page.get_by_role("button", name="Confirmer tous les doutes").click()
    page.get_by_role("button", name="Importer dans le plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre tableau est dans le plan")
    page.goto(plan)
    # Merged axes, a doubled row, two that go on with the one above: six actions.
    expect(page.get_by_role("heading", name="6 fiches action")).to_be_visible()


def presents(page: Page, plan: str) -> None:
    """Say where a sheet stands that the file did not tell, and bring it to the committee."""
    opens_sheet(page, plan, HOMES)
    page.get_by_role("link", name="Dire où elle en est").click()
    page.get_by_label("Où en est-elle aujourd’hui").select_option("draft")
    page.get_by_role("button", name="Dire où elle en est").click()
    page.get_by_role("link", name="Présenter").click()
    page.get_by_role("button", name="Présenter").click()
    expect(page.locator("main .lead")).to_contain_text("Présentée")
    check_page(page)


def opens_sheet(page: Page, plan: str, title: str) -> None:
    """Open a sheet from the list of its plan."""
    page.goto(plan)
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def plans_a_committee(page: Page, plan: str) -> str:
    """Plan the steering committee of tomorrow; return its address."""
    page.goto(f"{plan}comites/")
    page.get_by_role("link", name="Prévoir un comité").click()
    page.get_by_label("Date").fill((timezone.localdate() + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Enregistrer").click()
    decide = page.get_by_role("region", name="À décider d’abord")
    expect(decide).to_contain_text(HOMES)
    check_page(page)
    return page.url


def takes_its_papers(page: Page, folder: Path) -> None:
    """Take the deck and the page of the duo, each in one press; read them back."""
    deck = deck_said(taken(page, "Le diaporama (PPTX)", folder / "deck.pptx"))
    assert "À décider" in deck
    assert HOMES in deck
    paper = read_back(taken(page, "La page du binôme (PDF)", folder / "duo.pdf"))
    assert HOMES in paper
    assert "1 200 000" in paper


def taken(page: Page, link: str, target: Path) -> Path:
    """Press a link that gives a file; return where it is kept."""
    with page.expect_download() as given:
        page.get_by_role("link", name=link).first.click()
    given.value.save_as(target)
    return target


def deck_said(deck: Path) -> str:
    """Return what the shapes and the tables of a presentation say."""
    said: list[str] = []
    for slide in pptx.Presentation(str(deck)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                said.append(shape.text_frame.text)
            elif shape.has_table:
                said += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(said)


def read_back(paper: Path) -> str:
    """Return what a PDF says, spaces alike."""
    text = " ".join(each.extract_text() for each in pypdf.PdfReader(paper).pages)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def the_committee_is_held(page: Page) -> None:
    """It met a week ago, earlier than planned."""
    page.get_by_role("link", name="Modifier").click()
    page.get_by_label("Date").fill((timezone.localdate() - timedelta(days=7)).isoformat())
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("button", name="Il s’est tenu").click()
    expect(page.locator("main .lead")).to_contain_text("Tenu")


def the_duo_validates(chair: Page, plan: str) -> None:
    """The elected official validates, and says by which committee."""
    opens_sheet(chair, plan, HOMES)
    chair.get_by_role("link", name="Valider").click()
    chair.get_by_label("Validée par").select_option(index=1)
    chair.get_by_role("button", name="Valider").click()
    expect(chair.locator("main .lead")).to_contain_text("Validée")
    expect(chair.get_by_role("region", name="Historique")).to_contain_text("Élodie")


def a_milestone_is_late(page: Page, plan: str) -> None:
    """Start the sheet; what was due a week ago and is not done is late, there and on the plan."""
    opens_sheet(page, plan, HOMES)
    page.get_by_role("link", name="Démarrer").click()
    page.get_by_role("button", name="Démarrer").click()
    page.get_by_role("link", name="Poser un jalon").click()
    page.get_by_label("Jalon", exact=True).fill("Terrain choisi")
    page.get_by_label("Pour le", exact=True).fill(
        (timezone.localdate() - timedelta(days=7)).isoformat()
    )
    page.get_by_role("button", name="Ajouter").click()
    expect(page.locator("main")).to_contain_text("en retard")
    page.goto(f"{plan}?sante=late")
    expect(page.get_by_role("link", name=HOMES)).to_be_visible()


def the_next_committee_starts_from_the_last(page: Page, committee: str) -> None:
    """Plan the next one in a press: it says what moved, and that the milestone is late."""
    page.goto(committee)
    page.get_by_role("link", name="Prévoir le suivant").click()
    page.get_by_label("Date").fill((timezone.localdate() + timedelta(days=28)).isoformat())
    page.get_by_role("button", name="Enregistrer").click()
    moved = page.get_by_role("region", name=re.compile("Ce qui a bougé depuis le"))
    expect(moved).to_contain_text(HOMES)
    expect(page.get_by_role("region", name="À décider d’abord")).to_contain_text("Terrain choisi")
    check_page(page)


def takes_the_year(page: Page, plan: str, folder: Path) -> None:
    """Take the annual report, and read in it what the month did."""
    page.goto(f"{plan}comites/")
    page.get_by_role("link", name=f"Bilan {timezone.localdate().year}").click()
    check_page(page)
    report = read_back(taken(page, "Télécharger (PDF)", folder / "year.pdf"))
    assert f"Bilan {timezone.localdate().year}" in report
    assert HOMES in report
