"""Messages: taken, answered by a person, closed, and deleted a year later."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.home import selectors
from terreau.web.apps.home.enums import ContactState
from terreau.web.apps.home.models import ContactMessage
from terreau.web.apps.home.rules import NEXT, PER_HOUR, PER_WRITER, made_reference
from terreau.web.apps.home.signals import message_answered, message_received


class TooManyMessages(BadInput):
    """More messages came within the hour than people can read."""


def receive_message(
    *, subject: str, email: str, message: str, name: str = "", language: str
) -> ContactMessage:
    """Keep a message, then tell of it.

    Parameters
    ----------
    subject, email, message, name : str
        As the form checked them.
    language : str
        That of the answer: "fr" or "en".

    Returns
    -------
    ContactMessage
        The one there is when the same was sent within the hour: a form sent twice is one message.

    Raises
    ------
    TooManyMessages
        From this address, or from everyone. Counted in the database, which all processes share,
        and by nothing that would tell where a person is.
    """
    with transaction.atomic():
        recent = ContactMessage.objects.filter(
            received_at__gt=timezone.now() - timedelta(hours=1)
        ).order_by()
        of_writer = recent.filter(email__iexact=email)
        if same := of_writer.filter(subject=subject, message=message).first():
            return same
        if of_writer.count() >= PER_WRITER or recent.count() >= PER_HOUR:
            raise TooManyMessages(_("Trop de messages sont arrivés depuis une heure"))
        kept = ContactMessage.objects.create(
            reference=made_reference(secrets.choice),
            subject=subject,
            email=email,
            message=message,
            name=name,
            language=language,
        )
        transaction.on_commit(partial(message_received.send, ContactMessage, message_id=kept.pk))
    return kept


def answer_message(*, reference: str, answer: str, answered_by: str) -> ContactMessage:
    """Keep the answer of a person, then send it.

    Parameters
    ----------
    reference : str
        Of the message.
    answer : str
        As the writer will read it.
    answered_by : str
        Name of who answers, told to the writer.

    Raises
    ------
    NotHere
        If there is no such message.
    BadInput
        If the answer is empty, nobody signs it, or the message was answered or closed before.
    """
    if not (answer := answer.strip()) or not (answered_by := answered_by.strip()):
        raise BadInput(_("Une réponse a un texte et le nom de qui la donne"))
    with transaction.atomic():
        message = _locked(reference, ContactState.ANSWERED)
        message.answer, message.answered_by = answer, answered_by
        message.answered_at = timezone.now()
        message.save()
        transaction.on_commit(partial(message_answered.send, ContactMessage, message_id=message.pk))
    return message


def close_message(*, reference: str) -> ContactMessage:
    """Close a message that needs no answer any more.

    Raises
    ------
    NotHere
        If there is no such message.
    BadInput
        If it is closed already.
    """
    with transaction.atomic():
        message = _locked(reference, ContactState.CLOSED)
        message.closed_at = timezone.now()
        message.save()
    return message


def count_expired_messages(before: datetime) -> int:
    """Return how many messages were answered or closed before an instant."""
    return _expired(before).count()


def purge_contact_messages(before: datetime) -> int:
    """Delete the messages answered or closed before an instant; return how many."""
    return _expired(before).delete()[0]


def _expired(before: datetime) -> QuerySet[ContactMessage]:
    return ContactMessage.objects.filter(Q(answered_at__lt=before) | Q(closed_at__lt=before))


def _locked(reference: str, state: ContactState) -> ContactMessage:
    """Return a message that nobody else changes meanwhile, in its next state."""
    message = selectors.get_message(reference=reference, is_locked=True)
    if state not in NEXT[message.state]:
        raise BadInput(
            _("Ce message a déjà sa suite"), value=message.get_state_display(), kept=message.answer
        )
    message.state = state
    return message
