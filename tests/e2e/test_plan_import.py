"""The month of a project manager begins: a messy spreadsheet becomes a plan, in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from messy_plans import messy_plan
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
AXE = "axe.run({resultTypes: ['violations']})"
MANAGER = "cheffe.de.projet@exemple.terreau"
# Opens a session beside the server, and an empty plan.
WORLD = """
import sys, django
django.setup()
from importlib import import_module
from django.conf import settings
from django.contrib import auth
from django.utils import timezone
from terreau.web.apps.accounts.models import User
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.territories.models import Perimeter
ti = Perimeter.objects.get(kind="territoire_industrie", code="2:ti-x01")
plan = ActionPlan.objects.create(perimeter=ti, title=f"Plan {timezone.now()}")
person = User.objects.get(email=sys.argv[1])
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[auth.SESSION_KEY] = str(person.pk)
session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
session.save()
print(settings.SESSION_COOKIE_NAME, session.session_key, plan.pk)
"""


def started(open_page: Any, site: str, home: Path, **options: Any) -> Page:
    """Return the page where the project manager of an empty plan gives a file."""
    settings = {"DJANGO_SETTINGS_MODULE": "terreau.web.settings.demo"}
    done = subprocess.run(
        [sys.executable, "-c", WORLD, MANAGER],
        check=True, capture_output=True, text=True,
        env=os.environ | {"TERREAU_HOME": str(home)} | settings,
    )  # fmt: skip
    cookie, key, plan = done.stdout.split()
    page: Page = open_page("/sante/", **options)
    page.context.add_cookies([{"name": cookie, "value": key, "url": site}])
    page.goto(f"/plans/{plan}/importer/")
    return page


def check_page(page: Page) -> None:
    """Find nothing that axe or a narrow screen finds, folds open."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AXE)["violations"]
    assert found == [], [each["id"] for each in found]
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_messy_spreadsheet_is_corrected_and_accepted(
    open_page: Any, site: str, site_home: Path
) -> None:
    page = started(open_page, site, site_home, width=320)
    check_page(page)
    file = {"name": "plan.xlsx", "mimeType": "application/octet-stream", "buffer": messy_plan()}
    page.get_by_label("Votre tableau").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Lire ce fichier").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Les colonnes du tableau")
    check_page(page)
    page.get_by_role("button", name="C’est bien cela : voir ce qui serait importé").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui serait importé")
    check_page(page)
    expect(page.get_by_role("button", name="Importer dans le plan")).to_have_count(0)
    page.locator("[name='cell-7:8']").fill("13 k€")
    page.locator("[name='cell-8:6']").fill("28/02/2026")
    page.get_by_role("button", name="Enregistrer ces corrections").press("Enter")
    page.reload()
    page.get_by_role("button", name="Confirmer tous les doutes").press("Enter")
    page.get_by_role("button", name="Importer dans le plan").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre tableau est dans le plan")
    check_page(page)
    page.get_by_role("link", name="Réhabiliter la friche Chanteclair").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Réhabiliter la friche")
    expect(page.locator("main")).to_contain_text("En cours")
