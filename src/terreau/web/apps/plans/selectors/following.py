"""What somebody follows and what is due of it; the days of a plan for their own calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Scope, scope_of
from terreau.web.apps.plans.enums import CommitteeState
from terreau.web.apps.plans.ics import CalendarDay
from terreau.web.apps.plans.models import (
    ActionPlan,
    ActionSheet,
    CalendarLink,
    Committee,
    Digest,
    Milestone,
    Subscription,
)
from terreau.web.apps.plans.permissions import (
    can_view_committee,
    can_view_sheet,
    nothing_here,
)
from terreau.web.apps.plans.reader import reader_of
from terreau.web.apps.plans.rules.digests import AHEAD_DAYS
from terreau.web.apps.plans.rules.workflow import CLOSED
from terreau.web.apps.plans.standing import READ

_MOST = 200


@dataclass(frozen=True)
class Watched:
    """What somebody watches: the sheets they follow or lead, and what is due of them.

    Parameters
    ----------
    followed : list[ActionSheet]
        Those they follow, that they still may see.
    due : list[Milestone]
        Not done, past or within a fortnight, of these and of those their organisations lead.
    """

    followed: list[ActionSheet]
    due: list[Milestone]


def get_watched(scope: Scope, today: date) -> Watched:
    """Return what somebody watches."""
    if scope.user_id is None:
        return Watched([], [])
    seen = ActionSheet.objects.filter(can_view_sheet(scope)).select_related("plan__perimeter")
    followed = seen.filter(followers__user=scope.user_id).order_by("plan", "code_key", "pk")
    return Watched(list(followed[:_MOST]), list(list_due(scope, today)))


def list_due(scope: Scope, today: date) -> QuerySet[Milestone]:
    """Return the milestones that are past or near, of what somebody follows or leads."""
    mine = Q(followers__user=scope.user_id) | Q(pk__in=reader_of(scope).led)
    sheets = ActionSheet.objects.filter(can_view_sheet(scope) & mine).exclude(state__in=CLOSED)
    found = Milestone.objects.filter(
        sheet__in=sheets.values("pk"), done_on=None, due_on__lte=today + timedelta(days=AHEAD_DAYS)
    )
    return found.select_related("sheet__plan__perimeter").order_by("due_on", "pk")[:_MOST]


def list_news(scope: Scope, since: date) -> QuerySet[ActionSheet]:
    """Return the sheets that somebody follows and that changed after a day."""
    seen = ActionSheet.objects.filter(can_view_sheet(scope), last_news_on__gt=since)
    followed = seen.filter(followers__user=scope.user_id)
    return followed.select_related("plan__perimeter").order_by("plan", "code_key", "pk")[:_MOST]


def follows(scope: Scope, sheet_id: int) -> bool:
    """Whether somebody follows a sheet."""
    if scope.user_id is None:
        return False
    return Subscription.objects.filter(user=scope.user_id, sheet=sheet_id).exists()


def digest_of(person: User) -> Digest:
    """Return how often somebody is written to; as nobody chose, once a week."""
    return Digest.objects.filter(user=person).first() or Digest(user=person)


def get_own_digest(scope: Scope) -> Digest:
    """Return how often who asks is written to, as `digest_of`.

    Raises
    ------
    NotHere
        If nobody is signed in, or by a key that does not read plans.
    """
    if scope.user_id is None or not scope.allows_act(READ):
        raise nothing_here()
    return digest_of(User.objects.get(pk=scope.user_id))


def list_own_calendars(scope: Scope) -> QuerySet[CalendarLink]:
    """Return the calendars of plans that who asks opened; a visitor has none."""
    reader = scope.user_id if scope.allows_act(READ) else None
    return CalendarLink.objects.filter(user=reader).select_related("plan__perimeter")


def list_watchers() -> QuerySet[User]:
    """Return the people who may have something to be told: who follow, who belong somewhere."""
    watching = Q(followed_sheets__isnull=False) | Q(mandates__organisation__isnull=False)
    found = User.objects.filter(watching, is_active=True).distinct()
    return found.order_by("pk")


def get_calendar(link_id: int) -> CalendarLink:
    """Return the calendar that a signed address opens.

    Raises
    ------
    NotHere
        If it was revoked, or whose it was is no longer here.
    """
    link = CalendarLink.objects.select_related("user", "plan__perimeter").filter(pk=link_id).first()
    if link is None or not link.user.is_active:
        raise nothing_here()
    return link


def list_events(link: CalendarLink) -> list[CalendarDay]:
    """Return the days of a plan, of what whose calendar it is may see today."""
    scope = scope_of(link.user)
    return [*_milestones(scope, link.plan), *_committees(scope, link.plan)]


def _milestones(scope: Scope, plan: ActionPlan) -> Iterable[CalendarDay]:
    sheets = ActionSheet.objects.filter(can_view_sheet(scope), plan=plan)
    rows = Milestone.objects.filter(sheet__in=sheets.values("pk")).select_related("sheet")
    for row in rows.order_by("due_on", "pk"):
        yield CalendarDay(
            uid=f"milestone-{row.pk}@{_host()}",
            on=row.due_on,
            title=f"{'✓ ' if row.done_on else ''}{row.sheet.code} {row.title}",
            url=f"{settings.SITE_URL}{reverse('plans:sheet', args=(row.sheet_id,))}",
        )


def _committees(scope: Scope, plan: ActionPlan) -> Iterable[CalendarDay]:
    for row in Committee.objects.filter(can_view_committee(scope), plan=plan).order_by("on", "pk"):
        yield CalendarDay(
            uid=f"committee-{row.pk}@{_host()}",
            on=row.on,
            title=str(row.get_kind_display()),
            url=f"{settings.SITE_URL}{reverse('plans:plan', args=(plan.pk,))}",
            place=row.place,
            is_cancelled=row.state == CommitteeState.CANCELLED,
        )


def _host() -> str:
    return settings.SITE_URL.partition("://")[2].partition("/")[0]
