"""The money of the sheets of a plan, of those whose money the reader reads; by instrument."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.plans.enums import Instrument, SheetState, TaxBasis
from terreau.web.apps.plans.models import CostLine, FinancingLine
from terreau.web.apps.plans.selectors.sheets import SheetRow

_COSTS = {
    "planned": Sum("planned_eur_cents"),
    "committed": Sum("committed_eur_cents"),
    "spent": Sum("spent_eur_cents"),
}
_FUNDS = {
    "requested": Sum("requested_eur_cents"),
    "agreed": Sum("agreed_eur_cents"),
    "obtained": Sum("obtained_eur_cents"),
    "paid": Sum("paid_eur_cents"),
}


@dataclass(frozen=True)
class Amounts:
    """A line of a table of money: a name, then cents; None where nobody said any."""

    label: str
    cents: tuple[int | None, ...]
    instrument: str = ""


@dataclass(frozen=True)
class Budget:
    """The money of some sheets, as one reader sees it.

    Parameters
    ----------
    read, unread : int
        How many sheets are counted, and how many are not since their money is not read.
    by_axis, by_year : list[Amounts]
        Costs planned, committed, spent; the last line is their total.
    by_instrument, by_financer : list[Amounts]
        Requested, agreed, obtained, paid: never a total of two instruments.
    bases : list[tuple[str, int]]
        Whether amounts are before tax: of how many sheets that have costs.
    """

    read: int
    unread: int
    by_axis: list[Amounts]
    by_year: list[Amounts]
    by_instrument: list[Amounts]
    by_financer: list[Amounts]
    bases: list[tuple[str, int]]

    @property
    def is_empty(self) -> bool:
        """Whether no amount is said."""
        return not self.by_axis and not self.by_instrument


def budget_of(scope: Scope, rows: Collection[SheetRow]) -> Budget:
    """Return what sheets cost and who pays, in a number of queries that does not grow.

    A merged sheet counts with the one that holds it: it is neither counted nor left out.
    """
    rows = [row for row in rows if row.sheet.state != SheetState.MERGED]
    # Rows hold what is read of each sheet: nothing is to be asked again of all that are here.
    read = [row.sheet.pk for row in rows if row.counts_money]
    costs = CostLine.objects.filter(sheet__in=read).order_by()
    funds = FinancingLine.objects.filter(sheet__in=read).order_by()
    bases = Counter(row.sheet.tax_basis for row in rows if row.costs)
    return Budget(
        read=len(read),
        unread=len(rows) - len(read),
        by_axis=_by_axis(costs),
        by_year=_by_year(costs),
        by_instrument=_by_instrument(funds),
        by_financer=_by_financer(scope, funds),
        bases=[(str(each.label), bases[each]) for each in TaxBasis if bases[each]],
    )


def _by_axis(costs: QuerySet[CostLine]) -> list[Amounts]:
    found: Iterable[Any] = costs.values("sheet__axis__number", "sheet__axis__title").annotate(
        **_COSTS
    )
    rows = sorted(found, key=lambda row: (row["sheet__axis__number"] or 10**6,))
    lines = [
        Amounts(
            f"{row['sheet__axis__number']}. {row['sheet__axis__title']}"
            if row["sheet__axis__number"] is not None
            else _("Sans axe"),
            _said(row, _COSTS),
        )
        for row in rows
    ]
    return _with_total(lines)


def _by_year(costs: QuerySet[CostLine]) -> list[Amounts]:
    found = costs.values("year").annotate(**_COSTS)
    rows = sorted(found, key=lambda row: row["year"] or 10**6)
    return _with_total(
        [Amounts(str(row["year"] or _("Sans année")), _said(row, _COSTS)) for row in rows]
    )


def _by_instrument(funds: QuerySet[FinancingLine]) -> list[Amounts]:
    found = {row["instrument"]: row for row in funds.values("instrument").annotate(**_FUNDS)}
    return [
        Amounts(str(each.label), _said(found[each], _FUNDS)) for each in Instrument if each in found
    ]


def _by_financer(scope: Scope, funds: QuerySet[FinancingLine]) -> list[Amounts]:
    """Return a line for each financer and instrument; who the reader does not see is not named."""
    seen = standing_of(scope).condition("organisation__")
    named = funds.filter(Q(organisation=None) | seen)
    hidden = funds.exclude(pk__in=named.values("pk"))
    lines = [
        *_financers(named, ("organisation__name", "written_name")),
        *_financers(hidden, ()),
    ]
    return sorted(lines, key=lambda line: (line.label.casefold(), line.instrument))


def _financers(funds: QuerySet[FinancingLine], names: tuple[str, ...]) -> Iterable[Amounts]:
    for row in funds.values(*names, "instrument").annotate(**_FUNDS):
        said = next((row[name] for name in names if row[name]), "")
        unnamed = _("Financeur non précisé") if names else _("Financeurs que vous ne voyez pas")
        yield Amounts(said or unnamed, _said(row, _FUNDS), str(Instrument(row["instrument"]).label))


def _said(row: Any, names: Iterable[str]) -> tuple[int | None, ...]:
    return tuple(row[name] for name in names)


def _with_total(lines: list[Amounts]) -> list[Amounts]:
    """Add the total of costs, which are all of one sort, where there are several lines."""
    if len(lines) < 2:
        return lines
    columns = zip(*(line.cents for line in lines), strict=True)
    sums = (_sum(column) for column in columns)
    return [*lines, Amounts(_("Total"), tuple(sums))]


def _sum(cents: Iterable[int | None]) -> int | None:
    said = [each for each in cents if each is not None]
    return sum(said) if said else None
