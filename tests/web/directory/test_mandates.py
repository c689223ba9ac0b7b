"""Mandates: given, ended, handed over; who reads the names; what waits for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import NOBODY, OPERATOR, scope_of
from terreau.web.apps.directory.models import Invitation, Mandate, MandateRequest
from terreau.web.apps.directory.permissions import can_give
from terreau.web.apps.directory.rules import GIVES, ORGANISATION_ROLES
from terreau.web.apps.directory.selectors.mandates import list_roles_held
from terreau.web.apps.directory.selectors.requests import get_waiting
from terreau.web.apps.directory.services.mandates import (
    NoSuccessor,
    end_mandate,
    grant_mandate,
    hand_over_mandate,
    show_own_name,
)
from terreau.web.apps.directory.services.requests import ask_mandate
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user("nouvelle@exemple.fr", name="Nouvelle")


def own(person: User) -> Mandate:
    return Mandate.objects.get(holder=person)


@pytest.mark.parametrize("giver", Role)
def test_the_table_of_who_gives_what(giver, ti, other_ti, company, give) -> None:
    about = company if giver in ORGANISATION_ROLES else ti
    scope = scope_of(give(giver, about))
    for role in Role:
        here = company if role in ORGANISATION_ROLES else ti
        gives = role in GIVES.get(giver, ())
        assert can_give(scope, role, here) is gives, role
        if role not in ORGANISATION_ROLES:
            assert not can_give(scope, role, other_ti), role


def test_a_mandate_is_given_written_down_and_told(
    ti, give, person, acting_as, django_capture_on_commit_callbacks
) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    with django_capture_on_commit_callbacks(execute=True):
        mandate = grant_mandate(
            acting=acting_as(manager), holder=person, role=Role.DUO_ELECTED, about=ti
        )
    assert mandate.granted_by == manager
    assert [e.verb for e in history_of(mandate)] == [Verb.GRANTED]
    assert [letter.to for letter in mail.outbox] == [[person.email]]
    assert "Binôme" in mail.outbox[0].subject


def test_what_is_held_is_not_given_twice(ti, give, person, acting_as) -> None:
    acting = acting_as(give(Role.PROJECT_MANAGER, ti))
    grant_mandate(acting=acting, holder=person, role=Role.OBSERVER, about=ti)
    with pytest.raises(BadInput, match="déjà"):
        grant_mandate(acting=acting, holder=person, role=Role.OBSERVER, about=ti)


@pytest.mark.parametrize("role", [Role.STATE_REFERENT, Role.DELEGATION_AGENT, Role.OPERATOR_AGENT])
def test_a_role_that_is_not_ones_to_give(role, ti, give, person, acting_as) -> None:
    with pytest.raises(BadInput):
        grant_mandate(
            acting=acting_as(give(Role.PROJECT_MANAGER, ti)), holder=person, role=role, about=ti
        )


def test_a_foreign_manager_gives_ends_and_hands_over_nothing(
    ti, other_ti, give, person, acting_as, signed
) -> None:
    here, foreign = give(Role.PROJECT_MANAGER, ti), give(Role.PROJECT_MANAGER, other_ti)
    acting, mandate = acting_as(foreign), own(here)
    with pytest.raises(NotHere):
        grant_mandate(acting=acting, holder=person, role=Role.OBSERVER, about=ti)
    with pytest.raises(NotHere):
        end_mandate(acting=acting, mandate_id=mandate.pk, reason="non")
    with pytest.raises(NotHere):
        hand_over_mandate(
            acting=acting, mandate_id=mandate.pk, successor=person, last_day=timezone.localdate()
        )
    with pytest.raises(NotHere):
        show_own_name(acting=acting, mandate_id=mandate.pk, is_public=True)
    browser = signed(foreign)
    for address in (
        f"mandats/{mandate.pk}/terminer/", f"mandats/{mandate.pk}/transmettre/",
        f"territoires/territoire-industrie/{ti.code}/donner/",
    ):  # fmt: skip
        assert browser.get(f"/annuaire/{address}").status_code == 404
        assert browser.post(f"/annuaire/{address}", {"reason": "x"}).status_code == 404
    assert browser.post(f"/annuaire/mandats/{mandate.pk}/nom/").status_code == 404


def test_an_end_is_at_once_or_on_a_day(ti, give, acting_as, clock) -> None:
    manager, first, second = (
        give(Role.PROJECT_MANAGER, ti), give(Role.OBSERVER, ti), give(Role.OBSERVER, ti)
    )  # fmt: skip
    end_mandate(acting=acting_as(manager), mandate_id=own(first).pk, reason="parti")
    assert not scope_of(first).holdings
    assert own(first).end_reason == "parti"
    end_mandate(
        acting=acting_as(manager), mandate_id=own(second).pk, reason="x", on=date(2026, 3, 3)
    )
    assert scope_of(second).holdings
    clock.shift(2 * 86_400)
    assert not scope_of(second).holdings


def test_the_day_one_gives_is_a_day_one_may_end(ti, give, person, acting_as) -> None:
    acting = acting_as(give(Role.PROJECT_MANAGER, ti))
    made = grant_mandate(acting=acting, holder=person, role=Role.OBSERVER, about=ti)
    end_mandate(acting=acting, mandate_id=made.pk, reason="erreur")
    assert not scope_of(person).holdings
    with pytest.raises(BadInput, match="déjà terminé"):
        end_mandate(acting=acting, mandate_id=made.pk, reason="erreur")
    again = grant_mandate(acting=acting, holder=person, role=Role.OBSERVER, about=ti)
    assert again.pk != made.pk


def test_the_last_manager_is_told_before_leaving(ti, give, acting_as, signed) -> None:
    Mandate.objects.filter(role=Role.PROJECT_MANAGER, perimeter=ti).delete()
    manager = give(Role.PROJECT_MANAGER, ti)
    mandate = own(manager)
    with pytest.raises(NoSuccessor):
        end_mandate(acting=acting_as(manager), mandate_id=mandate.pk, reason="je pars")
    address = f"/annuaire/mandats/{mandate.pk}/terminer/"
    page = signed(manager).get(address).text
    assert "seul chef de projet" in page
    refused = signed(manager).post(address, {"reason": "je pars", "when": "now"})
    assert (refused.status_code, "je pars" in refused.text) == (400, True)
    sent = {"reason": "je pars", "when": "now", "without_successor": "on"}
    assert signed(manager).post(address, sent).status_code == 302
    assert not scope_of(manager).holdings


def test_with_another_manager_nobody_is_warned(ti, give, acting_as) -> None:
    manager, _other = give(Role.PROJECT_MANAGER, ti), give(Role.PROJECT_MANAGER, ti)
    end_mandate(acting=acting_as(manager), mandate_id=own(manager).pk, reason="je pars")


def test_a_territory_is_handed_over_in_one_act(ti, give, person, acting_as, clock) -> None:
    leaving, asking = give(Role.PROJECT_MANAGER, ti), give(Role.OBSERVER, ti)
    ask_mandate(acting=acting_as(asking), role=Role.FACILITATOR, about=ti, reason="pour animer")
    hand_over_mandate(
        acting=acting_as(leaving), mandate_id=own(leaving).pk, successor=person,
        last_day=date(2026, 3, 5),
    )  # fmt: skip
    assert own(person).valid_from == date(2026, 3, 6)
    assert (bool(scope_of(leaving).holdings), bool(scope_of(person).holdings)) == (True, False)
    clock.shift(4 * 86_400)
    assert (bool(scope_of(leaving).holdings), bool(scope_of(person).holdings)) == (False, True)
    assert [r.asked_by for r in get_waiting(scope_of(person), person).requests
            if r.asked_by == asking] == [asking]  # fmt: skip
    assert [e.verb for e in history_of(own(leaving))] == [Verb.HANDED_OVER]


def test_nobody_hands_over_to_themselves_nor_twice(ti, give, person, acting_as) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    today = timezone.localdate()
    act = {"acting": acting_as(manager), "mandate_id": own(manager).pk, "last_day": today}
    with pytest.raises(BadInput):
        hand_over_mandate(successor=manager, **act)
    hand_over_mandate(successor=person, **act)
    with pytest.raises(BadInput):
        hand_over_mandate(successor=person, **act)
    assert Mandate.objects.filter(holder=person).count() == 1


def test_whoever_holds_the_machine_gives_every_role(ti, company, person) -> None:
    nation = Perimeter.objects.get(kind="nation", country="XX")
    for role in Role:
        about = company if role in ORGANISATION_ROLES else nation
        assert grant_mandate(acting=OPERATOR, holder=person, role=role, about=about).pk
    with pytest.raises(BadInput):
        grant_mandate(acting=OPERATOR, holder=person, role=Role.OBSERVER, about=company)


def test_a_name_is_read_between_those_who_act_there(ti, other_ti, give, client, signed) -> None:
    elected = give(Role.DUO_ELECTED, ti)
    elected.name = "Anne Lue"
    elected.save()
    address = f"/annuaire/territoires/territoire-industrie/{ti.code}/"
    assert "Anne Lue" in signed(give(Role.OBSERVER, ti)).get(address).text
    for stranger in (client, signed(give(Role.PROJECT_MANAGER, other_ti))):
        page = stranger.get(address).text
        assert "Binôme : élu" in page.replace("\u00a0", " ")
        assert "Anne Lue" not in page


def test_everyone_reads_a_name_whose_holder_agreed(ti, give, signed, client) -> None:
    elected = give(Role.DUO_ELECTED, ti)
    elected.name = "Anne Lue"
    elected.save()
    address = f"/annuaire/territoires/territoire-industrie/{ti.code}/"
    signed(elected).post(f"/annuaire/mandats/{own(elected).pk}/nom/", {"is_public": "1"})
    assert "Anne Lue" in client.get(address).text
    signed(elected).post(f"/annuaire/mandats/{own(elected).pk}/nom/", {"is_public": "0"})
    assert "Anne Lue" not in client.get(address).text


def test_observers_are_not_counted_before_strangers(ti, give) -> None:
    give(Role.OBSERVER, ti)
    assert Role.OBSERVER not in {row.role for row in list_roles_held(NOBODY, ti)}


def test_what_waits_comes_first_on_the_home_page(ti, give, acting_as, signed, client) -> None:
    manager, asking = give(Role.PROJECT_MANAGER, ti), give(Role.OBSERVER, ti)
    Mandate.objects.filter(holder=manager).update(
        valid_to=timezone.localdate() + timedelta(days=30)
    )
    request = ask_mandate(
        acting=acting_as(asking), role=Role.FACILITATOR, about=ti, reason="pour animer"
    )
    page = signed(manager).get("/").text
    assert f"/annuaire/demandes/{request.pk}/" in page
    assert "Votre mandat finit le" in page
    assert "Ce qui vous attend" not in client.get("/").text
    assert f"/annuaire/demandes/{request.pk}/" in signed(manager).get("/annuaire/mandats/").text


def test_home_asks_a_bounded_number_of_questions(
    ti, give, acting_as, signed, django_assert_max_num_queries
) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    for _ in range(12):
        ask_mandate(acting=acting_as(give(Role.OBSERVER, ti)), role=Role.FACILITATOR, about=ti,
                    reason="pour animer")  # fmt: skip
    assert MandateRequest.objects.count() >= 12
    browser = signed(manager)
    browser.get("/annuaire/mandats/")
    with django_assert_max_num_queries(28):
        browser.get("/annuaire/mandats/")


def test_a_token_ends_nothing_when_it_only_reads(ti, give, acting_as) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    acting = acting_as(manager)
    reading = replace(acting, scope=replace(acting.scope, allows=frozenset({"directory:read"})))
    with pytest.raises(NotHere):
        end_mandate(acting=reading, mandate_id=own(manager).pk, reason="x")


def test_the_form_invites_and_keeps_what_was_typed(ti, give, person, signed) -> None:
    browser = signed(give(Role.PROJECT_MANAGER, ti))
    address = f"/annuaire/territoires/territoire-industrie/{ti.code}/donner/"
    sent = {"email": person.email.upper(), "role": "duo_elected", "channel": "phone"}
    assert browser.post(address, sent).status_code == 302
    invitation = Invitation.objects.get(email=person.email)
    assert (invitation.channel, invitation.role) == ("phone", "duo_elected")
    again = browser.post(address, sent)
    assert (again.status_code, "déjà invitée" in again.text) == (400, True)
    past = browser.post(address, sent | {"role": "observer", "until": "2020-01-01"})
    assert (past.status_code, "2020-01-01" in past.text) == (400, True)
    foreign = browser.post(address, sent | {"role": "delegation_agent"})
    assert foreign.status_code == 400
