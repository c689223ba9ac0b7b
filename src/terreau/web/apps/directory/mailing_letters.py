"""The letter of a mailing: one for each reader, who sees who writes, and leaves by one press."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.contact_letters import right_to_object
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.letters import inert, name_in_letter
from terreau.web.apps.directory.mailing import Mailing
from terreau.web.apps.directory.models import Contact
from terreau.web.shared.signed_link import make_link

LEAVING_LINK = "mailing"


def letter_to(mailing: Mailing, sender: User, reader: User | Contact) -> EmailMessage:
    """Return the letter of a mailing to one reader, which is not sent yet."""
    language = reader.language if isinstance(reader, User) else settings.LANGUAGE_CODE
    leaving = _leaving_address(mailing, reader.email)
    with translation.override(language):
        foot = _foot(mailing, sender, reader, leaving)
    return EmailMessage(
        " ".join(mailing.subject.split()),
        f"{mailing.text.strip()}\n\n-- \n{foot}\n",
        to=[reader.email],
        reply_to=[sender.email],
        headers={
            "Precedence": "bulk",
            "List-Unsubscribe": f"<{leaving}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _foot(mailing: Mailing, sender: User, reader: User | Contact, leaving: str) -> str:
    terms = {
        "who": name_in_letter(sender),
        "address": sender.email,
        "about": inert(mailing.perimeter.name),
        "site": settings.INSTANCE_NAME,
    }
    if isinstance(reader, Contact):
        why = _("Vous la recevez comme contact pour %(organisation)s.") % {
            "organisation": inert(reader.organisation.name)
        }
        more = [right_to_object(reader)]
    else:
        why, more = _("Vous la recevez parce que vous agissez dans ce territoire."), []
    return "\n".join(
        (
            _("Lettre écrite par %(who)s (%(address)s) pour %(about)s, envoyée par %(site)s.")
            % terms,
            why,
            _("Répondre, c’est répondre à cette personne."),
            _("Ne plus recevoir ces lettres, en un geste et sans compte :"),
            leaving,
            *more,
        )
    )


def _leaving_address(mailing: Mailing, email: str) -> str:
    token = make_link(LEAVING_LINK, f"{address_digest(email)}-{mailing.perimeter_id}")
    return f"{settings.SITE_URL}{reverse('directory:mailing_leave', args=(token,))}"
