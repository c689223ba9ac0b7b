"""Letters to the contacts of organisations: what would be shown, to whom, and one press to say no.

They hold no more than the person themselves gave, and lead to the page where all of it is seen.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.enums import ContactRole
from terreau.web.apps.directory.letters import inert, name_in_letter, paragraphs, post
from terreau.web.apps.directory.models import Contact
from terreau.web.apps.directory.selectors.contacts import CONTACT_LINK
from terreau.web.shared.formatting import format_day
from terreau.web.shared.signed_link import make_link


def ask(contact: Contact, asked_by: User | None) -> EmailMessage:
    """Ask a contact whether they agree, or whether it still holds; return the letter."""
    with translation.override(asked_by.language if asked_by else settings.LANGUAGE_CODE):
        terms = {
            "role": ContactRole(contact.role).label,
            "about": inert(contact.organisation.name),
            "site": settings.INSTANCE_NAME,
            "who": name_in_letter(asked_by) if asked_by else settings.INSTANCE_NAME,
            "day": format_day(contact.expires_on),
        }
        first = contact.agreed_on is None
        subject = (
            _("Votre accord : contact pour %(about)s dans l’annuaire")
            if first
            else _("Toujours vrai ? Contact pour %(about)s dans l’annuaire")
        )
        body = paragraphs(
            _("Bonjour,"),
            _said_first(terms) if first else _said_again(terms),
            _("Voyez ce qui est montré et à qui, puis répondez en un geste :"),
            link_of(contact),
            _("Sans réponse le %(day)s, tout ce que nous tenons de vous ici est supprimé.") % terms,
            right_to_object(contact),
        )
        return post(subject % terms, body, contact.email)


def link_of(contact: Contact) -> str:
    """Return the address of the page of a contact, for themselves."""
    token = make_link(CONTACT_LINK, contact.link_key)
    return f"{settings.SITE_URL}{reverse('directory:contact_answer', args=(token,))}"


def right_to_object(contact: Contact) -> str:
    """Return the sentence by which every letter to a contact tells how to go."""
    said = _(
        "Droit d’opposition : sur cette page, « Ne plus y figurer » supprime tout aussitôt, sans "
        "compte ni explication."
    )
    return f"{said}\n{link_of(contact)}#refus"


def _said_first(terms: dict[str, object]) -> str:
    return (
        _(
            "%(who)s propose que l’on puisse vous joindre comme « %(role)s » pour %(about)s, sur "
            "%(site)s. Rien n’est montré aux autres avant votre accord."
        )
        % terms
    )


def _said_again(terms: dict[str, object]) -> str:
    return (
        _(
            "On peut vous joindre comme « %(role)s » pour %(about)s, sur %(site)s. Votre accord "
            "prend fin le %(day)s : tient-il toujours ?"
        )
        % terms
    )
