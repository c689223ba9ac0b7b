"""What the API of introductions takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Field, Schema

from terreau.web.apps.network.models import Introduction
from terreau.web.apps.network.next_introduction import Proposal
from terreau.web.apps.network.rules import IntroductionFields, day_of_outcome


class ProposalOut(Schema):
    """An introduction to make."""

    offered: int = Field(description="Number of the line of who makes or has")
    sought: int = Field(description="Number of the line of who seeks")
    offers: int = Field(description="Number of the organisation that makes or has")
    seeks: int = Field(description="Number of the organisation that seeks")
    changes: str = Field(description="What their meeting would change")


class IntroductionOut(Schema):
    """What came of an introduction."""

    id: int = Field(description="Its number")
    offers: int = Field(description="Number of the organisation that makes or has")
    seeks: int = Field(description="Number of the organisation that seeks")
    offered: str = Field(description="What was offered then")
    sought: str = Field(description="What was sought then")
    state: str = Field(description="made, later or dropped")
    made_on: date | None = Field(description="The day it was made")
    again_on: date | None = Field(description="The day it is proposed again")
    reason: str = Field(description="Why it was dropped")
    word: str = Field(description="A few words")
    version: int = Field(description="To give back when something else is said of it")


class IntroductionsOut(Schema):
    """Introductions of a territory."""

    proposed: list[ProposalOut] = Field(description="The next to make, the best first")
    total: int = Field(description="How many there are in all")
    introductions: list[IntroductionOut] = Field(
        description="Of which something was said, the last first"
    )


class OutcomeIn(Schema):
    """What came of an introduction."""

    state: str = Field(description="made, later or dropped", max_length=8)
    on: date | None = Field(None, description="The day it was made, or is proposed again")
    reason: str = Field(
        "", description="known, no_answer, no_need, refused or other, where dropped", max_length=12
    )
    word: str = Field("", description="A few words", max_length=300)

    def outcome(self) -> IntroductionFields:
        """Return it as the rules read it; a day that is not said is the usual one."""
        day = self.on or day_of_outcome(self.state, timezone.localdate())
        return IntroductionFields(self.state, day, self.reason, self.word)


class IntroductionIn(OutcomeIn):
    """What came of an introduction of two organisations, by a line of each."""

    offered: int = Field(description="Number of the line of who makes or has", ge=1, le=2**62)
    sought: int = Field(description="Number of the line of who seeks", ge=1, le=2**62)


class IntroductionChange(OutcomeIn):
    """Something else said of an introduction."""

    version: int = Field(description="As it was read", ge=1, le=2**31 - 1)


def proposal_as_json(found: Proposal) -> dict[str, Any]:
    """Return an introduction to make."""
    return {
        "offered": found.offered.pk,
        "sought": found.sought.pk,
        "offers": found.offers.pk,
        "seeks": found.seeks.pk,
        "changes": found.changes,
    }


def introduction_as_json(row: Introduction) -> dict[str, Any]:
    """Return what came of an introduction."""
    names = (
        "offered", "sought", "state", "made_on", "again_on", "reason", "word", "version",
    )  # fmt: skip
    told = {name: getattr(row, name) for name in names}
    return told | {"id": row.pk, "offers": row.offers_id, "seeks": row.seeks_id}
