"""What became of needs, through the API: read by contributor; a contributor told."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, Any

from ninja import Field, Path, Query, Schema

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.plans.api.reads import Number, router
from terreau.web.apps.plans.api.writing import once
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.outcomes import NeedOutcome
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.raisers import seen_organisation
from terreau.web.apps.plans.selectors.restitution import (
    ContributorNeeds,
    get_contributor,
    list_contributors,
    told_of,
)
from terreau.web.apps.plans.services.giving_back import LONGEST_WORDS, give_back
from terreau.web.shared.api import REFUSALS

_Told = Annotated[int, Path(ge=1, le=2**62, description="Number of the organisation")]
_Asked = Annotated[
    int | None, Query(ge=1, le=2**62, description="Number of one organisation; all where empty")
]


class OutcomeFactOut(Schema):
    """One thing that became of a need."""

    said: str = Field(description="In the reader's language")
    sheet: int | None = Field(description="Number of the action sheet that it is about")
    is_new: bool = Field(description="Whether it is new since the contributor was last told")


class OutcomeOut(Schema):
    """A need and what became of it."""

    need: int = Field(description="Number of the need")
    title: str = Field(description="In one sentence")
    state: str = Field(description="raised, verified or dropped")
    facts: list[OutcomeFactOut] = Field(description="What became of it, of what the reader sees")


class ContributionOut(Schema):
    """A contributor with their needs."""

    title: str = Field(description="Who it is, in the reader's language")
    organisation: int | None = Field(description="Its number; null of figures, or of no name")
    told_on: date | None = Field(description="When it was last told, where the reader knows")
    outcomes: list[OutcomeOut] = Field(description="Its needs, the last raised first")


class RestitutionOut(Schema):
    """What became of the needs of a territory."""

    contributions: list[ContributionOut] = Field(description="Those never told first, then by day")


class TellingIn(Schema):
    """What is said first in the letter to a contributor."""

    words: str = Field("", description="Before its needs", max_length=LONGEST_WORDS)


@router.get(
    "/plans/{number}/restitution",
    response={200: RestitutionOut} | REFUSALS,
    summary="What became of needs",
)
def get_plan_restitution(
    request: ScopedRequest, number: Number, organisation: _Asked = None
) -> dict[str, Any]:
    """Give what became of the needs of a plan's territory, of what the reader sees."""
    plan, asked = get_plan(request.scope, number).plan, None
    if organisation is not None:
        asked = seen_organisation(request.scope, organisation)
        if asked is None:
            raise nothing_here()
    found = told_of(request.scope, list_contributors(request.scope, plan, asked))
    return {"contributions": [_contribution_as_json(each) for each in found]}


@router.post(
    "/plans/{number}/restitution/{organisation}",
    response={200: ContributionOut} | WRITE_REFUSALS,
    summary="Tell a contributor what became of its needs",
)
def post_restitution(
    request: ScopedRequest, number: Number, organisation: _Told, body: TellingIn, key: Key = ""
) -> dict[str, Any]:
    """Write to who raised its needs and to its contacts, each of what they may read."""

    def write() -> str:
        give_back(
            acting=acting(request),
            plan_id=number,
            organisation_id=organisation,
            key=uuid.uuid4(),
            words=body.words,
        )
        return str(organisation)

    return once(request, write, lambda _made: _shown(request, number, organisation))


def _shown(request: ScopedRequest, number: int, organisation: int) -> dict[str, Any]:
    told = get_contributor(request.scope, number, organisation)
    return _contribution_as_json(*told_of(request.scope, [told]))


def _contribution_as_json(contribution: ContributorNeeds) -> dict[str, Any]:
    contributor = contribution.contributor
    return {
        "title": contributor.title,
        "organisation": contributor.organisation.pk if contributor.organisation else None,
        "told_on": contributor.last.sent_on if contributor.last else None,
        "outcomes": [_outcome_as_json(each) for each in contribution.outcomes],
    }


def _outcome_as_json(outcome: NeedOutcome) -> dict[str, Any]:
    return {
        "need": outcome.need.pk,
        "title": outcome.need.title,
        "state": outcome.need.state,
        "facts": [
            {
                "said": fact.said,
                "sheet": fact.sheet.pk if fact.sheet else None,
                "is_new": fact.is_new,
            }
            for fact in outcome.facts
        ],
    }
