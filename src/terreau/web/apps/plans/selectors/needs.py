"""Needs as a reader may see them, and what lacks: a need without a sheet, a sheet without one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation
from terreau.web.apps.plans.enums import NeedState
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Need
from terreau.web.apps.plans.permissions import (
    can_change_need,
    can_verify_need,
    can_view_need,
    nothing_here,
    seen_sheets,
)
from terreau.web.apps.plans.rules.workflow import CLOSED
from terreau.web.apps.plans.selectors.sheets import SheetRow, list_sheets, rows_of
from terreau.web.apps.plans.standing import plan_standing
from terreau.web.apps.territories.models import Perimeter


@dataclass(frozen=True)
class NeedShown:
    """A need as one reader sees it.

    Parameters
    ----------
    need : Need
        Itself; without its organisation where the reader does not see that.
    sheets : list[SheetRow]
        The sheets that answer it, of those they see.
    may_change, may_verify : bool
        What they write.
    """

    need: Need
    sheets: list[SheetRow]
    may_change: bool
    may_verify: bool


@dataclass(frozen=True)
class Gaps:
    """What lacks in a plan: needs that no sheet answers, sheets that no verified need asks for.

    ``has_needs`` and ``has_sheets`` say whether there are any at all.
    """

    needs: list[Need]
    sheets: list[SheetRow]
    has_needs: bool
    has_sheets: bool


def list_needs(
    scope: Scope, *, perimeter: Perimeter | None = None, state: str = ""
) -> QuerySet[Need]:
    """Return the needs that a reader may see, the last raised first, with ``answer_count``."""
    found = Need.objects.filter(can_view_need(scope))
    if perimeter is not None:
        found = found.filter(perimeter=perimeter)
    if state:
        found = found.filter(state=state)
    seen = seen_sheets(plan_standing(scope), "sheets__")
    counted = found.annotate(
        answer_count=Count("sheets", filter=seen, distinct=True),
        is_raiser_seen=Exists(
            Organisation.objects.filter(can_view_organisation(scope), pk=OuterRef("organisation"))
        ),
    )
    return counted.select_related("perimeter", "organisation").order_by("-raised_on", "-pk")


def get_need(scope: Scope, need_id: int) -> NeedShown:
    """Return a need as a reader may see it, in a bounded number of queries.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    need = list_needs(scope).filter(pk=need_id).first()
    if need is None:
        raise nothing_here()
    hide_raisers([need])
    again = Need.objects.filter(pk=need_id)
    return NeedShown(
        need,
        rows_of(scope, list_sheets(scope).filter(needs=need_id)),
        again.filter(can_change_need(scope)).exists(),
        again.filter(can_verify_need(scope)).exists(),
    )


def hide_raisers(needs: list[Need]) -> list[Need]:
    """Forget in needs (of `list_needs`) the organisations that the reader does not see."""
    for need in needs:
        if not getattr(need, "is_raiser_seen", False):
            need.organisation = None
    return needs


def gaps_of(scope: Scope, plan: ActionPlan) -> Gaps:
    """Return what lacks in a plan, of what a reader sees, in a bounded number of queries."""
    open_ones = list_needs(scope, perimeter=plan.perimeter).exclude(state=NeedState.DROPPED)
    answered = Exists(ActionSheet.objects.filter(needs=OuterRef("pk")).exclude(state="abandoned"))
    verified = Exists(Need.objects.filter(sheets=OuterRef("pk"), state=NeedState.VERIFIED))
    live = list_sheets(scope).filter(Q(plan=plan) & ~Q(state__in=CLOSED))
    return Gaps(
        hide_raisers(list(open_ones.exclude(answered)[:200])),
        rows_of(scope, live.exclude(verified)[:200]),
        open_ones.exists(),
        live.exists(),
    )


def needs_of_sheet(scope: Scope, sheet: ActionSheet) -> list[Need]:
    """Return the needs that a sheet answers, of those that a reader sees."""
    return hide_raisers(list(list_needs(scope).filter(sheets=sheet.pk)[:100]))


def needs_to_tie(scope: Scope, sheet: ActionSheet) -> list[Need]:
    """Return the needs of its territory that a sheet may answer and does not yet, by title."""
    found = list_needs(scope, perimeter=sheet.plan.perimeter).exclude(state=NeedState.DROPPED)
    return list(found.exclude(sheets=sheet.pk).order_by("title", "pk")[:200])
