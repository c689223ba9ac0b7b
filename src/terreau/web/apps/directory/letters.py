"""Letters of the directory: short, in the reader's language, with one link to the very page."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.addresses import page_of
from terreau.web.apps.directory.enums import InvitationState, RequestState
from terreau.web.apps.directory.models import Invitation, Mandate, MandateRequest
from terreau.web.shared.formatting import format_day

_LONGEST_NAME = 80
# What makes a link of words: "https://", "exemple.fr", "@".
_LINK = re.compile(r"(://|@|\.(?=[^\W\d_]{2}))")


def invite(invitation: Invitation, secret: str, site: str) -> EmailMessage:
    """Send an invitation with its secret link; return the letter."""
    inviter = invitation.invited_by
    with translation.override(inviter.language if inviter else settings.LANGUAGE_CODE):
        who = name_in_letter(inviter) if inviter else settings.INSTANCE_NAME
        subject = _("Invitation : %(role)s, %(about)s") % _terms(invitation)
        body = paragraphs(
            _("Bonjour,"),
            _("%(who)s vous invite à agir comme « %(role)s » pour %(about)s sur %(site)s.")
            % (_terms(invitation) | {"who": who}),
            _("Ouvrez ce lien pour voir l’invitation, puis l’accepter :"),
            f"{site}{reverse('directory:invitation', args=(secret,))}",
            _("Il sert une fois, jusqu’au %(day)s. Ne le transmettez à personne.")
            % {"day": format_day(localtime(invitation.expires_at))},
            _("Si vous n’attendiez rien, ne tenez pas compte de ce courriel."),
        )
    return post(subject, body, invitation.email)


def tell_answerers(request: MandateRequest, people: list[User]) -> None:
    """Tell those who may answer that somebody asks for a mandate."""
    for person in people:
        with translation.override(person.language):
            subject = _("Une demande attend votre réponse : %(role)s, %(about)s") % _terms(request)
            body = paragraphs(
                _("Bonjour,"),
                _("%(who)s demande à agir comme « %(role)s » pour %(about)s.")
                % (_terms(request) | {"who": name_in_letter(request.asked_by)}),
                _("Pour lire ses raisons et lui répondre :"),
                _to("directory:request", request.pk),
                _("Sans réponse le %(day)s, la demande s’éteint.")
                % {"day": format_day(request.expires_on)},
            )
        post(subject, body, person.email)


def tell_asked(request: MandateRequest) -> None:
    """Tell who asked that their request has arrived."""
    person = request.asked_by
    with translation.override(person.language):
        subject = _("Votre demande est arrivée : %(role)s, %(about)s") % _terms(request)
        body = paragraphs(
            _("Bonjour,"),
            _("Votre demande est arrivée. Sans réponse le %(day)s, elle s’éteint.")
            % {"day": format_day(request.expires_on)},
            _("Vous pouvez la suivre, ou la retirer, ici :"),
            _to("directory:request", request.pk),
        )
    post(subject, body, person.email)


def tell_answer(request: MandateRequest) -> None:
    """Tell who asked what was answered, and by whom."""
    person = request.asked_by
    with translation.override(person.language):
        terms = _terms(request) | {"state": request.get_state_display()}
        subject = _("Votre demande est %(state)s : %(role)s, %(about)s") % terms
        body = paragraphs(
            _("Bonjour,"),
            _("Votre demande « %(role)s » pour %(about)s est %(state)s.") % terms,
            request.answer,
            _name_of(request.answered_by),
            _("Si cela peut s’arranger, redemandez : « Mes mandats » garde la réponse.")
            if request.state == RequestState.REFUSED
            else "",
            _("Votre demande et sa réponse :"),
            _to("directory:request", request.pk),
        )
    post(subject, body, person.email)


def tell_mandate(mandate: Mandate) -> None:
    """Tell somebody that a mandate was given to them, or ended."""
    person = mandate.holder
    if person is None:
        return
    giver = _name_of(mandate.granted_by)
    with translation.override(person.language):
        if mandate.is_over:
            subject = _("Votre mandat a pris fin : %(role)s, %(about)s") % _terms(mandate)
            said = mandate.end_reason
            giver = ""
        else:
            subject = _("Un mandat vous est donné : %(role)s, %(about)s") % _terms(mandate)
            said = _("Il commence le %(day)s.") % {"day": format_day(mandate.valid_from)}
        by = _("Il vous est donné par %(who)s.") % {"who": giver} if giver else ""
        body = paragraphs(
            _("Bonjour,"),
            f"{subject}.",
            by,
            said,
            _("Ce que vous tenez, et ce qui vous attend :"),
            _to("directory:own_mandates"),
            _about_own_mandate(),
        )
    post(subject, body, person.email)


def tell_end(mandate: Mandate) -> None:
    """Tell the holder of a mandate until when it holds."""
    person = mandate.holder
    if person is None:
        return
    with translation.override(person.language):
        if mandate.valid_to is None:
            subject = _("Votre mandat n’a plus de fin : %(role)s, %(about)s") % _terms(mandate)
            said = _("Il se tient jusqu’à ce que quelqu’un y mette fin.")
        else:
            day = {"day": format_day(mandate.valid_to)}
            subject = _("Votre mandat va jusqu’au %(day)s : %(role)s, %(about)s") % (
                _terms(mandate) | day
            )
            said = _(
                "Après ce jour il ne donne plus rien. Pour le garder plus longtemps, "
                "demandez à le prolonger :"
            )
        body = paragraphs(
            _("Bonjour,"),
            f"{subject}.",
            said,
            _to("directory:mandate", mandate.pk),
            _about_own_mandate(),
        )
    post(subject, body, person.email)


def tell_inviter(invitation: Invitation) -> None:
    """Tell who invited that their guest declined, or came too late and asks for another letter."""
    person = invitation.invited_by
    if person is None:
        return
    with translation.override(person.language):
        terms = _terms(invitation) | {"who": invitation.email}
        if invitation.state == InvitationState.DECLINED:
            subject = _("Invitation déclinée : %(role)s, %(about)s") % terms
            said = _("%(who)s décline votre invitation à agir comme « %(role)s » pour %(about)s.")
            next_step = _("Pour inviter quelqu’un d’autre :")
        else:
            subject = _("Une invitation vous est redemandée : %(role)s, %(about)s") % terms
            said = _("%(who)s a ouvert votre invitation trop tard et en demande une autre.")
            next_step = _("Pour la renvoyer, ou l’annuler :")
        body = paragraphs(
            _("Bonjour,"),
            said % terms,
            invitation.answer,
            next_step,
            f"{settings.SITE_URL}{page_of(invitation.about)}",
        )
    post(subject, body, person.email)


def _about_own_mandate() -> str:
    return _(
        "Cette lettre porte sur votre mandat : elle vous parvient même si vous avez quitté les "
        "lettres d’information."
    )


def _to(view: str, *arguments: object) -> str:
    return f"{settings.SITE_URL}{reverse(view, args=arguments)}"


def _name_of(person: User | None) -> str:
    return name_in_letter(person) if person is not None else ""


def _terms(held: Invitation | MandateRequest | Mandate) -> dict[str, object]:
    return {
        "role": Role(held.role).label,
        "about": inert(held.about.name),
        "site": settings.INSTANCE_NAME,
    }


def name_in_letter(person: User) -> str:
    """Return how a letter names somebody: their words, or the address by which they sign in."""
    return inert(person.name)[:_LONGEST_NAME] or person.email


def inert(words: str) -> str:
    """Return words that somebody wrote on one line, of which no reader of letters makes a link."""
    return _LINK.sub(r"\1 ", " ".join(words.split()))


def post(subject: str, body: str, to: str) -> EmailMessage:
    """Put a letter into the letterbox; return it."""
    # A name may hold what a header may not.
    letter = EmailMessage(" ".join(subject.split()), body, to=[to])
    letter.send()
    return letter


def paragraphs(*texts: str) -> str:
    """Return the text of a letter, signed; what is empty is left out."""
    signed = "\n".join(filter(None, (settings.INSTANCE_NAME, settings.INSTANCE_PUBLISHER)))
    return "\n\n".join(text for text in (*texts, signed) if text) + "\n"
