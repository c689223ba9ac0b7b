"""Mailings: to those who act there, one letter each, once, and left by one press."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.directory import letters
from terreau.web.apps.directory.mailing import Mailing, MailingCopy, Objection
from terreau.web.apps.directory.models import Contact, Organisation, Solicitation
from terreau.web.apps.directory.selectors.mailings import Audience, readers_of
from terreau.web.apps.directory.services import mailings
from terreau.web.apps.directory.services.mailings import Draft, send_copies, write_mailing
from terreau.web.apps.directory.services.soliciting import record_solicitation
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
READERS = frozenset({Role.FACILITATOR})


@pytest.fixture
def manager(ti, give) -> Any:
    return give(Role.PROJECT_MANAGER, ti)


@pytest.fixture
def observers(ti, give) -> list[Any]:
    return [give(Role.FACILITATOR, ti) for _rank in range(3)]


@pytest.fixture
def held(monkeypatch) -> None:
    """Keep the copies waiting: nobody sends them but the test."""
    monkeypatch.setattr(mailings.mailing_written, "send", lambda *_args, **_kwargs: None)


def draft(ti: Perimeter, **audience: Any) -> Draft:
    whom = Audience(**({"perimeter": ti, "part": ti, "roles": READERS} | audience))
    return Draft(whom, "Visites\nd’usines", "Bonjour,\n\nVenez.")


def write(acting: Any, wanted: Draft) -> Mailing:
    return write_mailing(acting=acting, key=uuid.uuid4(), draft=wanted)


def leaving_page(letter: Any) -> str:
    return "/" + letter.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]


def test_each_has_a_letter_and_sees_no_other(
    ti, manager, observers, acting_as, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sent = write(acting_as(manager), draft(ti))
    sent.refresh_from_db()
    assert (sent.reader_count, sent.sent_count, sent.left_count) == (3, 3, 0)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(p.email for p in observers)
    letter = mail.outbox[0]
    assert (letter.subject, letter.reply_to) == ("Visites d’usines", [manager.email])
    written = letter.message()
    assert written["Precedence"] == "bulk"
    assert written["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert written["List-Unsubscribe"].startswith("<http")
    assert leaving_page(letter) in letter.body
    others = {person.email for person in observers} - {letter.to[0]}
    assert not any(email in written.as_string() for email in others)


def test_stopped_in_the_middle_it_goes_on_and_writes_to_nobody_twice(
    ti, manager, observers, acting_as, held, monkeypatch
) -> None:
    sent = write(acting_as(manager), draft(ti))
    letter_to, calls = mailings.letter_to, []

    def break_at_second(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return letter_to(*args)

    monkeypatch.setattr(mailings, "letter_to", break_at_second)
    with pytest.raises(KeyboardInterrupt):
        send_copies(mailing_id=sent.pk)
    assert (len(mail.outbox), MailingCopy.objects.count()) == (1, 2)
    for _time in range(2):
        send_copies(mailing_id=sent.pk)
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == 3
    sent.refresh_from_db()
    assert (sent.sent_count, MailingCopy.objects.count()) == (3, 0)


def test_leaving_counts_until_the_letter_leaves(
    ti, manager, observers, acting_as, held, client
) -> None:
    first = write(acting_as(manager), draft(ti))
    send_copies(mailing_id=first.pk)
    page = leaving_page(mail.outbox[0])
    second = write(acting_as(manager), draft(ti))
    shown = client.get(page)
    assert "Quitter ces lettres" in shown.text
    assert not Objection.objects.exists()
    # As a program that reads letters presses: no cookie, no token but the link.
    pressed = client.post(page, {"List-Unsubscribe": "One-Click"})
    assert pressed.status_code == 302
    assert not pressed.cookies
    send_copies(mailing_id=second.pk)
    second.refresh_from_db()
    assert (second.sent_count, second.left_count) == (2, 1)
    left = mail.outbox[0].to
    assert [letter.to for letter in mail.outbox].count(left) == 1
    assert "plus ces lettres" in client.get(page).text
    client.post(page, {"act": "back"})
    assert not Objection.objects.exists()


def test_one_leaves_a_territory_or_all(ti, other_ti, give, observers, acting_as, held) -> None:
    reader = observers[0]
    elsewhere = give(Role.PROJECT_MANAGER, other_ti)
    give_there = {"holder": reader, "role": Role.FACILITATOR, "perimeter": other_ti}
    reader.mandates.create(**give_there, valid_from=timezone.localdate())
    write_here = acting_as(give(Role.PROJECT_MANAGER, ti))
    send_copies(mailing_id=write(write_here, draft(ti)).pk)
    letter = next(letter for letter in mail.outbox if letter.to == [reader.email])
    token = leaving_page(letter).rstrip("/").rpartition("/")[2]
    mailings.leave(token=token, is_from_all=False)
    there = draft(other_ti).audience
    assert reader in readers_of(acting_as(elsewhere).scope, there).people
    mailings.leave(token=token, is_from_all=True)
    assert readers_of(acting_as(elsewhere).scope, there).people == []


def test_a_form_sent_twice_is_one_mailing(ti, manager, observers, acting_as, held) -> None:
    key = uuid.uuid4()
    twice = [
        write_mailing(acting=acting_as(manager), key=key, draft=draft(ti)) for _time in range(2)
    ]
    assert twice[0] == twice[1]
    assert MailingCopy.objects.count() == 3


def test_one_writes_within_ones_mandate_alone(
    ti, other_ti, manager, observers, give, acting_as, held
) -> None:
    with pytest.raises(NotHere):
        write(acting_as(manager), draft(other_ti))
    with pytest.raises(NotHere):
        write(acting_as(manager), draft(ti, part=other_ti))
    for role in (Role.FACILITATOR, Role.OBSERVER, Role.DUO_ELECTED):
        with pytest.raises(NotHere):
            write(acting_as(give(role, ti)), draft(ti))
    with pytest.raises(BadInput, match="Personne ne recevrait"):
        write(acting_as(manager), draft(ti, roles=frozenset({Role.OPERATOR_AGENT})))


def test_contacts_who_agreed_are_written_to_and_counted_in_the_load(
    ti, manager, acting_as, held
) -> None:
    # Those of the example country would be written to as well.
    Contact.objects.all().delete()
    seat = Perimeter.objects.get(
        kind="commune", code=ti.members.order_by("commune_code")[0].commune_code
    )
    companies = [
        Organisation.objects.create(name=n, folded_name=n, kind="company", seat=seat)
        for n in ("forge", "scierie")
    ]
    today = timezone.localdate()
    for company in companies:
        Contact.objects.create(
            organisation=company, role="contact", name="Zoé", agreed_on=today,
            email=f"{company.name}@exemple.fr",
        )  # fmt: skip
    silent = {"organisation": companies[0], "role": "pilot", "name": "Ali", "asked_on": today}
    Contact.objects.create(**silent, email="ali@exemple.fr")
    acting = acting_as(manager)
    for _time in range(3):
        record_solicitation(
            acting=acting, organisation_ids=[companies[1].pk], kind="call", perimeter=ti
        )
    whom = draft(ti, roles=frozenset(), has_contacts=True)
    readers = readers_of(acting.scope, whom.audience)
    assert [each.email for each in readers.contacts] == ["forge@exemple.fr"]
    assert [each.organisation for each in readers.loaded] == [companies[1]]
    sent = write(acting, whom)
    (counted,) = Solicitation.objects.filter(kind="mailing", organisation__in=companies)
    assert (counted.organisation, counted.perimeter) == (companies[0], ti)
    # Who refuses between the writing and the sending is not written to.
    Contact.objects.filter(organisation=companies[0]).delete()
    send_copies(mailing_id=sent.pk)
    assert mail.outbox == []


def test_the_form_shows_the_letter_before_it_leaves(ti, manager, observers, signed, held) -> None:
    browser = signed(manager)
    typed = {
        "perimeter": ti.pk, "roles": ["facilitator"], "subject": "Visites", "text": "Bonjour <b>",
        "key": str(uuid.uuid4()), "spares_loaded": "on",
    }  # fmt: skip
    page = "/annuaire/lettres/ecrire/"
    shown = browser.post(page, typed)
    assert "3 personnes" in shown.text
    assert "Bonjour &lt;b&gt;" in shown.text
    assert manager.email in shown.text
    written = Mailing.objects.filter(key=typed["key"])
    assert not written.exists()
    back = browser.post(page, typed | {"act": "write"})
    assert "Bonjour &lt;b&gt;" in back.text
    for _time in range(2):
        done = browser.post(page, typed | {"act": "send"}, follow=True)
    assert "Écrite à 3 personnes" in done.text
    assert written.count() == 1
    assert "Visites" in browser.get("/annuaire/lettres/").text
    wrong = browser.post(page, typed | {"part": "Nulle-Part", "roles": []})
    assert wrong.status_code == 400
    assert "Aucun territoire de ce nom" in wrong.text


def test_a_letter_about_ones_mandate_says_that_it_is_no_mailing(ti, give) -> None:
    person = give(Role.OBSERVER, ti)
    letters.tell_mandate(person.mandates.get())
    assert "porte sur votre mandat" in mail.outbox[0].body
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
