"""Letters leave apart from requests: a mail server that refuses breaks and loses nothing."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from time_machine import TimeMachineFixture

from terreau.web.apps.accounts import letterbox, posting
from terreau.web.apps.accounts.models import User, WaitingLetter
from terreau.web.apps.accounts.tasks import post_letter
from terreau.web.keeping import machine
from terreau.web.keeping.findings import Level
from terreau.web.shared import retention

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
ANNE = "anne@mairie.example"


@dataclass
class Post:
    """A mail server on this machine, which takes letters or says why it does not."""

    port: int
    answer: str = "250 taken"
    of_reader: str = "250 known"
    taken: list[str] = field(default_factory=list)


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    """Start a mail server, and make every letter go through the letterbox to it."""

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 ready")
            while line := self.rfile.readline().decode().strip():
                verb = line.upper().split(":")[0]
                if verb == "RCPT TO":
                    self.say(found.of_reader)
                elif verb == "DATA":
                    self.say("354 go on")
                    letter = "".join(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
                    if found.answer.startswith("250"):
                        found.taken.append(letter)
                    self.say(found.answer)
                else:
                    self.say("250 fine")
                    if verb == "QUIT":
                        return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        found = Post(server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        by_post(settings, found.port)
        yield found
        server.shutdown()


def by_post(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = "terreau.web.apps.accounts.letterbox.Letterbox"
    settings.LETTERS_LEAVE_BY = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def closed_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def letter(**more: object) -> EmailMessage:
    return EmailMessage("Bonjour", "Le lien secret", "nous@mairie.example", [ANNE], **more)


def test_a_letter_that_leaves_stays_nowhere(post: Post) -> None:
    assert letter(reply_to=["autre@mairie.example"]).send() == 1
    [taken] = post.taken
    for said in ("To: anne@mairie.example", "Reply-To: autre@mairie.example", "Le lien secret"):
        assert said in taken
    assert not WaitingLetter.objects.exists()


@pytest.mark.parametrize("path", ["inscription/", "mot-de-passe/oublie/"])
def test_no_mail_server_breaks_no_page_and_loses_no_letter(
    client: Client, settings: Settings, anne: User, path: str
) -> None:
    by_post(settings, closed_port())
    typed = {"email": "neuve@mairie.example", "password1": "vieux songe port mirage"}
    typed |= {} if path == "inscription/" else {"email": ANNE}
    answer = client.post(f"/compte/{path}", typed)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    [waiting] = WaitingLetter.objects.all()
    assert (waiting.email, waiting.attempts) == (typed["email"], 1)
    assert waiting.fault == "ConnectionRefusedError"
    assert "http" not in waiting.text


def test_what_was_refused_is_tried_again_later_and_later(
    post: Post, clock: TimeMachineFixture, caplog: pytest.LogCaptureFixture
) -> None:
    post.answer = "451 no room"
    letter().send()
    waits = []
    for _attempt in range(5):
        waiting = WaitingLetter.objects.get()
        waits.append((waiting.try_at - timezone.now()).total_seconds() / 60)
        letterbox.resume()  # too early: nothing is tried
        assert WaitingLetter.objects.get().attempts == waiting.attempts
        clock.shift(waiting.try_at - timezone.now())
        letterbox.resume()
    assert waits == [1, 5, 15, 60, 60]
    assert ANNE not in caplog.text
    post.answer = "250 taken"
    clock.shift(3600)
    letterbox.resume()
    letterbox.resume()
    assert len(post.taken) == 1
    assert not WaitingLetter.objects.exists()


def test_the_worker_plans_the_next_attempt(settings: Settings, db: None) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    by_post(settings, closed_port())
    letter().send()
    assert WaitingLetter.objects.get().attempts == 0
    post_letter.func(WaitingLetter.objects.get().pk)
    planned = DBTaskResult.objects.earliest("run_after")
    assert planned.run_after == WaitingLetter.objects.get().try_at


def test_an_address_that_does_not_exist_is_not_tried_again(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.of_reader = "550 nobody of that name"
    letter().send()
    assert not WaitingLetter.objects.exists()
    assert "A letter is lost" in caplog.text


def test_a_letter_goes_with_what_wrote_it(settings: Settings) -> None:
    by_post(settings, closed_port())
    with transaction.atomic():
        letter().send()
        transaction.set_rollback(True)
    assert not WaitingLetter.objects.exists()


def test_what_would_not_be_kept_whole_is_refused(post: Post) -> None:
    page = EmailMultiAlternatives("Bonjour", "Texte", to=[ANNE])
    page.attach_alternative("<p>Texte</p>", "text/html")
    for wrong in (page, letter(bcc=["autre@mairie.example"])):
        with pytest.raises(ValueError, match="A letter is a text"):
            wrong.send()


def test_under_another_secret_a_letter_waits_as_the_doctor_says(
    post: Post, settings: Settings
) -> None:
    assert [found.level for found in machine.letters()] == [Level.OK]
    post.answer = "451 no room"
    letter().send()
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    posting.post(WaitingLetter.objects.get().pk)
    [found] = machine.letters()
    assert found.level == Level.WARN
    assert "1 wait" in found.said
    assert "tried 2 times: InvalidToken" in found.said
    post.answer = "250 taken"
    settings.SECRET_KEY_FALLBACKS = [before]
    posting.post(WaitingLetter.objects.get().pk)
    assert len(post.taken) == 1


def test_a_letter_that_nobody_takes_for_a_week_is_deleted_and_told(
    post: Post, clock: TimeMachineFixture, caplog: pytest.LogCaptureFixture
) -> None:
    post.answer = "451 no room"
    letter().send()
    clock.shift(6 * 24 * 3600)
    assert retention.count_expired(timezone.now())["waiting-letters"] == 0
    clock.shift(2 * 24 * 3600)
    assert retention.count_expired(timezone.now())["waiting-letters"] == 1
    assert retention.purge(timezone.now())["waiting-letters"] == 1
    assert "1 letters are lost" in caplog.text
