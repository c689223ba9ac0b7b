"""The money of a sheet, as somebody who reads it sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation
from terreau.web.apps.plans.models import ActionSheet, CostLine, FinancingLine
from terreau.web.apps.plans.rules.lines import CostWritten, FundsWritten
from terreau.web.apps.plans.rules.money import (
    CASHLESS,
    Balance,
    InstrumentTotal,
    balance_of,
    sum_said,
    totals_of,
)


@dataclass(frozen=True)
class Cost:
    """A line of costs."""

    line_id: int
    said: CostWritten


@dataclass(frozen=True)
class Share:
    """A line of the financing plan; ``organisation_id`` where its reader may go and see it."""

    line_id: int
    said: FundsWritten
    organisation_id: int | None
    instrument: str
    best_known: int
    is_cash: bool


@dataclass(frozen=True)
class YearTotal:
    """What a year costs (None = of no year in particular), in cents; None where nobody said."""

    year: int | None
    planned: int | None
    committed: int | None
    spent: int | None


@dataclass(frozen=True)
class Money:
    """The money of a sheet.

    Parameters
    ----------
    costs, shares : list
        Line by line.
    years : list[YearTotal]
        What each year costs.
    cost_total : YearTotal
        What all costs.
    instruments : list[InstrumentTotal]
        How far each instrument is, never added to another.
    balance : Balance
        Whether the plan closes.
    """

    costs: list[Cost]
    shares: list[Share]
    years: list[YearTotal]
    cost_total: YearTotal
    instruments: list[InstrumentTotal]
    balance: Balance

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not self.costs and not self.shares


def get_money(scope: Scope, sheet: ActionSheet) -> Money:
    """Return the money of a sheet of which the reader reads the money, in three queries."""
    costs = [Cost(line.pk, cost_said(line)) for line in sheet.cost_lines.all()]
    lines = list(sheet.financing_lines.select_related("organisation"))
    seen = seen_organisations(scope, lines)
    shares = [_share(line, seen) for line in lines]
    return Money(
        costs,
        shares,
        _years(costs),
        _total(None, costs),
        totals_of(line.funds for line in lines),
        balance_of((each.said.planned or 0 for each in costs), (line.funds for line in lines)),
    )


def cost_said(line: CostLine) -> CostWritten:
    """Return what a line of costs says."""
    return CostWritten(
        line.label,
        line.year,
        line.planned_eur_cents,
        line.committed_eur_cents,
        line.spent_eur_cents,
    )


def funds_said(line: FinancingLine, seen: Iterable[int]) -> FundsWritten:
    """Return what a line of a financing plan says, without the name of whom the reader sees not."""
    is_hidden = line.organisation_id is not None and line.organisation_id not in seen
    return FundsWritten(
        line.instrument,
        "" if is_hidden else line.name,
        line.scheme_name,
        line.year,
        line.requested_eur_cents,
        line.agreed_eur_cents,
        line.obtained_eur_cents,
        line.paid_eur_cents,
    )


def seen_organisations(scope: Scope, lines: Iterable[FinancingLine]) -> frozenset[int]:
    """Return which organisations of some lines a reader sees."""
    named = {line.organisation_id for line in lines if line.organisation_id is not None}
    if not named:
        return frozenset()
    found = Organisation.objects.filter(can_view_organisation(scope), pk__in=named)
    return frozenset(found.order_by().values_list("pk", flat=True))


def _share(line: FinancingLine, seen: frozenset[int]) -> Share:
    return Share(
        line.pk,
        funds_said(line, seen),
        line.organisation_id if line.organisation_id in seen else None,
        line.get_instrument_display(),
        line.funds.best_known,
        line.instrument not in CASHLESS,
    )


def _years(costs: list[Cost]) -> list[YearTotal]:
    years = sorted({each.said.year for each in costs}, key=lambda year: (year is None, year or 0))
    return [_total(year, [c for c in costs if c.said.year == year]) for year in years]


def _total(year: int | None, costs: list[Cost]) -> YearTotal:
    return YearTotal(
        year,
        *(
            sum_said(getattr(each.said, name) for each in costs)
            for name in ("planned", "committed", "spent")
        ),
    )
