"""What a territory owes: the calendar of a plan, what waits for its keepers, letters of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.awaiting import Awaited
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Mandate, in_force
from terreau.web.apps.directory.rules import KEEPERS
from terreau.web.apps.plans.agreement_enums import Urgency
from terreau.web.apps.plans.agreement_permissions import (
    can_change_obligation,
    can_view_obligation,
    is_partner,
)
from terreau.web.apps.plans.makers import Maker, maker_of
from terreau.web.apps.plans.models import ActionPlan, Obligation
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.obligations import (
    REMINDED,
    SUGGESTIONS,
    Suggestion,
    day_of,
    reminder_due,
    titles_of,
)
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.shared.formatting import format_day
from terreau.web.shared.signed_link import make_link, number_in, read_link

_LINK = "obligations"
# A program that subscribes goes on as long as the plan: the link is closed by turning it.
_LASTS = timedelta(days=3650)


@dataclass(frozen=True)
class ObligationRow:
    """An obligation in the calendar.

    Parameters
    ----------
    obligation : Obligation
        Itself.
    urgency : Urgency
        How near it is.
    make_url, make_label : str
        The page that makes its document, and what it says; "" where nothing here does.
    """

    obligation: Obligation
    urgency: Urgency
    make_url: str
    make_label: str


@dataclass(frozen=True)
class Offered:
    """A suggested obligation that the plan does not have.

    Parameters
    ----------
    rank : int
        Its rank among the suggested ones.
    suggestion : Suggestion
        Itself.
    due_on : date
        When it falls.
    alike : str
        What the plan has of the same kind, by its title; "" = nothing.
    """

    rank: int
    suggestion: Suggestion
    due_on: date
    alike: str


def list_obligations(scope: Scope) -> QuerySet[Obligation]:
    """Return the obligations that a reader may see."""
    found = Obligation.objects.filter(can_view_obligation(scope))
    return found.select_related("plan__perimeter")


def rows_of_plan(scope: Scope, plan_id: int) -> list[ObligationRow]:
    """Return the calendar of a plan: what is not done by its day, then what is done.

    Raises
    ------
    NotHere
        If the reader is no partner of its territory.
    """
    readable_plan(scope, plan_id)
    found = list(list_obligations(scope).filter(plan=plan_id))
    rows = [_row(each) for each in found]
    undone = [row for row in rows if row.urgency is not Urgency.DONE]
    done = [row for row in rows if row.urgency is Urgency.DONE]
    return undone + done[::-1]


def readable_plan(scope: Scope, plan_id: int) -> ActionPlan:
    """Return a plan of whose territory a reader is a partner.

    Raises
    ------
    NotHere
        If they are not, or there is none.
    """
    plan = get_plan(scope, plan_id).plan
    if not is_partner(scope, plan):
        raise nothing_here()
    return plan


def get_obligation_to_change(scope: Scope, obligation_id: int) -> Obligation:
    """Return an obligation that a reader may change.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    found = Obligation.objects.filter(can_change_obligation(scope), pk=obligation_id)
    row = found.select_related("plan__perimeter").first()
    if row is None:
        raise nothing_here()
    return row


def get_obligation(scope: Scope, obligation_id: int) -> ObligationRow:
    """Return an obligation that a reader may see.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    row = list_obligations(scope).filter(pk=obligation_id).first()
    if row is None:
        raise nothing_here()
    return _row(row)


def list_offered(plan: ActionPlan) -> list[Offered]:
    """Return the suggested obligations that a plan does not have."""
    held = list(plan.obligations.order_by("-due_on").values_list("kind", "title"))
    titles, of_kind = {title for _kind, title in held}, dict(held)
    today = timezone.localdate()
    return [
        Offered(rank, each, day_of(each, today), of_kind.get(each.kind, ""))
        for rank, each in enumerate(SUGGESTIONS)
        if titles.isdisjoint(titles_of(each))
    ]


def calendar_token(plan: ActionPlan) -> str:
    """Return the secret part of the address of the calendar of a plan."""
    return make_link(_LINK, f"{plan.pk}.{plan.calendar_turn}")


def get_calendar(token: str) -> tuple[ActionPlan, list[Obligation]]:
    """Return the plan that a secret link is about, and its obligations.

    Raises
    ------
    NotHere
        If the link was not made here, or was closed.
    """
    plan_id, _dot, turn = read_link(_LINK, token, _LASTS).partition(".")
    wanted = {"pk": number_in(plan_id), "calendar_turn": number_in(turn)}
    plan = ActionPlan.objects.select_related("perimeter").filter(**wanted).first()
    if plan is None:
        raise nothing_here()
    return plan, list(plan.obligations.all())


def awaited_obligations(scope: Scope) -> QuerySet[Obligation]:
    """Return what who keeps a plan owes within thirty days, or owed."""
    soon = timezone.localdate() + timedelta(days=max(REMINDED))
    return Obligation.objects.filter(can_change_obligation(scope), done_on=None, due_on__lte=soon)


def tell_obligation(obligation: Obligation) -> Awaited:
    """Tell of something owed that waits."""
    words = {"title": obligation.title, "day": format_day(obligation.due_on)}
    sentence = (
        _("En retard depuis le %(day)s : %(title)s")
        if obligation.urgency is Urgency.LATE
        else _("À faire avant le %(day)s : %(title)s")
    )
    return Awaited(sentence % words, reverse("plans:obligations", args=(obligation.plan_id,)))


def list_to_remind(today: date) -> list[tuple[Obligation, int]]:
    """Return the obligations of which a letter leaves today, each with its days before."""
    near = Q(due_on__gte=today, due_on__lte=today + timedelta(days=max(REMINDED)))
    found = Obligation.objects.filter(near, done_on=None).select_related("plan__perimeter")
    due = ((each, reminder_due(each.due_on, each.told_days, today)) for each in found)
    return [(each, days) for each, days in due if days is not None]


def list_plan_keepers(plan: ActionPlan) -> list[User]:
    """Return those who keep the plan of a territory, by mandates held for itself."""
    held = Mandate.objects.filter(
        in_force(timezone.localdate()),
        role__in=KEEPERS,
        perimeter=plan.perimeter_id,
        holder__isnull=False,
    )
    return list(
        User.objects.filter(pk__in=held.order_by().values("holder"), is_active=True).order_by("pk")
    )


def _row(obligation: Obligation) -> ObligationRow:
    maker: Maker | None = maker_of(obligation.kind)
    return ObligationRow(
        obligation,
        obligation.urgency,
        maker.address(obligation.plan_id, obligation.due_on) if maker else "",
        str(maker.label) if maker else "",
    )
