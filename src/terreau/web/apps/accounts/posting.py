"""Letters wait in the database until a mail server has taken them; none is lost meanwhile."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.utils import timezone

from terreau.web.apps.accounts.enciphering import decipher, encipher
from terreau.web.apps.accounts.models import WaitingLetter

# Then a letter is deleted, and the log says so: the link it held opens nothing any more.
KEPT_DAYS = 7
# Minutes before each new attempt; then the last, again and again.
_MINUTES = (1, 5, 15, 60)
_log = logging.getLogger(__name__)


def transport() -> BaseEmailBackend:
    """Return what brings letters out of this machine: the mail server, or the folder."""
    return get_connection(settings.LETTERS_LEAVE_BY)


def keep(letter: EmailMessage) -> list[WaitingLetter]:
    """Write a letter down, once for each of its readers.

    Raises
    ------
    ValueError
        If it is more than a text: that would be lost.
    """
    if letter.cc or letter.bcc or letter.attachments or getattr(letter, "alternatives", None):
        raise ValueError("A letter is a text to its readers: no copy, no attachment, no page")
    said = {name: getattr(letter, name) for name in ("subject", "body", "from_email")}
    said |= {"reply_to": list(letter.reply_to), "headers": letter.extra_headers}
    # A subject may be a sentence that is yet to be translated.
    text = encipher(json.dumps(said, default=str))
    return [WaitingLetter.objects.create(email=reader, text=text) for reader in letter.to]


def post(letter_id: int) -> datetime | None:
    """Try to make a letter leave.

    Returns
    -------
    datetime or None
        When to try again; None once there is nothing to try.
    """
    waiting = WaitingLetter.objects.filter(pk=letter_id).first()
    if waiting is None:
        return None
    try:
        transport().send_messages([_letter(waiting)])
    except SMTPRecipientsRefused as refusal:
        if all(code >= 500 for code, _said in refusal.recipients.values()):
            _log.error("A letter is lost: the mail server says that its address does not exist")
            waiting.delete()
            return None
        return _put_off(waiting, refusal)
    except (OSError, SMTPException, InvalidToken) as fault:
        return _put_off(waiting, fault)
    waiting.delete()
    return None


def waiting_letters() -> QuerySet[WaitingLetter]:
    """Return the letters whose time to be tried has come."""
    return WaitingLetter.objects.filter(try_at__lte=timezone.now())


def count_lost_letters(before: datetime) -> int:
    """Return how many letters have waited since before an instant."""
    return WaitingLetter.objects.filter(written_at__lt=before).count()


def delete_lost_letters(before: datetime) -> int:
    """Delete the letters that have waited since before an instant; return how many."""
    lost = WaitingLetter.objects.filter(written_at__lt=before).delete()[0]
    if lost:
        _log.error("%s letters are lost: no mail server took them for %s days", lost, KEPT_DAYS)
    return lost


def _letter(waiting: WaitingLetter) -> EmailMessage:
    return EmailMessage(**json.loads(decipher(waiting.text)), to=[waiting.email])


def _put_off(waiting: WaitingLetter, fault: Exception) -> datetime:
    minutes = _MINUTES[min(waiting.attempts, len(_MINUTES) - 1)]
    waiting.attempts += 1
    waiting.try_at = timezone.now() + timedelta(minutes=minutes)
    waiting.fault = type(fault).__name__
    waiting.save(update_fields=("attempts", "try_at", "fault"))
    _log.warning("A letter did not leave, attempt %s: %s", waiting.attempts, waiting.fault)
    return waiting.try_at
