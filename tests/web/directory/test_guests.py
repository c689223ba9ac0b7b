"""What a guest does of an invitation: comes back to it, accepts, declines, asks for it again."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.enums import InvitationState
from terreau.web.apps.directory.models import Invitation, Mandate
from terreau.web.apps.directory.roles import SENTENCES
from terreau.web.apps.directory.services.invitations import Wish, expire_invitations, invite

pytestmark = pytest.mark.django_db
MARIE, PASSWORD = "marie@mairie.example", "quatre grandes roues de bois"
LATE = 14 * 86_400 + 1


@pytest.fixture
def manager(ti, give) -> User:
    return give(Role.PROJECT_MANAGER, ti)


@pytest.fixture
def sent(ti, manager, acting_as) -> Invitation:
    wish = Wish(MARIE, Role.OBSERVER)
    return invite(acting=acting_as(manager), about=ti, wish=wish, site="http://testserver")


@pytest.fixture
def address(sent) -> str:
    """Return the path of the link of the letter."""
    found = re.search(r"http://testserver(/annuaire/invitation/[\w-]+/)", mail.outbox[-1].body)
    assert found is not None
    return found[1]


@pytest.fixture
def marie() -> User:
    user = User.objects.create_user(MARIE, PASSWORD, name="Marie")
    EmailAddress.objects.create(user=user, email=MARIE, verified=True, primary=True)
    return user


def test_a_visitor_reads_what_it_is_and_the_two_ways_in(address, manager, client) -> None:
    page = client.get(address).text
    assert manager.display_name in page
    assert str(SENTENCES[Role.OBSERVER]) in page
    assert f"/compte/inscription/?next={address.replace('/', '%2F')}" in page
    assert f"/compte/connexion/?next={address.replace('/', '%2F')}" in page
    assert client.post(address, {"act": "accept"})["Location"].startswith("/compte/connexion/?next")
    for way in ("inscription", "connexion"):
        assert f'value="{MARIE}"' in client.get(f"/compte/{way}/?next={address}").text


def test_an_account_made_from_the_letter_comes_back_to_it(address, client) -> None:
    client.get(address)
    form = {"email": MARIE, "password1": PASSWORD, "next": address}
    assert client.post("/compte/inscription/", form)["Location"] == address
    assert len(mail.outbox) == 1, "the letter proved the address: there is no other"
    client.post(address, {"act": "accept"})
    assert Mandate.objects.filter(holder__email=MARIE, role=Role.OBSERVER).exists()


@pytest.mark.parametrize("closed", [{"ACCOUNT_SIGNUP_ENABLED": False}, {"LETTERS": "kept"}])
def test_where_one_comes_by_invitation_alone_a_guest_does(
    address, client, settings, closed
) -> None:
    for name, value in closed.items():
        setattr(settings, name, value)
    assert "password1" not in client.get("/compte/inscription/").text
    client.get(address)
    assert "password1" in client.get("/compte/inscription/").text
    form = {"email": "autre@exemple.fr", "password1": PASSWORD, "next": address}
    refused = client.post("/compte/inscription/", form)
    assert "l’adresse de l’invitation" in refused.text
    assert not User.objects.filter(email="autre@exemple.fr").exists()
    form["email"] = MARIE
    assert client.post("/compte/inscription/", form)["Location"] == address
    assert User.objects.filter(email=MARIE).exists()


def test_another_address_is_confirmed_then_comes_back_to_it(address, client) -> None:
    client.get(address)
    form = {"email": "marie@chez.example", "password1": PASSWORD, "next": address}
    assert client.post("/compte/inscription/", form)["Location"] == "/compte/adresse/a-confirmer/"
    link = re.search(r"http://testserver(/compte/adresse/\S+)", mail.outbox[-1].body)
    assert link is not None
    assert client.post(link[1])["Location"] == address
    assert "autre adresse" in client.get(address).text


def test_confirmed_in_another_browser_one_comes_back_too_and_only_here(address, client) -> None:
    for wish, place in ((address, address), ("https://evil.example/", "/compte/connexion/")):
        form = {"email": f"{len(wish)}@chez.example", "password1": PASSWORD, "next": wish}
        Client().post("/compte/inscription/", form)
        link = re.search(r"http://testserver(/compte/adresse/\S+)", mail.outbox[-1].body)
        assert link is not None
        assert Client().post(link[1])["Location"] == place


def test_the_guest_is_told_at_home_and_accepts_without_the_letter(sent, marie, signed) -> None:
    browser = signed(marie)
    own = f"/annuaire/invitations/{sent.pk}/"
    home = browser.get("/").text
    assert f'href="{own}"' in home
    assert "1 chose vous attend" in home
    assert "Le mandat est à vous" in browser.post(own, {"act": "accept"}, follow=True).text
    gone = browser.get(own)
    assert (gone.status_code, "déjà été acceptée" in gone.text) == (410, True)
    assert browser.post(own, {"act": "accept"}).status_code == 400


def test_nobody_else_opens_it_by_its_number(sent, give, other_ti, signed, client) -> None:
    own = f"/annuaire/invitations/{sent.pk}/"
    assert signed(give(Role.OBSERVER, other_ti)).get(own).status_code == 404
    assert client.get(own).status_code == 302


def test_another_person_is_warned_and_must_mean_it(sent, address, give, other_ti, signed) -> None:
    ivan = give(Role.OBSERVER, other_ti)
    browser = signed(ivan)
    page = browser.get(address).text
    assert "m…@m…" in page
    assert MARIE not in page
    refused = browser.post(address, {"act": "accept"})
    assert (refused.status_code, "Cochez cette case" in refused.text) == (400, True)
    assert not ivan.mandates.filter(invitation=sent).exists()
    browser.post(address, {"act": "accept", "as_other": "on"})
    assert ivan.mandates.filter(invitation=sent).exists()


def test_declined_with_a_word_who_invited_is_told(
    sent, address, manager, client, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        word = {"act": "decline", "answer": "Je change de poste."}
        done = client.post(address, word, follow=True)
    assert "L’invitation est déclinée" in done.text
    sent.refresh_from_db()
    assert (sent.state, sent.answer) == (InvitationState.DECLINED, "Je change de poste.")
    letter = mail.outbox[-1]
    assert letter.to == [manager.email]
    assert "Je change de poste." in letter.body
    assert "/annuaire/territoires/territoire-industrie/" in letter.body
    assert client.post(address, {"act": "decline"}).status_code == 400


@pytest.mark.parametrize("is_marked", [False, True])
def test_too_late_it_is_asked_for_again(
    clock, ti, manager, acting_as, client, signed, django_capture_on_commit_callbacks,
    is_marked: bool,
) -> None:  # fmt: skip
    wish = Wish(MARIE, Role.OBSERVER)
    invite(acting=acting_as(manager), about=ti, wish=wish, site="http://testserver")
    path = re.search(r"/annuaire/invitation/[\w-]+/", mail.outbox[-1].body)
    assert path is not None
    clock.shift(LATE)
    if is_marked:
        expire_invitations()
    assert "Demander qu’on me la renvoie" in client.get(path[0]).text
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            client.post(path[0], {"act": "again"})
    assert [letter.to for letter in mail.outbox[1:]] == [[manager.email]], "told once"
    browser = signed(manager)
    assert f"{MARIE} vous redemande son invitation" in browser.get("/").text
    here = f"/annuaire/territoires/territoire-industrie/{ti.code}/"
    assert "expirée le" in browser.get(here).text
    late = Invitation.objects.get(email=MARIE)
    browser.post(f"/annuaire/invitations/{late.pk}/renvoyer/")
    assert mail.outbox[-1].to == [MARIE]
    assert "vous redemande" not in browser.get("/").text


def test_what_waits_is_not_asked_for_again(address, client) -> None:
    assert client.post(address, {"act": "again"}).status_code == 400
    assert client.post(address, {"act": "burn"}).status_code == 400
