"""The ties of questions: who asked and who helped, once each knows the other.

They are told to the two, and to those who keep the directory of the territory it was asked for, as
the page of an answer says; an unnamed asker or answer ties nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from terreau.web.apps.directory.permissions import standing_of
from terreau.web.apps.network.ties import Asked, Participation, declare_ties
from terreau.web.apps.outreach.enums import AnswerKind
from terreau.web.apps.outreach.models import QuestionAnswer


def declare() -> None:
    """Tell the network of the ties of questions; called once, when the app is ready."""
    declare_ties("question", gettext_lazy("Questions et réponses"), "lived", question_ties)


def question_ties(asked: Asked) -> Iterator[Participation]:
    """Give who asked and who helped, of the questions that a reader may know so much of."""
    standing = standing_of(asked.scope)
    asker, helper = "asked__question__organisation", "asked__organisation"
    known = (
        standing.keeps.condition("asked__question__perimeter")
        | Q(**{f"{asker}__in": standing.own})
        | Q(**{f"{helper}__in": standing.own})
    )
    inside = Q(**{f"{asker}__in": asked.inside}) | Q(**{f"{helper}__in": asked.inside})
    seen = standing.condition(f"{asker}__") & standing.condition(f"{helper}__")
    helped = QuestionAnswer.objects.filter(
        known & inside & seen,
        is_named=True,
        kind__in=(AnswerKind.CAN, AnswerKind.KNOWS_WHO),
        asked__question__is_named=True,
    )
    for answer in helped.select_related("asked__question"):
        question = answer.asked.question
        day = localdate(answer.answered_at)
        if day <= asked.until and question.organisation_id is not None:
            for organisation_id in (question.organisation_id, answer.asked.organisation_id):
                yield Participation(
                    f"question:{answer.asked_id}", organisation_id, day, question.text
                )
