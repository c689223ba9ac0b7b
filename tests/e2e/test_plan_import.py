"""The month of a project manager begins: a messy spreadsheet becomes a plan, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from messy_plans import messy_plan
from pages_checked import check_page
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
# An empty plan.
WORLD = """
from django.utils import timezone
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.territories.models import Perimeter
ti = Perimeter.objects.get(kind="territoire_industrie", code="2:ti-x01")
told["plan"] = ActionPlan.objects.create(perimeter=ti, title=f"Plan {timezone.now()}").pk
"""


def test_a_messy_spreadsheet_is_corrected_and_accepted(signed_in: Callable[..., Page]) -> None:
    page = signed_in("/plans/{plan}/importer/", world=WORLD, width=320)
    check_page(page)
    file = {"name": "plan.xlsx", "mimeType": "application/octet-stream", "buffer": messy_plan()}
    page.get_by_label("Votre tableau").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Lire ce fichier").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Les colonnes du tableau")
    check_page(page)
    page.get_by_role("button", name="C’est bien cela : voir ce qui serait importé").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui serait importé")
    check_page(page)
    expect(page.get_by_role("link", name="Y aller")).to_be_visible()  # doubts wait
    page.locator("[name='cell-7:8']").fill("13 k€")
    page.locator("[name='cell-8:6']").fill("28/02/2026")
    page.get_by_role("button", name="Relire avec ces corrections").press("Enter")
    page.reload()
    page.get_by_role("button", name="Confirmer tous les doutes").press("Enter")
    page.get_by_role("button", name="Importer dans le plan").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre tableau est dans le plan")
    check_page(page)
    page.get_by_role("link", name="Réhabiliter la friche Chanteclair").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Réhabiliter la friche")
    expect(page.locator("main")).to_contain_text("En cours")
