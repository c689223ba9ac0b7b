"""Contacts of an organisation: added, changed, asked again, deleted by those who keep them.

Whatever is to be shown of a person, they agree to it: by the link of a letter, or as they said it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting, Behalf
from terreau.web.apps.directory import contact_letters
from terreau.web.apps.directory.contact_permissions import can_add_contact, can_write_contact
from terreau.web.apps.directory.models import Contact, Organisation
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.services.contact_checks import (
    PERSONAL,
    ContactFields,
    SaidConsent,
    check_place,
    check_written,
)
from terreau.web.shared.limits import spend
from terreau.web.shared.visibility import Visibility, is_within


def add_contact(
    *, acting: Acting, organisation_id: int, written: ContactFields, said: SaidConsent | None
) -> Contact:
    """Add a contact, who is asked by letter or has said that they agree.

    Parameters
    ----------
    acting : Acting
        A member of the organisation, or who keeps the directory where it sits.
    organisation_id : int
        Of which.
    written : ContactFields
        What is to be shown of them.
    said : SaidConsent or None
        How they agreed; None: a letter asks them.

    Raises
    ------
    NotHere
        If it is not for who acts to add.
    BadField
        If something cannot be kept, or they refused before.
    AskedTooOften
        If who acts, or this address, was the occasion of many letters.
    """
    with transaction.atomic():
        found = Organisation.objects.select_for_update(of=("self",))
        organisation = found.filter(can_add_contact(acting.scope), pk=organisation_id).first()
        if organisation is None:
            raise nothing_here()
        check_written(written, said)
        check_place(organisation, written)
        contact = Contact(organisation=organisation)
        _write(contact, written, said)
        contact.save()
        _record(acting, said, Verb.CREATED, contact, dict.fromkeys(_told(contact), ""))
        if said is None:
            _ask(acting, contact)
    return contact


def change_contact(
    *,
    acting: Acting,
    organisation_id: int,
    contact_id: int,
    seen: str,
    written: ContactFields,
    said: SaidConsent | None,
) -> Contact:
    """Change a contact; what is newly shown of them, they agree to anew.

    Their agreement stays where nothing changes but that fewer people see it.

    Parameters
    ----------
    acting, organisation_id, written, said
        As `add_contact`.
    contact_id : int
        Which.
    seen : str
        Digest of what it showed when it was read.

    Raises
    ------
    NotHere, BadField, AskedTooOften
        As `add_contact`.
    BadInput
        If somebody changed it meanwhile: the person themselves, perhaps.
    """
    with transaction.atomic():
        contact = _locked(acting, organisation_id, contact_id)
        if contact.shown_digest != seen:
            raise BadInput(
                _("Ce contact a changé pendant que vous écriviez, peut-être par la personne même"),
                remedy=_(
                    "Rouvrez sa page pour lire ce qui est écrit ; ce que vous avez tapé reste ici."
                ),
            )
        check_written(written, said, contact)
        check_place(contact.organisation, written, contact)
        before = _told(contact)
        is_narrower = said is None and _shows_no_more(contact, written)
        kept = (contact.agreed_on, contact.agreed_by, contact.agreed_visibility)
        _write(contact, written, said)
        if is_narrower:
            contact.agreed_on, contact.agreed_by, contact.agreed_visibility = kept
        contact.save()
        _record(acting, said, Verb.CHANGED, contact, before)
        if said is None and not is_narrower:
            _ask(acting, contact)
    return contact


def ask_contact(*, acting: Acting, organisation_id: int, contact_id: int) -> Contact:
    """Send again the letter that asks whether they agree, or whether it still holds.

    Raises
    ------
    NotHere
        As `add_contact`.
    BadInput
        If they have no address, or their agreement holds for long.
    AskedTooOften
        If they were sent many.
    """
    with transaction.atomic():
        contact = _locked(acting, organisation_id, contact_id)
        if not contact.email:
            raise BadInput(
                _("Ce contact n’a pas d’adresse électronique"),
                remedy=_("Demandez-lui de vive voix, puis notez son accord."),
            )
        if contact.agreed_on is not None and not contact.ends_soon:
            raise BadInput(
                _("Son accord tient encore"), remedy=_("Une lettre le lui redemandera à temps.")
            )
        _ask(acting, contact)
        record(acting, Verb.REQUESTED, contact)
    return contact


def delete_contact(*, acting: Acting, organisation_id: int, contact_id: int) -> None:
    """Delete a contact; its history keeps the role alone.

    Raises
    ------
    NotHere
        As `add_contact`.
    """
    with transaction.atomic():
        remove(acting, _locked(acting, organisation_id, contact_id), Verb.WITHDRAWN)


def remove(acting: Acting, contact: Contact, verb: Verb) -> None:
    """Delete a contact within the transaction of who decided it, and write down what went."""
    gone = {"organisation": (contact.organisation_id, None), "role": (contact.role, "")}
    record(acting, verb, contact, gone)
    contact.delete()


def ask_by_letter(acting: Acting, contact: Contact) -> None:
    """Send the letter that asks a contact, from today; they are counted by their address."""
    spend("letters", contact.email)
    contact.asked_on = timezone.localdate()
    contact.save(update_fields=["asked_on"])
    contact.letter = contact_letters.ask(contact, acting.user)


def _ask(acting: Acting, contact: Contact) -> None:
    if acting.user is not None:
        spend("invitations", str(acting.user.pk))
    ask_by_letter(acting, contact)


def _locked(acting: Acting, organisation_id: int, contact_id: int) -> Contact:
    found = Contact.objects.select_for_update(of=("self",)).filter(
        can_write_contact(acting.scope), pk=contact_id, organisation=organisation_id
    )
    contact = found.select_related("organisation").first()
    if contact is None:
        raise nothing_here()
    return contact


def _write(contact: Contact, written: ContactFields, said: SaidConsent | None) -> None:
    contact.role, contact.email = written.role, written.email.strip().lower()
    for name in ("name", "job", "phone"):
        setattr(contact, name, " ".join(getattr(written, name).split()))
    contact.visibility = written.visibility
    contact.field_visibility = levels(written.reach_visibility)
    contact.agreed_on = said.on if said else None
    contact.agreed_by = said.channel if said else ""
    contact.agreed_visibility = written.visibility if said else ""
    if said is None:
        contact.asked_on = timezone.localdate()


def levels(reach_visibility: str) -> dict[str, str]:
    """Return the levels of the ways to reach somebody, field by field."""
    return {"email": reach_visibility, "phone": reach_visibility}


def _told(contact: Contact) -> dict[str, Any]:
    """Return what the history tells of a contact."""
    told = ("role", *PERSONAL, "visibility", "agreed_on")
    return {name: getattr(contact, name) for name in told} | {
        "reach_visibility": contact.level_of("email")
    }


def _record(
    acting: Acting,
    said: SaidConsent | None,
    verb: Verb,
    contact: Contact,
    before: Mapping[str, Any],
) -> None:
    behalf = (
        Behalf(said.channel, organisation_id=contact.organisation_id) if said else acting.behalf
    )
    told = Acting(acting.user, acting.scope, behalf, acting.request_id, acting.is_operator)
    changes = {name: (before[name] or "", value or "") for name, value in _told(contact).items()}
    record(told, verb, contact, changes, personal=PERSONAL)


def _shows_no_more(contact: Contact, written: ContactFields) -> bool:
    """Whether what is written shows nothing that the person did not agree to."""
    if contact.agreed_on is None:
        return False
    bare = Contact(organisation=contact.organisation)
    _write(bare, written, None)
    same = ("role", *PERSONAL)
    return (
        all(getattr(bare, name) == getattr(contact, name) for name in same)
        and is_within(Visibility(bare.visibility), contact.agreed_visibility)
        and is_within(Visibility(bare.level_of("email")), contact.level_of("email"))
    )
