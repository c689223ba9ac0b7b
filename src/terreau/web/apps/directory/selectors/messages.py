"""Whom a message is for, and the message that the link of a letter is about."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.mailing import Objection
from terreau.web.apps.directory.message_permissions import can_write_to
from terreau.web.apps.directory.models import Mandate, Message, in_force
from terreau.web.apps.directory.permissions import can_view_mandate, nothing_here
from terreau.web.apps.directory.rules import MESSAGE_DAYS
from terreau.web.shared.signed_link import number_in, read_link

MESSAGE_LINK = "message"


def get_mandate_to_write_to(scope: Scope, mandate_id: int) -> Mandate:
    """Return the mandate to whose holder a reader may write.

    Raises
    ------
    NotHere
        If they may not, or nobody holds it any more.
    """
    found = Mandate.objects.filter(can_write_to(scope), pk=mandate_id)
    mandate = found.select_related("perimeter", "holder").first()
    if mandate is None:
        raise nothing_here()
    return mandate


def name_of_reader(scope: Scope, mandate: Mandate) -> str:
    """Return the name of who holds a mandate, where they gave one and the reader may know it."""
    is_named = Mandate.objects.filter(can_view_mandate(scope), pk=mandate.pk).exists()
    return mandate.holder.name if is_named and mandate.holder else ""


def key_of(message: Message) -> str:
    """Return under what a link knows a message: it refuses for its reader once that is gone."""
    return f"{message.pk}-{address_digest(message.reader.email)}"


def open_link(token: str) -> tuple[Message | None, str]:
    """Return the message of a letter, by its link, and the digest of its reader’s address.

    No message where it is not kept any more, as when who wrote it is erased.

    Raises
    ------
    NotHere
        If the link opens nothing.
    """
    key = read_link(MESSAGE_LINK, token, timedelta(days=MESSAGE_DAYS))
    number, _dash, digest = key.partition("-")
    found = messages_in_full().filter(pk=number_in(number)).first()
    if not digest or (found is not None and not found.reader.is_active):
        raise nothing_here()
    return found, digest


def messages_in_full() -> QuerySet[Message]:
    """Return the messages with the people they are between."""
    return Message.objects.select_related("sender", "reader", "mandate__perimeter")


def find_message(sender: User, key: UUID) -> Message | None:
    """Return the message that a form sent already; None while it has not."""
    return messages_in_full().filter(sender=sender, key=key).first()


def is_answered(message: Message) -> bool:
    """Whether a message was answered."""
    return Message.objects.filter(answered=message).exists()


def takes_no_message(digest: str) -> bool:
    """Whether who reads an address said that they want no letter of anybody."""
    left = Objection.objects.filter(organisation=None, perimeter=None)
    return left.filter(digest=digest).exists()


def standing_of_sender(person: User) -> Mandate | None:
    """Return the mandate as which somebody writes: one for a territory first; None: none today."""
    held = Mandate.objects.filter(in_force(timezone.localdate()), holder=person)
    own = held.select_related("perimeter", "organisation").order_by("organisation", "pk")
    return own.filter(perimeter__isnull=False).first() or own.first()
