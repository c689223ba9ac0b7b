"""Sheets: as rows of a list with their health, one of them with all that a reader may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.plans.enums import Health, Part, SheetAct, SheetState
from terreau.web.apps.plans.models import (
    ActionSheet,
    Milestone,
    Participation,
    SheetComment,
    SheetEvent,
)
from terreau.web.apps.plans.permissions import (
    actors_of,
    can_change_sheet,
    can_comment_sheet,
    can_keep_sheet,
    can_view_sheet,
    nothing_here,
)
from terreau.web.apps.plans.reader import Reader, reader_of
from terreau.web.apps.plans.rules.health import Looked, health_of
from terreau.web.apps.plans.rules.money import Balance
from terreau.web.apps.plans.rules.workflow import possible_acts
from terreau.web.apps.plans.selectors.sheet_facts import with_facts


@dataclass(frozen=True)
class SheetRow:
    """A sheet in a list, of what its reader may see.

    Parameters
    ----------
    sheet : ActionSheet
        Itself.
    leads : list[str]
        Names of its leads that the reader sees.
    health : list[Health]
        What is to be said of it.
    next_due_on : date or None
        The day of its next milestone that is not done.
    costs, secured : int or None
        Cents; None where the reader does not read its money.
    """

    sheet: ActionSheet
    leads: list[str]
    health: list[Health]
    next_due_on: date | None
    costs: int | None
    secured: int | None

    @cached_property
    def address(self) -> str:
        """The address of its page, made once: a board leads there from several places."""
        return reverse("plans:sheet", args=(self.sheet.pk,))

    @property
    def balance(self) -> Balance | None:
        """How its financing plan stands; None where the reader does not read its money."""
        if self.costs is None or self.secured is None:
            return None
        facts: Any = self.sheet  # `with_facts`
        return Balance(self.costs, facts.own_share + facts.planned_funds, self.secured)

    @property
    def counts_money(self) -> bool:
        """Whether its money counts in totals: read, and not counted already by another sheet."""
        return self.costs is not None and self.sheet.state != SheetState.MERGED

    @property
    def has_unseen_lead(self) -> bool:
        """Whether somebody leads it whom the reader may not know."""
        facts: Any = self.sheet  # `with_facts`
        return bool(facts.has_lead) and not self.leads

    @property
    def is_overdue(self) -> bool:
        """Whether its next milestone should be done by now, and it is open."""
        if self.next_due_on is None or Health.LATE not in self.health:
            return False
        return self.next_due_on < timezone.localdate()


@dataclass(frozen=True)
class SheetShown:
    """A sheet as one reader sees it; lists are empty of what they do not read.

    Parameters
    ----------
    row : SheetRow
        As lists show it.
    participations : dict[Part, list[Participation]]
        Who is on it, part by part, of those that the reader sees.
    milestones, events, comments : list
        Its calendar, the changes of its state, what is said of it.
    acts : list[SheetAct]
        What the reader may do of its state.
    reads_money, reads_risks, reads_discussion : bool
        What they read beside the sheet itself.
    may_change, may_keep, may_comment, may_move : bool
        What they write, and whether anything of its state is theirs to change.
    merged_into : ActionSheet or None
        The sheet into which it was merged, where the reader may see it.
    """

    row: SheetRow
    participations: dict[Part, list[Participation]]
    milestones: list[Milestone]
    events: list[SheetEvent]
    comments: list[SheetComment]
    acts: list[SheetAct]
    reads_money: bool
    reads_risks: bool
    reads_discussion: bool
    may_change: bool
    may_keep: bool
    may_comment: bool
    may_move: bool
    merged_into: ActionSheet | None

    @property
    def sheet(self) -> ActionSheet:
        """Itself."""
        return self.row.sheet

    @property
    def open_milestones(self) -> list[Milestone]:
        """Those that are not done."""
        return [each for each in self.milestones if each.done_on is None]

    @property
    def leading_act(self) -> SheetAct | None:
        """What comes next of its state; nothing where it would end with milestones open."""
        first = next(iter(self.acts), None)
        return None if first is SheetAct.COMPLETE and self.open_milestones else first

    @property
    def other_acts(self) -> list[SheetAct]:
        """The other changes of its state that the reader may do."""
        return [act for act in self.acts if act is not self.leading_act]

    @property
    def next_milestone(self) -> Milestone | None:
        """The first of its milestones that is not done; None where the sheet is closed."""
        if self.sheet.is_closed:
            return None
        return next(iter(self.open_milestones), None)


def list_sheets(scope: Scope) -> QuerySet[ActionSheet]:
    """Return the sheets that a reader may see, with what their rows are made of."""
    return with_facts(ActionSheet.objects.filter(can_view_sheet(scope)))


def rows_of(
    scope: Scope, sheets: Iterable[ActionSheet], leads: Mapping[int, list[str]] | None = None
) -> list[SheetRow]:
    """Return sheets (`with_facts`) as rows, their leads found in one query where not given."""
    found = list(sheets)
    names = leads_of(scope, found) if leads is None else leads
    reader, today = reader_of(scope), timezone.localdate()
    return [_row(reader, sheet, names.get(sheet.pk, []), today) for sheet in found]


def get_seen(scope: Scope, sheet_id: int) -> ActionSheet:
    """Return a sheet that a reader may see with its plan, and nothing of what hangs on it.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    seen = ActionSheet.objects.filter(can_view_sheet(scope), pk=sheet_id)
    sheet = seen.select_related("plan__perimeter").first()
    if sheet is None:
        raise nothing_here()
    return sheet


def get_sheet(scope: Scope, sheet_id: int) -> SheetShown:
    """Return a sheet as a reader may see it, in a bounded number of queries.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    sheet = list_sheets(scope).filter(pk=sheet_id).first()
    if sheet is None:
        raise nothing_here()
    (row,) = rows_of(scope, [sheet])
    actors = actors_of(scope, sheet)
    reader, again = reader_of(scope), ActionSheet.objects.filter(pk=sheet_id)
    reads_discussion = reader.reads(sheet, "discussion")
    return SheetShown(
        row=row,
        participations=people_of(scope, [sheet]).get(sheet_id, {}),
        milestones=list(sheet.milestones.all()),
        events=list(sheet.events.select_related("committee")),
        comments=list(sheet.comments.select_related("organisation")[:100])
        if reads_discussion
        else [],
        acts=possible_acts(SheetState(sheet.state), actors),
        reads_money=reader.reads(sheet, "money"),
        reads_risks=reader.reads(sheet, "risks"),
        reads_discussion=reads_discussion,
        may_change=again.filter(can_change_sheet(scope)).exists(),
        may_keep=again.filter(can_keep_sheet(scope)).exists(),
        may_comment=again.filter(can_comment_sheet(scope)).exists(),
        may_move=bool(actors),
        merged_into=ActionSheet.objects.filter(
            can_view_sheet(scope), pk=sheet.merged_into_id
        ).first()
        if sheet.merged_into_id
        else None,
    )


def seen_participations(scope: Scope) -> QuerySet[Participation]:
    """Return participations of organisations that a reader sees, and of written names."""
    seen = Q(organisation=None) | standing_of(scope).condition("organisation__")
    return Participation.objects.filter(seen).select_related("organisation").order_by("pk")


def people_of(
    scope: Scope, sheets: Collection[ActionSheet]
) -> dict[int, dict[Part, list[Participation]]]:
    """Return who takes part in sheets, of those that a reader sees, by key of a sheet and part."""
    rows = seen_participations(scope).filter(sheet__in=sheets)
    found: dict[int, dict[Part, list[Participation]]] = {}
    for row in sorted(rows, key=lambda each: list(Part).index(Part(each.part))):
        found.setdefault(row.sheet_id, {}).setdefault(Part(row.part), []).append(row)
    return found


def leads_of(scope: Scope, sheets: Collection[ActionSheet]) -> dict[int, list[str]]:
    """Return the names of the leads of sheets by key of a sheet, of those that a reader sees."""
    rows = seen_participations(scope).filter(sheet__in=sheets, part=Part.SHEET_LEAD)
    found: dict[int, list[str]] = {}
    for row in rows.only("sheet", "written_name", "organisation__name"):
        found.setdefault(row.sheet_id, []).append(row.name)
    return found


def _row(reader: Reader, sheet: Any, leads: list[str], today: date) -> SheetRow:
    reads_money = reader.reads(sheet, "money")
    secured = sheet.own_share + sheet.obtained
    looked = Looked(
        state=sheet.state,
        has_lead=sheet.has_lead,
        ends_on=sheet.ends_on,
        due_on=[sheet.next_due_on] if sheet.next_due_on else [],
        is_unfunded=reads_money and sheet.planned_costs > secured,
        last_news_on=sheet.last_news_on or today,
    )
    return SheetRow(
        sheet,
        leads,
        health_of(looked, today),
        sheet.next_due_on,
        sheet.planned_costs if reads_money else None,
        secured if reads_money else None,
    )
