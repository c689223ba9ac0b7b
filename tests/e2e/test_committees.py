"""A committee in a real browser: held, decided by keyboard, taken away, on a narrow screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pptx
import pytest
from pages_checked import check_page
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
# A plan with a sheet that is presented, and its committee today.
WORLD = """
from django.utils import timezone
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Committee
from terreau.web.apps.territories.models import Perimeter
ti = Perimeter.objects.get(kind="territoire_industrie", code="2:ti-x01")
plan = ActionPlan.objects.create(perimeter=ti, title=f"Plan {timezone.now()}")
ActionSheet.objects.create(
    plan=plan, code="F1", code_key="F000001", title="Une halle", folded_title="une halle",
    state="presented",
)
committee = Committee.objects.create(plan=plan, kind="steering", on=timezone.localdate())
example = ActionPlan.objects.filter(perimeter=ti, committees__state="held").earliest("pk")
told |= {"committee": committee.pk, "example": example.pk}
"""
SignedIn = Callable[..., Page]


def test_a_committee_is_held_and_decides_by_keyboard(signed_in: SignedIn, tmp_path: Path) -> None:
    page = signed_in("/plans/comites/{committee}/", world=WORLD, width=320)
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
def test_pages_of_who_keeps_the_plan_are_read_by_all(signed_in: SignedIn, path: str) -> None:
    check_page(signed_in(path, world=WORLD, width=320))
