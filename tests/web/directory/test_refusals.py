"""A refusal says why, is meant, leads somewhere; what each role gives is said, none is chosen."""

from __future__ import annotations

import pytest
from django.utils import timezone

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.erasing import erase_person
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import Mandate, MandateRequest
from terreau.web.apps.directory.roles import SENTENCES
from terreau.web.apps.directory.services.requests import answer_request, ask_mandate
from terreau.web.apps.home.models import ContactMessage

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture
def person() -> User:
    return User.objects.create_user("curieuse@exemple.fr", name="Curieuse")


@pytest.fixture
def asked(clock, person, ti, acting_as) -> MandateRequest:
    return ask_mandate(acting=acting_as(person), role=Role.OBSERVER, about=ti, reason="Lire")


def test_a_refusal_without_a_reason_is_no_answer(asked, ti, give, acting_as) -> None:
    manager = acting_as(give(Role.PROJECT_MANAGER, ti))
    with pytest.raises(BadInput, match="dit pourquoi"):
        answer_request(acting=manager, request_id=asked.pk, is_accepted=False, answer="  ")
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_refusing_is_asked_twice_and_keeps_what_was_typed(asked, ti, give, signed) -> None:
    browser, page = signed(give(Role.PROJECT_MANAGER, ti)), f"/annuaire/demandes/{asked.pk}/"
    first = browser.post(page, {"verdict": "ask", "answer": "Trop tôt"})
    assert (first.status_code, "Trop tôt" in first.text) == (200, True)
    assert "Refuser cette demande" in first.text
    assert "Curieuse" in first.text
    empty = browser.post(page, {"verdict": "no", "answer": ""})
    assert (empty.status_code, "Dites pourquoi" in empty.text) == (400, True)
    asked.refresh_from_db()
    assert asked.state == "asked"
    done = browser.post(page, {"verdict": "no", "answer": "Trop tôt"}, follow=True)
    assert 'class="tag tag-bad"' in done.text


def test_who_was_refused_finds_it_and_what_to_do(
    asked, ti, give, person, acting_as, signed, clock
) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    answer_request(
        acting=acting_as(manager), request_id=asked.pk, is_accepted=False, answer="Trop tôt"
    )
    browser = signed(person)
    home = browser.get("/").text
    assert "Votre demande est refusée" in home
    assert "Trop tôt" in home
    page = browser.get(f"/annuaire/demandes/{asked.pk}/").text
    assert "?role=observer" in page
    assert 'href="/contact/"' in page
    assert manager.display_name not in page  # a name is read between those who act there
    clock.shift(31 * DAY)
    assert "Votre demande est refusée" not in signed(person).get("/").text
    assert f"/annuaire/demandes/{asked.pk}/" in signed(person).get("/annuaire/mandats/").text
    clock.shift(340 * DAY)
    assert f"/annuaire/demandes/{asked.pk}/" not in signed(person).get("/annuaire/mandats/").text


def test_a_request_goes_with_who_asked_and_its_mandate_stays(
    asked, ti, give, person, acting_as, tmp_path, client
) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    answer_request(acting=acting_as(manager), request_id=asked.pk, is_accepted=True, answer="")
    erase_person(acting=acting_as(person), person_id=person.pk, typed=person.email, home=tmp_path)
    assert not MandateRequest.objects.filter(pk=asked.pk).exists()
    mandate = Mandate.objects.get(granted_by=manager)
    assert mandate.holder is None
    register = client.get("/donnees-personnelles/").text
    assert "la demande est effacée avec lui" in register


def test_no_role_is_chosen_for_anyone_and_each_says_what_it_gives(
    ti, company, give, person, signed
) -> None:
    assert SENTENCES.keys() == {*Role}
    place = f"/annuaire/territoires/territoire-industrie/{ti.code}/"
    asking = signed(person).get(f"{place}demander/").text
    giving = signed(give(Role.PROJECT_MANAGER, ti)).get(f"{place}donner/").text
    for page in (asking, giving):
        assert "checked" not in page
        assert str(SENTENCES[Role.FACILITATOR]) in page.replace("\u202f", " ")
    assert asking.index('value="observer"') < asking.index('value="project_manager"')
    sent = signed(person).post(f"{place}demander/", {"reason": "Lire"})
    assert (sent.status_code, "Choisissez un rôle" in sent.text) == (400, True)


def test_who_acts_here_knows_what_they_see(ti, other_ti, give, person, signed) -> None:
    place = f"/annuaire/territoires/territoire-industrie/{ti.code}/"
    said, offered = "Vous voyez la vue du territoire comme", "Demander un accès"
    for who, sees in ((give(Role.OBSERVER, ti), True), (give(Role.OBSERVER, other_ti), False)):
        page = signed(who).get(place).text
        assert (said in page, offered in page) == (sees, not sees)
    nation = give(Role.DELEGATION_AGENT, type(ti).objects.get(kind="nation", country="XX"))
    assert said in signed(nation).get(place).text
    assert said not in signed(person).get(place).text


def test_messages_wait_for_who_answers_them(ti, give, signed) -> None:
    nation = type(ti).objects.get(kind="nation", country="XX")
    agent, manager = give(Role.DELEGATION_AGENT, nation), give(Role.PROJECT_MANAGER, ti)
    assert "/contact/messages/" not in signed(agent).get("/").text
    ContactMessage.objects.create(
        reference="ABCDE-FGHJK", subject="other", email="x@exemple.fr", language="fr",
        received_at=timezone.now(),
    )  # fmt: skip
    home = signed(agent).get("/").text
    assert "Rien n’attend votre réponse" not in home
    assert 'href="/contact/messages/"' in home
    assert "/contact/messages/" not in signed(manager).get("/").text


def test_the_territory_of_a_list_is_shown_by_its_name(ti, client) -> None:
    page = client.get(f"/annuaire/?territoire={ti.kind}:{ti.code}").text
    assert f'value="{ti.kind}:{ti.code}"' not in page
    again = client.get("/annuaire/", {"territoire": ti.name})
    assert again.context["territory"] == ti
