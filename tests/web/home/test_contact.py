"""A person writes, a person answers; nothing typed is lost, whatever the mail server does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, Holding, Scope
from terreau.web.apps.home import selectors, sending, services
from terreau.web.apps.home.enums import ContactState
from terreau.web.apps.home.models import ContactMessage
from terreau.web.apps.home.rules import LONGEST_MESSAGE, NEXT, PER_HOUR, PER_WRITER
from terreau.web.shared import retention

pytestmark = pytest.mark.django_db
Commit = Callable[..., Any]
TYPED = {
    "subject": "figure",
    "email": "lea@exemple.fr",
    "name": "Léa <b>Martin</b>",
    "message": "L’effet local de Port-Mirage est-il juste ?\nIl me semble grand.",
    "website": "",
}
US = "bonjour@terreau.example"


@pytest.fixture
def reachable(settings: Any) -> None:
    """Give the installation an address that a person reads, and a delay."""
    settings.INSTANCE_CONTACT = settings.DEFAULT_FROM_EMAIL = US
    settings.INSTANCE_PUBLISHER = "Syndicat de Port-Mirage"
    settings.ANSWER_DAYS = 5


def ana(role: Role = Role.DELEGATION_AGENT) -> Acting:
    person = User.objects.filter(email="ana@exemple.fr").first() or User.objects.create_user(
        "ana@exemple.fr", name="Ana Ruiz"
    )
    return Acting(person, Scope(person.pk, frozenset({Holding(role, perimeter_id=1)})))


def written(**wishes: str) -> ContactMessage:
    typed = {key: TYPED[key] for key in ("subject", "email", "name", "message")}
    return services.receive_message(**(typed | {"language": "fr"} | wishes))


def send(client: Client, commit: Commit, **wishes: str) -> Any:
    with commit(execute=True):
        return client.post("/contact/", TYPED | wishes)


def test_a_message_is_kept_told_and_acknowledged(
    client: Client, reachable: None, django_capture_on_commit_callbacks: Commit
) -> None:
    answer = send(client, django_capture_on_commit_callbacks)
    kept = ContactMessage.objects.get()
    assert answer.headers["Location"].startswith(f"/contact/{kept.reference}/?cle=")
    assert (kept.message, kept.state, kept.language) == (TYPED["message"], "received", "fr")
    assert kept.told_at is not None
    notice, acknowledgement = mail.outbox
    assert (notice.to, notice.from_email, notice.reply_to) == ([US], US, [TYPED["email"]])
    assert TYPED["message"] in notice.body
    assert (acknowledgement.to, acknowledgement.from_email) == ([TYPED["email"]], US)
    assert kept.reference in acknowledgement.body
    assert "5 jours ouvrés" in acknowledgement.body
    assert answer.headers["Location"] in acknowledgement.body, "with its key"
    # Whoever typed the address may not own it: nothing of the message goes there.
    assert "Port-Mirage est-il" not in acknowledgement.body
    assert "Léa" not in acknowledgement.body


def test_the_page_of_a_message_tells_its_state_and_not_what_it_says(
    client: Client, reachable: None, django_capture_on_commit_callbacks: Commit
) -> None:
    address = send(client, django_capture_on_commit_callbacks).headers["Location"]
    page = client.get(address)
    assert "Votre message est arrivé" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    for said in (TYPED["email"], "Léa", "effet local"):
        assert said not in page.text
    reference = ContactMessage.objects.get().reference
    with django_capture_on_commit_callbacks(execute=True):
        services.answer_message(acting=ana(), reference=reference, answer="Oui.")
    page = client.get(address)
    assert "Une personne vous a répondu" in page.text
    assert "Ana Ruiz" in page.text
    assert "Elle est partie" in page.text
    assert "Oui." in page.text
    # The reference alone is no secret: it shows no answer, nor does another key.
    for stranger in (address.partition("?")[0], address[:-1] + "z"):
        assert "Oui." not in client.get(stranger).text
    services.close_message(acting=ana(), reference=reference)
    assert "Votre message est clos" in client.get(address).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"subject": ""}, "Dites de quoi il s’agit."),
        ({"subject": "spam"}, "Dites de quoi il s’agit."),
        ({"email": ""}, "nous ne pouvons pas vous répondre"),
        ({"email": "lea@"}, "Cette adresse électronique est incomplète"),
        ({"message": "  "}, "Écrivez votre message."),
        ({"message": "é" * (LONGEST_MESSAGE + 1)}, "au plus 5000"),
        ({"message": "nul\x00"}, "aria-invalid"),
        ({"name": "n" * 121}, "aria-invalid"),
        ({"website": "http://spam.example"}, "Laissez cette case vide"),
    ],
)
def test_nothing_typed_is_lost(client: Client, wrong: dict[str, str], said: str) -> None:
    page = client.post("/contact/", TYPED | wrong)
    assert page.status_code == 400
    assert said in page.text
    assert "rien de ce que vous avez écrit n’est perdu" in page.text
    shown = page.context["form"]
    assert all(shown[field].value() == (TYPED | wrong)[field] for field in TYPED)
    for field in TYPED.keys() - wrong.keys() - {"name", "website"}:
        assert TYPED[field] in page.text or field == "message"
    assert "<b>Martin</b>" not in page.text
    assert not ContactMessage.objects.exists()


def test_the_page_opens_on_the_asked_subject(client: Client) -> None:
    page = client.get("/contact/?sujet=accessibility").text
    assert '<option value="accessibility" selected>' in page
    assert "selected" not in client.get("/contact/?sujet=zzz").text


def test_a_message_is_kept_when_mail_fails_and_told_later(
    client: Client,
    reachable: None,
    django_capture_on_commit_callbacks: Commit,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(_: EmailMessage) -> int:
        raise SMTPServerDisconnected(f"no room for {TYPED['email']}")

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", refuse)
        answer = send(client, django_capture_on_commit_callbacks)
    assert answer.status_code == 302
    assert ContactMessage.objects.get().told_at is None
    assert "did not leave" in caplog.text
    assert TYPED["email"] not in caplog.text
    sending.send_what_waits()
    sending.send_what_waits()
    assert len(mail.outbox) == 2


def test_without_an_address_no_letter_leaves_and_the_page_says_so(
    client: Client, django_capture_on_commit_callbacks: Commit
) -> None:
    assert "Ce site n’envoie pas de courriel" in client.get("/contact/").text
    address = send(client, django_capture_on_commit_callbacks).headers["Location"]
    assert "n’envoie pas de courriel" in client.get(address).text
    assert mail.outbox == []
    message = ContactMessage.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        services.answer_message(acting=ana(), reference=message.reference, answer="Oui.")
    page = client.get(address).text
    assert "Oui." in page
    assert "courriel" not in page.partition("<main")[2].partition("</main")[0]


def test_the_writer_reads_the_answer_signed_in_with_the_same_confirmed_address(
    client: Client,
) -> None:
    reference = written().reference
    services.answer_message(acting=ana(), reference=reference, answer="Oui.")
    writer = User.objects.create_user(TYPED["email"])
    address = EmailAddress.objects.create(user=writer, email=TYPED["email"], primary=True)
    client.force_login(writer)
    assert "Oui." not in client.get(f"/contact/{reference}/").text
    address.verified = True
    address.save()
    assert "Oui." in client.get(f"/contact/{reference}/").text


def test_a_form_sent_twice_is_one_message(clock: TimeMachineFixture) -> None:
    first = written()
    assert written().pk == first.pk
    assert written(message="Autre chose").pk != first.pk
    clock.shift(timedelta(hours=2))
    assert written().pk != first.pk


def test_too_many_messages_are_refused_and_nothing_is_lost(
    client: Client, reachable: None, clock: TimeMachineFixture
) -> None:
    for number in range(PER_WRITER):
        written(message=f"Message {number}")
    page = client.post("/contact/", TYPED | {"email": TYPED["email"].upper()})
    assert page.status_code == 429
    assert "Trop de messages" in page.text
    assert "Il me semble grand." in page.text
    assert client.post("/contact/", TYPED | {"email": "ada@exemple.fr"}).status_code == 302
    clock.shift(timedelta(minutes=61))
    assert client.post("/contact/", TYPED).status_code == 302


def test_no_more_than_people_can_read(clock: TimeMachineFixture) -> None:
    for number in range(PER_HOUR):
        written(email=f"p{number}@exemple.fr")
    with pytest.raises(services.TooManyMessages):
        written()


def test_an_answer_is_signed_sent_once_and_final(
    reachable: None, django_capture_on_commit_callbacks: Commit
) -> None:
    reference = written(language="en").reference
    with pytest.raises(BadInput):
        services.answer_message(acting=ana(), reference=reference, answer="  ")
    assert selectors.list_messages(state=ContactState.RECEIVED).count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        services.answer_message(acting=ana(), reference=reference, answer=" Yes. ")
    [letter] = mail.outbox
    assert (letter.to, letter.from_email) == ([TYPED["email"]], US)
    assert letter.body.startswith("Yes.\n\nAna Ruiz\n\n")
    assert letter.subject == f"Answer to your message ({reference})"
    with pytest.raises(BadInput):
        services.answer_message(acting=ana(), reference=reference, answer="No.")
    kept = selectors.get_message(reference=reference)
    assert (kept.answer, kept.state, kept.sent_at is None) == ("Yes.", "answered", False)
    sending.send_what_waits()
    assert len(mail.outbox) == 1
    with pytest.raises(NotHere):
        services.answer_message(acting=ana(), reference="22222-22222", answer="Yes.")


def test_a_state_follows_the_table() -> None:
    assert NEXT.keys() == set(ContactState)
    reference = services.close_message(acting=ana(), reference=written().reference).reference
    for follow in (
        lambda: services.close_message(acting=ana(), reference=reference),
        lambda: services.answer_message(acting=ana(), reference=reference, answer="Oui"),
    ):
        with pytest.raises(BadInput, match="déjà sa suite"):
            follow()


@pytest.mark.parametrize("state", ["answered", "closed"])
def test_the_database_refuses_a_state_without_its_facts(state: str) -> None:
    kept = written()
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactMessage.objects.filter(pk=kept.pk).update(state=state)


def test_answered_messages_are_deleted_after_a_year(clock: TimeMachineFixture) -> None:
    waiting = written(message="attend")
    answered = written(message="répondu")
    services.answer_message(acting=ana(), reference=answered.reference, answer="Oui.")
    services.close_message(acting=ana(), reference=written(message="clos").reference)
    clock.shift(timedelta(days=365) - timedelta(minutes=1))
    assert retention.count_expired(timezone.now())["contact-messages"] == 0
    clock.shift(timedelta(minutes=2))
    assert retention.count_expired(timezone.now())["contact-messages"] == 2
    assert ContactMessage.objects.count() == 3, "counting deletes nothing"
    assert retention.purge(timezone.now())["contact-messages"] == 2
    assert retention.purge(timezone.now())["contact-messages"] == 0
    # What nobody answered is not thrown away.
    assert ContactMessage.objects.get().pk == waiting.pk


def test_letters_in_a_folder_are_deleted_after_a_month(home: Path) -> None:
    (home / "outbox").mkdir()
    letter = home / "outbox/20260302-100000-1.log"
    letter.write_text("To: lea@exemple.fr")
    later = timezone.now() + timedelta(days=31)
    assert retention.count_expired(timezone.now())["outbox"] == 0
    assert retention.count_expired(later)["outbox"] == 1
    assert retention.purge(later)["outbox"] == 1
    assert not letter.exists()
