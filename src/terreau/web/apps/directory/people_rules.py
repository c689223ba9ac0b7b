"""How long contacts, mailings and wishes are kept, and what of them waits for whom."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.awaiting import Awaited, Source, declare_awaited
from terreau.web.apps.directory.models import Contact
from terreau.web.apps.directory.rules import (
    AGREED_DAYS,
    MAILING_DAYS,
    MESSAGE_DAYS,
    OBJECTION_DAYS,
    UNANSWERED_DAYS,
)
from terreau.web.apps.directory.selectors.contacts import list_ending
from terreau.web.apps.directory.services import contact_answers, mailings, messages
from terreau.web.shared.formatting import format_day
from terreau.web.shared.retention import Rule, declare_rule


def declare() -> None:
    """Tell the rules and what waits; called once, when the app is ready."""
    for name, days, count, delete in (
        ("contacts", AGREED_DAYS, contact_answers.count_ended, contact_answers.delete_ended),
        (
            "contacts-asked",
            UNANSWERED_DAYS,
            contact_answers.count_silent,
            contact_answers.delete_silent,
        ),
        ("mailings", MAILING_DAYS, mailings.count_old_mailings, mailings.delete_old_mailings),
        ("messages", MESSAGE_DAYS, messages.count_old_messages, messages.delete_old_messages),
        (
            "objections",
            OBJECTION_DAYS,
            mailings.count_old_objections,
            mailings.delete_old_objections,
        ),
    ):
        declare_rule(Rule(name, days, count, delete))
    declare_awaited(Source(list_ending, _contact_to_call))


def _contact_to_call(contact: Contact) -> Awaited:
    """Tell of a contact that no letter can ask again: somebody calls them."""
    sentence = _("Un contact sans adresse (%(about)s) s’efface le %(day)s : appelez-le") % {
        "about": contact.organisation.name,
        "day": format_day(contact.expires_on),
    }
    change = reverse("directory:contact_change", args=(contact.organisation_id, contact.pk))
    return Awaited(sentence, change)
