"""Which objects of outreach have a history that people read."""

from __future__ import annotations

from django.urls import reverse

from terreau.web.apps.accounts.subjects import Subject, declare_subject
from terreau.web.apps.outreach import labels
from terreau.web.apps.outreach.models import TerritoryQuestion, Visit
from terreau.web.apps.outreach.permissions import can_read_answers, can_view_visit
from terreau.web.shared.formatting import format_day


def declare() -> None:
    """Tell the history what outreach holds; called once, when the app is ready."""
    declare_subject(
        Subject(
            "visit",
            Visit,
            can_view_visit,
            title=_title_of_visit,
            address=lambda visit: reverse("outreach:visit", args=(visit.pk,)),
            labels=labels.VISIT,
        )
    )
    # Who acted on it would say who asks: its history is for those who ask.
    declare_subject(
        Subject(
            "question",
            TerritoryQuestion,
            can_read_answers,
            title=lambda question: question.text,
            address=lambda question: reverse("outreach:question", args=(question.pk,)),
            labels=labels.QUESTION,
        )
    )


def _title_of_visit(visit: Visit) -> str:
    return f"{visit.organisation}, {format_day(visit.visited_on)}"
