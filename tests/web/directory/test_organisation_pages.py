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


def test_the_same_name_in_the_same_commune_is_asked_once(ti, seat, give, signed, company) -> None:
    browser, address = signed(give(Role.FACILITATOR, ti)), "/annuaire/organisations/ajouter/"
    sent = typed(seat, name="FORGE D'ESSAI", description="Tout ce que j’ai écrit")
    asked = browser.post(address, sent)
    assert asked.status_code == 409
    assert f'<a href="/annuaire/organisations/{company.pk}/">{company.name}</a>' in asked.text
    assert "Tout ce que j’ai écrit" in asked.text
    same = Organisation.objects.filter(folded_name=company.folded_name)
    assert same.count() == 1
    others = re.search(r'name="others"\s+value="([^"]+)"', asked.text)
    assert others
    browser.post(address, sent | {"others": others[1]})
    assert same.count() == 2


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
    # What only one of them changed is no choice to make.
    assert re.findall(r'name="keep_(\w+)"', refused.text) == ["phone", "phone"]
    assert 'value="le mien"' in refused.text
    assert browser.post(address, sent | {"phone": "le mien", "version": "2"}).status_code == 302
    company.refresh_from_db()
    assert company.phone == "le mien"


def test_a_conflict_says_who_and_keeps_theirs_where_that_is_chosen(
    company, ti, give, signed
) -> None:
    mine, manager = give(Role.FACILITATOR, ti), give(Role.PROJECT_MANAGER, ti)
    browser, other = signed(mine), signed(manager)
    address = f"/annuaire/organisations/{company.pk}/modifier/"
    sent = typed(company.seat, name=company.name, siren=company.siren, version="1")
    sent |= {"preset": "territory"}
    other.post(address, sent | {"phone": "le leur", "naf": "24.51Z", "website": "https://b.fr"})
    refused = browser.post(address, sent | {"phone": "le mien", "website": "https://a.fr"})
    assert f"C’était {manager.name}, le " in refused.text
    # They alone wrote the code: the form has it already.
    assert 'value="24.51Z"' in refused.text
    chosen = {"keep_phone": "theirs", "keep_website": "mine", "version": "2", "naf": "24.51Z"}
    again = browser.post(address, sent | {"phone": "le mien", "website": "https://a.fr"} | chosen)
    assert again.status_code == 302
    company.refresh_from_db()
    assert (company.phone, company.website) == ("le leur", "https://a.fr")
    assert company.naf == "24.51Z"


def test_every_fault_is_told_at_once_and_a_near_commune_is_one_choice(
    ti, seat, give, signed
) -> None:
    browser = signed(give(Role.FACILITATOR, ti))
    address = "/annuaire/organisations/ajouter/"
    near = seat.name[:-2]
    page = browser.post(address, typed(seat, siren="12345") | {"seat": near}).text
    assert "2 champs demandent votre attention" in page
    assert "sa clé ne tombe pas juste" in page
    [offered] = re.findall(rf'name="near_seat"\s+value="({re.escape(seat.name)} [^"]*)"', page)
    browser.post(address, typed(seat) | {"seat": near, "near_seat": offered})
    assert Organisation.objects.get(name="Moulin d’Essai").seat == seat


def test_its_own_member_is_not_asked_whether_it_asked(company, ti, give, signed) -> None:
    asked = "Est-ce à la demande de l’organisation"
    address = f"/annuaire/organisations/{company.pk}/modifier/"
    assert asked in signed(give(Role.FACILITATOR, ti)).get(address).text
    assert asked not in signed(give(Role.ORGANISATION_MEMBER, company)).get(address).text


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
    far = client.get(f"/historique/organisation/{company.pk}/").text
    assert manager.name not in far
    assert "· Chef de projet" in far
    assert "un secret" not in near + far
    assert "Téléphone" in near
    assert "Téléphone" not in far


def test_an_activity_is_told_by_its_code_and_its_name(company, ti, give, signed) -> None:
    Organisation.objects.filter(pk=company.pk).update(naf="25.62B", visibility="public")
    browser = signed(give(Role.FACILITATOR, ti))
    for address in ("/annuaire/?q=forge", f"/annuaire/organisations/{company.pk}/"):
        assert "25.62B, Mécanique industrielle" in browser.get(address).text
    seen = browser.get(f"/api/v1/organisations/{company.pk}").json()
    assert (seen["naf"], seen["activity"]) == ("25.62B", "Mécanique industrielle")
    # A code of no nomenclature is shown as it stands: nothing is invented.
    Organisation.objects.filter(pk=company.pk).update(naf="99.99Z")
    page = browser.get(f"/annuaire/organisations/{company.pk}/").text
    assert "<dd>99.99Z</dd>" in page
    assert browser.get(f"/api/v1/organisations/{company.pk}").json()["activity"] is None
