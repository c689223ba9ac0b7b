"""Requests for a mandate: asked once, answered once by who may, withdrawn, expired, told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import PERSONAL, history_of
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import NOBODY, Acting, scope_of
from terreau.web.apps.directory.enums import RequestState
from terreau.web.apps.directory.models import Mandate, MandateRequest
from terreau.web.apps.directory.services.requests import (
    answer_request,
    ask_mandate,
    expire_requests,
    withdraw_request,
)
from terreau.web.apps.territories.signals import day_began

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user("curieuse@exemple.fr", name="Curieuse")


@pytest.fixture
def asked(person, ti, acting_as) -> MandateRequest:
    return ask_mandate(
        acting=acting_as(person), role=Role.OBSERVER, about=ti, reason="Pour comprendre"
    )


def test_a_request_that_is_accepted_gives_the_mandate(
    ti, give, person, acting_as, django_capture_on_commit_callbacks
) -> None:
    manager, far = give(Role.PROJECT_MANAGER, ti), give(Role.DUO_ELECTED, ti)
    until = date(2027, 6, 30)
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask_mandate(acting=acting_as(person), role=Role.OBSERVER, about=ti,
                            reason="Pour comprendre", until=until)  # fmt: skip
    told = {letter.to[0] for letter in mail.outbox}
    assert {manager.email, person.email} <= told
    page = f"http://localhost:8000/annuaire/demandes/{asked.pk}/"
    assert all(page in letter.body for letter in mail.outbox)
    assert far.email not in told
    assert "delegation@exemple.terreau" not in told
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answer_request(
            acting=acting_as(manager), request_id=asked.pk, is_accepted=True, answer="Bienvenue"
        )
    assert [letter.to for letter in mail.outbox] == [[person.email]]
    assert "Bienvenue" in mail.outbox[0].body
    held = scope_of(person).holdings
    assert {(h.role, h.perimeter_id) for h in held} == {(Role.OBSERVER, ti.pk)}
    asked.refresh_from_db()
    assert asked.mandate is not None
    assert asked.mandate.valid_to == until
    entries = list(history_of(asked))
    assert [e.verb for e in entries] == [Verb.ACCEPTED, Verb.REQUESTED]
    assert entries[0].changes["answer"] == ["", PERSONAL]


def test_a_request_is_answered_once(asked, ti, give, person, acting_as) -> None:
    acting = acting_as(give(Role.PROJECT_MANAGER, ti))
    answer_request(acting=acting, request_id=asked.pk, is_accepted=False, answer="Non")
    with pytest.raises(BadInput, match="n’attend plus"):
        answer_request(acting=acting, request_id=asked.pk, is_accepted=True, answer="Oui")
    assert not scope_of(person).holdings


def test_who_may_not_answer_sees_nothing(
    asked, ti, other_ti, give, person, acting_as, signed
) -> None:
    for stranger in (give(Role.PROJECT_MANAGER, other_ti), give(Role.DUO_ELECTED, ti)):
        with pytest.raises(NotHere):
            answer_request(
                acting=acting_as(stranger), request_id=asked.pk, is_accepted=True, answer=""
            )
        browser = signed(stranger)
        assert browser.get(f"/annuaire/demandes/{asked.pk}/").status_code == 404
        assert browser.post(f"/annuaire/demandes/{asked.pk}/").status_code == 404
        assert browser.post(f"/annuaire/demandes/{asked.pk}/retirer/").status_code == 404
    with pytest.raises(NotHere):
        answer_request(acting=acting_as(person), request_id=asked.pk, is_accepted=True, answer="")


def test_nobody_answers_their_own(ti, give, acting_as) -> None:
    facilitator = give(Role.FACILITATOR, ti)
    own = ask_mandate(acting=acting_as(facilitator), role=Role.OBSERVER, about=ti, reason="x")
    with pytest.raises(NotHere):
        answer_request(
            acting=acting_as(facilitator), request_id=own.pk, is_accepted=True, answer=""
        )


@pytest.mark.parametrize(
    "role", [Role.DUO_ELECTED, Role.DELEGATION_AGENT, Role.ORGANISATION_MEMBER]
)
def test_some_roles_are_not_asked_for(role, ti, person, acting_as) -> None:
    with pytest.raises(BadInput, match="ne se demande pas"):
        ask_mandate(acting=acting_as(person), role=role, about=ti, reason="x")


def test_one_asks_once_and_not_for_what_one_has(asked, ti, person, give, acting_as) -> None:
    with pytest.raises(BadInput, match="déjà fait"):
        ask_mandate(acting=acting_as(person), role=Role.OBSERVER, about=ti, reason="x")
    with pytest.raises(BadInput, match="déjà ce mandat"):
        ask_mandate(
            acting=acting_as(give(Role.OBSERVER, ti)), role=Role.OBSERVER, about=ti, reason="x"
        )


def test_a_visitor_and_a_hidden_organisation(company, ti, person, acting_as) -> None:
    with pytest.raises(NotHere):
        ask_mandate(acting=Acting(None, NOBODY), role=Role.OBSERVER, about=ti, reason="x")
    with pytest.raises(NotHere):
        ask_mandate(
            acting=acting_as(person), role=Role.ORGANISATION_MEMBER, about=company, reason="x"
        )


def test_a_member_answers_for_their_organisation(company, give, person, acting_as) -> None:
    company.visibility = "public"
    company.save()
    asked = ask_mandate(
        acting=acting_as(person),
        role=Role.ORGANISATION_MEMBER,
        about=company,
        reason="J’y travaille",
    )
    member = give(Role.ORGANISATION_MEMBER, company)
    answer_request(acting=acting_as(member), request_id=asked.pk, is_accepted=True, answer="")
    assert scope_of(person).organisations({Role.ORGANISATION_MEMBER}) == {company.pk}


def test_it_is_withdrawn_by_who_asked(asked, person, acting_as) -> None:
    withdraw_request(acting=acting_as(person), request_id=asked.pk)
    with pytest.raises(BadInput):
        withdraw_request(acting=acting_as(person), request_id=asked.pk)


def test_without_an_answer_it_expires(clock, ti, give, person, acting_as) -> None:
    asked = ask_mandate(acting=acting_as(person), role=Role.OBSERVER, about=ti, reason="x")
    clock.shift(30 * 86_400)
    assert expire_requests() == 0
    clock.shift(86_400)
    # Late is late, even before the task of the day has marked it.
    with pytest.raises(BadInput):
        answer_request(
            acting=acting_as(give(Role.PROJECT_MANAGER, ti)), request_id=asked.pk,
            is_accepted=True, answer="",
        )  # fmt: skip
    day_began.send(None)
    asked.refresh_from_db()
    assert asked.state == RequestState.EXPIRED
    assert history_of(asked)[0].actor_key is None
    ask_mandate(acting=acting_as(person), role=Role.OBSERVER, about=ti, reason="encore")


def test_the_pages_from_asking_to_the_answer(ti, give, person, signed) -> None:
    asking, manager = signed(person), signed(give(Role.PROJECT_MANAGER, ti))
    address = f"/annuaire/territoires/territoire-industrie/{ti.code}/demander/"
    lost = asking.post(address, {"role": "observer", "reason": ""})
    assert lost.status_code == 400
    sent = asking.post(address, {"role": "observer", "reason": "Pour comprendre"}, follow=True)
    page = sent.redirect_chain[0][0]
    assert "Retirer ma demande" in sent.text
    assert "Pour comprendre" in manager.get(page).text
    answered = manager.post(page, {"verdict": "yes", "answer": "Bienvenue"}, follow=True)
    assert "acceptée" in answered.text
    assert manager.post(page, {"verdict": "no"}).status_code == 400
    assert "Bienvenue" in asking.get(page).text


def test_who_answers_says_until_when_and_no_later_than_was_asked(
    ti, give, person, signed, acting_as
) -> None:
    browser = signed(give(Role.PROJECT_MANAGER, ti))
    today = timezone.localdate()
    in_a_month, in_a_year = today + timedelta(days=30), today + timedelta(days=365)
    for wanted, until, ends in (
        (None, in_a_month, in_a_month),
        (in_a_month, in_a_year, in_a_month),
        (in_a_month, None, in_a_month),
        (None, None, None),
    ):
        asked = ask_mandate(
            acting=acting_as(person), role=Role.OBSERVER, about=ti, reason="Lire", until=wanted
        )
        page = f"/annuaire/demandes/{asked.pk}/"
        assert f'value="{wanted or in_a_year}"' in browser.get(page).text, "a year is proposed"
        browser.post(page, {"verdict": "yes", "until": until.isoformat() if until else ""})
        given = Mandate.objects.get(holder=person)
        assert given.valid_to == ends
        asked.delete()
        given.delete()
