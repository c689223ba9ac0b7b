"""Answers by link: given, changed until the question closes, kept as know-how; being asked less.

Whoever holds the link of an organisation answers for it, as whoever reads its letters does.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, Conflict
from terreau.web.apps.accounts.enums import Channel, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import NOBODY, Acting, Behalf
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_change_organisation, nothing_here
from terreau.web.apps.knowhow.enums import KnowHowKind, KnowHowSource
from terreau.web.apps.knowhow.services.noting import KnowHowFields, note_new, take_back
from terreau.web.apps.outreach.enums import AnswerKind, Leave
from terreau.web.apps.outreach.models import (
    AskedOrganisation,
    QuestionAnswer,
    SolicitationLimit,
    TerritoryQuestion,
)
from terreau.web.apps.outreach.rules import Peace, asked_less, next_quarter
from terreau.web.apps.outreach.selectors.consents import line_kept
from terreau.web.apps.outreach.selectors.questions import is_open
from terreau.web.apps.outreach.services.telling import tell_asker
from terreau.web.shared.visibility import Visibility


@dataclass(frozen=True)
class AnswerFields:
    """What an organisation answers.

    Parameters
    ----------
    kind : str
        An `AnswerKind`.
    words, reach : str
        In its words; how to reach it.
    is_named, may_publish : bool
        Whether who asked reads its name; whether everyone may read its words, unnamed.
    kept_line : str
        What to keep as its know-how; empty: nothing.
    visibility : str
        Who reads that line.
    """

    kind: str
    words: str = ""
    reach: str = ""
    is_named: bool = False
    may_publish: bool = False
    kept_line: str = ""
    visibility: str = Visibility.PRIVATE


def by_link(organisation_id: int) -> Acting:
    """Return who acts by the link of an organisation: nobody known, on its behalf."""
    return Acting(None, NOBODY, Behalf(Channel.EMAIL, organisation_id=organisation_id))


@transaction.atomic
def answer_question(*, asked_id: int, version: int, written: AnswerFields) -> QuestionAnswer:
    """Answer, or change an answer that nobody changed meanwhile.

    Parameters
    ----------
    asked_id : int
        What the link opens.
    version : int
        Of the answer that was read; 0 where there was none.
    written : AnswerFields
        All of it.

    Raises
    ------
    NotHere
        If there is no such question.
    BadInput
        If the question is closed, or nothing is answered.
    Conflict
        If a colleague answered meanwhile.
    """
    locked = locked_asked(Q(pk=asked_id))
    asked = locked.select_related("question__asked_by", "organisation", "solicitation").first()
    if asked is None:
        raise nothing_here()
    given = QuestionAnswer.objects.filter(asked=asked)
    answer = given.select_related("know_how", "asked__solicitation").first()
    _check(asked, answer, version, written)
    acting = by_link(asked.organisation_id)
    if answer is None:
        answer = QuestionAnswer(asked=asked, version=0)
    answer.kind, answer.words = written.kind, written.words
    answer.reach = written.reach if written.is_named else ""
    answer.is_named, answer.may_publish = written.is_named, written.may_publish
    answer.answered_at = timezone.now()
    answer.version += 1
    _keep_line(acting, asked, answer, written)
    answer.save()
    tell_load(answer)
    verb = Verb.CREATED if answer.version == 1 else Verb.CHANGED
    record(acting, verb, answer)
    tell_asker(asked.question)
    return answer


def locked_asked(condition: Q) -> QuerySet[AskedOrganisation]:
    """Return organisations asked, to be locked: after their question, as who closes it does."""
    asked = AskedOrganisation.objects.filter(condition)
    questions = TerritoryQuestion.objects.filter(pk__in=asked.values("question"))
    list(questions.order_by("pk").select_for_update())
    return asked.select_for_update(of=("self",))


def _check(
    asked: AskedOrganisation, answer: QuestionAnswer | None, version: int, written: AnswerFields
) -> None:
    if not is_open(asked.question):
        raise BadInput(
            _("Cette question est close"),
            remedy=_("Merci quand même : ce que vous savez faire se dit dans l’annuaire."),
        )
    if (answer.version if answer else 0) != version:
        raise Conflict(
            _("Quelqu’un d’autre de votre organisation a répondu pendant que vous écriviez"),
            remedy=_("Lisez sa réponse, puis envoyez la vôtre si elle doit la remplacer."),
            kept=_("Ce que vous avez écrit est toujours là."),
        )
    if written.kind not in AnswerKind.values:
        raise BadInput(_("Dites si vous savez faire"), value=written.kind)


def _keep_line(
    acting: Acting, asked: AskedOrganisation, answer: QuestionAnswer, written: AnswerFields
) -> None:
    """Keep what was answered as a know-how, in place of the one that was kept before.

    Words that stand in the directory already are nothing that this answer keeps, nor takes back.
    """
    before, wanted = line_kept(answer), " ".join(written.kept_line.split())
    is_same = before is not None and before.text == wanted
    if is_same and before is not None and before.visibility == written.visibility:
        return
    if before is not None:
        take_back(acting, before, acting.behalf)
    answer.know_how = None
    if wanted:
        answer.know_how = note_new(
            acting,
            asked.organisation,
            KnowHowFields(KnowHowKind.MAKES, wanted, written.visibility),
            KnowHowSource.ANSWER,
            Channel.EMAIL,
        )


def tell_load(answer: QuestionAnswer) -> None:
    """Say in its load that it answered: only of who is named, as the load has readers too."""
    solicitation = answer.asked.solicitation
    if solicitation is not None:
        solicitation.answered_on = timezone.localdate() if answer.is_named else None
        solicitation.save(update_fields=("answered_on",))


@transaction.atomic
def limit_by_link(*, asked_id: int, leave: str, a_quarter: int | None) -> None:
    """Say by a link how often the organisation lets itself be asked.

    Once the question is closed, the link of an old letter makes it less asked, never more.

    Raises
    ------
    NotHere
        If there is no such question.
    """
    found = AskedOrganisation.objects.filter(pk=asked_id)
    asked = found.select_related("organisation", "question").first()
    if asked is None:
        raise nothing_here()
    wanted = _wanted(leave, a_quarter)
    only_less = not is_open(asked.question)
    _limit(by_link(asked.organisation_id), asked.organisation, wanted, only_less=only_less)


@transaction.atomic
def limit_solicitations(
    *,
    acting: Acting,
    organisation_id: int,
    leave: str,
    a_quarter: int | None,
    channel: Channel | None = None,
) -> None:
    """Say for one's organisation, or for one that asked for it, how often it is asked.

    Raises
    ------
    NotHere
        If it is not for who acts to say.
    """
    allowed = Organisation.objects.filter(can_change_organisation(acting.scope), pk=organisation_id)
    organisation = allowed.first()
    if organisation is None:
        raise nothing_here()
    behalf = Behalf(channel, organisation_id=organisation_id) if channel else acting.behalf
    who = Acting(acting.user, acting.scope, behalf, acting.request_id)
    _limit(who, organisation, _wanted(leave, a_quarter))


def _wanted(leave: str, a_quarter: int | None) -> Peace:
    if leave not in Leave.values:
        raise BadInput(_("Ce choix n’existe pas"), value=leave)
    not_before = next_quarter(timezone.localdate()) if leave == Leave.QUARTER else None
    return (0 if leave == Leave.ALWAYS else a_quarter, not_before)


def _limit(
    acting: Acting, organisation: Organisation, wanted: Peace, *, only_less: bool = False
) -> None:
    limit, _is_new = SolicitationLimit.objects.select_for_update().get_or_create(
        organisation=organisation
    )
    before = (limit.a_quarter, limit.not_before)
    after = asked_less(before, wanted) if only_less else wanted
    limit.a_quarter, limit.not_before = after
    limit.save()
    names = ("a_quarter", "not_before")
    changes = dict(zip(names, zip(before, after, strict=True), strict=True))
    record(acting, Verb.CHANGED, limit, changes)
