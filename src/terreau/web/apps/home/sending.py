"""Letters that leave, and are tried again when the mail server refuses: no message waits for it."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from terreau.web.apps.accounts import posting
from terreau.web.apps.home import letters
from terreau.web.apps.home.models import ContactMessage

_log = logging.getLogger(__name__)


def tell_of_message(*, message_id: int) -> None:
    """Bring a message to those who answer, once, and acknowledge it to its writer."""
    message = ContactMessage.objects.filter(pk=message_id, told_at__isnull=True).first()
    if message is None or not _leaves(message, letters.notice_of(message)):
        return
    ContactMessage.objects.filter(pk=message_id).update(told_at=timezone.now())
    # Tried once: the page gave the same reference already.
    _leaves(message, letters.acknowledgement_of(message))


def send_answer(*, message_id: int) -> None:
    """Send the answer of a message, once."""
    answered = ContactMessage.objects.filter(answered_at__isnull=False, sent_at__isnull=True)
    message = answered.filter(pk=message_id).first()
    if message is not None and _leaves(message, letters.answer_to(message)):
        ContactMessage.objects.filter(pk=message_id).update(sent_at=timezone.now())


def send_what_waits() -> None:
    """Try again every letter that did not leave."""
    untold = ContactMessage.objects.filter(told_at__isnull=True, answered_at__isnull=True)
    for message_id in untold.values_list("pk", flat=True):
        tell_of_message(message_id=message_id)
    unsent = ContactMessage.objects.filter(answered_at__isnull=False, sent_at__isnull=True)
    for message_id in unsent.values_list("pk", flat=True):
        send_answer(message_id=message_id)


def _leaves(message: ContactMessage, letter: EmailMessage) -> bool:
    """Send a letter; say whether it left. None leaves where no address of ours is set."""
    if not settings.INSTANCE_CONTACT:
        return False
    # From the worker itself: this page tells whether it has left.
    letter.connection = posting.transport()
    try:
        letter.send()
    except (SMTPException, OSError) as error:
        # Never the address: the log holds no personal data.
        _log.warning("A letter about %s did not leave: %s", message.reference, type(error).__name__)
        return False
    return True
