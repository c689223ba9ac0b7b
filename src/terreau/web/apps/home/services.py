"""Messages: taken, answered by a person, closed, and deleted a year later."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.home import selectors
from terreau.web.apps.home.enums import ContactState
from terreau.web.apps.home.models import ContactMessage
from terreau.web.apps.home.permissions import can_answer_messages
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


def answer_message(*, acting: Acting, reference: str, answer: str) -> ContactMessage:
    """Keep the answer of a person, then send it.

    Parameters
    ----------
    acting : Acting
        Who answers; their name is told to the writer.
    reference : str
        Of the message.
    answer : str
        As the writer will read it.

    Raises
    ------
    NotHere
        If there is no such message, or it is not for who acts to answer.
    BadInput
        If the answer is empty, or the message was answered or closed before.
    """
    if not (answer := answer.strip()):
        raise BadInput(_("Une réponse a un texte"))
    with transaction.atomic():
        message = _locked(acting, reference, ContactState.ANSWERED)
        assert acting.user is not None
        message.answer, message.answered_by = answer, acting.user
        message.answered_at = timezone.now()
        message.save()
        transaction.on_commit(partial(message_answered.send, ContactMessage, message_id=message.pk))
    return message


def close_message(*, acting: Acting, reference: str) -> ContactMessage:
    """Close a message that needs no answer any more.

    Raises
    ------
    NotHere
        If there is no such message, or it is not for who acts to close.
    BadInput
        If it is closed already.
    """
    with transaction.atomic():
        message = _locked(acting, reference, ContactState.CLOSED)
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


def _locked(acting: Acting, reference: str, state: ContactState) -> ContactMessage:
    """Return a message that nobody else changes meanwhile, in its next state, as history has it."""
    if not can_answer_messages(acting.scope):
        raise NotHere(_("Il n’y a pas de message de cette référence"), value=reference)
    message = selectors.get_message(reference=reference, is_locked=True)
    if state not in NEXT[message.state]:
        raise BadInput(
            _("Ce message a déjà sa suite"), value=message.get_state_display(), kept=message.answer
        )
    record(acting, Verb.CHANGED, message, {"state": (message.state, state)})
    message.state = state
    return message
