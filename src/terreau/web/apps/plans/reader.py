"""How much of each sheet somebody reads, told without a query a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import Part
from terreau.web.apps.plans.models import ActionSheet, Participation
from terreau.web.apps.plans.standing import PlanStanding, plan_standing
from terreau.web.shared.visibility import Visibility, is_within


@dataclass(frozen=True)
class Reader:
    """Where somebody stands towards sheets.

    Parameters
    ----------
    standing : PlanStanding
        Towards territories.
    led, joined : frozenset[int]
        Keys of the sheets that their organisations lead, or are on.
    """

    standing: PlanStanding
    led: frozenset[int]
    joined: frozenset[int]

    def towards(self, sheet: ActionSheet) -> Visibility:
        """Return the narrowest level that is read of a sheet, whose plan and place are loaded."""
        place = sheet.plan.perimeter
        if self.standing.keeps.holds(place) or self.standing.governs.holds(place):
            return Visibility.PRIVATE
        if sheet.pk in self.led:
            return Visibility.PRIVATE
        if sheet.pk in self.joined or self.standing.partners.holds(place):
            return Visibility.PARTNERS
        is_inside = self.standing.territory.holds(place)
        return Visibility.TERRITORY if is_inside else Visibility.PUBLIC

    def reads(self, sheet: ActionSheet, what: str) -> bool:
        """Whether they read a part of a sheet: "money", "risks" or "discussion"."""
        return is_within(self.towards(sheet), sheet.level_of(what))


def reader_of(scope: Scope) -> Reader:
    """Return how much of sheets a scope reads, found once a request."""
    return scope.remembered("sheet reader", lambda: _reader_of(scope))


def _reader_of(scope: Scope) -> Reader:
    standing = plan_standing(scope)
    if not standing.own:
        return Reader(standing, frozenset(), frozenset())
    rows = Participation.objects.filter(organisation__in=standing.own).order_by()
    held = list(rows.values_list("sheet", "part"))
    return Reader(
        standing,
        frozenset(sheet for sheet, part in held if part == Part.SHEET_LEAD),
        frozenset(sheet for sheet, _part in held),
    )
