"""The forms and the history of organisations, as pages show them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.organisations import (
    OrganisationFields,
    change_organisation,
)

pytestmark = pytest.mark.django_db


def of(organisation) -> OrganisationFields:
    return OrganisationFields(
        **{name: getattr(organisation, name) for name in OrganisationFields.__annotations__}
    )


def typed(seat, **fields) -> dict[str, str]:
    usual = {"name": "Moulin d’Essai", "kind": "company", "seat": seat.code, "preset": "open"}
    return usual | fields


def test_the_form_adds_and_leads_to_the_page(ti, seat, give, signed) -> None:
    browser = signed(give(Role.FACILITATOR, ti))
    sent = typed(seat, siren="732 829 320", channel="paper")
    answer = browser.post("/annuaire/organisations/ajouter/", sent, follow=True)
    made = Organisation.objects.get(name="Moulin d’Essai")
    assert answer.redirect_chain == [(f"/annuaire/organisations/{made.pk}/", 302)]
    assert (made.siren, made.visibility, made.seat) == ("732829320", "public", seat)
    assert "sur papier" in answer.text


def test_nothing_typed_is_lost(ti, seat, give, signed) -> None:
    browser = signed(give(Role.FACILITATOR, ti))
    sent = typed(seat, siren="732829321", description="Tout ce que j’ai écrit")
    answer = browser.post("/annuaire/organisations/ajouter/", sent)
    assert answer.status_code == 400
    assert "sa clé ne tombe pas juste" in answer.text
    assert "Tout ce que j’ai écrit" in answer.text
    lost = browser.post("/annuaire/organisations/ajouter/", typed(seat) | {"seat": "Nulle-Part"})
    assert "Aucune commune ne porte ce nom" in lost.text


def test_experts_choose_field_by_field(ti, seat, give, signed) -> None:
    browser = signed(give(Role.FACILITATOR, ti))
    levels = {"level_phone": "private", "level_email": "territory"}
    sent = typed(seat, preset="custom", visibility="public", phone="07", **levels)
    browser.post("/annuaire/organisations/ajouter/", sent)
    made = Organisation.objects.get(name="Moulin d’Essai")
    assert (made.visibility, made.field_visibility) == ("public", {"phone": "private"})
    page = browser.get(f"/annuaire/organisations/{made.pk}/modifier/").text
    chosen = re.search(r'<input[^>]*name="preset"[^>]*checked', page)
    assert chosen is not None
    assert 'value="custom"' in chosen[0]


def test_the_form_of_a_conflict_shows_both_and_saves_the_second_time(
    company, ti, give, signed
) -> None:
    browser, other = (signed(give(Role.FACILITATOR, ti)) for _ in range(2))
    address = f"/annuaire/organisations/{company.pk}/modifier/"
    sent = typed(company.seat, name=company.name, siren=company.siren, version="1")
    assert other.post(address, sent | {"phone": "le leur"}).status_code == 302
    refused = browser.post(address, sent | {"phone": "le mien"})
    assert refused.status_code == 409
    assert "le leur" in refused.text
    assert 'value="le mien"' in refused.text
    assert browser.post(address, sent | {"phone": "le mien", "version": "2"}).status_code == 302
    company.refresh_from_db()
    assert company.phone == "le mien"


def test_the_history_names_who_one_knows_and_gives_the_role_of_others(
    company, ti, seat, give, acting_as, signed, client
) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    change_organisation(
        acting=acting_as(manager), organisation_id=company.pk, version=1,
        written=replace(of(company), visibility="public", note="un secret", phone="09"),
    )  # fmt: skip
    address = f"/annuaire/organisations/{company.pk}/"
    near = signed(give(Role.OBSERVER, ti)).get(address).text
    assert f"· {manager.name}" in near
    far = client.get(address).text
    assert manager.name not in far
    assert "· Chef de projet" in far
    assert "un secret" not in near + far
    assert "Téléphone" in near
    assert "Téléphone" not in far
