"""What outreach holds of a person, and how long it keeps what was said of people."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.personal import OnErasure, PersonalRows, declare_personal
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.outreach.enums import QuestionState
from terreau.web.apps.outreach.labels import PROMISE, QUESTION, VISIT
from terreau.web.apps.outreach.models import (
    Promise,
    QuestionAnswer,
    TerritoryQuestion,
    Visit,
)
from terreau.web.apps.outreach.rules import REACH_DAYS, VISIT_WORDS_DAYS
from terreau.web.shared.retention import Rule, declare_rule

_VISIT = {
    "organisation__name": VISIT["organisation"],
    "visited_on": VISIT["visited_on"],
    "met": VISIT["met"],
    "notes": VISIT["notes"],
}
_PROMISE = {
    "visit__organisation__name": VISIT["organisation"],
    "text": PROMISE["text"],
    "due_on": PROMISE["due_on"],
    "state": PROMISE["state"],
    "word": PROMISE["word"],
}
_QUESTION = {name: QUESTION[name] for name in ("text", "state", "ending", "lesson")}


def declare() -> None:
    """Tell what outreach holds of a person; called once, when the app is ready."""
    for title, model, field, told, view, words in (
        (_("Visites que vous avez notées"), Visit, "noted_by", _VISIT, "visits", ("met", "notes")),
        (_("Promesses que vous tenez"), Promise, "promised_by", _PROMISE, "visits",
         ("text", "word")),
        (_("Questions posées"), TerritoryQuestion, "asked_by", _QUESTION, "questions",
         ("text", "lesson")),
    ):  # fmt: skip
        page = f"outreach:{view}"
        before = _delete_drafts if model is TerritoryQuestion else None
        forget = OnErasure.FORGET
        declare_personal(
            PersonalRows(title, model, field, told, forget, before=before, view=page, words=words)
        )
    declare_rule(Rule("answers-reach", REACH_DAYS, _count_reach, _delete_reach))
    declare_rule(Rule("visit-words", VISIT_WORDS_DAYS, _count_words, _delete_words))


def _delete_drafts(_acting: Acting, asked: QuerySet[TerritoryQuestion]) -> None:
    """Delete what nobody was sent: it was theirs alone, unless it is of an organisation."""
    asked.filter(state=QuestionState.DRAFT, organisation=None).delete()


def _old_words(before: datetime) -> QuerySet[Visit]:
    said = ~Q(met="") | ~Q(notes="")
    return Visit.objects.filter(said, visited_on__lt=localdate(before))


def _count_words(before: datetime) -> int:
    return _old_words(before).count()


def _delete_words(before: datetime) -> int:
    return _old_words(before).update(met="", notes="")


def _old_reach(before: datetime) -> QuerySet[QuestionAnswer]:
    return QuestionAnswer.objects.filter(answered_at__lt=before).exclude(reach="")


def _count_reach(before: datetime) -> int:
    return _old_reach(before).count()


def _delete_reach(before: datetime) -> int:
    return _old_reach(before).update(reach="")
