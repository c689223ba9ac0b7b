"""The ties that plans announce: who is on a sheet together, all planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.network.ties import Asked, declare_ties, lasting
from terreau.web.apps.network.ties import Participation as Tie
from terreau.web.apps.plans.enums import Part
from terreau.web.apps.plans.models import ActionSheet, Participation
from terreau.web.apps.plans.permissions import can_view_sheet

# Who acts in it together; to pay for it or to gain by it ties nobody.
_ACTING = (Part.SHEET_LEAD, Part.PROJECT_OWNER, Part.PARTNER, Part.WORKING_GROUP)


def declare() -> None:
    """Tell the network where ties come from; called once, when the app is ready."""
    declare_ties("sheet", gettext_lazy("Fiches action"), "planned", sheet_ties, _sheets_said)


def _sheets_said(count: int) -> str:
    return ngettext("%(count)s fiche action", "%(count)s fiches action", count) % {"count": count}


def sheet_ties(asked: Asked) -> Iterator[Tie]:
    """Yield who acts in the sheets that the reader sees, where one of them is of the territory.

    What is planned is so from the day it was written, and as long as nobody says that the sheet
    is done, abandoned or merged.
    """
    seen = standing_of(asked.scope).condition("organisation__")
    sheets = ActionSheet.objects.filter(can_view_sheet(asked.scope)).order_by().values("pk")
    known = Participation.objects.filter(seen, part__in=_ACTING, sheet__in=sheets)
    touched = known.filter(organisation__in=asked.inside.values("pk")).order_by().values("sheet")
    rows = known.filter(sheet__in=touched).select_related("sheet__plan").order_by("pk")
    for row in rows:
        sheet, first = row.sheet, _written_on(row.sheet)
        if row.organisation_id is None or first > asked.until:
            continue
        last = max(sheet.last_news_on or first, first) if sheet.is_closed else None
        yield from lasting(
            f"sheet:{sheet.pk}", row.organisation_id, _label(sheet),
            first=first, last=last, until=asked.until,
        )  # fmt: skip


def _written_on(sheet: ActionSheet) -> date:
    """Return the first day on which a sheet is known to be planned."""
    if sheet.is_printed:
        return sheet.plan.source_day or date(int(sheet.plan.source_date[:4]), 12, 31)
    written = timezone.localdate(sheet.created_at)
    return min(written, sheet.starts_on or written)


def _label(sheet: ActionSheet) -> str:
    if not sheet.is_printed:
        return str(sheet)
    return _("%(sheet)s (document de %(year)s)") % {
        "sheet": sheet, "year": sheet.plan.source_date[:4],
    }  # fmt: skip
