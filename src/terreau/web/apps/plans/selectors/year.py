"""A year of a plan: its committees, what they decided, how its sheets moved, its money."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import CommitteeState, SheetState
from terreau.web.apps.plans.models import (
    ActionPlan,
    Committee,
    CommitteeDecision,
    FinancingLine,
    Milestone,
    SheetEvent,
)
from terreau.web.apps.plans.reader import Reader, reader_of
from terreau.web.apps.plans.rules.money import InstrumentTotal, totals_of
from terreau.web.apps.plans.rules.review import Change, courses_of, state_on
from terreau.web.apps.plans.selectors import review_words as words
from terreau.web.apps.plans.selectors.committees import (
    FollowUpLine,
    lines_of,
    list_committees,
    list_decisions,
    list_follow_ups,
)
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.review import SheetLine
from terreau.web.apps.plans.selectors.sheet_life import Followed, indicators_on
from terreau.web.apps.plans.selectors.sheets import SheetRow, list_sheets, rows_of
from terreau.web.shared.formatting import format_short_euros


@dataclass(frozen=True)
class Part:
    """How many sheets of an axis or a theme there are, go on, are done at the end of the year."""

    name: str
    total: int
    going: int
    done: int


@dataclass(frozen=True)
class YearShown:
    """A year of a plan, of what one reader reads.

    Parameters
    ----------
    plan : ActionPlan
        Itself.
    year : int
        Which.
    end : date
        Its last day, or today while it is not over.
    committees : list[Committee]
        Held in the year, the first first.
    decisions : list[CommitteeDecision]
        They took.
    states : list of (SheetState, int, int)
        How many sheets were in each state before the year, and at its end.
    axes, themes : list[Part]
        The same sheets, cut otherwise.
    moved : list[SheetLine]
        Sheets that moved, in the order of the plan.
    indicators : list of (SheetRow, Followed)
        Where their tracking indicators were at its end, in the same order.
    money : list[InstrumentTotal]
        What is asked, agreed, obtained and paid today, by instrument.
    done, open : list[FollowUpLine]
        What was done in the year after committees; what is still to be done.
    """

    plan: ActionPlan
    year: int
    end: date
    committees: list[Committee]
    decisions: list[CommitteeDecision]
    states: list[tuple[SheetState, int, int]]
    axes: list[Part]
    themes: list[Part]
    moved: list[SheetLine]
    indicators: list[tuple[SheetRow, Followed]]
    money: list[InstrumentTotal]
    done: list[FollowUpLine]
    open: list[FollowUpLine]

    @property
    def count(self) -> int:
        """How many sheets there are at its end."""
        return sum(after for _state, _before, after in self.states)

    @property
    def money_rows(self) -> list[tuple[str, str, str, str, str]]:
        """The money as it is written: instrument, requested, agreed, obtained, paid."""
        return [
            (
                str(each.instrument.label),
                _euros(each.requested),
                _euros(each.agreed),
                _euros(each.obtained),
                _euros(each.paid),
            )
            for each in self.money
        ]

    def in_state(self, state: SheetState) -> int:
        """Return how many sheets are in a state at its end."""
        return next((after for each, _before, after in self.states if each is state), 0)


def get_year(scope: Scope, plan_id: int, year: int) -> YearShown:
    """Return a year of a plan as a reader may see it, in a bounded number of queries.

    Raises
    ------
    NotHere
        If there is no such plan.
    """
    plan = get_plan(scope, plan_id).plan
    start, end = date(year, 1, 1), min(date(year, 12, 31), timezone.localdate())
    before = date.fromordinal(start.toordinal() - 1)
    rows = rows_of(scope, list_sheets(scope).filter(plan=plan))
    changes = _changes(reader_of(scope), rows)
    is_there = {row.sheet.pk: _first_day(row, changes) for row in rows}
    at_end = {
        row.sheet.pk: state_on(end, changes.get(row.sheet.pk, ()), row.sheet.state)
        for row in rows
        if is_there[row.sheet.pk] <= end
    }
    at_start = {
        row.sheet.pk: state_on(before, changes.get(row.sheet.pk, ()), row.sheet.state)
        for row in rows
        if is_there[row.sheet.pk] <= before
    }
    held = list_committees(scope, plan.pk).filter(state=CommitteeState.HELD, on__range=(start, end))
    follow_ups = lines_of(scope, list_follow_ups(scope).filter(committee__plan=plan))
    shown = [row for row in rows if row.sheet.pk in at_end]
    indicators = indicators_on(end, [row.sheet for row in shown])
    return YearShown(
        plan=plan,
        year=year,
        end=end,
        committees=list(held.order_by("on", "pk")),
        decisions=list(
            list_decisions(scope).filter(committee__plan=plan, committee__on__range=(start, end))
        ),
        states=_states(at_start.values(), at_end.values()),
        axes=_parts(shown, at_end, lambda row: str(row.sheet.axis or _("Sans axe"))),
        themes=_parts(shown, at_end, lambda row: row.sheet.theme_label or _("Sans thème")),
        moved=_moved(shown, changes, is_there, start, end),
        indicators=[(row, each) for row in shown for each in indicators.get(row.sheet.pk, ())],
        money=_money(shown),
        done=[line for line in follow_ups if _is_within(line.row.done_on, start, end)],
        open=[line for line in follow_ups if line.row.done_on is None],
    )


def years_of(plan: ActionPlan, committees: Iterable[Committee]) -> list[int]:
    """Return the years of which something can be told, the last first."""
    today = timezone.localdate().year
    held = {each.on.year for each in committees if each.is_held}
    if plan.starts_on is not None:
        held |= {*range(max(plan.starts_on.year, today - 9), today + 1)}
    return sorted({*(year for year in held if year <= today), today}, reverse=True)


def _changes(reader: Reader, rows: list[SheetRow]) -> dict[int, list[Change]]:
    """Return the changes of states of sheets, and why where their discussion is read."""
    told = {row.sheet.pk for row in rows if reader.reads(row.sheet, "discussion")}
    found: dict[int, list[Change]] = {}
    events = SheetEvent.objects.filter(sheet__in=[row.sheet.pk for row in rows])
    for e in events.order_by("on", "told_at", "pk"):
        reason = e.reason if e.sheet_id in told else ""
        change = Change(e.sheet_id, e.act, e.before, e.after, e.on, reason)
        found.setdefault(e.sheet_id, []).append(change)
    return found


def _first_day(row: SheetRow, changes: dict[int, list[Change]]) -> date:
    """Return since when a sheet is there: its creation, or what is told of it before."""
    told = changes.get(row.sheet.pk)
    created = timezone.localdate(row.sheet.created_at)
    return min(created, told[0].on) if told else created


def _states(
    before: Iterable[SheetState], after: Iterable[SheetState]
) -> list[tuple[SheetState, int, int]]:
    was, is_now = list(before), list(after)
    return [
        (state, was.count(state), is_now.count(state))
        for state in SheetState
        if state in was or state in is_now
    ]


def _parts(
    rows: list[SheetRow], states: dict[int, SheetState], name_of: Callable[[SheetRow], str]
) -> list[Part]:
    of_part: dict[str, list[SheetState]] = {}
    for row in rows:
        of_part.setdefault(name_of(row), []).append(states[row.sheet.pk])
    return [
        Part(name, len(held), held.count(SheetState.IN_PROGRESS), held.count(SheetState.DONE))
        for name, held in of_part.items()
    ]


def _moved(
    rows: list[SheetRow],
    changes: dict[int, list[Change]],
    is_there: dict[int, date],
    start: date,
    end: date,
) -> list[SheetLine]:
    said: dict[int, list[str]] = {}
    for row in rows:
        key = row.sheet.pk
        if start <= is_there[key]:
            said.setdefault(key, []).append(_("Nouvelle fiche"))
        told = [change for change in changes.get(key, ()) if start <= change.on <= end]
        for course in courses_of(told):
            said.setdefault(key, []).append(words.said_of_course(course))
    steps = Milestone.objects.filter(sheet__in=[r.sheet.pk for r in rows])
    for step in steps.filter(done_on__range=(start, end)):
        assert step.done_on is not None, "within days"
        sentence = words.said_of_step_done(step.title, step.done_on)
        said.setdefault(step.sheet_id, []).append(sentence)
    return [SheetLine(row, said[row.sheet.pk]) for row in rows if row.sheet.pk in said]


def _money(rows: list[SheetRow]) -> list[InstrumentTotal]:
    read = [row.sheet.pk for row in rows if row.counts_money]
    return totals_of(line.funds for line in FinancingLine.objects.filter(sheet__in=read))


def _is_within(day: date | None, start: date, end: date) -> bool:
    return day is not None and start <= day <= end


def _euros(cents: int | None) -> str:
    """Write a sum; a dash where nobody said anything."""
    return "–" if cents is None else format_short_euros(cents)
