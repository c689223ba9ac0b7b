"""What Regions put first, and the sheets that answer, of what the reader sees."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, RegionalPriority
from terreau.web.apps.plans.permissions import can_view_sheet, can_write_priorities, nothing_here
from terreau.web.apps.plans.selectors.nation import region_of_plan
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter


@dataclass(frozen=True)
class Answered:
    """A priority and the sheets that answer it, of those that the reader sees."""

    priority: RegionalPriority
    sheets: list[ActionSheet]


@dataclass(frozen=True)
class RegionShown:
    """A region as one reader sees it: its priorities, and whether they write them."""

    region: Perimeter
    priorities: list[Answered]
    may_write: bool


def get_region(scope: Scope, code: str) -> RegionShown:
    """Return a region and its priorities in force.

    Raises
    ------
    NotHere
        If there is no such region.
    """
    region = Perimeter.objects.filter(kind=PerimeterKind.REGION, code=code).first()
    if region is None:
        raise nothing_here()
    held = list(RegionalPriority.objects.filter(region=region, ended_on=None))
    links = RegionalPriority.sheets.through.objects.filter(regionalpriority__in=held)
    seen = ActionSheet.objects.filter(
        can_view_sheet(scope), pk__in=links.values("actionsheet")
    ).select_related("plan__perimeter", "own_theme")
    by_key = {sheet.pk: sheet for sheet in seen}
    answers: dict[int, list[ActionSheet]] = {}
    for priority, sheet in links.order_by("actionsheet").values_list(
        "regionalpriority", "actionsheet"
    ):
        if sheet in by_key:
            answers.setdefault(priority, []).append(by_key[sheet])
    return RegionShown(
        region,
        [Answered(each, answers.get(each.pk, [])) for each in held],
        can_write_priorities(scope, region),
    )


def list_priorities_of(plan: ActionPlan) -> QuerySet[RegionalPriority]:
    """Return the priorities in force of the region in which a plan is."""
    region = region_of_plan(plan)
    return RegionalPriority.objects.filter(
        region__code=region, region__country=plan.perimeter.country, ended_on=None
    )
