"""What a plan says first, above its boards and on the home page of who keeps it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import Health, SheetState
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.selectors.committees import next_of
from terreau.web.apps.plans.selectors.listing import Listing, list_rows
from terreau.web.apps.plans.selectors.wanted import Wanted, wanted_of
from terreau.web.apps.plans.standing import plan_standing
from terreau.web.shared.formatting import format_day

# Who keeps more plans than this starts from the list of plans.
_MOST_ON_HOME = 2
Linked = tuple[str, str]


@dataclass(frozen=True)
class First:
    """What a reader looks at first in a plan.

    Parameters
    ----------
    plan : ActionPlan
        Itself, with its perimeter.
    listing : Listing
        Its sheets that answer what is asked.
    pressing : list[tuple[str, str]]
        How many sheets are late, blocked, … in words, the most pressing first, each with its list.
    coming : list[tuple[str, str]]
        The next committee, the sheets that wait for the duo, each with its address.
    """

    plan: ActionPlan
    listing: Listing
    pressing: list[Linked]
    coming: list[Linked]


def first_of(scope: Scope, plan: ActionPlan, listing: Listing, wanted: Wanted) -> First:
    """Return what a reader looks at first in a plan, of the sheets that answer what is asked."""
    home = reverse("plans:plan", args=(plan.pk,))
    return First(
        plan,
        listing,
        _pressing(listing, wanted, home),
        [*_next_committee(scope, plan), *_to_validate(listing, wanted, home)],
    )


def list_own_first(scope: Scope) -> list[First]:
    """Return what waits in the plans that a reader keeps or governs, for the home page."""
    standing, wanted = plan_standing(scope), wanted_of(QueryDict(""))
    held: Q = (standing.keeps | standing.governs).condition("perimeter")
    found = ActionPlan.objects.filter(held, source_title="").select_related("perimeter")
    plans = found.order_by("-phase", "perimeter__name", "pk")[:_MOST_ON_HOME]
    return [first_of(scope, plan, list_rows(scope, plan, wanted), wanted) for plan in plans]


def _pressing(listing: Listing, wanted: Wanted, home: str) -> list[Linked]:
    counts = listing.counts
    said = {
        Health.LATE: ngettext("%(count)s en retard", "%(count)s en retard", counts[Health.LATE]),
        Health.BLOCKED: ngettext("%(count)s bloquée", "%(count)s bloquées", counts[Health.BLOCKED]),
        Health.UNFUNDED: ngettext(
            "%(count)s à financer", "%(count)s à financer", counts[Health.UNFUNDED]
        ),
        Health.WITHOUT_LEAD: ngettext(
            "%(count)s sans pilote", "%(count)s sans pilote", counts[Health.WITHOUT_LEAD]
        ),
    }
    return [
        (words % {"count": counts[health]}, f"{home}?{wanted.query(sante=health)}")
        for health, words in said.items()
        if counts[health] and health in listing.told
    ]


def _next_committee(scope: Scope, plan: ActionPlan) -> list[Linked]:
    committee = next_of(scope, plan.pk)
    if committee is None:
        return []
    words = _("prochain comité le %(day)s") % {"day": format_day(committee.on)}
    return [(words, reverse("plans:committee", args=(committee.pk,)))]


def _to_validate(listing: Listing, wanted: Wanted, home: str) -> list[Linked]:
    count = listing.states[SheetState.PRESENTED]
    if not count:
        return []
    words = ngettext("%(count)s fiche à valider", "%(count)s fiches à valider", count)
    asked = wanted.query(etat=SheetState.PRESENTED, sante="")
    return [(words % {"count": count}, f"{home}?{asked}")]
