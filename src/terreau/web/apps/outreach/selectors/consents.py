"""What an organisation agreed to by its answer, for whoever may take it back."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.outreach.enums import Consent
from terreau.web.apps.outreach.models import AskedOrganisation, QuestionAnswer, TerritoryQuestion
from terreau.web.apps.outreach.permissions import can_withdraw_consent


@dataclass(frozen=True)
class Agreed:
    """Something that an answer agreed to.

    Parameters
    ----------
    consent : Consent
        What: its label says what taking it back does.
    said : str
        What it lets others read, in words.
    """

    consent: Consent
    said: str


@dataclass(frozen=True)
class OwnAnswer:
    """An answer as the organisation that gave it reads it.

    Parameters
    ----------
    answer : QuestionAnswer
        With its organisation.
    agreed : list[Agreed]
        What it agreed to, and still does.
    may_withdraw : bool
        Whether the reader may take that back.
    """

    answer: QuestionAnswer
    agreed: list[Agreed]
    may_withdraw: bool


def list_own_answers(scope: Scope, question: TerritoryQuestion) -> list[OwnAnswer]:
    """Return what a reader's own organisations answered to a question."""
    asked = AskedOrganisation.objects.filter(question=question)
    allowed = set(asked.filter(can_withdraw_consent(scope)).values_list("pk", flat=True))
    own = QuestionAnswer.objects.filter(
        asked__question=question, asked__organisation__in=standing_of(scope).own
    )
    found = own.select_related("asked__organisation", "know_how").order_by("pk")
    return [OwnAnswer(each, list_agreed(each), each.asked_id in allowed) for each in found]


def list_agreed(answer: QuestionAnswer | None) -> list[Agreed]:
    """Return what an answer agrees to; nothing where none was given."""
    if answer is None:
        return []
    kept = line_kept(answer)
    said = {
        Consent.NAME: answer.is_named
        and _("Qui a posé la question lit votre nom, et comment vous joindre si vous l’avez dit."),
        Consent.PUBLICATION: answer.may_publish
        and _("Vos mots peuvent être lus par tous avec la question, sans votre nom."),
        Consent.KNOW_HOW: kept is not None
        and _("Un savoir-faire est gardé dans l’annuaire (lu par : %(who)s) : « %(text)s »")
        % {"who": kept.get_visibility_display().lower(), "text": kept.text},
    }
    return [Agreed(consent, text) for consent, text in said.items() if text]


def line_kept(answer: QuestionAnswer) -> KnowHow | None:
    """Return the know-how that is kept from an answer, true or ended: no line noted otherwise."""
    line = answer.know_how
    return line if line is not None and line.source == KnowHowSource.ANSWER else None
