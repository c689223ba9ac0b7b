"""What waits for a person in plans: what committees asked, sheets to validate, committees near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from terreau.web.apps.accounts.awaiting import Awaited
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import CommitteeState, SheetState
from terreau.web.apps.plans.models import ActionPlan, Committee
from terreau.web.apps.plans.selectors.review_words import committee_in_words
from terreau.web.apps.plans.standing import PlanStanding, plan_standing

_NEAR = timedelta(days=14)


def list_awaited(scope: Scope) -> Iterator[Awaited]:
    """Yield what waits for who keeps plans, and for the duo that chairs their committees."""
    standing = plan_standing(scope)
    yield from _follow_ups(standing)
    yield from _sheets(standing)
    yield from _committees(standing)


def _follow_ups(standing: PlanStanding) -> Iterator[Awaited]:
    """Yield what was to be done by now, of the plans that one keeps."""
    kept = ActionPlan.objects.filter(standing.keeps.condition("perimeter"))
    due = kept.filter(
        committees__follow_ups__done_on=None,
        committees__follow_ups__due_on__lte=timezone.localdate(),
    )
    for plan, count in _counted(due, "committees__follow_ups"):
        sentence = ngettext(
            "%(count)s suite de comité est à faire : %(territory)s",
            "%(count)s suites de comité sont à faire : %(territory)s",
            count,
        )
        said = sentence % {"count": count, "territory": plan.perimeter.name}
        yield Awaited(said, f"{reverse('plans:committees', args=(plan.pk,))}#suites")


def _sheets(standing: PlanStanding) -> Iterator[Awaited]:
    """Yield the sheets that the duo is to look at."""
    governed = ActionPlan.objects.filter(standing.governs.condition("perimeter"))
    for plan, count in _counted(governed.filter(sheets__state=SheetState.PRESENTED), "sheets"):
        sentence = ngettext(
            "%(count)s fiche action attend sa validation : %(territory)s",
            "%(count)s fiches action attendent leur validation : %(territory)s",
            count,
        )
        said = sentence % {"count": count, "territory": plan.perimeter.name}
        address = reverse("plans:plan", args=(plan.pk,))
        yield Awaited(said, f"{address}?etat={SheetState.PRESENTED}")


def _committees(standing: PlanStanding) -> Iterator[Awaited]:
    """Yield the committees of the coming days, of who keeps the plan or chairs them."""
    today = timezone.localdate()
    here = standing.keeps.condition("plan__perimeter") | standing.governs.condition(
        "plan__perimeter"
    )
    found = Committee.objects.filter(
        here, state=CommitteeState.PLANNED, on__range=(today, today + _NEAR)
    )
    for committee in found.select_related("plan__perimeter").order_by("on", "pk")[:20]:
        yield Awaited(
            committee_in_words(committee), reverse("plans:committee", args=(committee.pk,))
        )


def _counted(plans: QuerySet[ActionPlan], path: str) -> list[tuple[ActionPlan, int]]:
    """Return plans, each with how many rows of theirs were asked for."""
    counted = plans.annotate(waiting=Count(path, distinct=True)).select_related("perimeter")
    found = counted.order_by("perimeter__name", "pk")[:20]
    return [(plan, int(getattr(plan, "waiting", 0))) for plan in found]
