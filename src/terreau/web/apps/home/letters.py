"""Letters about messages: to those who answer, to the writer. They leave from a read address."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.web.apps.home.models import ContactMessage
from terreau.web.apps.home.private_address import answer_key
from terreau.web.shared.formatting import format_day


def notice_of(message: ContactMessage) -> EmailMessage:
    """Return the letter that brings a message to those who answer it."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Message %(reference)s : %(subject)s") % {
            "reference": message.reference,
            "subject": message.get_subject_display(),
        }
        writer = f"{message.name} <{message.email}>" if message.name else message.email
        body = _paragraphs(
            _("De : %(writer)s") % {"writer": writer},
            message.message,
            _("Répondez-y depuis %(site)s, pour que la réponse y soit gardée :")
            % {"site": settings.INSTANCE_NAME},
            f"{settings.SITE_URL}{reverse('home:inbox_message', args=(message.reference,))}",
            _("Répondre à ce courriel écrit directement à la personne."),
        )
    return EmailMessage(
        subject,
        body,
        to=[settings.INSTANCE_CONTACT],
        reply_to=[message.email],
    )


def acknowledgement_of(message: ContactMessage) -> EmailMessage:
    """Return the letter that tells the writer that the message is here.

    It repeats nothing that was written: whoever typed the address may not own it.
    """
    with translation.override(message.language):
        body = _paragraphs(
            _("Bonjour,"),
            _("Votre message est arrivé le %(day)s. Sa référence : %(reference)s.")
            % {"day": _day(message), "reference": message.reference},
            delay_sentence(),
            _("Cette page dit ce qu’il devient :"),
            _page_of(message),
            _("Pour ajouter quelque chose, répondez à ce courriel : une personne le lit."),
            _("Si vous n’avez rien écrit, ne tenez pas compte de ce courriel."),
            _signed(),
        )
        subject = _("Votre message est arrivé (%(reference)s)") % {"reference": message.reference}
    return EmailMessage(subject, body, to=[message.email])


def answer_to(message: ContactMessage) -> EmailMessage:
    """Return the letter that brings the answer to the writer."""
    with translation.override(message.language):
        body = _paragraphs(
            message.answer,
            message.signature if message.answered_by else "",
            _signed(),
            _("En réponse à votre message du %(day)s, référence %(reference)s.")
            % {"day": _day(message), "reference": message.reference},
            _page_of(message),
        )
        subject = _("Réponse à votre message (%(reference)s)") % {"reference": message.reference}
    return EmailMessage(subject, body, to=[message.email])


def is_mailed() -> bool:
    """Whether letters about messages leave by e-mail: an address and a mail server are set."""
    return bool(settings.INSTANCE_CONTACT) and settings.LETTERS == "leave"


def delay_sentence() -> str:
    """Return what is promised of the answer: what the installation states, else nothing."""
    if settings.ANSWER_DAYS is None:
        return _(
            "Une personne vous répondra, sans délai promis ; pour vos données personnelles, dans "
            "le mois au plus tard, comme la loi le veut."
        )
    return ngettext(
        "Une personne vous répondra dans le jour ouvré qui suit.",
        "Une personne vous répondra dans les %(days)s jours ouvrés.",
        settings.ANSWER_DAYS,
    ) % {"days": settings.ANSWER_DAYS}


def _signed() -> str:
    return "\n".join(filter(None, (settings.INSTANCE_NAME, settings.INSTANCE_PUBLISHER)))


def _page_of(message: ContactMessage) -> str:
    page = reverse("home:contact_message", args=(message.reference,))
    return f"{settings.SITE_URL}{page}?cle={answer_key(message.reference)}"


def _day(message: ContactMessage) -> str:
    return format_day(localtime(message.received_at))


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text) + "\n"
