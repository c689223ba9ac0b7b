"""What the API of committees takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema

from terreau.web.apps.plans.api.life_schemas import exact
from terreau.web.apps.plans.models import Committee
from terreau.web.apps.plans.selectors.committees import CommitteeShown, FollowUpLine
from terreau.web.apps.plans.selectors.review import Review, SheetLine
from terreau.web.apps.plans.selectors.sheet_life import Followed
from terreau.web.apps.plans.selectors.sheets import SheetRow
from terreau.web.apps.plans.selectors.year import YearShown


class CommitteeOut(Schema):
    """A committee in a list."""

    id: int = Field(description="Its number")
    plan: int = Field(description="Number of its plan")
    kind: str = Field(description="steering, technical or project_review")
    on: date = Field(description="Its day")
    place: str = Field(description="Where it is held")
    state: str = Field(description="planned, held or cancelled")
    is_public: bool = Field(description="Whether everyone reads it")
    version: int = Field(description="To give back when it is changed")


class CommitteesOut(Schema):
    """Committees of a plan."""

    committees: list[CommitteeOut] = Field(description="The last first")


class DecisionOut(Schema):
    """A decision of a committee."""

    id: int = Field(description="Its number")
    sheet: int | None = Field(description="Number of the sheet it is of; null for the whole plan")
    text: str = Field(description="What was decided")


class FollowUpOut(Schema):
    """What is to be done after a committee."""

    id: int = Field(description="Its number")
    committee: int = Field(description="Number of the committee")
    decision: int | None = Field(description="Number of the decision it follows from")
    sheet: int | None = Field(description="Number of the sheet it is of")
    text: str = Field(description="What is to be done")
    who: str = Field(description="By whom; empty where nobody is said, or not to the reader")
    due_on: date | None = Field(description="Until when")
    done_on: date | None = Field(description="When it was done")


class AttendanceOut(Schema):
    """An organisation at a committee."""

    id: int = Field(description="Number of the attendance")
    organisation: int | None = Field(description="Its number in the directory, where it is known")
    name: str = Field(description="Its name")
    is_present: bool = Field(description="False where it was excused")


class SaidOfSheetOut(Schema):
    """What is said of a sheet."""

    sheet: int = Field(description="Its number")
    code: str = Field(description="Its code in the plan")
    asks: list[str] = Field(
        description="validate, blocked, late, unfunded, without_lead or due; empty of what moved"
    )
    said: list[str] = Field(description="The same in sentences")


class GainOut(Schema):
    """What was obtained and paid since the last committee, by one instrument."""

    instrument: str = Field(description="grant, loan, own_share…")
    obtained_eur_cents: int = Field(description="Obtained since, in cents; below zero if lost")
    paid_eur_cents: int = Field(description="Paid since, in cents")


class CommitteeWholeOut(CommitteeOut):
    """A committee, with what it starts from and what it came to."""

    agenda: str = Field(description="What its keeper adds to what the plan says")
    minutes: str = Field(description="What was said")
    attendances: list[AttendanceOut] = Field(description="Who was there, who was excused")
    decisions: list[DecisionOut] = Field(description="In their order")
    follow_ups: list[FollowUpOut] = Field(description="What is to be done after it")
    since: date | None = Field(description="Day of the last committee of its kind")
    to_decide: list[SaidOfSheetOut] = Field(description="Sheets to look at, the gravest first")
    moved: list[SaidOfSheetOut] = Field(description="Sheets that moved since")
    gains: list[GainOut] = Field(description="Money since, by instrument")
    is_compared: bool = Field(
        description="Whether how the plan stood at the last committee was kept, to compare with"
    )


class DecisionsOut(Schema):
    """Decisions of the committees of a plan."""

    decisions: list[DecisionOut] = Field(description="The first first")


class FollowUpsOut(Schema):
    """What is to be done after the committees of a plan."""

    follow_ups: list[FollowUpOut] = Field(description="What is not done first")


class StateCountOut(Schema):
    """How many sheets are in a state."""

    state: str = Field(description="The state")
    before: int = Field(description="Before the year")
    after: int = Field(description="At its end, or today")


class YearIndicatorOut(Schema):
    """Where a tracking indicator of a sheet was at the end of a year."""

    sheet: int = Field(description="Number of the sheet")
    code: str = Field(description="Code of the sheet in its plan")
    name: str = Field(description="What is counted")
    unit: str = Field(description="In what")
    on: date | None = Field(description="Day of its last measure; null: not measured yet")
    value: str | None = Field(description="What it was that day")
    target: str | None = Field(description="Where it is to go")


class PlanYearOut(Schema):
    """A year of a plan."""

    year: int = Field(description="Which year")
    end: date = Field(description="Its last day, or today")
    states: list[StateCountOut] = Field(description="Where sheets stood")
    committees: list[CommitteeOut] = Field(description="Held in the year")
    decisions: list[DecisionOut] = Field(description="They took")
    moved: list[SaidOfSheetOut] = Field(description="Sheets that moved")
    indicators: list[YearIndicatorOut] = Field(description="Where tracking indicators were")


class NewCommitteeIn(Schema):
    """A committee to plan, or to note: its day says which."""

    kind: str = Field(description="steering, technical or project_review")
    on: date = Field(description="Its day")
    place: str = Field("", description="Where it is held", max_length=120)
    agenda: str = Field("", description="A line a point", max_length=4000)


class CommitteePatch(Schema):
    """What changes of a committee; what is left out stays."""

    version: int = Field(description="As it was read")
    kind: str | None = Field(None, description="steering, technical or project_review")
    on: date | None = Field(None, description="Its day")
    place: str | None = Field(None, description="Where it is held", max_length=120)
    agenda: str | None = Field(None, description="A line a point", max_length=4000)
    is_public: bool | None = Field(None, description="Whether everyone reads it")
    minutes: str | None = Field(
        None, description="What was said, once it is held", max_length=20_000
    )


class AttendanceIn(Schema):
    """Organisations at a committee."""

    names: list[str] = Field(description="Of the organisations", max_length=200)
    is_present: bool = Field(True, description="False where they were excused")


class DecisionIn(Schema):
    """A decision to note."""

    text: str = Field("", description="What was decided", max_length=500)
    sheet: int | None = Field(None, description="Number of a sheet of the plan")
    validates: bool = Field(False, description="Whether it validates the sheet")


class FollowUpIn(Schema):
    """Something to be done."""

    text: str = Field(description="What", max_length=300)
    who: str = Field("", description="By whom", max_length=200)
    due_on: date | None = Field(None, description="Until when")
    sheet: int | None = Field(None, description="Number of a sheet of the plan")


class FollowUpChange(Schema):
    """What is to be done, written otherwise; what is not named stays."""

    text: str = Field("", description="What", max_length=300)
    who: str = Field("", description="By whom; empty for nobody", max_length=200)
    due_on: date | None = Field(None, description="Until when; null for no day")


class DoneIn(Schema):
    """Whether something is done."""

    done_on: date | None = Field(description="When it was done; null where it is not after all")


def committee_as_json(committee: Committee) -> dict[str, Any]:
    """Return a committee of a list."""
    names = ("kind", "on", "place", "state", "is_public", "version")
    told = {name: getattr(committee, name) for name in names}
    return {"id": committee.pk, "plan": committee.plan_id, **told}


def follow_up_as_json(line: FollowUpLine) -> dict[str, Any]:
    """Return what is to be done."""
    row = line.row
    return {
        "id": row.pk,
        "committee": row.committee_id,
        "decision": row.decision_id,
        "sheet": row.sheet_id,
        "text": row.text,
        "who": line.who,
        "due_on": row.due_on,
        "done_on": row.done_on,
    }


def decisions_as_json(rows: Any) -> list[dict[str, Any]]:
    """Return decisions."""
    return [{"id": row.pk, "sheet": row.sheet_id, "text": row.text} for row in rows]


def whole_committee_as_json(shown: CommitteeShown, review: Review) -> dict[str, Any]:
    """Return a committee with what its reader may read."""
    committee = shown.committee
    return {
        **committee_as_json(committee),
        "agenda": committee.agenda,
        "minutes": committee.minutes,
        "attendances": [
            {
                "id": row.pk,
                "organisation": row.organisation_id,
                "name": row.name,
                "is_present": row.is_present,
            }
            for row in (*shown.present, *shown.excused)
        ],
        "decisions": decisions_as_json(shown.decisions),
        "follow_ups": [follow_up_as_json(line) for line in shown.follow_ups],
        "since": shown.previous.on if shown.previous else None,
        "to_decide": [_said(line) for line in review.to_decide],
        "moved": [_said(line) for line in review.moved],
        "gains": [
            {"instrument": each, "obtained_eur_cents": obtained, "paid_eur_cents": paid}
            for each, obtained, paid in review.gains
        ],
        "is_compared": review.is_compared,
    }


def year_as_json(shown: YearShown) -> dict[str, Any]:
    """Return a year of a plan as its reader may read it."""
    return {
        "year": shown.year,
        "end": shown.end,
        "states": [
            {"state": state, "before": was, "after": now} for state, was, now in shown.states
        ],
        "committees": [committee_as_json(each) for each in shown.committees],
        "decisions": decisions_as_json(shown.decisions),
        "moved": [_said(line) for line in shown.moved],
        "indicators": [_indicator(row, followed) for row, followed in shown.indicators],
    }


def _indicator(row: SheetRow, followed: Followed) -> dict[str, Any]:
    said, last = followed.indicator, followed.progress.last
    return {
        "sheet": row.sheet.pk,
        "code": row.sheet.code,
        "name": said.name,
        "unit": said.unit,
        "on": last[0] if last else None,
        "value": exact(last[1]) if last else None,
        "target": None if said.target is None else exact(said.target),
    }


def _said(line: SheetLine) -> dict[str, Any]:
    sheet = line.row.sheet
    return {"sheet": sheet.pk, "code": sheet.code, "asks": list(line.asks), "said": line.said}
