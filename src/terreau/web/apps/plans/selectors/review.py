"""What a committee starts from, told from the rows of its plan in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import Ask, Instrument, SheetState
from terreau.web.apps.plans.models import (
    Committee,
    CommitteeSnapshot,
    FinancingLine,
    Milestone,
    Need,
    SheetEvent,
)
from terreau.web.apps.plans.permissions import can_view_need
from terreau.web.apps.plans.reader import reader_of
from terreau.web.apps.plans.rules.review import (
    Change,
    Delay,
    Gain,
    Held,
    Standing,
    Step,
    ToDecide,
    courses_of,
    delays_of,
    gains_of,
    months_later,
    to_decide,
    totals_of_gains,
)
from terreau.web.apps.plans.selectors import review_words as words
from terreau.web.apps.plans.selectors.committees import (
    CommitteeShown,
    FollowUpLine,
    lines_of,
    list_follow_ups,
)
from terreau.web.apps.plans.selectors.sheets import SheetRow, list_sheets, rows_of


@dataclass(frozen=True)
class SheetLine:
    """A sheet and what is said of it, one sentence each; ``asks`` where something is asked."""

    row: SheetRow
    said: list[str]
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True)
class Review:
    """What a committee starts from, of what one reader reads.

    Parameters
    ----------
    rows : list[SheetRow]
        The sheets of the plan.
    to_decide : list[SheetLine]
        Those to look at, the gravest ask first.
    moved : list[SheetLine]
        Those that moved since the last committee, in the order of the plan.
    gains : list of (Instrument, int, int)
        What was obtained and paid since, in cents, never across instruments.
    needs : list[Need]
        Raised since.
    late, waiting, done : list[FollowUpLine]
        What was to be done: late, not yet, done since.
    until : date
        The day of the committee after this one, or three months later.
    is_compared : bool
        Whether how the plan stood at the last one was kept: without it, neither money nor
        milestones that moved are told.
    """

    rows: list[SheetRow]
    to_decide: list[SheetLine]
    moved: list[SheetLine]
    gains: list[tuple[Instrument, int, int]]
    needs: list[Need]
    late: list[FollowUpLine]
    waiting: list[FollowUpLine]
    done: list[FollowUpLine]
    until: date
    is_compared: bool

    @property
    def states(self) -> list[tuple[SheetState, int]]:
        """How many sheets are in each state that is there, in the order of their life."""
        held = [row.sheet.state for row in self.rows]
        return [(state, held.count(state)) for state in SheetState if state in held]

    @property
    def missing(self) -> list[SheetRow]:
        """The sheets that nobody has presented yet: ideas and drafts."""
        return [r for r in self.rows if r.sheet.state in (SheetState.IDEA, SheetState.DRAFT)]

    @property
    def gain_lines(self) -> list[str]:
        """What was obtained and paid since, a sentence an instrument."""
        return [words.said_of_gain(Gain(0, *gain)) for gain in self.gains]


@dataclass
class _Said:
    """What is said of each sheet, in the order in which it is found."""

    of_sheet: dict[int, list[str]] = field(default_factory=dict)

    def add(self, key: int, sentence: str) -> None:
        self.of_sheet.setdefault(key, []).append(sentence)


def get_review(scope: Scope, shown: CommitteeShown) -> Review:
    """Return what a committee starts from; of one that was held, what it started from then."""
    committee, today = shown.committee, timezone.localdate()
    end = min(committee.on, today) if committee.is_held else today
    since = shown.previous.on if shown.previous else None
    until = shown.following.on if shown.following else months_later(committee.on)
    rows = rows_of(scope, list_sheets(scope).filter(plan=committee.plan_id))
    steps = list(Milestone.objects.filter(sheet__in=[row.sheet.pk for row in rows]))
    follow_ups = lines_of(
        scope, list_follow_ups(scope).filter(committee__plan=committee.plan_id)[:500]
    )
    reader = reader_of(scope)
    # Why may have been said while a sheet was for its partners alone.
    told = {row.sheet.pk for row in rows if reader.reads(row.sheet, "discussion")}
    moved, gains, is_compared = (
        _moved(rows, steps, shown, end, told) if since else (_Said(), [], False)
    )
    open_ones = [line for line in follow_ups if line.row.done_on is None]
    return Review(
        rows=rows,
        to_decide=_to_decide(rows, steps, today, until),
        moved=[
            SheetLine(row, moved.of_sheet[row.sheet.pk])
            for row in rows
            if row.sheet.pk in moved.of_sheet
        ],
        gains=totals_of_gains(gains),
        needs=_new_needs(scope, committee, since, end),
        late=[line for line in open_ones if line.row.is_late],
        waiting=[line for line in open_ones if not line.row.is_late],
        done=[line for line in follow_ups if _is_within(line.row.done_on, since, end)],
        until=until,
        is_compared=is_compared,
    )


def held_money(rows: Iterable[SheetRow]) -> Held:
    """Return what each sheet whose money is read obtained and was paid, by instrument."""
    keys = [row.sheet.pk for row in rows if row.costs is not None]
    found: dict[int, dict[str, tuple[int, int]]] = {key: {} for key in keys}
    for line in FinancingLine.objects.filter(sheet__in=keys):
        of_sheet = found[line.sheet_id]
        obtained, paid = of_sheet.get(line.instrument, (0, 0))
        of_sheet[line.instrument] = (
            obtained + (line.obtained_eur_cents or 0),
            paid + (line.paid_eur_cents or 0),
        )
    return found


def _to_decide(
    rows: list[SheetRow], steps: list[Milestone], today: date, until: date
) -> list[SheetLine]:
    of_sheet: dict[int, list[Step]] = {}
    for step in steps:
        if step.done_on is None:
            of_sheet.setdefault(step.sheet_id, []).append(_step(step))
    standings = [
        Standing(
            row.sheet.pk,
            row.sheet.state,
            tuple(row.health),
            tuple(of_sheet.get(row.sheet.pk, ())),
        )
        for row in rows
    ]
    by_key = {row.sheet.pk: row for row in rows}
    return [
        _asked(by_key[found.key], found, today)
        for found in to_decide(standings, today=today, until=until)
    ]


def _asked(row: SheetRow, found: ToDecide, today: date) -> SheetLine:
    said = [
        words.said_of_ask(ask, balance=row.balance, steps=found.steps, today=today)
        for ask in found.asks
    ]
    return SheetLine(row, said, found.asks)


def _moved(
    rows: list[SheetRow],
    steps: list[Milestone],
    shown: CommitteeShown,
    end: date,
    told: set[int],
) -> tuple[_Said, list[Gain], bool]:
    """Return what is said of each sheet that moved, why for those told, and what was gained."""
    previous = shown.previous
    assert previous is not None, "asked by the caller"
    since, said = previous.on, _Said()
    keys = {row.sheet.pk for row in rows}
    for row in rows:
        if since < timezone.localdate(row.sheet.created_at) <= end:
            said.add(row.sheet.pk, _("Nouvelle fiche"))
    for course in courses_of(_changes(keys, previous, end, told)):
        said.add(course.key, words.said_of_course(course))
    for step in steps:
        if _is_within(step.done_on, since, end):
            assert step.done_on is not None, "within days"
            said.add(step.sheet_id, words.said_of_step_done(step.title, step.done_on))
    then = _snapshot_of(previous)
    if then is None:
        return said, [], False
    now = _snapshot_of(shown.committee)
    for sheet, delay in _delays(then, now, steps):
        said.add(sheet, words.said_of_delay(delay))
    gains = _gains(then, now, rows)
    for gain in gains:
        said.add(gain.key, words.said_of_gain(gain))
    return said, gains, True


def _changes(keys: set[int], previous: Committee, end: date, told: set[int]) -> list[Change]:
    """Return the changes of states since a committee, but for what it decided itself."""
    rows = (
        SheetEvent.objects.filter(sheet__in=keys, on__lte=end)
        .filter(Q(on__gt=previous.on) | Q(told_at__date__gt=previous.on))
        .exclude(committee=previous)
        .order_by("told_at", "pk")
    )
    return [
        Change(e.sheet_id, e.act, e.before, e.after, e.on, e.reason if e.sheet_id in told else "")
        for e in rows
    ]


def _snapshot_of(committee: Committee) -> CommitteeSnapshot | None:
    found: CommitteeSnapshot | None = getattr(committee, "snapshot", None)
    return found


def _delays(
    then: CommitteeSnapshot, now: CommitteeSnapshot | None, steps: list[Milestone]
) -> Iterable[tuple[int, Delay]]:
    was = {int(key): date.fromisoformat(day) for key, day in then.milestones.items()}
    sheet_of = {step.pk: step.sheet_id for step in steps}
    current = [_step(step) for step in steps]
    if now is not None:
        days = {int(key): date.fromisoformat(day) for key, day in now.milestones.items()}
        current = [Step(s.key, s.title, days[s.key]) for s in current if s.key in days]
    return [(sheet_of[delay.step.key], delay) for delay in delays_of(was, current)]


def _gains(
    then: CommitteeSnapshot, now: CommitteeSnapshot | None, rows: list[SheetRow]
) -> list[Gain]:
    read = {row.sheet.pk for row in rows if row.costs is not None}
    is_now = held_money(rows) if now is None else _kept_money(now, read)
    return gains_of(_kept_money(then, read), is_now)


def _kept_money(snapshot: CommitteeSnapshot, read: set[int]) -> Held:
    return {
        int(key): {name: (cents[0], cents[1]) for name, cents in lines.items()}
        for key, lines in snapshot.money.items()
        if int(key) in read
    }


def _new_needs(scope: Scope, committee: Committee, since: date | None, end: date) -> list[Need]:
    if since is None:
        return []
    perimeter = committee.plan.perimeter_id
    found = Need.objects.filter(can_view_need(scope), perimeter=perimeter)
    return list(found.filter(raised_on__gt=since, raised_on__lte=end).order_by("raised_on")[:50])


def _is_within(day: date | None, since: date | None, end: date) -> bool:
    return day is not None and since is not None and since < day <= end


def _step(row: Milestone) -> Step:
    return Step(row.pk, row.title, row.due_on)
