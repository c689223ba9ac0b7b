"""The end of a mandate: told before, prolonged, chosen, told after; a successor without account."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import scope_of
from terreau.web.apps.directory.models import Mandate
from terreau.web.apps.directory.selectors.mandates import list_roles_held
from terreau.web.apps.directory.services.mandates import (
    NoSuccessor,
    change_mandate_end,
    end_mandate,
    hand_over_mandate,
)
from terreau.web.apps.directory.services.requests import answer_request, ask_extension
from terreau.web.apps.territories.signals import day_began

pytestmark = pytest.mark.django_db
DAY = 86_400
NEXT_YEAR = date(2027, 6, 30)


def own(person: User) -> Mandate:
    return Mandate.objects.get(holder=person)


@pytest.fixture
def soon(clock: Any) -> date:
    return timezone.localdate() + timedelta(days=20)


@pytest.fixture
def observer(ti, give, soon) -> User:
    return give(Role.OBSERVER, ti, until=soon)


def test_a_mandate_that_ends_leads_to_its_page_and_not_to_its_end(observer, signed) -> None:
    browser, mandate = signed(observer), own(observer)
    page = f"/annuaire/mandats/{mandate.pk}/"
    assert f'href="{page}"' in browser.get("/").text
    shown = browser.get(page).text
    assert "Le lendemain, il ne donne plus rien" in shown
    assert f'href="{page}prolonger/"' in shown
    sent = browser.post(f"{page}prolonger/", {"reason": "Finir l’étude"}, follow=True)
    assert "Votre demande est partie" in sent.text
    assert "attend une réponse" in browser.get(page).text
    again = browser.post(f"{page}prolonger/", {"reason": "Encore"})
    assert (again.status_code, "Encore" in again.text) == (400, True)


def test_who_answers_prolongs(ti, give, observer, acting_as) -> None:
    mandate, manager = own(observer), acting_as(give(Role.PROJECT_MANAGER, ti))
    asked = ask_extension(
        acting=acting_as(observer), mandate_id=mandate.pk, reason="x", until=NEXT_YEAR
    )
    with pytest.raises(NotHere):
        answer_request(acting=acting_as(observer), request_id=asked.pk, is_accepted=True, answer="")
    answer_request(acting=manager, request_id=asked.pk, is_accepted=True, answer="")
    assert own(observer).valid_to == NEXT_YEAR
    entry = history_of(mandate).get()
    assert (entry.verb, entry.changes["valid_to"][1]) == (Verb.CHANGED, "2027-06-30")


def test_what_is_over_when_it_is_answered_begins_again(
    ti, give, observer, acting_as, clock
) -> None:
    asked = ask_extension(acting=acting_as(observer), mandate_id=own(observer).pk, reason="x")
    clock.shift(21 * DAY)
    manager = acting_as(give(Role.PROJECT_MANAGER, ti))
    answer_request(acting=manager, request_id=asked.pk, is_accepted=True, answer="")
    again = Mandate.objects.get(holder=observer, valid_to=None)
    assert again.valid_from == timezone.localdate()


def test_what_is_not_to_be_prolonged(ti, give, observer, soon, acting_as) -> None:
    endless = give(Role.OBSERVER, ti)
    with pytest.raises(BadInput, match="rien n’y met fin"):
        ask_extension(acting=acting_as(endless), mandate_id=own(endless).pk, reason="x")
    with pytest.raises(BadInput, match="ne prolonge pas"):
        ask_extension(
            acting=acting_as(observer), mandate_id=own(observer).pk, reason="x", until=soon
        )
    with pytest.raises(NotHere):
        ask_extension(acting=acting_as(endless), mandate_id=own(observer).pk, reason="x")


def test_who_gives_changes_the_end_and_nobody_their_own(
    ti, other_ti, give, observer, signed, django_capture_on_commit_callbacks
) -> None:
    manager = give(Role.PROJECT_MANAGER, ti, until=date(2028, 1, 1))
    address = f"/annuaire/mandats/{own(observer).pk}/prolonger/"
    beyond = signed(manager).post(address, {"until": "2028-01-02"})
    assert (beyond.status_code, "Votre propre mandat finit avant" in beyond.text) == (400, True)
    with django_capture_on_commit_callbacks(execute=True):
        done = signed(manager).post(address, {"until": NEXT_YEAR.isoformat()})
    assert done.status_code == 302
    assert own(observer).valid_to == NEXT_YEAR
    assert [letter.to for letter in mail.outbox] == [[observer.email]]
    assert "30 juin 2027" in mail.outbox[0].subject
    past = signed(manager).post(address, {"until": "2020-01-01"})
    assert (past.status_code, "2020-01-01" in past.text) == (400, True)
    assert signed(give(Role.PROJECT_MANAGER, other_ti)).get(address).status_code == 404
    # Of their own they ask, as everyone does.
    asking = signed(manager).get(f"/annuaire/mandats/{own(manager).pk}/prolonger/").text
    assert "Demander à prolonger" in asking


def test_a_nearer_end_leaves_no_territory_alone(ti, give, acting_as) -> None:
    Mandate.objects.filter(role=Role.PROJECT_MANAGER, perimeter=ti).delete()
    manager, nation = give(Role.PROJECT_MANAGER, ti), give(Role.STATE_REFERENT, ti)
    change = {"acting": acting_as(nation), "mandate_id": own(manager).pk}
    with pytest.raises(NoSuccessor):
        change_mandate_end(until=NEXT_YEAR, **change)
    Mandate.objects.filter(holder=manager).update(valid_to=date(2026, 12, 1))
    assert change_mandate_end(until=NEXT_YEAR, **change).valid_to == NEXT_YEAR


def test_an_end_is_chosen_and_never_what_an_empty_field_means(observer, signed) -> None:
    browser, address = signed(observer), f"/annuaire/mandats/{own(observer).pk}/terminer/"
    for sent in ({}, {"when": "day"}, {"when": "day", "on": "x"}):
        refused = browser.post(address, {"reason": "je pars"} | sent)
        assert (refused.status_code, "je pars" in refused.text) == (400, True)
    assert scope_of(observer).holdings
    # A day that was written and then not chosen does not count.
    sent = {"reason": "je pars", "when": "now", "on": "2026-12-31"}
    assert browser.post(address, sent).status_code == 302
    assert not scope_of(observer).holdings


def test_the_holder_is_told_once_before_the_end(
    observer, clock, django_capture_on_commit_callbacks
) -> None:
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            day_began.send(None)
        clock.shift(DAY)
    told = [letter for letter in mail.outbox if letter.to == [observer.email]]
    assert len(told) == 1
    assert "demandez à le prolonger" in told[0].body


def test_a_later_end_tells_the_holder_of_the_day_and_not_of_a_gift(
    ti, give, observer, acting_as, django_capture_on_commit_callbacks
) -> None:
    manager = acting_as(give(Role.PROJECT_MANAGER, ti))
    with django_capture_on_commit_callbacks(execute=True):
        end_mandate(acting=manager, mandate_id=own(observer).pk, reason="x", on=date(2026, 3, 9))
    assert "9 mars 2026" in mail.outbox[0].subject


def test_what_has_ended_is_told_and_asked_again(ti, observer, signed, clock) -> None:
    clock.shift(22 * DAY)
    again = f"/annuaire/territoires/territoire-industrie/{ti.code}/demander/?role=observer"
    for address in ("/", "/annuaire/mandats/"):
        page = signed(observer).get(address).text
        assert "a pris fin le" in page
        assert again in page
    assert re.search(r'value="observer"[^>]*checked', signed(observer).get(again).text)
    clock.shift(40 * DAY)
    assert "a pris fin le" not in signed(observer).get("/").text
    assert "a pris fin le" in signed(observer).get("/annuaire/mandats/").text
    clock.shift(340 * DAY)
    assert "a pris fin le" not in signed(observer).get("/annuaire/mandats/").text


def test_what_has_not_begun_is_not_shown_as_held(ti, give, acting_as, signed, client) -> None:
    leaving = give(Role.PROJECT_MANAGER, ti)
    person = User.objects.create_user("nouvelle@exemple.fr", name="Nouvelle")
    last = timezone.localdate() + timedelta(days=9)
    hand_over_mandate(
        acting=acting_as(leaving), mandate_id=own(leaving).pk, successor=person, last_day=last
    )
    for address in ("/", "/annuaire/mandats/"):
        assert "à partir du" in signed(person).get(address).text
    page = client.get(f"/annuaire/territoires/territoire-industrie/{ti.code}/").text
    assert "à partir du" in page.partition("À venir")[2]
    numbers = [row.mandate.pk for row in list_roles_held(scope_of(leaving), ti)]
    assert own(person).pk in numbers
    told = client.get(f"/api/v1/perimeters/{ti.kind}/{ti.code}/mandates").json()
    assert own(person).pk not in {mandate["id"] for mandate in told}


def test_the_letter_says_who_hands_over(
    ti, give, acting_as, django_capture_on_commit_callbacks
) -> None:
    leaving = give(Role.PROJECT_MANAGER, ti)
    User.objects.filter(pk=leaving.pk).update(name="Camille Partante")
    leaving.refresh_from_db()
    person = User.objects.create_user("nouvelle@exemple.fr", name="Nouvelle")
    with django_capture_on_commit_callbacks(execute=True):
        hand_over_mandate(
            acting=acting_as(leaving), mandate_id=own(leaving).pk, successor=person,
            last_day=timezone.localdate(),
        )  # fmt: skip
    assert "Camille Partante" in mail.outbox[-1].body


def test_a_successor_without_account_takes_over_when_they_accept(ti, give, signed, clock) -> None:
    leaving = give(Role.PROJECT_MANAGER, ti)
    browser, mandate = signed(leaving), own(leaving)
    address = f"/annuaire/mandats/{mandate.pk}/transmettre/"
    assert "0 demande" not in browser.get(address).text
    last = timezone.localdate() + timedelta(days=5)
    sent = {"email": "successeur@exemple.fr", "last_day": last.isoformat()}
    done = browser.post(address, sent, follow=True)
    assert "Vous gardez le mandat" in done.text
    assert own(leaving).valid_to is None
    [letter] = mail.outbox
    link = re.search(r"/annuaire/invitation/[\w-]+/", letter.body)
    assert link is not None
    successor = User.objects.create_user("successeur@exemple.fr", name="Suzanne")
    clock.shift(2 * DAY)
    signed(successor).post(link[0], {"act": "accept"})
    assert own(leaving).valid_to == last
    assert own(successor).valid_from == last + timedelta(days=1)
    assert [e.verb for e in history_of(own(leaving))] == [Verb.HANDED_OVER]
    assert scope_of(leaving).holdings
    assert not scope_of(successor).holdings


def test_a_successor_who_accepts_late_takes_over_that_day(ti, give, signed, clock) -> None:
    leaving = give(Role.PROJECT_MANAGER, ti)
    sent = {"email": "tardive@exemple.fr", "last_day": timezone.localdate().isoformat()}
    signed(leaving).post(f"/annuaire/mandats/{own(leaving).pk}/transmettre/", sent)
    link = re.search(r"/annuaire/invitation/[\w-]+/", mail.outbox[0].body)
    assert link is not None
    successor = User.objects.create_user("tardive@exemple.fr")
    clock.shift(4 * DAY)
    assert scope_of(leaving).holdings
    signed(successor).post(link[0], {"act": "accept"})
    assert (bool(scope_of(leaving).holdings), bool(scope_of(successor).holdings)) == (False, True)


def test_ones_name_is_shown_once_one_knows_where(ti, give, signed, client) -> None:
    elected = give(Role.DUO_ELECTED, ti)
    User.objects.filter(pk=elected.pk).update(name="Anne Lue")
    browser, address = signed(elected), f"/annuaire/mandats/{own(elected).pk}/nom/"
    asked = browser.get(address).text
    assert "même sans compte" in asked
    assert (
        "Anne Lue" not in client.get(f"/annuaire/territoires/territoire-industrie/{ti.code}/").text
    )
    assert "maintenant lu de tous" in browser.post(address, {"is_public": "1"}, follow=True).text
    assert signed(give(Role.PROJECT_MANAGER, ti)).get(address).status_code == 404
