"""Mailings: written once, sent copy by copy, left and come back to by one press.

A copy is put into the letterbox, counted and deleted in one transaction: whatever is killed in the
middle, a reader gets one letter and nobody is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.mailing import Mailing, MailingCopy, Objection
from terreau.web.apps.directory.mailing_letters import LEAVING_LINK, letter_to
from terreau.web.apps.directory.mailing_permissions import can_send_to
from terreau.web.apps.directory.models import Contact
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.rules import LINK_DAYS
from terreau.web.apps.directory.selectors.mailings import (
    Audience,
    digests_of_leavers,
    find_sent,
    readers_of,
)
from terreau.web.apps.directory.services.soliciting import record_solicitation
from terreau.web.apps.directory.signals import mailing_written
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.limits import spend
from terreau.web.shared.signed_link import number_in, read_link


@dataclass(frozen=True)
class Draft:
    """What a sender writes: to whom, about what, what."""

    audience: Audience
    subject: str
    text: str


def write_mailing(*, acting: Acting, key: UUID, draft: Draft) -> Mailing:
    """Write a mailing to its readers; its copies leave apart from the request.

    Parameters
    ----------
    acting : Acting
        The delegation, a referent of the State or the Region, a project manager.
    key : UUID
        Of the form: sent twice, it is one mailing.
    draft : Draft
        What is written, to whom.

    Raises
    ------
    NotHere
        If it is not for who acts to write for that territory, or there.
    BadInput
        If it has no subject, no text or no reader.
    AskedTooOften
        If who acts wrote many.
    """
    sender = check_draft(acting, draft)
    if (sent := find_sent(acting.scope, key)) is not None:
        return sent
    try:
        with transaction.atomic():
            return _write(acting, sender, key, draft)
    except IntegrityError:
        # Pressed twice at once: the other press wrote it.
        sent = find_sent(acting.scope, key)
        if sent is None:
            raise
        return sent


def check_draft(acting: Acting, draft: Draft) -> User:
    """Refuse what could not be sent; return who sends it.

    Raises
    ------
    NotHere, BadInput
        As `write_mailing`.
    """
    audience = draft.audience
    if acting.user is None or not can_send_to(acting.scope, audience.perimeter, audience.part):
        raise nothing_here()
    if not draft.subject.strip() or not draft.text.strip():
        raise BadInput(_("Une lettre a un objet et un texte"), remedy=_("Écrivez-les."))
    if not audience.roles and not audience.has_contacts:
        raise BadInput(
            _("Cette lettre n’est pour personne"), remedy=_("Choisissez au moins un rôle.")
        )
    return acting.user


def example_of(*, acting: Acting, draft: Draft) -> EmailMessage:
    """Return the letter as a reader would have it, addressed to who writes it; nothing is sent.

    Raises
    ------
    NotHere, BadInput
        As `write_mailing`.
    """
    sender = check_draft(acting, draft)
    place = draft.audience.perimeter
    return letter_of(
        sender=sender, reader=sender, perimeter=place, subject=draft.subject, text=draft.text
    )


def letter_of(
    *, sender: User, reader: User | Contact, perimeter: Perimeter, subject: str, text: str
) -> EmailMessage:
    """Return a letter for a territory, which says who writes it and how to leave; it is not sent.

    Of those who left, `digests_of_leavers` tells whoever sends it.
    """
    unsent = Mailing(perimeter=perimeter, subject=subject, text=text)
    return letter_to(unsent, sender, reader)


def send_copies(*, mailing_id: int) -> None:
    """Send what has not left of a mailing; called again, it goes on where it was."""
    mailing = Mailing.objects.select_related("sender", "perimeter").filter(pk=mailing_id).first()
    if mailing is None:
        return
    for copy_id in list(mailing.copies.values_list("pk", flat=True)):
        _send(mailing, copy_id)


def leave(*, token: str, is_from_all: bool) -> None:
    """Leave the mailings of a territory, or all of them; left twice, they are left.

    Raises
    ------
    NotHere
        If the link opens nothing.
    """
    digest, perimeter = door_of_leaving(token)
    left = None if is_from_all else perimeter
    Objection.objects.get_or_create(digest=digest, organisation=None, perimeter=left)


def come_back(*, token: str) -> None:
    """Receive again the mailings of a territory, and so those of all that were left at once.

    Raises
    ------
    NotHere
        If the link opens nothing.
    """
    digest, perimeter = door_of_leaving(token)
    left = Objection.objects.filter(digest=digest, organisation=None)
    left.filter(perimeter=perimeter).delete()
    left.filter(perimeter=None).delete()


def door_of_leaving(token: str) -> tuple[str, Perimeter]:
    """Return whose link this is, as a digest, and the territory whose mailings it leaves.

    Raises
    ------
    NotHere
        If the link opens nothing.
    """
    key = read_link(LEAVING_LINK, token, timedelta(days=LINK_DAYS))
    digest, _dash, number = key.partition("-")
    perimeter = Perimeter.objects.filter(pk=number_in(number)).first()
    if perimeter is None:
        raise nothing_here()
    return digest, perimeter


def count_old_mailings(before: datetime) -> int:
    """Return how many mailings were written before an instant."""
    return Mailing.objects.filter(written_at__lt=before).count()


def delete_old_mailings(before: datetime) -> int:
    """Delete the mailings written before an instant; return how many."""
    found = Mailing.objects.filter(written_at__lt=before)
    count = found.count()
    found.delete()
    return count


def count_old_objections(before: datetime) -> int:
    """Return how many wishes were said before an instant."""
    return Objection.objects.filter(said_on__lt=timezone.localdate(before)).count()


def delete_old_objections(before: datetime) -> int:
    """Delete the wishes said before an instant; return how many."""
    return Objection.objects.filter(said_on__lt=timezone.localdate(before)).delete()[0]


def _write(acting: Acting, sender: User, key: UUID, draft: Draft) -> Mailing:
    audience = draft.audience
    readers = readers_of(acting.scope, audience)
    if not readers.count:
        raise BadInput(
            _("Personne ne recevrait cette lettre"),
            remedy=_("Choisissez d’autres rôles, ou un territoire plus large."),
        )
    spend("mailings", str(sender.pk))
    mailing = Mailing.objects.create(
        key=key,
        sender=sender,
        perimeter=audience.perimeter,
        within=None if audience.part == audience.perimeter else audience.part,
        roles=sorted(audience.roles),
        has_contacts=audience.has_contacts,
        subject=" ".join(draft.subject.split()),
        text=draft.text.strip(),
        reader_count=readers.count,
    )
    MailingCopy.objects.bulk_create(
        [
            *(MailingCopy(mailing=mailing, reader=person) for person in readers.people),
            *(MailingCopy(mailing=mailing, contact=contact) for contact in readers.contacts),
        ]
    )
    record_solicitation(
        acting=acting,
        organisation_ids={contact.organisation_id for contact in readers.contacts},
        kind=SolicitationKind.MAILING,
        perimeter=audience.perimeter,
        about=mailing.subject,
    )
    record(acting, Verb.CREATED, mailing, {"reader_count": (0, readers.count)})
    transaction.on_commit(lambda: mailing_written.send(Mailing, mailing_id=mailing.pk))
    return mailing


@transaction.atomic
def _send(mailing: Mailing, copy_id: int) -> None:
    """Put one copy into the letterbox, once: whoever deletes the copy sends it."""
    copy = MailingCopy.objects.select_related("reader", "contact__organisation").filter(pk=copy_id)
    found = copy.first()
    if found is None or not MailingCopy.objects.filter(pk=copy_id).delete()[0]:
        return
    reader, sender = found.reader or found.contact, mailing.sender
    if sender is None or reader is None or not _is_there(reader):
        return
    if address_digest(reader.email) in digests_of_leavers(mailing.perimeter_id):
        Mailing.objects.filter(pk=mailing.pk).update(left_count=F("left_count") + 1)
        return
    letter_to(mailing, sender, reader).send()
    Mailing.objects.filter(pk=mailing.pk).update(sent_count=F("sent_count") + 1)


def _is_there(reader: User | Contact) -> bool:
    """Whether somebody may still be written to at the time of sending."""
    if isinstance(reader, User):
        return reader.is_active
    return reader.agreed_on is not None and bool(reader.email)
