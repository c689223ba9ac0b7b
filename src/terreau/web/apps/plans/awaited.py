"""What waits for a person in plans: what committees asked, sheets to validate, committees near."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from terreau.web.apps.accounts.awaiting import Awaited, Source, declare_awaited
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import CommitteeState, SheetState
from terreau.web.apps.plans.models import ActionPlan, Committee
from terreau.web.apps.plans.selectors.review_words import committee_in_words
from terreau.web.apps.plans.standing import plan_standing

_NEAR = timedelta(days=14)


def declare() -> None:
    """Declare what waits for who keeps plans, and for the duo that chairs their committees."""
    declare_awaited(Source(_follow_ups, _tell_follow_ups))
    declare_awaited(Source(_sheets, _tell_sheets))
    declare_awaited(Source(_committees, _tell_committee))


def _follow_ups(scope: Scope) -> QuerySet[Any]:
    """Return the plans that one keeps, with what was to be done there by now."""
    kept = ActionPlan.objects.filter(plan_standing(scope).keeps.condition("perimeter"))
    due = kept.filter(
        committees__follow_ups__done_on=None,
        committees__follow_ups__due_on__lte=timezone.localdate(),
    )
    return _counted(due, "committees__follow_ups")


def _tell_follow_ups(row: Mapping[str, Any]) -> Awaited:
    sentence = ngettext(
        "%(count)s suite de comité est à faire : %(territory)s",
        "%(count)s suites de comité sont à faire : %(territory)s",
        row["waiting"],
    )
    said = sentence % {"count": row["waiting"], "territory": row["perimeter__name"]}
    return Awaited(said, f"{reverse('plans:committees', args=(row['pk'],))}#suites")


def _sheets(scope: Scope) -> QuerySet[Any]:
    """Return the plans of the duo, with the sheets that they are to look at."""
    governed = ActionPlan.objects.filter(plan_standing(scope).governs.condition("perimeter"))
    return _counted(governed.filter(sheets__state=SheetState.PRESENTED), "sheets")


def _tell_sheets(row: Mapping[str, Any]) -> Awaited:
    sentence = ngettext(
        "%(count)s fiche action attend sa validation : %(territory)s",
        "%(count)s fiches action attendent leur validation : %(territory)s",
        row["waiting"],
    )
    said = sentence % {"count": row["waiting"], "territory": row["perimeter__name"]}
    address = reverse("plans:plan", args=(row["pk"],))
    return Awaited(said, f"{address}?etat={SheetState.PRESENTED}")


def _committees(scope: Scope) -> QuerySet[Committee]:
    """Return the committees of the coming days, of who keeps the plan or chairs them."""
    standing, today = plan_standing(scope), timezone.localdate()
    held = (standing.keeps | standing.governs).condition("plan__perimeter")
    found = Committee.objects.filter(
        held, state=CommitteeState.PLANNED, on__range=(today, today + _NEAR)
    )
    return found.select_related("plan__perimeter").order_by("on", "pk")


def _tell_committee(committee: Committee) -> Awaited:
    return Awaited(committee_in_words(committee), reverse("plans:committee", args=(committee.pk,)))


def _counted(plans: QuerySet[ActionPlan], path: str) -> QuerySet[Any]:
    """Return plans, their key and territory, each with how many rows of theirs were asked for."""
    found = plans.values("pk", "perimeter__name").annotate(waiting=Count(path, distinct=True))
    return found.order_by("perimeter__name", "pk")
