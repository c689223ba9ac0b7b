"""What a committee is told: what to decide first, what moved since the last one. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from terreau.web.apps.plans.enums import Ask, Health, Instrument, SheetState

# Between two committees of a kind, where nothing else is said.
MONTHS_BETWEEN = 3
_ASKED_OF = {
    Health.BLOCKED: Ask.BLOCKED,
    Health.LATE: Ask.LATE,
    Health.UNFUNDED: Ask.UNFUNDED,
    Health.WITHOUT_LEAD: Ask.WITHOUT_LEAD,
}
_RANK = {ask: rank for rank, ask in enumerate(Ask)}


@dataclass(frozen=True)
class Step:
    """A milestone that is not done: its key, its title, its day."""

    key: int
    title: str
    due_on: date


@dataclass(frozen=True)
class Standing:
    """What is known of a sheet, of what a reader reads of it.

    Parameters
    ----------
    key : int
        Of the sheet.
    state : str
        Of the sheet (`SheetState`).
    health : tuple of Health
        What is to be said of it.
    steps : tuple of Step
        Its milestones that are not done.
    """

    key: int
    state: str
    health: tuple[Health, ...]
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class ToDecide:
    """A sheet that a committee is to look at.

    Parameters
    ----------
    key : int
        Of the sheet.
    asks : tuple of Ask
        What is asked of it, the first first; at least one.
    steps : tuple of Step
        The milestones that are late, or due before the next committee.
    """

    key: int
    asks: tuple[Ask, ...]
    steps: tuple[Step, ...] = ()


def to_decide(sheets: Iterable[Standing], *, today: date, until: date) -> list[ToDecide]:
    """Return the sheets that a committee is to look at, the gravest ask first; each once.

    Parameters
    ----------
    sheets : Iterable[Standing]
        In the order of the plan, which they keep within an ask.
    today : date
        Before which a milestone is late.
    until : date
        The day of the committee after this one.

    Examples
    --------
    >>> day = date(2026, 11, 29)
    >>> to_decide([Standing(1, "presented", (Health.ON_TIME,))], today=day, until=day)[0].asks
    (Ask.VALIDATE,)
    """
    found = [each for sheet in sheets if (each := _asked(sheet, today, until)).asks]
    return sorted(found, key=lambda each: _RANK[each.asks[0]])


def _asked(sheet: Standing, today: date, until: date) -> ToDecide:
    asks = {ask for health, ask in _ASKED_OF.items() if health in sheet.health}
    if sheet.state == SheetState.PRESENTED:
        asks.add(Ask.VALIDATE)
    is_live = bool(sheet.health)  # nothing is said of a closed one, nor of an unknown one
    steps = tuple(step for step in sheet.steps if is_live and step.due_on <= until)
    if any(step.due_on >= today for step in steps):
        asks.add(Ask.DUE)
    return ToDecide(sheet.key, tuple(sorted(asks, key=_RANK.__getitem__)), steps)


@dataclass(frozen=True)
class Change:
    """A change of the state of a sheet: by which act, from where, to where, which day, why."""

    key: int
    act: str
    before: str
    after: str
    on: date
    reason: str = ""


@dataclass(frozen=True)
class Course:
    """From where to where a sheet went over a while, and how.

    Parameters
    ----------
    key : int
        Of the sheet.
    before, after : SheetState
        Where it stood, where it stands; the same where it came back.
    on : date
        Day of the last change.
    by_way_of : SheetState or None
        Where it went, where it came back to where it was.
    reason : str
        Why, of the last change.
    """

    key: int
    before: SheetState
    after: SheetState
    on: date
    by_way_of: SheetState | None = None
    reason: str = ""


def courses_of(changes: Iterable[Change]) -> list[Course]:
    """Return where each sheet went, from its changes in their order: one course a sheet.

    Examples
    --------
    >>> day = date(2026, 11, 29)
    >>> steps = [Change(1, "prepare", "idea", "draft", day), Change(1, "present", "draft",
    ...          "presented", day)]
    >>> [(c.before.value, c.after.value) for c in courses_of(steps)]
    [('idea', 'presented')]
    """
    of_sheet: dict[int, list[Change]] = {}
    for change in changes:
        of_sheet.setdefault(change.key, []).append(change)
    return [_course(told) for told in of_sheet.values()]


def _course(told: list[Change]) -> Course:
    first, last = told[0], told[-1]
    before, after = SheetState(first.before), SheetState(last.after)
    came_back = SheetState(first.after) if before is after else None
    return Course(last.key, before, after, last.on, came_back, last.reason)


@dataclass(frozen=True)
class Gain:
    """What a sheet obtained and was paid over a while, by one instrument, in cents."""

    key: int
    instrument: Instrument
    obtained: int
    paid: int


Held = Mapping[int, Mapping[str, tuple[int, int]]]
"""Of each sheet, by instrument: what is obtained and paid, in cents."""


def gains_of(then: Held, now: Held) -> list[Gain]:
    """Return what each sheet gained by each instrument; less than nothing where it lost.

    Examples
    --------
    >>> gains_of({1: {"grant": (100, 0)}}, {1: {"grant": (150, 20), "loan": (0, 0)}})
    [Gain(key=1, instrument=Instrument.GRANT, obtained=50, paid=20)]
    """
    found = []
    for key in sorted({*then, *now}):
        was, is_now = then.get(key, {}), now.get(key, {})
        for instrument in Instrument:
            old, new = was.get(instrument, (0, 0)), is_now.get(instrument, (0, 0))
            gain = Gain(key, instrument, new[0] - old[0], new[1] - old[1])
            if gain.obtained or gain.paid:
                found.append(gain)
    return found


def totals_of_gains(gains: Iterable[Gain]) -> list[tuple[Instrument, int, int]]:
    """Return what was obtained and paid by each instrument, never across two of them."""
    found: dict[Instrument, tuple[int, int]] = {}
    for gain in gains:
        obtained, paid = found.get(gain.instrument, (0, 0))
        found[gain.instrument] = obtained + gain.obtained, paid + gain.paid
    return [(each, *found[each]) for each in Instrument if each in found]


@dataclass(frozen=True)
class Delay:
    """A milestone whose day moved."""

    step: Step
    was_due_on: date

    @property
    def days(self) -> int:
        """By how many days; below zero, sooner."""
        return (self.step.due_on - self.was_due_on).days


def delays_of(then: Mapping[int, date], now: Iterable[Step]) -> list[Delay]:
    """Return the milestones whose day is no longer what it was, in their order.

    Examples
    --------
    >>> step = Step(7, "Permis", date(2026, 12, 1))
    >>> [delay.days for delay in delays_of({7: date(2026, 11, 1)}, [step])]
    [30]
    """
    return [
        Delay(step, then[step.key])
        for step in now
        if step.key in then and then[step.key] != step.due_on
    ]


def state_on(day: date, changes: Iterable[Change], now: str) -> SheetState:
    """Return where a sheet stood at the end of a day, by its changes in their order.

    Examples
    --------
    >>> told = [Change(1, "start", "validated", "in_progress", date(2026, 5, 1))]
    >>> state_on(date(2025, 12, 31), told, "in_progress").value
    'validated'
    """
    found = None
    for change in changes:
        if change.on > day:
            return SheetState(change.before) if found is None else found
        found = SheetState(change.after)
    return found or SheetState(now)


def months_later(day: date, months: int = MONTHS_BETWEEN) -> date:
    """Return the same day some months later, a working one; the last of its month if it has none.

    Examples
    --------
    >>> months_later(date(2026, 11, 30)), months_later(date(2026, 5, 15))
    (datetime.date(2027, 3, 1), datetime.date(2026, 8, 17))
    """
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    found = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    weekend = max(found.weekday() - 4, 0)
    return date.fromordinal(found.toordinal() + (3 - weekend if weekend else 0))
