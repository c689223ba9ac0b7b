"""Contacts of organisations, as one reader sees them; and those a link, or time, is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.models import HistoryEntry
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.contact_permissions import (
    can_add_contact,
    can_view_contact,
    can_write_contact,
)
from terreau.web.apps.directory.enums import ContactRole
from terreau.web.apps.directory.models import Contact, Organisation
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.rules import AGREED_DAYS, LINK_DAYS, LISTED_DAYS, REMINDER_DAYS
from terreau.web.apps.directory.standing import standing_of
from terreau.web.shared.signed_link import number_in, read_link
from terreau.web.shared.visibility import Visibility, readable

# What a letter's link is about.
CONTACT_LINK = "contact"


@dataclass(frozen=True)
class ShownContact:
    """A contact as one reader sees it.

    Parameters
    ----------
    contact : Contact
        Its key, its agreement and its organisation; what it says is read from ``seen``.
    seen : dict[str, Any]
        The fields that this reader may see, by name.
    may_change : bool
        Whether the reader may write it.
    """

    contact: Contact
    seen: dict[str, Any]
    may_change: bool

    @property
    def role_label(self) -> str:
        """Its role in the reader's language."""
        return str(ContactRole(self.contact.role).label)

    @property
    def visibility_label(self) -> str:
        """Who sees it, in the reader's language."""
        return str(Visibility(self.contact.visibility).label)

    @property
    def hides_reach(self) -> bool:
        """Whether the ways to reach them are kept from this reader."""
        return "email" not in self.seen or "phone" not in self.seen


@dataclass(frozen=True)
class Gone:
    """A contact that is no more: its role, since when and why; never who it was."""

    role: ContactRole
    on: date
    verb: Verb


def list_contacts(scope: Scope, organisation: Organisation) -> list[ShownContact]:
    """Return the contacts of an organisation that a reader may see, each as they may read it."""
    return contacts_of(scope, [organisation])[organisation.pk]


def contacts_of(
    scope: Scope, organisations: Collection[Organisation]
) -> dict[int, list[ShownContact]]:
    """Return the contacts of several organisations, by key, in a bounded number of queries."""
    shown: dict[int, list[ShownContact]] = {each.pk: [] for each in organisations}
    found = Contact.objects.filter(can_view_contact(scope), organisation__in=list(shown))
    writable = set(found.filter(can_write_contact(scope)).values_list("pk", flat=True))
    standing, order = standing_of(scope), list(ContactRole)
    for each in sorted(
        found.select_related("organisation__seat"),
        key=lambda each: (order.index(ContactRole(each.role)), each.name, each.pk),
    ):
        seen = readable(each, standing.towards(each.organisation))
        shown[each.organisation_id].append(ShownContact(each, seen, each.pk in writable))
    return shown


def get_contact(scope: Scope, contact_id: int) -> ShownContact:
    """Return a contact as a reader may see it.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    contact = _one(Contact.objects.filter(can_view_contact(scope), pk=contact_id))
    reader = standing_of(scope).towards(contact.organisation)
    may = Contact.objects.filter(can_write_contact(scope), pk=contact_id).exists()
    return ShownContact(contact, readable(contact, reader), may)


def get_contact_to_change(scope: Scope, organisation_id: int, contact_id: int) -> Contact:
    """Return a contact of an organisation that a reader may write.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    found = Contact.objects.filter(can_write_contact(scope), pk=contact_id)
    return _one(found.filter(organisation=organisation_id))


def get_contact_by_link(token: str) -> Contact | None:
    """Return the contact that a link is about, whole: it is theirs; None once there is none.

    Raises
    ------
    NotHere
        If the link was not made here for this, or is too old.
    """
    key = read_link(CONTACT_LINK, token, timedelta(days=LINK_DAYS))
    found = Contact.objects.filter(pk=number_in(key.partition("-")[0]))
    contact = found.select_related("organisation__seat").first()
    return contact if contact is not None and contact.link_key == key else None


def door_of(contact: Contact) -> Q:
    """Return the condition of a contact as long as it is at the address its link came to."""
    return Q(pk=contact.pk, email=contact.email)


def list_gone(organisation: Organisation) -> list[Gone]:
    """Return the contacts that went within a year, whose role nobody has taken since.

    For those who write contacts: it is what depended on them that says it.
    """
    since = timezone.now() - timedelta(days=LISTED_DAYS)
    rows = HistoryEntry.objects.filter(
        object_type=Contact._meta.label,
        verb__in=(Verb.ENDED, Verb.REFUSED, Verb.ERASED),
        changes__organisation__0=organisation.pk,
        at__gte=since,
    )
    held = set(organisation.contacts.values_list("role", flat=True))
    return [
        Gone(ContactRole(row.changes["role"][0]), timezone.localdate(row.at), Verb(row.verb))
        for row in rows
        if row.changes["role"][0] not in held
    ]


def list_to_remind(today: date) -> list[Contact]:
    """Return the contacts that a letter asks again, once, a month before their end."""
    due = today - timedelta(days=AGREED_DAYS - REMINDER_DAYS)
    unasked = Q(asked_on=None) | Q(asked_on__lte=F("agreed_on"))
    found = Contact.objects.filter(unasked, agreed_on__lte=due).exclude(email="")
    return list(found.select_related("organisation"))


def list_ending(scope: Scope) -> QuerySet[Contact]:
    """Return the contacts without an address that end soon: who may write them calls them."""
    due = timezone.localdate() - timedelta(days=AGREED_DAYS - REMINDER_DAYS)
    own = scope.organisations({Role.ORGANISATION_MEMBER, Role.OPERATOR_AGENT})
    if not own and not scope.perimeters({Role.PROJECT_MANAGER, Role.FACILITATOR}):
        return Contact.objects.none()
    found = Contact.objects.filter(can_write_contact(scope), agreed_on__lte=due, email="")
    return found.select_related("organisation")


def _one(found: QuerySet[Contact]) -> Contact:
    contact = found.select_related("organisation__seat").first()
    if contact is None:
        raise nothing_here()
    return contact


def contact_slot(scope: Scope, organisation: Organisation) -> Mapping[str, Any]:
    """Return the section of the page of an organisation that says whom to reach there."""
    may_write = Organisation.objects.filter(can_add_contact(scope), pk=organisation.pk).exists()
    return {
        "organisation": organisation,
        "contacts": list_contacts(scope, organisation),
        "may_write": may_write,
        "gone": list_gone(organisation) if may_write else [],
    }
