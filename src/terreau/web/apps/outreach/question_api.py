"""Questions to a territory and solicitations through the API."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key, once
from terreau.web.apps.outreach.question_schemas import (
    CallIn,
    CandidateOut,
    CloseIn,
    DoneOut,
    LimitIn,
    LoadsOut,
    OneQuestionOut,
    QuestionIn,
    QuestionsOut,
    SendIn,
    WithdrawIn,
    answer_as_json,
    candidate_as_json,
    load_as_json,
    own_answer_as_json,
    question_as_json,
)
from terreau.web.apps.outreach.selectors import questions
from terreau.web.apps.outreach.selectors.consents import list_own_answers
from terreau.web.apps.outreach.selectors.fitting import propose
from terreau.web.apps.outreach.selectors.loads import list_loads
from terreau.web.apps.outreach.services.answering import limit_solicitations
from terreau.web.apps.outreach.services.asking import (
    QuestionFields,
    close_question,
    send_question,
    write_question,
)
from terreau.web.apps.outreach.services.calling import note_call
from terreau.web.apps.outreach.services.withdrawing import withdraw_consent
from terreau.web.apps.territories.selectors import get_perimeter
from terreau.web.shared.api import REFUSALS

router = Router(tags=["outreach"])

Number = Annotated[int, Path(ge=1, le=2**62, description="Its number")]
Limit = Annotated[int, Query(ge=1, le=200, description="At most this many")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="After this many")]


@router.get(
    "/territory-questions", response={200: QuestionsOut} | REFUSALS, summary="Territory questions"
)
def list_questions(
    request: ScopedRequest,
    q: Annotated[str, Query(description="Words of the question", max_length=80)] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Give the questions that the reader may see: their own, their territory's, published ones."""
    found = questions.list_questions(request.scope, q)
    rows = found[offset : offset + limit]
    return {"total": found.count(), "questions": [question_as_json(each) for each in rows]}


@router.get(
    "/territory-questions/{number}",
    response={200: OneQuestionOut} | REFUSALS,
    summary="One territory question",
)
def get_question(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give a question, with the answers that the reader may read."""
    found = questions.get_question(request.scope, number)
    replies = [answer_as_json(each) for each in questions.list_answers(request.scope, found)]
    own = [own_answer_as_json(each) for each in list_own_answers(request.scope, found)]
    return question_as_json(found) | {"replies": replies, "own_answers": own}


@router.get(
    "/territory-questions/{number}/candidates",
    response={200: list[CandidateOut]} | REFUSALS,
    summary="Whom a question fits",
)
def list_candidates(request: ScopedRequest, number: Number) -> list[dict[str, Any]]:
    """Give the organisations that one's own question fits, why, and how often they were asked."""
    found = questions.get_own_question(request.scope, number)
    return [candidate_as_json(each) for each in propose(request.scope, found)]


@router.post(
    "/territory-questions",
    response={200: OneQuestionOut} | WRITE_REFUSALS,
    summary="Write a territory question",
)
def post_question(request: ScopedRequest, body: QuestionIn, key: Key = "") -> dict[str, Any]:
    """Write a question; nobody is asked before it is sent."""
    who = acting(request)

    def write() -> str:
        kind, _colon, code = body.territory.partition(":")
        written = QuestionFields(
            text=body.text,
            perimeter=get_perimeter(kind=kind, code=code),
            is_around=body.is_around,
            organisation_id=body.organisation,
            is_named=body.is_named,
        )
        return str(write_question(acting=who, written=written).pk)

    return once(request, write, lambda made: get_question(request, int(made)))


@router.post(
    "/territory-questions/{number}/send",
    response={200: OneQuestionOut} | WRITE_REFUSALS,
    summary="Send a territory question",
)
def post_question_send(
    request: ScopedRequest, number: Number, body: SendIn, key: Key = ""
) -> dict[str, Any]:
    """Send one's own question to the organisations that were chosen, once."""
    who = acting(request)

    def write() -> str:
        send_question(acting=who, question_id=number, organisation_ids=body.organisations)
        return str(number)

    return once(request, write, lambda made: get_question(request, int(made)))


@router.post(
    "/territory-questions/{number}/close",
    response={200: OneQuestionOut} | WRITE_REFUSALS,
    summary="Close a territory question",
)
def post_question_close(
    request: ScopedRequest, number: Number, body: CloseIn, key: Key = ""
) -> dict[str, Any]:
    """Close one's own question with what came of it; those who answered are thanked."""
    who = acting(request)

    def write() -> str:
        close_question(acting=who, question_id=number, **body.dict())
        return str(number)

    return once(request, write, lambda made: get_question(request, int(made)))


@router.post(
    "/territory-questions/{number}/withdraw",
    response={200: OneQuestionOut} | WRITE_REFUSALS,
    summary="Take back what an answer agreed to",
)
def post_withdraw(
    request: ScopedRequest, number: Number, body: WithdrawIn, key: Key = ""
) -> dict[str, Any]:
    """Take back for one's organisation something that its answer agreed to, closed or not."""
    who = acting(request)

    def write() -> str:
        withdraw_consent(
            acting=who,
            question_id=number,
            organisation_id=body.organisation,
            consent=body.consent,
        )
        return str(number)

    return once(request, write, lambda made: get_question(request, int(made)))


@router.get("/solicitations", response={200: LoadsOut} | REFUSALS, summary="Solicitations")
def list_solicitations(
    request: ScopedRequest,
    q: Annotated[str, Query(description="Words of the name of a company", max_length=80)] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Give how often each organisation whose directory one keeps was asked this quarter."""
    found = list_loads(request.scope, q)
    rows = found[offset : offset + limit]
    return {"total": found.count(), "organisations": [load_as_json(each) for each in rows]}


@router.post(
    "/organisations/{number}/calls", response={200: DoneOut} | WRITE_REFUSALS, summary="Note a call"
)
def post_call(
    request: ScopedRequest, number: Number, body: CallIn, key: Key = ""
) -> dict[str, Any]:
    """Note that an organisation whose directory one keeps was called, and for what."""
    who = acting(request)

    def write() -> str:
        return str(note_call(acting=who, organisation_id=number, about=body.about).pk)

    return once(request, write, lambda made: {"id": int(made)})


@router.post(
    "/organisations/{number}/solicitation-limit",
    response={200: DoneOut} | WRITE_REFUSALS,
    summary="Say how often an organisation may be asked",
)
def post_limit(
    request: ScopedRequest, number: Number, body: LimitIn, key: Key = ""
) -> dict[str, Any]:
    """Say for one's organisation, or one whose directory one keeps, how often it may be asked."""
    who = acting(request)
    channel = _channel(body.channel)

    def write() -> str:
        limit_solicitations(
            acting=who,
            organisation_id=number,
            leave=body.leave,
            a_quarter=body.a_quarter,
            channel=channel,
        )
        return str(number)

    return once(request, write, lambda made: {"id": int(made)})


def _channel(value: str) -> Channel | None:
    if value and value not in Channel.values:
        raise BadInput(
            _("Ce choix n’existe pas : %(name)s") % {"name": "channel"},
            value=value,
            remedy=_("Choisissez parmi : %(choices)s.") % {"choices": ", ".join(Channel.values)},
        )
    return Channel(value) if value else None
