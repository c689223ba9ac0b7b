"""Letters of questions: to those asked, with the link that opens their answer; thanks to them."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.addresses import page_of
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.letters import inert
from terreau.web.apps.outreach.models import AskedOrganisation, TerritoryQuestion
from terreau.web.apps.outreach.selectors.questions import get_asked
from terreau.web.shared.formatting import format_day
from terreau.web.shared.signed_link import make_link, number_in

PURPOSE = "question"


def link_of(asked: AskedOrganisation) -> str:
    """Return the address at which an organisation answers, without an account."""
    token = make_link(PURPOSE, key_of(asked))
    return f"{settings.SITE_URL}{reverse('outreach:question_answer', args=(token,))}"


def key_of(asked: AskedOrganisation) -> str:
    """Return under what a link knows an organisation asked: it is for who reads that address."""
    return f"{asked.pk}-{address_digest(asked.organisation.email)}"


def get_by_key(key: str) -> AskedOrganisation | None:
    """Return the organisation asked that a link is about.

    None where its address is another one since, or it has closed: who held the link may not
    speak for it any more.

    Raises
    ------
    NotHere
        If the link is about something of another shape.
    """
    asked = get_asked(number_in(key.partition("-")[0]))
    if asked is None or key_of(asked) != key or asked.organisation.closed_on:
        return None
    return asked


def asker_of(question: TerritoryQuestion) -> str:
    """Return who asks, as those asked read it."""
    place = {"place": question.perimeter.name}
    if question.is_named and question.organisation is not None:
        return f"{question.organisation.name} ({question.perimeter.name})"
    if question.organisation is not None:
        return _("Une organisation (%(place)s), qui ne se nomme pas encore") % place
    return _("L’équipe du territoire « %(place)s »") % place


def ask(asked: AskedOrganisation) -> EmailMessage:
    """Write to an organisation what is asked, and how to answer in a minute."""
    question = asked.question
    last = question.closes_on
    return _letter(
        asked,
        _("Une question : %(text)s") % {"text": question.text},
        _("%(who)s demande :") % {"who": _who_asks(question)} + f"\n« {question.text} »",
        _("Répondez en une minute, sans compte. Même un « non » aide :") + f"\n{link_of(asked)}",
        _reached_by(question),
        _("Le lien sert jusqu’au %(day)s. Vous choisissez d’être nommé ou non à qui demande.")
        % {"day": format_day(last) if last else ""},
        _("La même page permet de dire que vous ne voulez plus être sollicité."),
    )


def _reached_by(question: TerritoryQuestion) -> str:
    """Return where to reach who asks: the page that says what they show; "" where not named."""
    if question.organisation is not None and not question.is_named:
        return ""
    page = page_of(question.organisation or question.perimeter)
    return _("Pour joindre qui demande : %(page)s") % {"page": f"{settings.SITE_URL}{page}"}


def _who_asks(question: TerritoryQuestion) -> str:
    """Return who asks, and of a territory's team who in it, where they gave a name."""
    person = question.asked_by
    name = inert(person.name) if person and question.organisation is None else ""
    said = asker_of(question)
    return f"{name}, {said[0].lower()}{said[1:]}" if name and "@" not in name else said


def thank(asked: AskedOrganisation) -> EmailMessage:
    """Thank who answered, and tell what came of the question."""
    question = asked.question
    return _letter(
        asked,
        _("Merci pour votre réponse : %(text)s") % {"text": question.text},
        _("Vous aviez répondu à cette question : « %(text)s ».") % {"text": question.text},
        _("Elle est close : %(ending)s.") % {"ending": question.get_ending_display().lower()},
        question.lesson,
        _("Merci du temps que vous y avez passé."),
    )


def tell_named(asked: AskedOrganisation) -> EmailMessage:
    """Tell who answered without a name that who asks says theirs."""
    return _letter(
        asked,
        _("Qui demande se nomme : %(text)s") % {"text": asked.question.text},
        _("Vous avez répondu sans vous nommer à : « %(text)s ».") % {"text": asked.question.text},
        _("C’est %(who)s qui demande.") % {"who": asker_of(asked.question)},
        _("Pour vous nommer à votre tour et dire comment vous joindre, si vous le voulez :"),
        link_of(asked),
    )


def tell_answers(question: TerritoryQuestion, person: User) -> EmailMessage:
    """Tell who asked that there are answers to read; who answered is said on the page alone."""
    with translation.override(person.language):
        return _posted(
            person.email,
            _("Une réponse à votre question : %(text)s") % {"text": question.text},
            _("Votre question a une réponse nouvelle : « %(text)s ».") % {"text": question.text},
            _("Pour la lire, et joindre qui s’est nommé :"),
            f"{settings.SITE_URL}{reverse('outreach:question', args=(question.pk,))}",
            _("Au plus une lettre par jour et par question."),
        )


def _letter(asked: AskedOrganisation, subject: str, *texts: str) -> EmailMessage:
    return _posted(asked.organisation.email, subject, *texts)


def _posted(address: str, subject: str, *texts: str) -> EmailMessage:
    signed = "\n".join(filter(None, (settings.INSTANCE_NAME, settings.INSTANCE_PUBLISHER)))
    body = "\n\n".join(text for text in (_("Bonjour,"), *texts, signed) if text) + "\n"
    letter = EmailMessage(" ".join(subject.split())[:150], body, to=[address])
    letter.send()
    return letter
