"""What the API of outreach takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema

from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.outreach.models import Promise, Visit

_Line = list[str]


class PromiseOut(Schema):
    """Something that was promised."""

    id: int = Field(description="Its number")
    text: str = Field(description="What was promised")
    due_on: date = Field(description="For when")
    state: str = Field(description="waiting, kept or dropped")
    word: str = Field(description="What came of it, or why it was moved or dropped")
    promised_by: str | None = Field(description="Who keeps it; null where nobody does any more")


class VisitOut(Schema):
    """A visit, for those who keep the directory where the organisation sits."""

    id: int = Field(description="Its number")
    organisation: int = Field(description="Number of the organisation")
    visited_on: date = Field(description="Its day")
    met: str = Field(description="Who was met")
    needs: list[str] = Field(description="What the organisation needs")
    abilities: list[str] = Field(description="What it can do")
    promises: list[PromiseOut] = Field(description="What was promised to it")
    notes: str = Field(description="What is worth remembering")
    version: int = Field(description="To be given back with a change")


class VisitsOut(Schema):
    """A page of visits."""

    total: int = Field(description="How many there are in all")
    visits: list[VisitOut] = Field(description="The newest first")


class VisitIn(Schema):
    """A visit to note."""

    organisation: int = Field(description="Number of the organisation", ge=1, le=2**62)
    visited_on: date = Field(description="Its day")
    met: str = Field("", description="Who was met", max_length=300)
    needs: _Line = Field(default_factory=list, description="What the organisation needs")
    abilities: _Line = Field(default_factory=list, description="What it can do")
    promises: _Line = Field(default_factory=list, description="What was promised to it")
    due_on: date | None = Field(None, description="For when; null: two weeks after the visit")
    notes: str = Field("", description="What is worth remembering", max_length=4000)


class VisitPatch(Schema):
    """A visit changed: its day and words are replaced, lines are added."""

    version: int = Field(description="What it was at when it was read", ge=1, le=2_000_000_000)
    visited_on: date | None = Field(None, description="Its day")
    met: str | None = Field(None, description="Who was met", max_length=300)
    needs: _Line = Field(default_factory=list, description="What the organisation needs")
    abilities: _Line = Field(default_factory=list, description="What it can do")
    promises: _Line = Field(default_factory=list, description="What was promised to it")
    due_on: date | None = Field(None, description="For when; null: two weeks after the visit")
    notes: str | None = Field(None, description="What is worth remembering", max_length=4000)


class PromiseIn(Schema):
    """What becomes of a promise."""

    state: str = Field(description="kept, dropped; waiting where it is moved")
    word: str = Field("", description="What came of it, or why", max_length=300)
    due_on: date | None = Field(None, description="For when it is now, where it is moved")


def visit_as_json(visit: Visit) -> dict[str, Any]:
    """Return a visit with its lines."""
    lines = visit.know_how.all()
    return {
        "id": visit.pk,
        "organisation": visit.organisation_id,
        "visited_on": visit.visited_on,
        "met": visit.met,
        "needs": [line.text for line in lines if line.kind == KnowHowKind.SEEKS],
        "abilities": [line.text for line in lines if line.kind != KnowHowKind.SEEKS],
        "promises": [promise_as_json(each) for each in visit.promises.all()],
        "notes": visit.notes,
        "version": visit.version,
    }


def promise_as_json(promise: Promise) -> dict[str, Any]:
    """Return a promise."""
    person = promise.promised_by
    return {
        "id": promise.pk,
        "text": promise.text,
        "due_on": promise.due_on,
        "state": promise.state,
        "word": promise.word,
        "promised_by": person.display_name if person else None,
    }
