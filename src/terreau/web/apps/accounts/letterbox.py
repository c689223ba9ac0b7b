"""Where every letter of the site is put: Django's mail backend, which the worker empties."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from terreau.web.apps.accounts import posting
from terreau.web.apps.accounts.tasks import post_letter


class Letterbox(BaseEmailBackend):
    """Keeps letters with what the request writes, or not at all; waits for no mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep letters, and leave them to the worker; return how many."""
        with transaction.atomic():
            kept = [waiting for letter in email_messages for waiting in posting.keep(letter)]
            for waiting in kept:
                post_letter.enqueue(waiting.pk)
        return len(kept)


def resume() -> None:
    """Leave to the worker again the letters that one before may have left in the middle."""
    for waiting in posting.waiting_letters():
        post_letter.enqueue(waiting.pk)
