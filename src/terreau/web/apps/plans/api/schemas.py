"""What the API of plans takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema

from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.selectors.sheets import SheetShown
from terreau.web.apps.plans.services.milestones import milestone_said
from terreau.web.apps.plans.sheet_json import sheet_as_json


class PlanOut(Schema):
    """A plan."""

    id: int = Field(description="Its number")
    perimeter: str = Field(description="The territory, as kind:code")
    title: str = Field(description="Its title")
    phase: int | None = Field(description="Phase of the programme")
    starts_on: date | None = Field(description="First day")
    ends_on: date | None = Field(description="Last day")
    source: str = Field(description="The document it was read in; empty where it is written here")
    printed_sheets: int | None = Field(description="How many sheets that document says it has")
    sheets: int = Field(description="How many sheets the reader sees")


class AxisOut(Schema):
    """An axis of a plan."""

    id: int = Field(description="Its number here")
    number: int = Field(description="Its number in the plan")
    title: str = Field(description="Its title")


class PlanWholeOut(PlanOut):
    """A plan with its axes."""

    axes: list[AxisOut] = Field(description="In their order")


class PlansOut(Schema):
    """Plans."""

    plans: list[PlanOut] = Field(description="By name of the territory")


class SheetOut(Schema):
    """An action sheet in a list."""

    id: int = Field(description="Its number")
    plan: int = Field(description="Number of its plan")
    code: str = Field(description="Its code in the plan")
    title: str = Field(description="Its title")
    axis: str = Field(description="Its axis")
    theme: str = Field(description="Key of its theme in the programme, or own:12")
    state: str = Field(
        description="idea, draft, presented, validated, in_progress, done, on_hold, abandoned, "
        "merged or unknown"
    )
    health: list[str] = Field(
        description="blocked, late, without_lead, unfunded, silent or on_time; none of a closed one"
    )
    leads: list[str] = Field(description="Names of its leads")
    starts_on: date | None = Field(description="First day")
    ends_on: date | None = Field(description="Last day")
    next_due_on: date | None = Field(description="Day of its next milestone")
    version: int = Field(description="To give back when it is changed")


class SheetsOut(Schema):
    """Action sheets of a plan."""

    total: int = Field(description="How many answer, of those that the reader sees")
    sheets: list[SheetOut] = Field(description="In the order asked")


class PartOut(Schema):
    """An organisation on a sheet."""

    id: int = Field(description="Number of the participation")
    part: str = Field(
        description="sheet_lead, project_owner, partner, financer, beneficiary or working_group"
    )
    organisation: int | None = Field(description="Its number in the directory, where it is known")
    name: str = Field(description="Its name")


class MilestoneOut(Schema):
    """A milestone."""

    id: int = Field(description="Its number")
    title: str = Field(description="What it is")
    due_on: date = Field(description="When it is due")
    done_on: date | None = Field(description="When it was done")
    mark: str = Field(description="As it is read: to be given back with a change")


class SheetEventOut(Schema):
    """A change of the state of a sheet."""

    act: str = Field(description="What was done")
    before: str = Field(description="The state before")
    after: str = Field(description="The state after")
    on: date = Field(description="The day")
    reason: str = Field(description="Why it changed")
    committee: int | None = Field(description="Number of the committee that validated")


class SheetWholeOut(SheetOut):
    """An action sheet, with what the reader may read of it."""

    problem: str = Field(description="What is wrong, and for whom")
    objectives: str = Field(description="What it is for")
    description: str = Field(description="What is done")
    target_group: str = Field(description="For whom")
    place: str = Field(description="Code of the commune")
    place_name: str = Field(description="The place as it is called there")
    visibility: str = Field(description="public, territory, partners or private")
    participations: list[PartOut] = Field(description="Who is on it")
    milestones: list[MilestoneOut] = Field(description="Its calendar")
    events: list[SheetEventOut] = Field(description="How its state changed, the last first")
    acts: list[str] = Field(description="What the reader may do of its state")


def plan_as_json(plan: ActionPlan) -> dict[str, Any]:
    """Return a plan, counted as its reader sees it."""
    return {
        "id": plan.pk,
        "perimeter": f"{plan.perimeter.kind}:{plan.perimeter.code}",
        "title": plan.title,
        "phase": plan.phase,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "source": plan.source_title,
        "printed_sheets": plan.printed_sheets,
        "sheets": getattr(plan, "seen_count", 0),
    }


def whole_sheet_as_json(shown: SheetShown) -> dict[str, Any]:
    """Return a sheet with what its reader may read."""
    sheet = shown.sheet
    plain = ("problem", "objectives", "description", "target_group", "place_name", "visibility")
    return {
        **sheet_as_json(shown.row),
        **{name: getattr(sheet, name) for name in plain},
        "place": sheet.place.code if sheet.place else "",
        "participations": [
            {"id": row.pk, "part": row.part, "organisation": row.organisation_id, "name": row.name}
            for rows in shown.participations.values()
            for row in rows
        ],
        "milestones": [
            vars(said := milestone_said(row))
            | {"id": row.pk, "done_on": row.done_on, "mark": said.marked()}
            for row in shown.milestones
        ],
        "events": [
            {
                "act": event.act,
                "before": event.before,
                "after": event.after,
                "on": event.on,
                # Why may have been said while the sheet was for its partners alone.
                "reason": event.reason if shown.reads_discussion else "",
                "committee": event.committee_id,
            }
            for event in shown.events
        ],
        "acts": list(shown.acts),
    }
