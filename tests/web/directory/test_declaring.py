"""An organisation declared by its own people: hidden until who keeps the directory answers."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import NOBODY, Acting, scope_of
from terreau.web.apps.directory.models import MandateRequest, Organisation
from terreau.web.apps.directory.services.declaring import declare_organisation
from terreau.web.apps.directory.services.organisations import OrganisationFields
from terreau.web.apps.directory.services.requests import answer_request

pytestmark = pytest.mark.django_db
PAGE = "/annuaire/organisations/ajouter/"


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("odile@forge.example", name="Odile Forge")


@pytest.fixture
def written(seat) -> OrganisationFields:
    return OrganisationFields(name="Forge Neuve", kind="company", seat=seat, visibility="public")


def test_it_is_declared_from_the_page_and_seen_by_who_answers(
    owner, ti, seat, give, other_ti, signed, client
) -> None:
    assert client.get(PAGE)["Location"] == f"/compte/connexion/?next={PAGE}"
    browser = signed(owner)
    assert "Déclarez-la" in browser.get("/annuaire/").text
    sent = {"name": "Forge Neuve", "kind": "company", "seat": f"{seat.name} ({seat.code})"}
    refused = browser.post(PAGE, sent)
    assert (refused.status_code, 'value="Forge Neuve"' in refused.text) == (400, True)
    done = browser.post(PAGE, sent | {"reason": "Gérante."}, follow=True)
    assert "Votre organisation est déclarée" in done.text
    made = Organisation.objects.get(name="Forge Neuve")
    page = f"/annuaire/organisations/{made.pk}/"
    assert page not in done.text, "not theirs to see yet"
    for reader in (owner, give(Role.OBSERVER, ti), give(Role.PROJECT_MANAGER, other_ti)):
        assert signed(reader).get(page).status_code == 404
    manager = signed(give(Role.PROJECT_MANAGER, ti))
    assert "Forge Neuve" in manager.get("/").text
    asked = MandateRequest.objects.get(asked_by=owner)
    manager.post(f"/annuaire/demandes/{asked.pk}/", {"verdict": "yes"})
    assert browser.get(page).status_code == 200
    assert browser.get(f"{page}modifier/").status_code == 200


def test_refused_it_stays_with_who_keeps_the_directory(
    owner, written, ti, give, acting_as, signed
) -> None:
    asked = declare_organisation(acting=acting_as(owner), written=written, reason="Gérante")
    manager = give(Role.PROJECT_MANAGER, ti)
    answer_request(
        acting=acting_as(manager), request_id=asked.pk, is_accepted=False, answer="Inconnue."
    )
    assert not scope_of(owner).holdings
    page = f"/annuaire/organisations/{asked.organisation_id}/"
    assert (signed(owner).get(page).status_code, signed(manager).get(page).status_code) == (
        404,
        200,
    )


def test_a_number_that_is_taken_is_told_to_who_answers_alone(
    owner, company, seat, acting_as
) -> None:
    written = OrganisationFields("Forge Bis", "company", seat, siren=company.siren)
    asked = declare_organisation(acting=acting_as(owner), written=written, reason="Gérante")
    assert asked.organisation is not None
    assert asked.organisation.siren == ""
    assert company.siren in asked.reason


def test_a_few_wait_at_once_and_nobody_declares_signed_out(owner, written, acting_as) -> None:
    for _time in range(3):
        declare_organisation(acting=acting_as(owner), written=written, reason="Gérante")
    with pytest.raises(BadInput, match="déjà une réponse"):
        declare_organisation(acting=acting_as(owner), written=written, reason="Gérante")
    with pytest.raises(NotHere):
        declare_organisation(acting=Acting(None, NOBODY), written=written, reason="Gérante")


def test_the_establishment_that_proconnect_names_is_offered(owner, signed) -> None:
    assert "13002526500013" not in signed(owner).get(PAGE).text
    claim = {"userinfo": {"siret": "13002526500013"}}
    SocialAccount.objects.create(user=owner, provider="proconnect", uid="o", extra_data=claim)
    assert 'value="13002526500013"' in signed(owner).get(PAGE).text
