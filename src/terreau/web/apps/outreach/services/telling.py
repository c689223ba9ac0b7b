"""Who asked is told that answers have come: on their home page, and by a letter a day at most."""

from __future__ import annotations

from django.utils import timezone

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.outreach import letters
from terreau.web.apps.outreach.models import TerritoryQuestion
from terreau.web.apps.outreach.permissions import can_read_answers
from terreau.web.shared.limits import spend
from terreau.web.shared.refusals import AskedTooOften


def tell_asker(question: TerritoryQuestion) -> None:
    """Write to who asked that there are answers, within the transaction of one; once a day.

    An answer is kept whether or not a letter may leave.
    """
    person = question.asked_by
    if person is None or not person.is_active or not person.email:
        return
    today = timezone.localdate()
    # Of two answers that come at once, one only finds the day unwritten.
    untold = TerritoryQuestion.objects.filter(pk=question.pk).exclude(told_on=today)
    if not untold.update(told_on=today):
        return
    try:
        spend("letters", person.email)
    except AskedTooOften:
        return
    letters.tell_answers(question, person)


def mark_answers_read(scope: Scope, question_id: int) -> None:
    """Remember that those who asked have read the answers of their question."""
    own = TerritoryQuestion.objects.filter(can_read_answers(scope), pk=question_id)
    own.update(answers_read_at=timezone.now())
