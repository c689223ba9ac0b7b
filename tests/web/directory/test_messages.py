"""Messages from one who acts in a territory to another: no address shown, no word kept."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.accounts.personal import personal_rows
from terreau.web.apps.directory.mailing import Objection
from terreau.web.apps.directory.models import Mandate, Message
from terreau.web.apps.directory.services.messages import Words, write_message
from terreau.web.shared import limits, retention
from terreau.web.shared.limits import spend
from terreau.web.shared.refusals import AskedTooOften

pytestmark = pytest.mark.django_db
SECRET = "Parlons de l’anodisation à la zqfoire."


@pytest.fixture
def neighbour(other_ti, give) -> User:
    """Return the project manager of another territory."""
    return give(Role.PROJECT_MANAGER, other_ti)


@pytest.fixture
def manager(ti, give) -> User:
    return give(Role.PROJECT_MANAGER, ti)


def mandate_of(person: User) -> Mandate:
    return Mandate.objects.get(holder=person)


def page_to(person: User) -> str:
    return f"/annuaire/mandats/{mandate_of(person).pk}/ecrire/"


def link_in(letter: Any) -> str:
    return re.search(r"(/annuaire/message/\S+/)", letter.body)[1]


def sent(text: str = SECRET, **fields: str) -> dict[str, str]:
    return {"text": text, "key": str(uuid.uuid4())} | fields


def raw(letter: Any) -> str:
    return f"{letter.message().as_string()}\n{letter.body}"


def test_one_writes_and_is_answered_without_an_address_shown(
    manager, neighbour, signed, client
) -> None:
    answer = signed(manager).post(page_to(neighbour), sent(), follow=True)
    assert "Votre message part" in answer.text
    letter = mail.outbox.pop()
    assert (letter.to, letter.reply_to) == ([neighbour.email], [])
    assert SECRET in letter.body
    assert manager.email not in raw(letter)
    # By the link, without an account; the words stand nowhere.
    page = client.get(link_in(letter))
    assert page.status_code == 200
    assert SECRET not in page.text
    assert neighbour.email not in page.text
    assert manager.email not in page.text
    assert not client.cookies
    first = sent("Volontiers.")
    assert client.post(link_in(letter), first).status_code == 302
    client.post(link_in(letter), first)
    other = client.post(link_in(letter), sent("Une autre."))
    assert other.status_code == 400
    assert "Vous avez déjà répondu le" in other.text
    assert "Une autre." in other.text
    back = mail.outbox.pop()
    assert not mail.outbox
    assert (back.to, back.reply_to) == ([manager.email], [])
    assert "Volontiers." in back.body
    assert neighbour.email not in raw(back)
    assert "Votre réponse part" in client.get(link_in(letter)).text
    assert Message.objects.count() == 2


def test_an_address_is_shown_by_who_ticks_it_alone(manager, neighbour, signed, client) -> None:
    signed(manager).post(page_to(neighbour), sent(shows_address="on"))
    letter = mail.outbox.pop()
    assert letter.reply_to == [manager.email]
    assert manager.email in letter.body
    client.post(link_in(letter), sent("Oui"))
    assert neighbour.email not in raw(mail.outbox[0])


def test_no_letter_names_who_gave_no_name(manager, neighbour, signed) -> None:
    for name in ("", "moi@ailleurs.fr"):
        User.objects.filter(pk=manager.pk).update(name=name)
        signed(manager).post(page_to(neighbour), sent())
        text = raw(mail.outbox.pop())
        assert manager.email not in text
        assert "moi@" not in text


def test_a_form_sent_twice_is_one_letter(manager, neighbour, signed) -> None:
    browser, once = signed(manager), sent()
    for _time in range(2):
        assert browser.post(page_to(neighbour), once).status_code == 302
    assert len(mail.outbox) == 1


def test_words_are_kept_neither_here_nor_in_the_history(manager, neighbour, acting_as) -> None:
    words = Words(uuid.uuid4(), SECRET)
    made = write_message(
        acting=acting_as(manager), mandate_id=mandate_of(neighbour).pk, words=words
    )
    kept = Message.objects.filter(pk=made.pk).values()[0]
    assert SECRET not in str(kept)
    told = HistoryEntry.objects.get(object_type="directory.Message")
    assert (told.object_key, told.changes) == (str(made.pk), {})
    later = timezone.now() + timedelta(days=91)
    assert retention.count_expired(later)["messages"] == 1
    assert retention.purge(later)["messages"] == 1
    assert not Message.objects.exists()


def test_who_wants_none_has_none_and_nobody_is_told(manager, neighbour, signed, client) -> None:
    browser = signed(manager)
    before = browser.post(page_to(neighbour), sent(), follow=True).text
    link = link_in(mail.outbox.pop())
    client.post(link, {"act": "refuse"})
    client.post(link, {"act": "refuse"})
    assert Objection.objects.count() == 1
    after = browser.post(page_to(neighbour), sent(), follow=True).text
    assert not mail.outbox
    said = re.compile(r"Votre message part[^<]*")
    assert said.search(before)[0] == said.search(after)[0]
    # Who holds the old letter does not open again what was closed: the reader does, signed in.
    for other in (client, browser):
        other.post(link, {"act": "back"})
        assert Objection.objects.count() == 1
    signed(neighbour).post(link, {"act": "back"})
    browser.post(page_to(neighbour), sent())
    assert len(mail.outbox) == 1


def test_who_may_write_and_to_whom(ti, manager, neighbour, company, give, signed, client) -> None:
    address = page_to(neighbour)
    bare = User.objects.create_user("bare@exemple.fr")
    assert client.get(address).status_code == 302
    assert signed(bare).get(address).status_code == 404
    assert signed(neighbour).get(address).status_code == 404
    observer = give(Role.OBSERVER, ti)
    member = give(Role.ORGANISATION_MEMBER, company)
    assert signed(observer).get(address).status_code == 200
    # Neither who observes, nor who acts for an organisation, nor who has left is written to.
    for person in (observer, member):
        assert signed(manager).get(page_to(person)).status_code == 404
    Mandate.objects.filter(holder=neighbour).update(valid_to=timezone.localdate() - timedelta(1))
    assert signed(manager).get(address).status_code == 404
    assert signed(manager).get("/annuaire/mandats/987654/ecrire/").status_code == 404


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_what_is_not_sent_stays_in_the_form(text, manager, neighbour, signed, acting_as) -> None:
    page = signed(manager).post(page_to(neighbour), sent(text))
    assert "Votre message part" not in page.text
    assert text.strip() in page.text
    with pytest.raises(BadInput):
        write_message(
            acting=acting_as(manager), mandate_id=mandate_of(neighbour).pk,
            words=Words(uuid.uuid4(), text),
        )  # fmt: skip
    assert not mail.outbox


@pytest.fixture
def counted(tmp_path, settings, monkeypatch) -> None:
    """Count what is written, from nothing."""
    settings.LIMITS_COSTLY_PAGES = True
    monkeypatch.setattr(limits, "_file", lambda: tmp_path / "limits.sqlite3")


@pytest.mark.usefixtures("counted")
def test_many_are_too_many(manager, neighbour, acting_as) -> None:
    def write() -> None:
        words = Words(uuid.uuid4(), SECRET)
        write_message(acting=acting_as(manager), mandate_id=mandate_of(neighbour).pk, words=words)

    for _time in range(6):
        write()
    with pytest.raises(AskedTooOften):
        write()
    assert len(mail.outbox) == 6


def test_a_link_of_what_is_no_more_opens_nothing(manager, neighbour, signed, client) -> None:
    signed(manager).post(page_to(neighbour), sent())
    link = link_in(mail.outbox[0])
    assert client.get(f"{link[:-3]}xx/").status_code == 404


def test_pages_lead_to_who_may_be_written_to(
    ti, manager, neighbour, other_ti, signed, client
) -> None:
    name = other_ti.name
    register = f"/annuaire/referents/?q={name}"
    people = f"/annuaire/territoires/territoire-industrie/{other_ti.code}/"
    for page in (register, people):
        assert page_to(neighbour) in signed(manager).get(page).text
        assert page_to(neighbour) not in client.get(page).text
        assert page_to(neighbour) not in signed(neighbour).get(page).text


def test_a_program_writes_once(manager, neighbour, keyed) -> None:
    program = keyed(manager)
    address = f"/api/v1/mandates/{mandate_of(neighbour).pk}/messages"
    for _time in range(2):
        answer = program.post(
            address, {"text": SECRET}, content_type="application/json",
            headers={"Idempotency-Key": "one"},
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("is_reader", [False, True])
def test_what_is_held_of_either_is_told_and_erased(
    is_reader, manager, neighbour, acting_as
) -> None:
    words = Words(uuid.uuid4(), SECRET)
    write_message(acting=acting_as(manager), mandate_id=mandate_of(neighbour).pk, words=words)
    person = neighbour if is_reader else manager
    held = [rows for rows in personal_rows() if rows.model is Message and rows.of(person)]
    assert [rows.field for rows in held] == ["reader" if is_reader else "sender"]
    held[0].erase(person)
    assert not Message.objects.exists()


def test_the_key_of_another_ones_form_is_no_key_of_mine(
    ti, other_ti, manager, neighbour, give, signed
) -> None:
    once, third = sent(), give(Role.OBSERVER, ti)
    for person in (manager, third):
        assert signed(person).post(page_to(neighbour), once).status_code == 302
    assert len(mail.outbox) == 2


@pytest.mark.usefixtures("counted")
def test_what_others_wrote_stops_no_first_message(ti, manager, neighbour, give, acting_as) -> None:
    for _time in range(6):
        write_message(
            acting=acting_as(give(Role.OBSERVER, ti)), mandate_id=mandate_of(neighbour).pk,
            words=Words(uuid.uuid4(), SECRET),
        )  # fmt: skip
    words = Words(uuid.uuid4(), SECRET)
    write_message(acting=acting_as(manager), mandate_id=mandate_of(neighbour).pk, words=words)
    assert len(mail.outbox) == 7
    # Nor a letter that is no message.
    spend("letters", neighbour.email)


def test_the_letter_of_who_is_erased_still_refuses(manager, neighbour, signed, client) -> None:
    signed(manager).post(page_to(neighbour), sent())
    link = link_in(mail.outbox[0])
    Message.objects.all().delete()
    page = client.get(link)
    assert (page.status_code, 'name="text"' in page.text) == (200, False)
    assert client.post(link, sent()).status_code == 404
    assert client.post(link, {"act": "refuse"}).status_code == 302
    assert Objection.objects.count() == 1
