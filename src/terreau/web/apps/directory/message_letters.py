"""The letter of a message: the words, who writes, and how to answer without showing an address."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.letters import inert, paragraphs
from terreau.web.apps.directory.models import Mandate, Message
from terreau.web.apps.directory.selectors.messages import MESSAGE_LINK, key_of, standing_of_sender
from terreau.web.shared.signed_link import make_link

_LONGEST_NAME = 80


def send_letter(message: Message, text: str, *, shows_address: bool) -> None:
    """Put the letter of a message into the letterbox; its words are kept nowhere else."""
    sender, reader = message.sender, message.reader
    with translation.override(reader.language):
        letter = EmailMessage(
            _("%(who)s vous écrit par %(site)s")
            % {"who": who_writes(sender), "site": settings.INSTANCE_NAME},
            _body(message, text, shows_address=shows_address),
            to=[reader.email],
            reply_to=[sender.email] if shows_address else None,
        )
    letter.send()


def who_writes(person: User) -> str:
    """Return who writes, as a letter says it: their name and their role, never their address."""
    name = inert(person.name)[:_LONGEST_NAME] if "@" not in person.name else ""
    standing = standing_of_sender(person)
    said = (name, as_words(standing) if standing else "")
    return ", ".join(filter(None, said)) or _("Quelqu’un de l’annuaire")


def as_words(mandate: Mandate) -> str:
    """Return a role and what it is held for, in a letter."""
    return f"{Role(mandate.role).label}, {inert(mandate.about.name)}"


def _body(message: Message, text: str, *, shows_address: bool) -> str:
    terms = {
        "who": who_writes(message.sender),
        "role": as_words(message.mandate),
        "address": message.sender.email,
    }
    link = f"{settings.SITE_URL}{answer_path(message)}"
    first = _("%(who)s vous écrit (annuaire : %(role)s) :")
    answer = _("%(who)s vous répond (annuaire : %(role)s) :")
    return paragraphs(
        _("Bonjour,"),
        (answer if message.answered_id else first) % terms,
        text.strip(),
        "--",
        _("Cette personne montre son adresse, %(address)s : répondez à cette lettre, ou ici :")
        % terms
        if shows_address
        else _("Répondez ici, sans compte ; votre adresse n’est montrée que si vous le cochez :"),
        link,
        _(
            "Votre adresse n’a pas été montrée à cette personne. Le site ne garde pas ce message, "
            "une fois cette lettre partie."
        ),
        _("Ne plus recevoir ni message ni lettre d’information de ce site, en un geste :")
        + f"\n{link}#refus",
    )


def answer_path(message: Message) -> str:
    """Return the path of the page by which a message is answered."""
    token = make_link(MESSAGE_LINK, key_of(message))
    return reverse("directory:message_answer", args=(token,))
