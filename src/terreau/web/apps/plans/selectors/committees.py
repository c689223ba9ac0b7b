"""Committees: those of a plan, one of them with who was there, what it decided, what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.plans.enums import CommitteeKind, CommitteeState
from terreau.web.apps.plans.models import (
    ActionSheet,
    Committee,
    CommitteeAttendance,
    CommitteeDecision,
    FollowUp,
)
from terreau.web.apps.plans.permissions import (
    can_change_committee,
    can_view_committee,
    can_view_sheet,
    nothing_here,
)
from terreau.web.apps.plans.rules.review import months_later
from terreau.web.apps.plans.standing import plan_standing


@dataclass(frozen=True)
class FollowUpLine:
    """What is to be done, and who is to do it, "" where nobody is told to this reader."""

    row: FollowUp
    who: str


@dataclass(frozen=True)
class CommitteeShown:
    """A committee as one reader sees it.

    Parameters
    ----------
    committee : Committee
        Itself, with its plan and place.
    previous, following : Committee or None
        The last one of its kind that was held before it, the first one planned after it.
    present, excused : list[CommitteeAttendance]
        Organisations, those that the reader sees.
    decisions : list[CommitteeDecision]
        Those of sheets that the reader sees, and of none.
    follow_ups : list[FollowUpLine]
        The same of what is to be done after it.
    may_keep, is_partner : bool
        Whether the reader writes it, reads all of it.
    """

    committee: Committee
    previous: Committee | None
    following: Committee | None
    present: list[CommitteeAttendance]
    excused: list[CommitteeAttendance]
    decisions: list[CommitteeDecision]
    follow_ups: list[FollowUpLine]
    may_keep: bool
    is_partner: bool

    @property
    def attendance_lists(self) -> list[tuple[list[CommitteeAttendance], str]]:
        """Who was there and who was excused, each list with its title."""
        return [(self.present, _("Présents")), (self.excused, _("Excusés"))]


@dataclass(frozen=True)
class Proposed:
    """What the next committee of a kind could be, from the last one."""

    kind: str
    on: date
    place: str
    agenda: str


def list_committees(scope: Scope, plan_id: int) -> QuerySet[Committee]:
    """Return the committees of a plan that a reader may see, the last first, with what they hold.

    ``decision_count`` and ``open_count``: its decisions, what is still to be done after it, of
    the sheets that the reader sees.
    """
    seen = _seen_sheets(scope)
    return (
        Committee.objects.filter(can_view_committee(scope), plan=plan_id)
        .select_related("plan__perimeter")
        .annotate(
            decision_count=Count("decisions", filter=_of_seen(seen, "decisions__"), distinct=True),
            open_count=Count(
                "follow_ups",
                filter=_of_seen(seen, "follow_ups__") & Q(follow_ups__done_on=None),
                distinct=True,
            ),
        )
        .order_by("-on", "-pk")
    )


def get_committee(scope: Scope, committee_id: int) -> CommitteeShown:
    """Return a committee as a reader may see it, in a bounded number of queries.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    found = Committee.objects.filter(can_view_committee(scope), pk=committee_id)
    committee = found.select_related("plan__perimeter").first()
    if committee is None:
        raise nothing_here()
    attendances = list(_attendances(scope).filter(committee=committee))
    return CommitteeShown(
        committee=committee,
        previous=previous_of(scope, committee),
        following=following_of(scope, committee),
        present=[each for each in attendances if each.is_present],
        excused=[each for each in attendances if not each.is_present],
        decisions=list(list_decisions(scope).filter(committee=committee).order_by("pk")),
        follow_ups=lines_of(scope, list_follow_ups(scope).filter(committee=committee)),
        may_keep=found.filter(can_change_committee(scope)).exists(),
        is_partner=plan_standing(scope).partners.holds(committee.plan.perimeter),
    )


def previous_of(scope: Scope, committee: Committee) -> Committee | None:
    """Return the last committee of its kind that was held before one, if the reader sees it."""
    return (
        Committee.objects.filter(can_view_committee(scope))
        .filter(
            plan=committee.plan_id,
            kind=committee.kind,
            state=CommitteeState.HELD,
            on__lt=committee.on,
        )
        .select_related("snapshot")
        .first()
    )


def following_of(scope: Scope, committee: Committee) -> Committee | None:
    """Return the first of its kind, of those the reader sees, that is planned after one."""
    later = Committee.objects.filter(can_view_committee(scope)).filter(
        plan=committee.plan_id,
        kind=committee.kind,
        state=CommitteeState.PLANNED,
        on__gt=committee.on,
    )
    return later.order_by("on", "pk").first()


def next_of(scope: Scope, plan_id: int) -> Committee | None:
    """Return the next committee of a plan that a reader sees."""
    coming = Committee.objects.filter(
        can_view_committee(scope),
        plan=plan_id,
        state=CommitteeState.PLANNED,
        on__gte=timezone.localdate(),
    )
    return coming.order_by("on", "pk").first()


def list_decisions(scope: Scope) -> QuerySet[CommitteeDecision]:
    """Return the decisions that a reader may see, with ``follow_count``: what follows from each."""
    return (
        CommitteeDecision.objects.filter(_of_seen(_seen_sheets(scope)), _committees(scope))
        .select_related("sheet", "committee")
        .annotate(follow_count=Count("follow_ups"))
        .order_by("committee__on", "pk")
    )


def list_follow_ups(scope: Scope) -> QuerySet[FollowUp]:
    """Return what is to be done after committees, of what a reader may see: open ones first."""
    return (
        FollowUp.objects.filter(_of_seen(_seen_sheets(scope)), _committees(scope))
        .select_related("sheet", "committee", "organisation")
        .order_by(F("done_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")
    )


def lines_of(scope: Scope, rows: Iterable[FollowUp]) -> list[FollowUpLine]:
    """Return follow-ups with who is to do them, of the organisations that a reader sees."""
    found = list(rows)
    named = {row.organisation_id for row in found if row.organisation_id}
    seen = set(
        Organisation.objects.filter(can_view_organisation(scope), pk__in=named).values_list(
            "pk", flat=True
        )
        if named
        else ()
    )
    return [
        FollowUpLine(row, row.name if row.organisation_id in {None, *seen} else "") for row in found
    ]


def propose_next(scope: Scope, plan_id: int, kind: str) -> Proposed:
    """Return what the next committee of a kind could be: three months later, same place.

    Its agenda holds what the plan still has to do after its committees.
    """
    seen = Committee.objects.filter(can_view_committee(scope), plan=plan_id, kind=kind)
    last = seen.exclude(state=CommitteeState.CANCELLED).first()
    today = timezone.localdate()
    on = months_later(last.on if last else today)
    waiting = list_follow_ups(scope).filter(committee__plan=plan_id, done_on=None)
    agenda = "\n".join(row.text for row in waiting[:20])
    return Proposed(
        kind if kind in CommitteeKind.values else CommitteeKind.STEERING,
        on if on > today else months_later(today),
        last.place if last else "",
        agenda[:4000],
    )


def sheets_to_name(scope: Scope, plan_id: int) -> list[tuple[int, str]]:
    """Return the sheets of a plan as what is decided is told of them."""
    found = ActionSheet.objects.filter(can_view_sheet(scope), plan=plan_id)
    return [(sheet.pk, str(sheet)) for sheet in found.only("pk", "code", "title", "plan", "axis")]


def _attendances(scope: Scope) -> QuerySet[CommitteeAttendance]:
    seen = Q(organisation=None) | standing_of(scope).condition("organisation__")
    return CommitteeAttendance.objects.filter(seen).select_related("organisation").order_by("pk")


def _seen_sheets(scope: Scope) -> QuerySet[Any, Any]:
    return ActionSheet.objects.filter(can_view_sheet(scope)).order_by().values("pk")


def _committees(scope: Scope) -> Q:
    seen = Committee.objects.filter(can_view_committee(scope)).order_by()
    return Q(committee__in=seen.values("pk"))


def _of_seen(seen: QuerySet[Any, Any], path: str = "") -> Q:
    """Return the condition of what is of a sheet that is seen, or of none."""
    return Q(**{f"{path}sheet": None}) | Q(**{f"{path}sheet__in": seen})
