"""What an answer agreed to is taken back: by its link or by a member, closed or not, at once."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.knowhow.services.noting import take_back
from terreau.web.apps.outreach.enums import Consent
from terreau.web.apps.outreach.models import QuestionAnswer, TerritoryQuestion
from terreau.web.apps.outreach.permissions import can_withdraw_consent
from terreau.web.apps.outreach.selectors.consents import line_kept
from terreau.web.apps.outreach.services.answering import by_link, locked_asked, tell_load


@transaction.atomic
def withdraw_by_link(*, asked_id: int, consent: str) -> None:
    """Take back by the link of an organisation something that its answer agreed to.

    Raises
    ------
    NotHere
        If it has not answered.
    BadInput
        If it is nothing that an answer agrees to.
    """
    answer = _locked(Q(pk=asked_id))
    _withdraw(by_link(answer.asked.organisation_id), answer, consent)


@transaction.atomic
def withdraw_consent(
    *, acting: Acting, question_id: int, organisation_id: int, consent: str
) -> None:
    """Take back for one's organisation something that its answer agreed to.

    Raises
    ------
    NotHere
        If it is not one's own, or it has not answered.
    BadInput
        If it is nothing that an answer agrees to.
    """
    theirs = Q(question=question_id, organisation=organisation_id)
    _withdraw(acting, _locked(can_withdraw_consent(acting.scope) & theirs), consent)


def _locked(condition: Q) -> QuestionAnswer:
    """Return the answer of an organisation asked, which is locked as who answers locks it."""
    asked = locked_asked(condition & Q(answer__isnull=False)).first()
    if asked is None:
        raise nothing_here()
    wanted = ("asked__organisation", "asked__solicitation", "know_how")
    return QuestionAnswer.objects.select_related(*wanted).get(asked=asked)


def _withdraw(acting: Acting, answer: QuestionAnswer, consent: str) -> None:
    """Take back; what was taken back already stays so."""
    if consent not in Consent.values:
        raise BadInput(_("Ce choix n’existe pas"), value=consent)
    if consent == Consent.NAME:
        answer.is_named, answer.reach = False, ""
        tell_load(answer)
    elif consent == Consent.PUBLICATION:
        answer.may_publish = False
    else:
        _take_back_line(acting, answer)
    answer.version += 1
    answer.save()
    record(acting, Verb.CHANGED, answer)
    if consent != Consent.KNOW_HOW:
        _unpublish_lesson(answer)


def _take_back_line(acting: Acting, answer: QuestionAnswer) -> None:
    kept = line_kept(answer)
    if kept is not None:
        take_back(acting, kept, acting.behalf)
    answer.know_how = None


def _unpublish_lesson(answer: QuestionAnswer) -> None:
    """Publish no more a lesson that may rest on what was taken back.

    Its words are the asker's: they may name who answered, or cite it, in any of many ways.
    """
    question = TerritoryQuestion.objects.get(pk=answer.asked.question_id)
    if not question.is_published or not question.lesson:
        return
    question.is_published = False
    question.save(update_fields=("is_published",))
    # Who took it back is not said to who asked.
    record(Acting(None, NOBODY), Verb.CHANGED, question, {"is_published": (True, False)})
