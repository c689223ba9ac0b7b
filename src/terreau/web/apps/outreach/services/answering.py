"""Answers by link: given, changed until the question closes, kept as know-how; being asked less.

Whoever holds the link of an organisation answers for it, as whoever reads its letters does.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, Conflict
from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Channel, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import NOBODY, Acting, Behalf
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_change_organisation, nothing_here
from terreau.web.apps.knowhow.enums import KnowHowKind, KnowHowSource
from terreau.web.apps.knowhow.services.noting import KnowHowFields, finish, write_know_how
from terreau.web.apps.outreach.enums import AnswerKind, Leave
from terreau.web.apps.outreach.models import (
    AskedOrganisation,
    QuestionAnswer,
    SolicitationLimit,
)
from terreau.web.apps.outreach.rules import next_quarter
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
    locked = AskedOrganisation.objects.select_for_update(of=("self",)).filter(pk=asked_id)
    asked = locked.select_related("question__asked_by", "organisation", "solicitation").first()
    if asked is None:
        raise nothing_here()
    answer = QuestionAnswer.objects.filter(asked=asked).select_related("know_how").first()
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
    _tell_load(asked, written)
    verb = Verb.CREATED if answer.version == 1 else Verb.CHANGED
    record(acting, verb, answer)
    tell_asker(asked.question)
    return answer


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
    """Keep what was answered as a know-how, or end the one that was kept before."""
    before, wanted = answer.know_how, " ".join(written.kept_line.split())
    is_same = before is not None and fold(before.text) == fold(wanted)
    if is_same and before is not None and before.visibility == written.visibility:
        return
    if before is not None and before.ended_on is None and before.source == KnowHowSource.ANSWER:
        finish(acting, before, acting.behalf)
    answer.know_how = None
    if wanted:
        answer.know_how = write_know_how(
            acting,
            asked.organisation,
            KnowHowFields(KnowHowKind.MAKES, wanted, written.visibility),
            KnowHowSource.ANSWER,
            Channel.EMAIL,
        )


def _tell_load(asked: AskedOrganisation, written: AnswerFields) -> None:
    """Say in its load that it answered: only of who is named, as the load has readers too."""
    if asked.solicitation is not None:
        asked.solicitation.answered_on = timezone.localdate() if written.is_named else None
        asked.solicitation.save(update_fields=("answered_on",))


@transaction.atomic
def limit_by_link(*, asked_id: int, leave: str, a_quarter: int | None) -> None:
    """Say by a link how often the organisation lets itself be asked.

    Raises
    ------
    NotHere
        If there is no such question.
    """
    asked = AskedOrganisation.objects.filter(pk=asked_id).select_related("organisation").first()
    if asked is None:
        raise nothing_here()
    _limit(by_link(asked.organisation_id), asked.organisation, leave, a_quarter)


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
    _limit(who, organisation, leave, a_quarter)


def _limit(acting: Acting, organisation: Organisation, leave: str, a_quarter: int | None) -> None:
    if leave not in Leave.values:
        raise BadInput(_("Ce choix n’existe pas"), value=leave)
    if leave == Leave.ALWAYS:
        a_quarter = 0
    not_before = next_quarter(timezone.localdate()) if leave == Leave.QUARTER else None
    limit, is_new = SolicitationLimit.objects.select_for_update().get_or_create(
        organisation=organisation, defaults={"a_quarter": a_quarter, "not_before": not_before}
    )
    before = (None, None) if is_new else (limit.a_quarter, limit.not_before)
    changes = {
        "a_quarter": (before[0], a_quarter),
        "not_before": (before[1], not_before),
    }
    limit.a_quarter, limit.not_before = a_quarter, not_before
    limit.save()
    record(acting, Verb.CHANGED, limit, changes)
