"""Every write of a sheet is news of it: one entry of its history, one more of its version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionPlan, ActionSheet
from terreau.web.apps.plans.permissions import can_change_sheet, can_keep_sheet, nothing_here

# Of these the history says that they changed, not what they hold: free words may name people.
PERSONAL_FIELDS = ("problem", "objectives", "description", "reason", "risk", "comment")

Changes = Mapping[str, tuple[object, object]]


def hold_plans_of(rows: QuerySet[Any]) -> None:
    """Hold the plan of what is to be held, until the transaction ends: it comes before all it has.

    Two writes of one plan, each of which needs what the other holds, would wait for each other.

    Parameters
    ----------
    rows : QuerySet
        Of a model that has a ``plan``.
    """
    held = ActionPlan.objects.select_for_update().filter(pk__in=rows.values("plan"))
    list(held.order_by("pk").values_list("pk"))


def locked_sheet(allowed: Q, sheet_id: int) -> ActionSheet:
    """Return a sheet that one may write, held until the transaction ends.

    Raises
    ------
    NotHere
        If there is none under that condition.
    """
    hold_plans_of(ActionSheet.objects.filter(pk=sheet_id))
    found = ActionSheet.objects.select_for_update(of=("self",)).filter(allowed, pk=sheet_id)
    sheet = found.select_related("plan__perimeter", "axis", "own_theme", "place").first()
    if sheet is None:
        raise nothing_here()
    return sheet


def changeable(acting: Acting, sheet_id: int) -> ActionSheet:
    """Return a sheet that who acts may change, held; raises as `locked_sheet`."""
    return locked_sheet(can_change_sheet(acting.scope), sheet_id)


def keeps(acting: Acting, sheet: ActionSheet) -> bool:
    """Whether who acts keeps the plan of a sheet."""
    if acting.is_operator:
        return True
    return ActionSheet.objects.filter(can_keep_sheet(acting.scope), pk=sheet.pk).exists()


def tell_news(
    acting: Acting, sheet: ActionSheet, changes: Changes, fields: Iterable[str] = ()
) -> None:
    """Save some fields of a sheet, its version and the day, and write it in its history.

    Each version is one entry, by which two people who write at once are told what each touched.
    """
    sheet.last_news_on = timezone.localdate()
    sheet.version = F("version") + 1
    sheet.save(update_fields=(*fields, "last_news_on", "version"))
    sheet.refresh_from_db(fields=("version",))
    record(acting, Verb.CHANGED, sheet, changes, personal=PERSONAL_FIELDS)
