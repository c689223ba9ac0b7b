"""What the API of a sheet takes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ninja import Field, Schema

from terreau.web.apps.plans.services.amounts import read_amount
from terreau.web.shared.api import Refusal

_EUROS = "Euros as people write them: 12 000,50 €, 12 k€, 1,2 M€; empty: nobody said"
_MARK = "As it was read: what somebody else changed since is kept; empty: whatever it said"
Euros = Annotated[str, Field(max_length=40, description=_EUROS)]
Id = Annotated[int, Field(ge=1, le=2**62)]


class ConflictOut(Refusal):
    """Somebody else wrote meanwhile: what each field holds now."""

    version: int | None = Field(None, description="What the sheet is at now")
    theirs: dict[str, Any] | None = Field(None, description="What both changed, as it is now")
    newer: dict[str, Any] | None = Field(None, description="What only the other changed")


class SheetIn(Schema):
    """A new action sheet: a title is enough."""

    title: str = Field(description="Its title", max_length=200)
    code: str = Field("", description="Its code; empty: the next one", max_length=24)
    axis: int = Field(0, description="Number of its axis; 0: none", ge=0, le=2**62)
    theme_choice: str = Field("", description="Key of its theme, or own:12", max_length=24)
    problem: str = Field("", description="What is wrong, and for whom", max_length=4000)
    objectives: str = Field("", description="What it is for", max_length=4000)
    description: str = Field("", description="What is done", max_length=8000)
    target_group: str = Field("", description="For whom", max_length=300)
    place: str = Field("", description="Code of its commune", max_length=5)
    place_name: str = Field("", description="As it is called there", max_length=120)
    starts_on: date | None = Field(None, description="First day")
    ends_on: date | None = Field(None, description="Last day")
    tax_basis: str = Field(
        "not_said", description="not_said, before_tax or after_tax", max_length=12
    )
    visibility: str = Field(
        "territory", description="public, territory, partners or private", max_length=12
    )
    field_visibility: dict[str, str] = Field(
        {}, description="Who reads money, risks or discussion, where it is not the usual"
    )
    good_practice: str = Field("", description="Why it is worth telling", max_length=300)


class SheetChange(SheetIn):
    """What changes of an action sheet; what is not sent stays."""

    title: str = Field("", description="Its title", max_length=200)
    version: int = Field(description="As it was read", ge=1, le=2**31 - 1)


class ActIn(Schema):
    """A change of the state of a sheet."""

    act: str = Field(description="What is done: one of its acts", max_length=12)
    on: date | None = Field(None, description="The day; null: today")
    reason: str = Field("", description="Why, where it must be said", max_length=500)
    committee: Id | None = Field(None, description="Which committee validated")
    into: Id | None = Field(None, description="Into which sheet it is merged")
    told: str = Field("", description="In which state it is, where nobody knew", max_length=12)


class PartIn(Schema):
    """An organisation put on a sheet."""

    part: str = Field(
        description="sheet_lead, project_owner, partner, financer, beneficiary or working_group",
        max_length=16,
    )
    name: str = Field(description="Its name", max_length=200)


class TieIn(Schema):
    """Which organisation of the directory a written name is."""

    organisation: Id = Field(description="Its number")


class MilestoneIn(Schema):
    """A dated step."""

    title: str = Field(description="What it is", max_length=200)
    due_on: date = Field(description="When it is due")


class MilestoneChange(MilestoneIn):
    """A milestone that is changed."""

    mark: str = Field("", description=_MARK, max_length=2000)


class MilestoneDoneIn(Schema):
    """Whether something was done."""

    done_on: date | None = Field(description="The day; null: it is not done after all")


class CostIn(Schema):
    """A line of costs; of a line that is changed, what is not sent stays."""

    label: str = Field("", description="What is paid for", max_length=160)
    year: int | None = Field(None, description="The year", ge=0, le=9999)
    planned: Euros = Field("", description=f"Planned. {_EUROS}")
    committed: Euros = Field("", description=f"Committed. {_EUROS}")
    spent: Euros = Field("", description=f"Spent. {_EUROS}")
    mark: str = Field("", description="Of a line that is changed: as it was read", max_length=2000)


class FundsIn(Schema):
    """A line of a financing plan; of a line that is changed, what is not sent stays."""

    instrument: str = Field(
        "grant",
        description="own_share, grant, loan, advance, guarantee, equity or in_kind",
        max_length=12,
    )
    name: str = Field("", description="Who pays", max_length=200)
    scheme: str = Field("", description="By which scheme", max_length=160)
    year: int | None = Field(None, description="The year", ge=0, le=9999)
    requested: Euros = Field("", description=f"Requested. {_EUROS}")
    agreed: Euros = Field("", description=f"Agreed in principle. {_EUROS}")
    obtained: Euros = Field("", description=f"Obtained. {_EUROS}")
    paid: Euros = Field("", description=f"Paid. {_EUROS}")
    mark: str = Field("", description="Of a line that is changed: as it was read", max_length=2000)


class TrackingIn(Schema):
    """A tracking indicator."""

    name: str = Field(description="What is counted", max_length=200)
    unit: str = Field("", description="In what", max_length=40)
    baseline: Decimal | None = Field(
        None, description="Where it starts", max_digits=16, decimal_places=3
    )
    baseline_on: date | None = Field(None, description="That day")
    target: Decimal | None = Field(
        None, description="Where it is to go", max_digits=16, decimal_places=3
    )
    target_on: date | None = Field(None, description="Until when")


class TrackingChange(TrackingIn):
    """A tracking indicator that is changed."""

    mark: str = Field("", description=_MARK, max_length=2000)


class MeasureIn(Schema):
    """What an indicator was on a day."""

    on: date = Field(description="The day")
    value: Decimal = Field(description="What it was", max_digits=16, decimal_places=3)


class RiskIn(Schema):
    """What may go wrong."""

    text: str = Field(description="What", max_length=300)
    level: str = Field("medium", description="low, medium or high", max_length=8)
    answer: str = Field("", description="What is done about it", max_length=300)


class RiskChange(RiskIn):
    """A risk that is changed."""

    mark: str = Field("", description=_MARK, max_length=2000)


class ClosedIn(Schema):
    """Whether a risk is past."""

    is_closed: bool = Field(description="true: it is past; false: it is not after all")


class SaidIn(Schema):
    """What somebody says of a sheet."""

    text: str = Field(description="What", max_length=1000)


def line_of(body: CostIn | FundsIn) -> dict[str, Any]:
    """Return what was sent of a line, its amounts in cents.

    Raises
    ------
    BadField
        If one of them cannot be read for sure.
    """
    given = body.dict(exclude_unset=True)
    given.pop("mark", None)
    amounts = {
        "planned", "committed", "spent", "requested", "agreed", "obtained", "paid",
    }  # fmt: skip
    return {
        name: read_amount(name, held) if name in amounts else held for name, held in given.items()
    }
