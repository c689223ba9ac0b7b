"""Invitations: a secret that the base does not hold, accepted once, in time."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Channel, Role, Verb
from terreau.web.apps.accounts.erasing import erase_person
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.accounts.scope import NOBODY, Acting, scope_of
from terreau.web.apps.directory.enums import InvitationState
from terreau.web.apps.directory.models import Invitation
from terreau.web.apps.directory.permissions import holds_letter
from terreau.web.apps.directory.services.guests import accept_invitation
from terreau.web.apps.directory.services.invitations import (
    Wish,
    expire_invitations,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from terreau.web.apps.directory.services.mandates import end_mandate

pytestmark = pytest.mark.django_db
SITE = "https://terreau.exemple.fr"
WISH = Wish("Invitee@Exemple.fr", Role.FACILITATOR, channel=Channel.MEETING)


@pytest.fixture
def manager(ti, give) -> User:
    return give(Role.PROJECT_MANAGER, ti)


@pytest.fixture
def sent(ti, manager, acting_as) -> Invitation:
    return invite(acting=acting_as(manager), about=ti, wish=WISH, site=SITE)


@pytest.fixture
def guest() -> User:
    return User.objects.create_user("autre.adresse@exemple.fr", name="Invitée")


def secret() -> str:
    """Return the secret of the last letter."""
    found = re.search(rf"{SITE}/annuaire/invitation/([\w-]+)/", mail.outbox[-1].body)
    assert found is not None
    return found[1]


def test_the_secret_is_in_the_letter_alone(sent) -> None:
    assert mail.outbox[0].to == ["invitee@exemple.fr"]
    kept = [str(value) for value in Invitation.objects.filter(pk=sent.pk).values_list()[0]]
    kept += [str(row) for row in HistoryEntry.objects.values_list()]
    assert not any(secret() in value for value in kept)
    assert (sent.channel, sent.state) == ("meeting", InvitationState.SENT)


def test_who_has_the_letter_accepts_once(sent, ti, guest, manager, acting_as) -> None:
    mandate = accept_invitation(acting=acting_as(guest), door=holds_letter(secret()))
    assert {(h.role, h.perimeter_id) for h in scope_of(guest).holdings} == {
        (Role.FACILITATOR, ti.pk)
    }
    mandate.refresh_from_db()
    assert mandate.granted_by == manager
    assert [e.verb for e in history_of(sent)] == [Verb.ACCEPTED, Verb.INVITED]
    other = User.objects.create_user("voleur@exemple.fr")
    with pytest.raises(BadInput, match="ne sert plus"):
        accept_invitation(acting=acting_as(other), door=holds_letter(secret()))
    assert not scope_of(other).holdings


def test_nobody_accepts_without_the_secret_or_an_account(sent, guest, acting_as) -> None:
    with pytest.raises(NotHere):
        accept_invitation(acting=acting_as(guest), door=holds_letter(sent.digest))
    with pytest.raises(NotHere):
        accept_invitation(acting=Acting(None, NOBODY), door=holds_letter(secret()))


def test_it_is_in_time_or_it_is_not(clock, ti, manager, guest, acting_as) -> None:
    invite(acting=acting_as(manager), about=ti, wish=WISH, site=SITE)
    clock.shift(14 * 86_400)
    with pytest.raises(BadInput, match="ne sert plus"):
        accept_invitation(acting=acting_as(guest), door=holds_letter(secret()))
    clock.shift(1)
    assert expire_invitations() == 1


def test_one_that_is_withdrawn_opens_nothing(sent, manager, guest, acting_as) -> None:
    withdraw_invitation(acting=acting_as(manager), invitation_id=sent.pk)
    with pytest.raises(BadInput):
        accept_invitation(acting=acting_as(guest), door=holds_letter(secret()))
    with pytest.raises(BadInput):
        withdraw_invitation(acting=acting_as(manager), invitation_id=sent.pk)
    with pytest.raises(BadInput):
        resend_invitation(acting=acting_as(manager), invitation_id=sent.pk, site=SITE)


def test_sent_again_the_first_link_is_dead(sent, manager, guest, acting_as) -> None:
    first = secret()
    resend_invitation(acting=acting_as(manager), invitation_id=sent.pk, site=SITE)
    with pytest.raises(NotHere):
        accept_invitation(acting=acting_as(guest), door=holds_letter(first))
    accept_invitation(acting=acting_as(guest), door=holds_letter(secret()))


def test_the_same_person_is_not_invited_twice(sent, ti, manager, acting_as) -> None:
    with pytest.raises(BadInput, match="déjà invitée"):
        invite(acting=acting_as(manager), about=ti, wish=WISH, site=SITE)


def test_who_invited_must_still_be_able_to_give(sent, manager, guest, acting_as) -> None:
    own = manager.mandates.get()
    end_mandate(acting=acting_as(manager), mandate_id=own.pk, reason="x", without_successor=True)
    with pytest.raises(BadInput, match="ne peut plus"):
        accept_invitation(acting=acting_as(guest), door=holds_letter(secret()))


def test_an_inviter_who_was_erased_can_give_nothing(sent, manager, guest, acting_as) -> None:
    """Dismissed, then erased by themselves: their letters open nothing."""
    erase_person(
        acting=acting_as(manager),
        person_id=manager.pk,
        typed=manager.email,
        home=Path(settings.TERREAU_HOME),
    )
    with pytest.raises(BadInput, match="ne peut plus"):
        accept_invitation(acting=acting_as(guest), door=holds_letter(secret()))
    assert not scope_of(guest).holdings


def test_whoever_sends_it_again_invites(sent, ti, manager, guest, give, acting_as) -> None:
    successor = give(Role.PROJECT_MANAGER, ti)
    end_mandate(acting=acting_as(manager), mandate_id=manager.mandates.get().pk, reason="parti")
    resend_invitation(acting=acting_as(successor), invitation_id=sent.pk, site=SITE)
    assert successor.display_name in mail.outbox[-1].body
    mandate = accept_invitation(acting=acting_as(guest), door=holds_letter(secret()))
    assert mandate.granted_by == successor


def test_nobody_accepts_what_they_sent_to_another_address_of_theirs(
    sent, manager, acting_as
) -> None:
    with pytest.raises(BadInput, match="à soi-même"):
        accept_invitation(acting=acting_as(manager), door=holds_letter(secret()))


def test_it_gives_no_longer_than_who_invites(ti, guest, give, acting_as) -> None:
    ends = timezone.localdate() + timedelta(days=20)
    leaving = give(Role.PROJECT_MANAGER, ti, ends)
    late = Wish("a@b.fr", Role.OBSERVER, ends + timedelta(days=1))
    with pytest.raises(BadInput, match="Votre propre mandat finit avant"):
        invite(acting=acting_as(leaving), about=ti, wish=late, site=SITE)
    invite(acting=acting_as(leaving), about=ti, wish=WISH, site=SITE)
    assert accept_invitation(acting=acting_as(guest), door=holds_letter(secret())).valid_to == ends


def test_whether_an_address_has_an_account_is_not_told(company, guest, give, signed) -> None:
    browser = signed(give(Role.ORGANISATION_MEMBER, company))
    address = f"/annuaire/organisations/{company.pk}/donner/"
    pages = []
    for email in (guest.email, "personne@exemple.fr"):
        sent = {"email": email, "role": "organisation_member", "channel": ""}
        pages.append(browser.post(address, sent, follow=True).text)
    assert all("L’invitation part par courriel" in page for page in pages)
    assert all(guest.name not in page for page in pages)
    assert [letter.to for letter in mail.outbox] == [[guest.email], ["personne@exemple.fr"]]
    assert not scope_of(guest).holdings


def test_a_foreign_manager_has_no_hand_on_it(sent, ti, other_ti, give, acting_as, signed) -> None:
    foreign = give(Role.PROJECT_MANAGER, other_ti)
    with pytest.raises(NotHere):
        withdraw_invitation(acting=acting_as(foreign), invitation_id=sent.pk)
    with pytest.raises(NotHere):
        resend_invitation(acting=acting_as(foreign), invitation_id=sent.pk, site=SITE)
    with pytest.raises(NotHere):
        invite(acting=acting_as(foreign), about=ti, wish=WISH, site=SITE)
    for act in ("annuler", "renvoyer"):
        answer = signed(foreign).post(f"/annuaire/invitations/{sent.pk}/{act}/")
        assert answer.status_code == 404


def test_the_page_of_what_was_accepted_says_so(sent, guest, signed) -> None:
    address, accept = f"/annuaire/invitation/{secret()}/", {"act": "accept", "as_other": "on"}
    browser = signed(guest)
    assert "Le mandat est à vous" in browser.post(address, accept, follow=True).text
    gone = browser.get(address)
    assert (gone.status_code, "déjà été acceptée" in gone.text) == (410, True)
    assert browser.post(address, accept).status_code == 400


def test_the_buttons_of_the_territory_page(sent, ti, manager, signed) -> None:
    browser = signed(manager)
    address = f"/annuaire/territoires/territoire-industrie/{ti.code}/"
    assert "invitee@exemple.fr" in browser.get(address).text
    browser.post(f"/annuaire/invitations/{sent.pk}/renvoyer/")
    assert len(mail.outbox) == 2
    after = browser.post(f"/annuaire/invitations/{sent.pk}/annuler/", follow=True)
    assert "invitee@exemple.fr" not in after.text


def test_a_site_without_letters_says_that_none_left(sent, manager, signed, settings) -> None:
    settings.LETTERS = "kept"
    told = signed(manager).post(f"/annuaire/invitations/{sent.pk}/renvoyer/", follow=True).text
    assert "rien n’est parti" in told
    assert "part par courriel" not in told


def test_a_stranger_does_not_read_who_is_invited(sent, ti, client) -> None:
    page = client.get(f"/annuaire/territoires/territoire-industrie/{ti.code}/").text
    assert "invitee@exemple.fr" not in page
