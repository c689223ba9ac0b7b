"""What a sheet is followed by, as somebody sees it: indicators, risks, what is said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.accounts.subjects import Introduced, introduced
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation
from terreau.web.apps.directory.selectors.organisations import Shown, list_organisations
from terreau.web.apps.directory.selectors.wanted import Wanted
from terreau.web.apps.plans.enums import Part
from terreau.web.apps.plans.models import (
    ActionSheet,
    IndicatorMeasure,
    Participation,
    Risk,
    SheetComment,
    TrackingIndicator,
)
from terreau.web.apps.plans.permissions import can_view_sheet
from terreau.web.apps.plans.rules.progress import Progress, progress_of
from terreau.web.apps.plans.rules.workflow import CLOSED
from terreau.web.apps.plans.selectors.sheets import SheetShown

MOST_COMMENTS_SHOWN = 100
# Of so many written names at most the directory is asked, so many organisations each.
MOST_ASKED, MOST_ALIKE = 8, 3


@dataclass(frozen=True)
class Followed:
    """A tracking indicator, its measures in the order of their days, how far it has come."""

    indicator: TrackingIndicator
    measures: list[IndicatorMeasure]
    progress: Progress

    @property
    def percent(self) -> int:
        """How much of its way is done, from 0 to 100, as it is drawn."""
        share = self.progress.share or Decimal(0)
        return int(min(max(share, Decimal(0)), Decimal(1)) * 100)


@dataclass(frozen=True)
class SaidComment:
    """What somebody said of a sheet, by whom as the reader knows them, who may withdraw it."""

    row: SheetComment
    who: str
    organisation: Organisation | None
    is_own: bool
    may_withdraw: bool


@dataclass(frozen=True)
class OnSheet:
    """A sheet that an organisation is on, with its parts."""

    sheet: ActionSheet
    parts: list[str]


@dataclass(frozen=True)
class SheetLife:
    """What a sheet is followed by; lists are empty of what its reader does not read."""

    indicators: list[Followed]
    risks: list[Risk]
    comments: list[SaidComment]


def get_life(scope: Scope, shown: SheetShown) -> SheetLife:
    """Return what a sheet that a reader sees is followed by, in a bounded number of queries."""
    sheet = shown.sheet
    return SheetLife(
        list_indicators(sheet),
        list(sheet.risks.order_by("closed_on", "pk")) if shown.reads_risks else [],
        list_comments(scope, shown) if shown.reads_discussion else [],
    )


def list_indicators(sheet: ActionSheet) -> list[Followed]:
    """Return the tracking indicators of a sheet, in two queries."""
    return [_followed(each) for each in sheet.indicators.prefetch_related("measures")]


def indicators_on(day: date, sheets: Collection[ActionSheet]) -> dict[int, list[Followed]]:
    """Return where the indicators of sheets were on a day, by key of a sheet, in two queries."""
    rows = TrackingIndicator.objects.filter(sheet__in=sheets).prefetch_related("measures")
    found: dict[int, list[Followed]] = {}
    for each in rows:
        found.setdefault(each.sheet_id, []).append(_followed(each, until=day))
    return found


def list_comments(scope: Scope, shown: SheetShown) -> list[SaidComment]:
    """Return what is said of a sheet of which the reader reads the discussion, the last first."""
    rows = list(shown.sheet.comments.select_related("organisation")[:MOST_COMMENTS_SHOWN])
    people = introduced(scope, {row.written_by_id for row in rows if row.written_by_id})
    named = {row.organisation_id for row in rows if row.organisation_id}
    seen = _seen(scope, named)
    return [_comment(scope, shown, row, people, seen) for row in rows]


def list_sheets_of(scope: Scope, organisation_id: int, most: int) -> list[OnSheet]:
    """Return the first sheets that an organisation is on and a reader sees, those that live first.

    In two queries; the organisation is one that the reader sees.
    """
    seen = ActionSheet.objects.filter(
        can_view_sheet(scope), pk__in=_sheets_with(organisation_id)
    ).select_related("plan__perimeter")
    is_closed = Case(When(state__in=CLOSED, then=1), default=0)
    sheets = list(seen.order_by(is_closed, "-last_news_on", "pk")[:most])
    rows = Participation.objects.filter(sheet__in=sheets, organisation=organisation_id)
    parts: dict[int, list[str]] = {}
    for row in rows.order_by("pk"):
        parts.setdefault(row.sheet_id, []).append(str(Part(row.part).label))
    return [OnSheet(sheet, parts[sheet.pk]) for sheet in sheets]


def alike(scope: Scope, rows: list[Participation]) -> dict[int, list[Shown]]:
    """Return, for each name that is only written, the organisations that it may be."""
    written = [row for row in rows if row.organisation_id is None][:MOST_ASKED]
    found: dict[int, list[Shown]] = {}
    for row in written:
        listed = list_organisations(scope, Wanted(row.written_name), limit=MOST_ALIKE)
        found[row.pk] = listed.rows
    return found


def suggest_organisations(scope: Scope, query: str) -> list[Shown]:
    """Return the first organisations that a reader sees whose name is what is being typed."""
    if len(query.strip()) < 2:
        return []
    listed = list_organisations(scope, Wanted(query.strip()), limit=MOST_ASKED)
    return listed.rows


def _sheets_with(organisation_id: int) -> Any:
    return Participation.objects.filter(organisation=organisation_id).order_by().values("sheet")


def _followed(indicator: TrackingIndicator, until: date = date.max) -> Followed:
    measures = [each for each in indicator.measures.all() if each.on <= until]
    days = [(each.on, Decimal(each.value)) for each in measures]
    return Followed(indicator, measures, progress_of(indicator.baseline, indicator.target, days))


def _seen(scope: Scope, named: set[int]) -> frozenset[int]:
    if not named:
        return frozenset()
    found = Organisation.objects.filter(can_view_organisation(scope), pk__in=named)
    return frozenset(found.order_by().values_list("pk", flat=True))


def _comment(
    scope: Scope,
    shown: SheetShown,
    row: SheetComment,
    people: Mapping[int, Introduced],
    seen: frozenset[int],
) -> SaidComment:
    person = people.get(row.written_by_id or 0, Introduced())
    role = person.role_on(timezone.localdate(row.written_at))
    is_own = row.written_by_id is not None and row.written_by_id == scope.user_id
    return SaidComment(
        row,
        person.name or role or _("une personne"),
        row.organisation if row.organisation_id in seen else None,
        is_own,
        bool(row.text) and shown.may_comment and (is_own or shown.may_keep),
    )
