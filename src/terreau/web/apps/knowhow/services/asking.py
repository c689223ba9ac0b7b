"""Once a year, by letter: is it still true? Asked, answered, refused; no account is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, Conflict
from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.accounts.scope import NOBODY, OPERATOR, Acting, Behalf
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.selectors.keepers import kept_around
from terreau.web.apps.directory.services.soliciting import record_solicitation
from terreau.web.apps.knowhow import letters
from terreau.web.apps.knowhow.models import KnowHow, Unsubscription
from terreau.web.apps.knowhow.permissions import can_note_know_how, can_verify_of
from terreau.web.apps.knowhow.selectors.asking import (
    addresses_to_ask,
    list_due,
    list_lines_asked,
    why_not_asked_now,
)
from terreau.web.apps.knowhow.services.lines import BadLine, fields_of, reworded
from terreau.web.apps.knowhow.services.noting import finish, rewrite
from terreau.web.apps.knowhow.services.verifying import check_version, hold_true
from terreau.web.apps.territories.models import Perimeter

# What a mail server takes in a day without suspicion, and people can answer the questions of.
ASKED_A_DAY = 100


@dataclass(frozen=True)
class LineAnswer:
    """What is answered of one line.

    Parameters
    ----------
    version : int
        What it was at when it was read.
    is_true : bool
        Whether it holds; False ends it.
    text : str
        Its words, corrected or not; "" leaves them.
    """

    version: int
    is_true: bool = True
    text: str = ""


class BadAnswers(BadLine):
    """Some answers cannot be kept; none was.

    Parameters
    ----------
    errors : Mapping[int, str]
        Line → what is refused of its answer.
    """

    def __init__(self, errors: Mapping[int, str]) -> None:
        self.errors = dict(errors)
        super().__init__("text", next(iter(errors.values())))


@transaction.atomic
def ask_still_true(*, organisation_id: int) -> Solicitation | None:
    """Ask an organisation whether its lines are still true; None where it is not to be asked.

    The letter waits in the database with the trace that it was asked: both are there, or none.
    """
    locked = Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation_id)
    organisation = locked.first()
    today = timezone.localdate()
    if organisation is None or not list_due(today, most=1, among=organisation_id):
        return None
    asked, _sent = _ask(OPERATOR, organisation, None)
    return asked


@transaction.atomic
def ask_now(*, acting: Acting, organisation_id: int) -> list[EmailMessage]:
    """Ask an organisation today, as who keeps its directory wishes; return what left.

    Raises
    ------
    NotHere
        If who acts does not keep the directory where it sits.
    BadInput
        If it was asked within the year, refused to be, or cannot be written to.
    """
    kept = Organisation.objects.filter(can_verify_of(acting.scope), pk=organisation_id)
    organisation = kept.select_related("seat").select_for_update(of=("self",)).first()
    if organisation is None:
        raise nothing_here()
    refusal = why_not_asked_now(organisation, timezone.localdate())
    if refusal:
        raise BadInput(
            _("La question ne peut pas lui être posée aujourd’hui"),
            value=organisation.name,
            remedy=refusal,
        )
    _asked, sent = _ask(acting, organisation, kept_around(acting.scope, organisation.seat))
    return sent


@transaction.atomic
def answer_still_true(*, question_id: int, answers: Mapping[int, LineAnswer]) -> Solicitation:
    """Keep what an organisation answered, all or nothing; that its link holds is checked before.

    Parameters
    ----------
    question_id : int
        What was asked; answered once.
    answers : Mapping[int, LineAnswer]
        Line → what is answered; a line of which nothing is said stays as it was.

    Raises
    ------
    Conflict
        If it was answered already.
    BadAnswers
        If a line was changed meanwhile, or its correction cannot be kept.
    """
    question = _open_question(question_id)
    acting, behalf = _by_letter(question)
    errors: dict[int, str] = {}
    for line in _locked_lines(question, answers):
        try:
            with transaction.atomic():
                _answer(acting, line, answers[line.pk], behalf)
        except (BadLine, Conflict) as refusal:
            errors[line.pk] = f"{refusal.what}. {refusal.remedy}"
    if errors:
        raise BadAnswers(errors)
    return _answered(question)


@transaction.atomic
def unsubscribe(*, question_id: int) -> Solicitation:
    """Ask this organisation no more; that its link holds is checked before.

    What was answered stays; a second press changes nothing.
    """
    question = Solicitation.objects.select_for_update(of=("self",)).get(pk=question_id)
    Unsubscription.objects.get_or_create(organisation_id=question.organisation_id)
    return question if question.answered_on else _answered(question)


@transaction.atomic
def ask_again(*, acting: Acting, organisation_id: int) -> None:
    """Let an organisation be asked once a year again, as one of its people wishes.

    Raises
    ------
    NotHere
        If who acts may not write its lines.
    """
    allowed = Organisation.objects.filter(can_note_know_how(acting.scope), pk=organisation_id)
    if not allowed.exists():
        raise nothing_here()
    Unsubscription.objects.filter(organisation=organisation_id).delete()


def _ask(
    acting: Acting, organisation: Organisation, perimeter: Perimeter | None
) -> tuple[Solicitation, list[EmailMessage]]:
    """Count that an organisation is asked, and write to it; return both."""
    (asked,) = record_solicitation(
        acting=acting,
        organisation_ids=[organisation.pk],
        kind=SolicitationKind.STILL_TRUE,
        perimeter=perimeter,
    )
    lines = list_lines_asked(organisation)
    addresses = addresses_to_ask(organisation, asked.asked_on)
    return asked, [letters.ask(asked, lines, address) for address in addresses]


def _open_question(question_id: int) -> Solicitation:
    question = Solicitation.objects.select_for_update(of=("self",)).get(pk=question_id)
    if question.answered_on is not None:
        raise Conflict(letters.answered_words(question.answered_on))
    return question


def _by_letter(question: Solicitation) -> tuple[Acting, Behalf]:
    behalf = Behalf(Channel.EMAIL, organisation_id=question.organisation_id)
    return Acting(None, NOBODY), behalf


def _locked_lines(question: Solicitation, answers: Mapping[int, LineAnswer]) -> list[KnowHow]:
    lines = KnowHow.objects.filter(organisation=question.organisation_id, ended_on=None)
    return list(lines.filter(pk__in=answers).select_for_update(of=("self",)).order_by("pk"))


def _answer(acting: Acting, line: KnowHow, answer: LineAnswer, behalf: Behalf) -> None:
    check_version(line, answer.version)
    if not answer.is_true:
        finish(acting, line, behalf)
        return
    if answer.text:
        rewrite(acting, line, reworded(fields_of(line), answer.text), behalf)
    hold_true(acting, line, behalf)


def _answered(question: Solicitation) -> Solicitation:
    question.answered_on = timezone.localdate()
    question.save(update_fields=("answered_on",))
    return question
