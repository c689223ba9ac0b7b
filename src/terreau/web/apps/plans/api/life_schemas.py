"""What the API of a sheet answers of its money, and of what it is followed by."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.api.schemas import SheetWholeOut, whole_sheet_as_json
from terreau.web.apps.plans.models import Risk
from terreau.web.apps.plans.selectors.money import Cost, Money, Share, get_money
from terreau.web.apps.plans.selectors.sheet_life import Followed, SaidComment, get_life
from terreau.web.apps.plans.selectors.sheets import SheetShown, get_sheet
from terreau.web.apps.plans.services.risks import risk_said
from terreau.web.apps.plans.services.tracking import indicator_said

_MARK = "To give back when it is changed: it says what was read"


class CostOut(Schema):
    """A line and a year of what a sheet costs; null where nobody said."""

    id: int = Field(description="Its number")
    label: str = Field(description="What is paid for")
    year: int | None = Field(description="The year")
    planned: int | None = Field(description="Planned, cents")
    committed: int | None = Field(description="Committed, cents")
    spent: int | None = Field(description="Spent, cents")
    mark: str = Field(description=_MARK)


class FundsOut(Schema):
    """A line of the financing plan; null where nobody said."""

    id: int = Field(description="Its number")
    instrument: str = Field(
        description="own_share, grant, loan, advance, guarantee, equity or in_kind"
    )
    name: str = Field(description="Who pays")
    organisation: int | None = Field(description="Its number in the directory, where it is known")
    scheme: str = Field(description="By which scheme")
    year: int | None = Field(description="The year")
    requested: int | None = Field(description="Requested, cents")
    agreed: int | None = Field(description="Agreed in principle, cents")
    obtained: int | None = Field(description="Obtained, cents")
    paid: int | None = Field(description="Paid, cents")
    mark: str = Field(description=_MARK)


class YearCostsOut(Schema):
    """What a year costs."""

    year: int | None = Field(description="The year; null: of no year in particular")
    planned: int | None = Field(description="Planned, cents; null where nobody said")
    committed: int | None = Field(description="Committed, cents; null where nobody said")
    spent: int | None = Field(description="Spent, cents; null where nobody said")


class InstrumentOut(Schema):
    """How far the money of an instrument is; two instruments are never added up."""

    instrument: str = Field(description="Which instrument")
    requested: int | None = Field(description="Requested, cents; null where nobody said")
    agreed: int | None = Field(description="Agreed in principle, cents; null where nobody said")
    obtained: int | None = Field(description="Obtained, cents; null where nobody said")
    paid: int | None = Field(description="Paid, cents; null where nobody said")


class MoneyOut(Schema):
    """The money of a sheet."""

    tax_basis: str = Field(description="not_said, before_tax or after_tax")
    cost_lines: list[CostOut] = Field(description="What it costs")
    financing_lines: list[FundsOut] = Field(description="Who pays")
    years: list[YearCostsOut] = Field(description="What each year costs")
    total: YearCostsOut = Field(description="What all costs")
    instruments: list[InstrumentOut] = Field(description="How far each instrument is")
    planned_funds: int = Field(description="What the plan brings in cash, cents")
    secured_funds: int = Field(description="Of which is obtained, or one's own, cents")
    gap: int = Field(description="Costs less plan, cents: zero closes, below it is funded twice")


class MeasureOut(Schema):
    """What an indicator was on a day."""

    id: int = Field(description="Its number")
    on: date = Field(description="The day")
    value: str = Field(description="What it was")


class TrackingOut(Schema):
    """A tracking indicator."""

    id: int = Field(description="Its number")
    name: str = Field(description="What is counted")
    unit: str = Field(description="In what")
    baseline: str | None = Field(description="Where it started")
    baseline_on: date | None = Field(description="That day")
    target: str | None = Field(description="Where it is to go")
    target_on: date | None = Field(description="Until when")
    measures: list[MeasureOut] = Field(description="What it was, the first day first")
    mark: str = Field(description="As it is read: to be given back with a change")


class RiskOut(Schema):
    """What may go wrong."""

    id: int = Field(description="Its number")
    text: str = Field(description="What")
    level: str = Field(description="low, medium or high")
    answer: str = Field(description="What is done about it")
    closed_on: date | None = Field(description="The day it was past")
    mark: str = Field(description="As it is read: to be given back with a change")


class CommentOut(Schema):
    """What somebody says of a sheet."""

    id: int = Field(description="Its number")
    text: str = Field(description="What; empty where who keeps the plan withdrew it")
    who: str = Field(description="Who, as the reader may know them")
    organisation: int | None = Field(description="For which organisation")
    written_at: datetime = Field(description="When")


class SheetLifeOut(SheetWholeOut):
    """An action sheet with its money and what it is followed by; null where it is not read."""

    money: MoneyOut | None = Field(description="Its money")
    indicators: list[TrackingOut] = Field(description="What it means to change, counted")
    risks: list[RiskOut] | None = Field(description="What may go wrong")
    comments: list[CommentOut] | None = Field(description="What is said of it, the last first")


def sheet_life_as_json(scope: Scope, sheet_id: int) -> dict[str, Any]:
    """Return a sheet with all that a reader may read of it."""
    shown = get_sheet(scope, sheet_id)
    life = get_life(scope, shown)
    return {
        **whole_sheet_as_json(shown),
        "money": _money(shown, get_money(scope, shown.sheet)) if shown.reads_money else None,
        "indicators": [_indicator(each) for each in life.indicators],
        "risks": [_risk(row) for row in life.risks] if shown.reads_risks else None,
        "comments": [_comment(each) for each in life.comments] if shown.reads_discussion else None,
    }


def _money(shown: SheetShown, money: Money) -> dict[str, Any]:
    return {
        "tax_basis": shown.sheet.tax_basis,
        "cost_lines": [_cost(each) for each in money.costs],
        "financing_lines": [_share(each) for each in money.shares],
        "years": [vars(each) for each in money.years],
        "total": vars(money.cost_total),
        "instruments": [vars(each) for each in money.instruments],
        "planned_funds": money.balance.planned,
        "secured_funds": money.balance.secured,
        "gap": money.balance.gap,
    }


def _cost(cost: Cost) -> dict[str, Any]:
    return vars(cost.said) | {"id": cost.line_id, "mark": cost.said.marked()}


def _share(share: Share) -> dict[str, Any]:
    own = {"id": share.line_id, "organisation": share.organisation_id}
    return vars(share.said) | own | {"mark": share.said.marked()}


def _indicator(followed: Followed) -> dict[str, Any]:
    row = followed.indicator
    told = _fields(row, ("name", "unit", "baseline_on", "target_on"))
    values = {"baseline": exact(row.baseline), "target": exact(row.target)}
    measures = [
        {"id": each.pk, "on": each.on, "value": exact(each.value)} for each in followed.measures
    ]
    return told | values | {"measures": measures, "mark": indicator_said(row).marked()}


def _risk(row: Risk) -> dict[str, Any]:
    told = _fields(row, ("text", "level", "answer", "closed_on"))
    return told | {"mark": risk_said(row).marked()}


def _comment(comment: SaidComment) -> dict[str, Any]:
    organisation = comment.organisation
    return _fields(comment.row, ("text", "written_at")) | {
        "who": comment.who,
        "organisation": organisation.pk if organisation else None,
    }


def _fields(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {"id": row.pk} | {name: getattr(row, name) for name in names}


def exact(value: Decimal | None) -> str | None:
    """Return a value without the zeros that a column adds."""
    return None if value is None else f"{value.normalize():f}"
