"""What a contact answers by the link of a letter: yes, otherwise, no; and what time answers.

Who comes by the link has no account, and needs none: the letter came to their address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Channel, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.personal import erase_address
from terreau.web.apps.accounts.scope import NOBODY, OPERATOR, Acting, Behalf
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.mailing import Objection
from terreau.web.apps.directory.models import Contact
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.contact_checks import PERSONAL
from terreau.web.apps.directory.services.contacts import (
    ask_by_letter,
    levels,
    remove,
)
from terreau.web.shared.refusals import AskedTooOften
from terreau.web.shared.visibility import Visibility


@dataclass(frozen=True)
class OwnChoice:
    """What a person writes of themselves as a contact.

    Parameters
    ----------
    name, job, email, phone : str
        As they want it shown.
    visibility, reach_visibility : str
        Who sees their name; who sees their address and telephone.
    """

    name: str
    job: str
    email: str
    phone: str
    visibility: str
    reach_visibility: str


def agree(*, door: Q, seen: str) -> Contact:
    """Agree to stand as it is shown, for two years from today; agreed twice, it is agreed once.

    Parameters
    ----------
    door : Q
        The contact that the link is about.
    seen : str
        Digest of what the page showed: one agrees to what one has read.

    Raises
    ------
    NotHere
        If there is none any more.
    BadInput
        If somebody changed it meanwhile.
    """
    with transaction.atomic():
        contact = _locked(door)
        if contact.shown_digest != seen:
            raise BadInput(
                _("Ce qui serait montré a changé pendant que vous lisiez"),
                remedy=_("Relisez ci-dessous, puis répondez."),
            )
        _agree(contact)
        contact.save()
        record(_themselves(), Verb.ACCEPTED, contact, {"agreed_on": ("", contact.agreed_on)})
    return contact


def correct(*, door: Q, choice: OwnChoice) -> Contact:
    """Say otherwise what is shown, and to whom; a new address is asked by a letter of its own.

    Raises
    ------
    NotHere
        If there is none any more.
    BadField
        If they could not be reached, or a level does not exist.
    AskedTooOften
        If the new address was sent many letters.
    """
    _check(choice)
    with transaction.atomic():
        contact = _locked(door)
        before = {name: getattr(contact, name) for name in (*PERSONAL, "visibility")}
        contact.name, contact.job = _line(choice.name), _line(choice.job)
        contact.email, contact.phone = choice.email.strip().lower(), _line(choice.phone)
        contact.visibility = choice.visibility
        contact.field_visibility = levels(choice.reach_visibility)
        is_elsewhere = bool(contact.email) and contact.email != before["email"]
        if is_elsewhere:
            contact.agreed_on, contact.agreed_by, contact.agreed_visibility = None, "", ""
            contact.asked_on = timezone.localdate()
        else:
            _agree(contact)
        contact.save()
        changes = {name: (value, getattr(contact, name)) for name, value in before.items()}
        record(_themselves(), Verb.CHANGED, contact, changes, personal=PERSONAL)
        if is_elsewhere:
            ask_by_letter(_themselves(), contact)
    return contact


def refuse(*, door: Q) -> None:
    """Refuse, or stop: what is held of them is deleted at once, and who may add them is told so.

    Raises
    ------
    NotHere
        If there is none any more.
    """
    with transaction.atomic():
        contact = _locked(door)
        Objection.objects.get_or_create(
            digest=address_digest(contact.email),
            organisation=contact.organisation,
            perimeter=None,
        )
        remove(_themselves(), contact, Verb.REFUSED)


def refuse_everywhere(*, door: Q) -> None:
    """Refuse, and have all that bears one's address erased, whatever the app.

    An account is erased from the account itself, where one proves who one is.

    Raises
    ------
    NotHere
        If there is none any more.
    """
    with transaction.atomic():
        contact = _locked(door)
        email = contact.email
        standing = Contact.objects.filter(email__iexact=email).values_list(
            "organisation", flat=True
        )
        organisations = set(standing)
        erase_address(_themselves(), email)
        Objection.objects.bulk_create(
            Objection(digest=address_digest(email), organisation_id=key) for key in organisations
        )


@transaction.atomic
def remind(*, contact_id: int) -> None:
    """Ask a contact, a month before the end, whether this still holds; once.

    Where their box was filled today, they are asked tomorrow.
    """
    contact = _locked(Q(pk=contact_id))
    try:
        ask_by_letter(OPERATOR, contact)
    except AskedTooOften:
        return
    record(OPERATOR, Verb.REQUESTED, contact)


def count_silent(before: datetime) -> int:
    """Return how many contacts never answered the letter that asked them before an instant."""
    return _silent(before).count()


def delete_silent(before: datetime) -> int:
    """Delete the contacts that never answered; return how many."""
    return _end(_silent(before))


def count_ended(before: datetime) -> int:
    """Return how many contacts agreed before an instant and have not said it again."""
    return _ended(before).count()


def delete_ended(before: datetime) -> int:
    """Delete the contacts whose agreement is over; return how many."""
    return _end(_ended(before))


def _silent(before: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(agreed_on=None, asked_on__lt=timezone.localdate(before))


def _ended(before: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(agreed_on__lt=timezone.localdate(before))


@transaction.atomic
def _end(over: QuerySet[Contact]) -> int:
    found = list(over.select_for_update())
    for contact in found:
        remove(OPERATOR, contact, Verb.ENDED)
    return len(found)


def _locked(door: Q) -> Contact:
    found = Contact.objects.select_for_update(of=("self",)).filter(door)
    contact = found.select_related("organisation").first()
    if contact is None:
        raise nothing_here()
    return contact


def _agree(contact: Contact) -> None:
    contact.agreed_on = timezone.localdate()
    contact.agreed_by = Channel.EMAIL
    contact.agreed_visibility = contact.visibility


def _themselves() -> Acting:
    return Acting(None, NOBODY, Behalf(Channel.EMAIL))


def _line(words: str) -> str:
    return " ".join(words.split())


def _check(choice: OwnChoice) -> None:
    if not choice.name.strip():
        raise BadField("name", _("Un contact a un nom"), remedy=_("Écrivez le vôtre."))
    if not choice.email.strip():
        raise BadField(
            "email",
            _("Sans adresse, aucune lettre ne vous demanderait plus votre accord"),
            remedy=_("Gardez-en une, ou ne figurez plus ici. Vous choisissez qui la voit."),
        )
    for name in ("visibility", "reach_visibility"):
        if getattr(choice, name) not in Visibility.values:
            raise BadField(name, _("Ce choix de confidentialité n’existe pas"))
