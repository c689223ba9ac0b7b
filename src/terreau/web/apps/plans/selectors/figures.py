"""What is read in the figures of a territory: the plans it may be noted in, the needs noted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.models import ActionPlan, Need
from terreau.web.apps.plans.permissions import can_raise_need, can_view_need
from terreau.web.apps.plans.standing import plan_standing
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.memberships import count_shared
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import Territory, latest_vintage


def plans_of_figures(scope: Scope, territory: Territory) -> list[ActionPlan]:
    """Return the plans in which a reader may note a need that they read in figures.

    Those of the territory itself, of one that holds it, of one that it holds; not those of all
    the country from its own figures. In a bounded number of queries, none for a visitor.

    Parameters
    ----------
    scope : Scope
        Of the reader.
    territory : Territory
        Whose figures they are.
    """
    if scope.user_id is None:
        return []
    standing = plan_standing(scope)
    here = standing.keeps.condition("perimeter")
    if standing.own:
        here |= standing.territory.condition("perimeter")
    found = ActionPlan.objects.filter(here, perimeter__country=territory.country)
    plans = [
        plan
        for plan in found.select_related("perimeter").order_by("perimeter__name", "-phase", "pk")
        if can_raise_need(scope, plan.perimeter)
    ]
    shared = _shared(territory) if plans else {}
    return [plan for plan in plans if _is_about(territory, shared, plan.perimeter)]


def needs_of_figures(scope: Scope, plans: list[ActionPlan], stem: str) -> list[Need]:
    """Return the needs of the territories of plans that were read in a page, the last first.

    Parameters
    ----------
    scope : Scope
        Of the reader.
    plans : list[ActionPlan]
        Of the territories that count.
    stem : str
        The address of the page, whatever is chosen in it.
    """
    there = Q(figure_address=stem) | Q(figure_address__startswith=f"{stem}?")
    territories = {plan.perimeter_id for plan in plans}
    found = Need.objects.filter(can_view_need(scope), there, perimeter__in=territories)
    return list(found.order_by("-raised_on", "-pk")[:100])


def _shared(territory: Territory) -> Mapping[int, int]:
    """Return how many communes each perimeter shares with a territory; none with a country."""
    if territory.kind == PerimeterKind.NATION or not territory.communes:
        return {}
    vintage = latest_vintage(territory.country)
    return count_shared(territory.perimeter, territory.communes, vintage)


def _is_about(territory: Territory, shared: Mapping[int, int], place: Perimeter) -> bool:
    """Whether a place is the territory, a whole that holds it, or a part of it."""
    if territory.perimeter is not None and territory.perimeter.pk == place.pk:
        return True
    if place.kind == PerimeterKind.COMMUNE:
        return territory.kind != PerimeterKind.NATION and place.code in territory.communes
    count = shared.get(place.pk, 0)
    return count > 0 and count in (len(territory.communes), place.commune_count)
