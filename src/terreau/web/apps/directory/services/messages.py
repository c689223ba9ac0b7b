"""Messages from one who acts in a territory to another: written, answered once, refused.

What is said leaves with the letter and is not kept; that somebody wants no message is told to
nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.mailing import Objection
from terreau.web.apps.directory.message_letters import send_letter
from terreau.web.apps.directory.models import Mandate, Message
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.selectors.messages import (
    find_message,
    get_mandate_to_write_to,
    is_answered,
    takes_no_message,
)
from terreau.web.shared.formatting import format_day
from terreau.web.shared.limits import spend

LONGEST_MESSAGE = 2000


@dataclass(frozen=True)
class Words:
    """What is written.

    Parameters
    ----------
    key : UUID
        Of the form: sent twice, it is one message.
    text : str
        What is said.
    shows_address : bool
        Whether who writes lets the other read their address, and answer to it.
    """

    key: UUID
    text: str
    shows_address: bool = False


def write_message(*, acting: Acting, mandate_id: int, words: Words) -> Message:
    """Write to who holds a mandate; neither reads the address of the other.

    Raises
    ------
    NotHere
        If who acts holds no mandate, or nobody holds that one.
    BadInput
        If there is no text, or too much.
    AskedTooOften
        If who acts, or others to the same person, wrote many.
    """
    mandate = get_mandate_to_write_to(acting.scope, mandate_id)
    if acting.user is None or mandate.holder is None:
        raise nothing_here()
    _check(words)
    sent = find_message(acting.user, _key(acting.user, mandate, words))
    return sent or _send(acting, mandate, mandate.holder, words)


def answer_message(*, message: Message, words: Words) -> Message:
    """Answer a message by the link of its letter, once; the same form sent twice answers once.

    Raises
    ------
    BadInput
        If there is no text, or too much, or an answer left already.
    AskedTooOften
        If many wrote to the same person.
    """
    _check(words)
    if is_answered(message):
        return _answered_before(message, words)
    acting = Acting(message.reader, scope_of(message.reader))
    return _send(acting, message.mandate, message.sender, words, answered=message)


def refuse_messages(*, digest: str) -> None:
    """Note that who reads an address wants no message and no mailing; said twice, it is said."""
    Objection.objects.get_or_create(digest=digest, organisation=None, perimeter=None)


def take_messages_again(*, person: User) -> None:
    """Forget that somebody wanted no message and no mailing: they say so signed in.

    A link refuses for who holds it; an old letter does not open what was closed since.
    """
    left = Objection.objects.filter(organisation=None, perimeter=None)
    left.filter(digest=address_digest(person.email)).delete()


def count_old_messages(before: datetime) -> int:
    """Return how many messages were written before an instant."""
    return Message.objects.filter(written_at__lt=before).count()


def delete_old_messages(before: datetime) -> int:
    """Delete the messages written before an instant; return how many."""
    count = count_old_messages(before)
    Message.objects.filter(written_at__lt=before).delete()
    return count


def _check(words: Words) -> None:
    if not words.text.strip():
        raise BadInput(_("Ce message est vide"), remedy=_("Écrivez quelques mots."))
    if len(words.text) > LONGEST_MESSAGE:
        raise BadInput(
            _("Ce message est trop long"),
            remedy=_("Écrivez %s caractères au plus, et le reste de vive voix.") % LONGEST_MESSAGE,
        )


def _key(sender: User, mandate: Mandate, words: Words) -> UUID:
    """Return the key of a form, as its sender sent it to that reader: no other has the same."""
    return uuid5(words.key, f"{sender.pk} {mandate.pk}")


def _answered_before(message: Message, words: Words) -> Message:
    """Return the answer that a form sent already; refuse another one, whose words would be lost."""
    answer = Message.objects.get(answered=message)
    if answer.key != _key(message.reader, message.mandate, words):
        day = format_day(timezone.localtime(answer.written_at))
        raise BadInput(
            _("Vous avez déjà répondu le %(day)s") % {"day": day},
            remedy=_("Ces mots ne sont pas partis : écrivez à cette personne depuis l’annuaire."),
        )
    return answer


def _send(
    acting: Acting, mandate: Mandate, reader: User, words: Words, answered: Message | None = None
) -> Message:
    """Write the row and its letter together; who pressed twice at once wrote once."""
    assert acting.user is not None
    # Before it is looked whether they take messages: what is refused tells nothing of it.
    spend("messages", str(acting.user.pk))
    spend("messages_to_one", f"{acting.user.pk} {reader.pk}")
    spend("messages_read", str(reader.pk))
    key = _key(acting.user, mandate, words)
    try:
        with transaction.atomic():
            message = Message.objects.create(
                key=key,
                sender=acting.user,
                reader=reader,
                mandate=mandate,
                answered=answered,
            )
            record(acting, Verb.CREATED, message)
            if reader.is_active and not takes_no_message(address_digest(reader.email)):
                send_letter(message, words.text, shows_address=words.shows_address)
            return message
    except IntegrityError:
        if sent := find_message(acting.user, key):
            return sent
        if answered is None or not is_answered(answered):
            raise
        return _answered_before(answered, words)
