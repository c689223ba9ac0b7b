"""Plans: the list, one of them, the themes that its sheets may have."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.models import ActionPlan, Axis, OwnTheme, Participation
from terreau.web.apps.plans.permissions import (
    can_keep_plans,
    can_view_committee,
    nothing_here,
    seen_sheets,
)
from terreau.web.apps.plans.standing import plan_standing
from terreau.web.apps.plans.themes import themes_of
from terreau.web.apps.territories.models import Perimeter


@dataclass(frozen=True)
class PlanShown:
    """A plan as one reader sees it.

    Parameters
    ----------
    plan : ActionPlan
        Itself, with its perimeter.
    axes : list[Axis]
        In their order.
    may_keep : bool
        Whether the reader writes in it.
    may_read_committees : bool
        Whether they are a partner of its territory.
    has_committees : bool
        Whether they see one of its committees.
    """

    plan: ActionPlan
    axes: list[Axis]
    may_keep: bool
    may_read_committees: bool
    has_committees: bool


def list_plans(scope: Scope, *, country: str = "") -> QuerySet[ActionPlan]:
    """Return every plan, with ``seen_count``: how many of its sheets the reader sees.

    Parameters
    ----------
    scope : Scope
        Of the reader.
    country : str
        Of one country alone; "" = all.
    """
    found = ActionPlan.objects.select_related("perimeter")
    if country:
        found = found.filter(perimeter__country=country)
    seen = seen_sheets(plan_standing(scope), "sheets__")
    return found.annotate(seen_count=Count("sheets", filter=seen, distinct=True)).order_by(
        "perimeter__name", "-phase", "pk"
    )


def list_own_plans(scope: Scope) -> QuerySet[ActionPlan]:
    """Return the plans of the territories where a reader acts, those they keep among them."""
    standing = plan_standing(scope)
    here = standing.partners.condition("perimeter")
    if standing.own:
        here |= standing.territory.condition("perimeter")
    return list_plans(scope).filter(here)


def get_plan(scope: Scope, plan_id: int) -> PlanShown:
    """Return a plan; who writes in it is told so.

    Raises
    ------
    NotHere
        If there is none.
    """
    plan = ActionPlan.objects.select_related("perimeter").filter(pk=plan_id).first()
    if plan is None:
        raise nothing_here()
    return PlanShown(
        plan=plan,
        axes=list(plan.axes.all()),
        may_keep=can_keep_plans(scope, plan.perimeter),
        may_read_committees=plan_standing(scope).partners.holds(plan.perimeter),
        has_committees=plan.committees.filter(can_view_committee(scope)).exists(),
    )


def list_territories_to_plan(scope: Scope) -> QuerySet[Perimeter]:
    """Return the territories for which a reader may open a plan, by name: those they hold."""
    kept = plan_standing(scope).keeps
    held = {each.perimeter_id for each in scope.holdings if each.perimeter_id}
    reached = Q(pk__in=kept.perimeter_ids) | Q(country__in=kept.countries)
    return Perimeter.objects.filter(reached, pk__in=held).order_by("name", "pk")


def count_printed_organisations() -> int:
    """Return how many organisations of the directory stand there as documents name them."""
    named = Participation.objects.exclude(sheet__plan__source_title="")
    untouched = named.filter(organisation__version=1)
    return untouched.order_by().values("organisation").distinct().count()


def list_own_themes(plan: ActionPlan) -> list[OwnTheme]:
    """Return the themes that the territory of a plan added, by name."""
    return list(OwnTheme.objects.filter(perimeter=plan.perimeter_id))


def theme_choices(plan: ActionPlan) -> list[tuple[str, str]]:
    """Return the themes of a plan's phase and those of its territory, as a form offers them."""
    own = list_own_themes(plan)
    return [
        *((each.key, str(each.label)) for each in themes_of(plan.phase)),
        *((f"own:{each.pk}", each.name) for each in own),
    ]
