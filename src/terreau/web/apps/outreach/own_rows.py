"""What outreach holds of a person, and how long it keeps what was said of people."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.personal import OnErasure, PersonalRows, declare_personal
from terreau.web.apps.outreach.labels import PROMISE, VISIT
from terreau.web.apps.outreach.models import Promise, Visit
from terreau.web.apps.outreach.rules import VISIT_WORDS_DAYS
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


def declare() -> None:
    """Tell what outreach holds of a person; called once, when the app is ready."""
    for title, model, field, told in (
        (_("Visites que vous avez notées"), Visit, "noted_by", _VISIT),
        (_("Promesses que vous tenez"), Promise, "promised_by", _PROMISE),
    ):
        declare_personal(
            PersonalRows(title, model, field, told, OnErasure.FORGET, view="outreach:visits")
        )
    declare_rule(Rule("visit-words", VISIT_WORDS_DAYS, _count_words, _delete_words))


def _old_words(before: datetime) -> QuerySet[Visit]:
    said = ~Q(met="") | ~Q(notes="")
    return Visit.objects.filter(said, visited_on__lt=localdate(before))


def _count_words(before: datetime) -> int:
    return _old_words(before).count()


def _delete_words(before: datetime) -> int:
    return _old_words(before).update(met="", notes="")
