"""An organisation that agrees to be contacted and shows no address: one button, by who reads it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from outreach_world import TEXT, World, signed

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.outreach.models import SolicitationLimit, TerritoryQuestion

pytestmark = pytest.mark.django_db

LABEL = "Lui poser une question"


@pytest.fixture
def silent(world: World) -> Organisation:
    """Return a company whose address and telephone nobody but its people and keepers reads."""
    company = world.company
    company.visibility = "public"
    company.field_visibility = {"email": "private"}
    company.save()
    return company


def test_a_question_to_one_organisation_begins_with_it_ticked(
    world: World, silent: Organisation
) -> None:
    browser, page = signed(world.member), f"/annuaire/organisations/{silent.pk}/"
    asking = f"/annuaire/questions/poser/?organisation={silent.pk}"
    assert f'href="{asking}">{LABEL}</a>' in browser.get(page).content.decode()
    assert f"Poser une question à {silent.name}" in browser.get(asking).content.decode()
    typed = {"text": TEXT, "territory": world.ti.pk, "around": "", "behalf": world.asker.pk}
    sent = browser.post(asking, typed)
    question = TerritoryQuestion.objects.get(text=TEXT)
    address = f"/annuaire/questions/{question.pk}/envoyer/"
    assert urlsplit(sent["Location"]).path == address
    choice = browser.get(sent["Location"])
    assert choice.context["ticked"] == {silent.pk}
    assert f'value="{silent.pk}"' in choice.content.decode()


def test_whoever_may_not_ask_is_told_who_leads_the_territory(
    world: World, silent: Organisation
) -> None:
    page = f"/annuaire/organisations/{silent.pk}/"
    visitor = Client().get(page).content.decode()
    assert "Demander à la joindre" in visitor
    assert "/annuaire/referents/?role=project_manager" in visitor
    SolicitationLimit.objects.create(organisation=silent, a_quarter=0)
    member = signed(world.member).get(page).content.decode()
    assert LABEL not in member
    assert "/annuaire/referents/?role=project_manager" in member


def test_an_address_that_is_read_needs_no_button(world: World, silent: Organisation) -> None:
    page = f"/annuaire/organisations/{silent.pk}/"
    assert "Demander à la joindre" in Client().get(page).content.decode()
    silent.field_visibility = {"email": "public"}
    silent.save()
    assert "Demander à la joindre" not in Client().get(page).content.decode()
    assert LABEL not in signed(world.member).get(page).content.decode()
