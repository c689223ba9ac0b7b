"""What the API of questions and solicitations takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema

from terreau.web.apps.outreach.exports import counted, last_day, limit_of
from terreau.web.apps.outreach.models import TerritoryQuestion
from terreau.web.apps.outreach.selectors.consents import OwnAnswer
from terreau.web.apps.outreach.selectors.fitting import Candidate
from terreau.web.apps.outreach.selectors.questions import ShownAnswer


class QuestionOut(Schema):
    """A question to a territory."""

    id: int = Field(description="Its number")
    text: str = Field(description="The question")
    territory: str = Field(description="For which territory, as kind:code")
    state: str = Field(description="draft, sent or closed")
    closes_on: date | None = Field(description="Last day to answer; null before it is sent")
    asked: int = Field(description="How many organisations it was sent to")
    answers: int = Field(description="How many answered")
    can: int = Field(description="How many can do it")
    ending: str = Field(description="found, elsewhere or nobody; empty until it is closed")
    lesson: str = Field(description="What was learnt")


class QuestionsOut(Schema):
    """A page of questions."""

    total: int = Field(description="How many there are in all")
    questions: list[QuestionOut] = Field(description="The newest first")


class AnswerOut(Schema):
    """An answer, as the reader may know it."""

    kind: str = Field(description="What it is, in words")
    can: bool = Field(description="Whether it is a yes")
    words: str = Field(description="What was said")
    organisation: int | None = Field(description="Whose; null where it is not named")
    reach: str = Field(description="How to reach them; empty where it is not named")


class OwnAnswerOut(Schema):
    """What an organisation of the reader's own answered, and what it agreed to."""

    organisation: int = Field(description="Its number")
    kind: str = Field(description="can, knows_who or cannot")
    words: str = Field(description="What was said")
    agreed: list[str] = Field(description="What it agrees to: name, publication, know_how")


class OneQuestionOut(QuestionOut):
    """A question with the answers that the reader may read."""

    replies: list[AnswerOut] = Field(description="What was answered, a yes first")
    own_answers: list[OwnAnswerOut] = Field(description="What one's own organisations answered")


class CandidateOut(Schema):
    """An organisation that a question may be sent to."""

    organisation: int = Field(description="Its number")
    name: str = Field(description="Its name")
    lines: list[str] = Field(description="Why it fits")
    is_strong: bool = Field(description="Whether it surely fits; the others are guesses")
    load: int | None = Field(description="Times asked this quarter; null where it is not for you")
    refusal: str = Field(
        description=(
            "Why it is not to be asked; empty where it may be; "
            "not_now, whatever the reason, where its load is not for you"
        )
    )


class QuestionIn(Schema):
    """A question to write; nobody is asked yet."""

    text: str = Field(description="The question", max_length=500)
    territory: str = Field(description="For which territory, as kind:code", max_length=80)
    is_around: bool = Field(False, description="Whether to look around the territory too")
    organisation: int | None = Field(
        None, description="On whose behalf; null: of the territory", ge=1, le=2**62
    )
    is_named: bool = Field(False, description="Whether those asked read who asks")


class SendIn(Schema):
    """Those a question is sent to."""

    organisations: list[int] = Field(description="Their numbers")


class WithdrawIn(Schema):
    """Something that the answer of an organisation agreed to, taken back."""

    organisation: int = Field(description="Whose answer", ge=1, le=2**62)
    consent: str = Field(description="name, publication or know_how")


class CloseIn(Schema):
    """What a question came to."""

    ending: str = Field(description="found, elsewhere or nobody")
    lesson: str = Field("", description="What was learnt", max_length=500)
    is_published: bool = Field(False, description="Whether everyone may read it, nobody named")


class LoadOut(Schema):
    """How often an organisation was asked this quarter."""

    organisation: int = Field(description="Its number")
    name: str = Field(description="Its name")
    asked: int = Field(description="How many times")
    territories: int = Field(description="By how many territories")
    answered: int = Field(description="How many times it answered, named")
    last_on: str = Field(description="The last day; empty where it never was")
    a_quarter: int | None = Field(
        description="At most, by its own word; null: it has not said, or not to you"
    )


class LoadsOut(Schema):
    """A page of loads."""

    total: int = Field(description="How many there are in all")
    organisations: list[LoadOut] = Field(description="The most asked first")


class CallIn(Schema):
    """A call to an organisation."""

    about: str = Field(description="What it was about", max_length=200)


class LimitIn(Schema):
    """How often an organisation lets itself be asked."""

    leave: str = Field("", description="quarter: no more this quarter; always: never; or empty")
    a_quarter: int | None = Field(None, description="At most so many times a quarter", ge=1, le=50)
    channel: str = Field("", description="How it asked: phone, paper, email, meeting; or empty")


class DoneOut(Schema):
    """What was written is written."""

    id: int = Field(description="Number of what it is about")


def question_as_json(question: TerritoryQuestion) -> dict[str, Any]:
    """Return a question with its counts."""
    return {
        "id": question.pk,
        "text": question.text,
        "territory": f"{question.perimeter.kind}:{question.perimeter.code}",
        "state": question.state,
        "closes_on": question.closes_on,
        "asked": counted(question, "asked"),
        "answers": counted(question, "answers"),
        "can": counted(question, "can"),
        "ending": question.ending,
        "lesson": question.lesson,
    }


def answer_as_json(answer: ShownAnswer) -> dict[str, Any]:
    """Return an answer as the reader may know it."""
    return {
        "kind": answer.kind,
        "can": answer.can,
        "words": answer.words,
        "organisation": answer.organisation_id,
        "reach": answer.reach,
    }


def own_answer_as_json(own: OwnAnswer) -> dict[str, Any]:
    """Return what an organisation of the reader's own answered, and what it agreed to."""
    return {
        "organisation": own.answer.asked.organisation_id,
        "kind": own.answer.kind,
        "words": own.answer.words,
        "agreed": [str(each.consent) for each in own.agreed],
    }


def candidate_as_json(candidate: Candidate) -> dict[str, Any]:
    """Return an organisation that a question may be sent to."""
    return {
        "organisation": candidate.pk,
        "name": candidate.name,
        "lines": [line.text for line in candidate.lines],
        "is_strong": candidate.is_strong,
        "load": candidate.asking.load.asked if candidate.asking.shows_load else None,
        "refusal": candidate.asking.refusal,
    }


def load_as_json(organisation: Any) -> dict[str, Any]:
    """Return how often an organisation was asked."""
    return {
        "organisation": organisation.pk,
        "name": organisation.name,
        "asked": counted(organisation, "asked"),
        "territories": counted(organisation, "territories"),
        "answered": counted(organisation, "answered"),
        "last_on": last_day(organisation),
        "a_quarter": limit_of(organisation),
    }
