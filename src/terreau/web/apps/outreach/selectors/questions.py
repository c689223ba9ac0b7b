"""Questions to a territory as their readers see them: who asked, who keeps it, everyone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from terreau.web.apps.accounts.awaiting import Awaited
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.selectors.keepers import list_kept
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.outreach.enums import AnswerKind, QuestionState
from terreau.web.apps.outreach.models import (
    AskedOrganisation,
    QuestionAnswer,
    TerritoryQuestion,
)
from terreau.web.apps.outreach.permissions import (
    can_change_question,
    can_read_answers,
    can_view_question,
    is_asked,
    kept_by,
)
from terreau.web.apps.outreach.rules import is_about_the_same, shared_words
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import Reach

# Of the past, so many are looked through, and shown above a new question.
_LOOKED_THROUGH = 500
_SHOWN = 3
_WITH = ("perimeter", "organisation", "asked_by")


@dataclass(frozen=True)
class ShownAnswer:
    """An answer as one reader sees it.

    Parameters
    ----------
    kind : str
        Of the answer, in words.
    can : bool
        Whether it is a yes.
    words, name, reach : str
        What was said, by whom, how to reach them; empty where the reader may not know.
    organisation_id : int or None
        Whose, where it is named.
    helps : bool
        Whether it leads somewhere: a yes, or who knows who.
    is_kept : bool
        Whether the reader keeps the directory where it sits: they may note what comes of it.
    """

    kind: str
    can: bool
    words: str
    name: str = ""
    reach: str = ""
    organisation_id: int | None = None
    helps: bool = False
    is_kept: bool = False


def list_questions(scope: Scope, query: str = "") -> QuerySet[TerritoryQuestion]:
    """Return the questions that a reader may see, the newest first, with how many answered."""
    found = TerritoryQuestion.objects.filter(can_view_question(scope))
    if query:
        found = found.filter(Q(text__icontains=query) | Q(lesson__icontains=query))
    asked = Count("asked_organisations", distinct=True)
    answers = Count("asked_organisations__answer", distinct=True)
    can = Count(
        "asked_organisations__answer",
        Q(asked_organisations__answer__kind=AnswerKind.CAN),
        distinct=True,
    )
    found = found.annotate(asked=asked, answers=answers, can=can)
    return found.select_related(*_WITH).order_by("-written_at", "-pk")


def list_asked_before(scope: Scope, text: str) -> list[TerritoryQuestion]:
    """Return the published questions that are about the same, the nearest first."""
    published = Q(state=QuestionState.CLOSED, is_published=True)
    found = TerritoryQuestion.objects.filter(can_view_question(scope) & published)
    past = list(found.order_by("-sent_on", "-pk")[:_LOOKED_THROUGH])
    same = [each for each in past if is_about_the_same(text, each.text)]
    return sorted(same, key=lambda each: -shared_words(text, each.text))[:_SHOWN]


def get_question(scope: Scope, question_id: int) -> TerritoryQuestion:
    """Return a question with how many were asked, how many answered.

    Raises
    ------
    NotHere
        If the reader may not see it, or there is none.
    """
    found = list_questions(scope).filter(pk=question_id).first()
    if found is None:
        raise nothing_here()
    return found


def get_own_question(scope: Scope, question_id: int) -> TerritoryQuestion:
    """Return a question that a reader asked, for them to go on with.

    Raises
    ------
    NotHere
        If it is not theirs.
    """
    allowed = TerritoryQuestion.objects.filter(can_change_question(scope), pk=question_id)
    found = allowed.select_related(*_WITH).first()
    if found is None:
        raise nothing_here()
    return found


def is_own(scope: Scope, question: TerritoryQuestion) -> bool:
    """Whether a reader asked a question."""
    return TerritoryQuestion.objects.filter(can_read_answers(scope), pk=question.pk).exists()


def may_know_asker(scope: Scope, question: TerritoryQuestion) -> bool:
    """Whether a reader may know who asked: not whoever reads it only since it was published.

    Those asked know what their letter said (`letters.asker_of`).
    """
    if question.organisation is None or is_kept(scope, question):
        return True
    known = TerritoryQuestion.objects.filter(can_read_answers(scope) | is_asked(scope))
    return known.filter(pk=question.pk).exists()


def is_kept(scope: Scope, question: TerritoryQuestion) -> bool:
    """Whether a question is asked for a territory whose directory a reader keeps."""
    return kept_by(scope).holds(question.perimeter)


def list_answers(scope: Scope, question: TerritoryQuestion) -> list[ShownAnswer]:
    """Return the answers that a reader may read.

    Who asked reads all of them, and who answers of those that agreed to be named. The others read
    the words of those that agreed to it, of a question that was published, and no name.
    """
    found = QuestionAnswer.objects.filter(asked__question=question)
    # A yes first; then in an order that tells nothing of who was asked first.
    found = found.select_related("asked__organisation__seat").order_by("kind", "answered_at", "pk")
    if is_own(scope, question):
        keeps = kept_by(scope)
        return [_to_asker(answer, keeps) for answer in found]
    if not (question.is_published and question.state == QuestionState.CLOSED):
        return []
    return [
        ShownAnswer(str(AnswerKind(each.kind).label), each.kind == AnswerKind.CAN, each.words)
        for each in found.filter(may_publish=True)
    ]


def may_name_asker(question: TerritoryQuestion, answers: list[ShownAnswer]) -> bool:
    """Whether who asks is not named, while somebody answered without their name."""
    is_asking = question.state == QuestionState.SENT and not question.is_named
    return is_asking and any(answer.organisation_id is None for answer in answers)


def _to_asker(answer: QuestionAnswer, keeps: Reach) -> ShownAnswer:
    kind, can = str(AnswerKind(answer.kind).label), answer.kind == AnswerKind.CAN
    if not answer.is_named:
        return ShownAnswer(kind, can, answer.words)
    named = answer.asked.organisation
    return ShownAnswer(
        kind, can, answer.words, named.name, answer.reach, named.pk,
        helps=answer.kind != AnswerKind.CANNOT, is_kept=keeps.holds(named.seat),
    )  # fmt: skip


def awaited_answers(scope: Scope) -> QuerySet[TerritoryQuestion]:
    """Return the questions of a reader that have answers which its askers have not read."""
    if scope.user_id is None:
        return TerritoryQuestion.objects.none()
    answered_at = F("asked_organisations__answer__answered_at")
    unread = Q(answers_read_at=None) | Q(answers_read_at__lt=answered_at)
    own = TerritoryQuestion.objects.filter(can_read_answers(scope))
    new = Count("asked_organisations__answer", unread, distinct=True)
    return own.annotate(new=new).filter(new__gt=0).order_by("-pk")


def tell_answers(question: Any) -> Awaited:
    """Tell of a question (`awaited_answers`) that has new answers."""
    said = ngettext(
        "%(count)d réponse nouvelle à « %(text)s »",
        "%(count)d réponses nouvelles à « %(text)s »",
        question.new,
    )
    terms = {"count": question.new, "text": question.text}
    return Awaited(said % terms, reverse("outreach:question", args=(question.pk,)))


def list_asked(scope: Scope, question: TerritoryQuestion) -> list[str]:
    """Return the names of those asked, by name, for who chose them; empty for the others."""
    if not is_own(scope, question):
        return []
    found = question.asked_organisations.order_by("organisation__folded_name")
    return list(found.values_list("organisation__name", flat=True))


def list_own_organisations(scope: Scope) -> list[Organisation]:
    """Return the organisations on whose behalf somebody may ask."""
    own = Organisation.objects.filter(pk__in=standing_of(scope).own, closed_on=None)
    return list(own.select_related("seat"))


def list_territories_to_ask(scope: Scope) -> list[Perimeter]:
    """Return the territories for which somebody may ask: those they keep, those they sit in."""
    seats = [each.seat.code for each in list_own_organisations(scope) if each.seat]
    around = Perimeter.objects.filter(
        kind=PerimeterKind.TERRITOIRE_INDUSTRIE,
        last_vintage__isnull=False,
        members__commune_code__in=seats,
    )
    kept = list_kept(scope)
    known = {each.pk for each in kept}
    others = around.exclude(pk__in=known).distinct().order_by("name", "pk")
    return [*kept, *others]


def get_asked(asked_id: int) -> AskedOrganisation | None:
    """Return what a link opens: an organisation asked, its question, its answer."""
    found = AskedOrganisation.objects.filter(pk=asked_id)
    return found.select_related(
        "organisation__solicitation_limit", "question__perimeter", "answer__know_how"
    ).first()


def is_open(question: TerritoryQuestion) -> bool:
    """Whether answers may still be given."""
    last = question.closes_on
    is_sent = question.state == QuestionState.SENT
    return is_sent and last is not None and timezone.localdate() <= last
