"""The sheets of a plan that answer what is asked, as every board of it shows them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import Health, SheetState
from terreau.web.apps.plans.models import ActionPlan, ActionSheet
from terreau.web.apps.plans.permissions import can_view_sheet
from terreau.web.apps.plans.selectors.sheets import (
    SheetRow,
    leads_of,
    list_sheets,
    rows_of,
)
from terreau.web.apps.plans.selectors.wanted import Wanted, narrowed

_ORDER = list(SheetState)


@dataclass(frozen=True)
class Listing:
    """Sheets of a plan, as one reader sees them.

    Parameters
    ----------
    rows : list[SheetRow]
        Those that answer all that is asked, in order.
    leads : list[str]
        Names of the leads of all sheets of the plan, of those that the reader sees.
    counts : Counter[Health]
        How many of those that answer all but the health asked for bear each.
    states : Counter[SheetState]
        How many of the same stand in each state.
    whole : int
        How many these are.
    is_money_read, is_all_money_read : bool
        Whether the reader reads the money of one of them, and of all: of the others nobody may
        tell whether they are funded.
    """

    rows: list[SheetRow]
    leads: list[str]
    counts: Counter[Health]
    states: Counter[SheetState]
    whole: int
    is_money_read: bool
    is_all_money_read: bool

    @property
    def sheets(self) -> list[ActionSheet]:
        """The sheets of its rows."""
        return [row.sheet for row in self.rows]

    @property
    def is_untold(self) -> bool:
        """Whether there are sheets, and of none is known where it stands."""
        return bool(self.whole) and self.states[SheetState.UNKNOWN] == self.whole

    @property
    def told(self) -> list[Health]:
        """The healths that this reader may count: of money, those that they read."""
        if self.is_untold:
            return []
        return [each for each in Health if each != Health.UNFUNDED or self.is_money_read]


def list_rows(scope: Scope, plan: ActionPlan, wanted: Wanted) -> Listing:
    """Return the sheets of a plan that a reader sees and that answer what is asked.

    A plan is some dozens of sheets: all that boards count is counted from its rows, in a number of
    queries that does not grow.
    """
    whole = list_sheets(scope).filter(plan=plan)
    leads = leads_of(scope, ActionSheet.objects.filter(can_view_sheet(scope), plan=plan))
    rows = rows_of(scope, narrowed(scope, whole, wanted), leads)
    if wanted.sort == "etat":
        rows.sort(key=lambda row: _ORDER.index(SheetState(row.sheet.state)))
    kept = [row for row in rows if not wanted.health or wanted.health in row.health]
    return Listing(
        rows=kept,
        leads=sorted({name for names in leads.values() for name in names}, key=str.casefold),
        counts=Counter(health for row in rows for health in row.health),
        states=Counter(SheetState(row.sheet.state) for row in rows),
        whole=len(rows),
        is_money_read=any(row.costs is not None for row in rows),
        is_all_money_read=all(row.costs is not None for row in rows),
    )
