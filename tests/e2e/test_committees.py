"""A committee in a real browser: held, decided by keyboard, taken away, on a narrow screen."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pptx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
AXE = "axe.run({resultTypes: ['violations']})"
MANAGER = "cheffe.de.projet@exemple.terreau"
# Opens a session beside the server, and a plan with a sheet that is presented, its committee today.
WORLD = """
import sys, django
django.setup()
from importlib import import_module
from django.conf import settings
from django.contrib import auth
from django.utils import timezone
from terreau.web.apps.accounts.models import User
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Committee
from terreau.web.apps.territories.models import Perimeter
ti = Perimeter.objects.get(kind="territoire_industrie", code="2:ti-x01")
plan = ActionPlan.objects.create(perimeter=ti, title=f"Plan {timezone.now()}")
ActionSheet.objects.create(
    plan=plan, code="F1", code_key="F000001", title="Une halle", folded_title="une halle",
    state="presented",
)
committee = Committee.objects.create(plan=plan, kind="steering", on=timezone.localdate())
person = User.objects.get(email=sys.argv[1])
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[auth.SESSION_KEY] = str(person.pk)
session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
session.save()
example = ActionPlan.objects.filter(perimeter=ti, committees__state="held").earliest("pk")
print(settings.SESSION_COOKIE_NAME, session.session_key, committee.pk, example.pk)
"""
Managed = Callable[..., Page]


@pytest.fixture
def managed(open_page: Any, site: str, site_home: Path) -> Managed:
    """Return ``managed(path)``; {committee} is today's, {example} the plan of the example."""

    def browse(path: str, **options: Any) -> Page:
        settings = {"DJANGO_SETTINGS_MODULE": "terreau.web.settings.demo"}
        done = subprocess.run(
            [sys.executable, "-c", WORLD, MANAGER],
            check=True, capture_output=True, text=True,
            env=os.environ | {"TERREAU_HOME": str(site_home)} | settings,
        )  # fmt: skip
        cookie, key, committee, example = done.stdout.split()
        page: Page = open_page("/sante/", **options)
        page.context.add_cookies([{"name": cookie, "value": key, "url": site}])
        page.goto(path.format(committee=committee, example=example))
        return page

    return browse


def check_page(page: Page) -> None:
    """Find nothing that axe or a narrow screen finds, folds open."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AXE)["violations"]
    assert found == [], [each["id"] for each in found]
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_committee_is_held_and_decides_by_keyboard(managed: Managed, tmp_path: Path) -> None:
    page = managed("/plans/comites/{committee}/", width=320)
    check_page(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Le diaporama (PPTX)").click()
    deck = tmp_path / "deck.pptx"
    taken.value.save_as(deck)
    titles = [slide.shapes.title.text_frame.text for slide in pptx.Presentation(str(deck)).slides]
    assert "À décider" in titles
    page.get_by_role("button", name="Il s’est tenu").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Valider la fiche F1").focus()
    page.keyboard.press("Enter")
    decisions = page.get_by_role("region", name="Décisions", exact=True)
    expect(decisions).to_contain_text("Fiche validée")
    decisions.get_by_role("button", name="En faire une suite").focus()
    page.keyboard.press("Enter")
    follow_ups = page.get_by_role("region", name="Suites à donner", exact=True)
    expect(follow_ups).to_contain_text("Fiche validée")
    check_page(page)
    follow_ups.get_by_role("button", name="C’est fait").focus()
    page.keyboard.press("Enter")
    expect(follow_ups).to_contain_text("Fait le")


@pytest.mark.parametrize(
    "path",
    [
        "/plans/comites/4/",
        "/plans/{example}/comites/",
        "/plans/{example}/comites/ajouter/",
        "/plans/comites/3/compte-rendu/",
        "/plans/comites/3/modifier/",
        "/plans/{example}/modeles/",
        "/plans/{example}/bilan/2026/",
    ],
)
def test_pages_of_who_keeps_the_plan_are_read_by_all(managed: Managed, path: str) -> None:
    check_page(managed(path, width=320))
