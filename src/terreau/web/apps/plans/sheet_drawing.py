"""What the page of a sheet draws: its money as bars, its calendar as a line. Numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from terreau.web.apps.plans.enums import Instrument
from terreau.web.apps.plans.models import ActionSheet, Milestone
from terreau.web.apps.plans.rules.money import Balance, InstrumentTotal

WIDTH = 1000
_STEPS = ("requested", "agreed", "obtained", "paid")


@dataclass(frozen=True)
class Step:
    """How far the money of an instrument is, and how long that is drawn."""

    name: str
    cents: int | None
    width: int


@dataclass(frozen=True)
class Bar:
    """One instrument: asked, agreed, obtained, paid, each within the one before."""

    instrument: Instrument
    steps: list[Step]


@dataclass(frozen=True)
class BalanceBar:
    """What is secured, then what is planned, along what it costs."""

    secured: int
    planned: int
    costs: int


@dataclass(frozen=True)
class Dot:
    """A milestone on the line of time."""

    milestone: Milestone
    x: int
    state: str


@dataclass(frozen=True)
class Timeline:
    """A line of time: its milestones, the years that begin, where today is."""

    dots: list[Dot]
    years: list[tuple[int, int]]
    today: int | None
    starts: int
    ends: int


def bars_of(instruments: Sequence[InstrumentTotal]) -> list[Bar]:
    """Return one bar an instrument, all at one scale."""
    told = [(each, {step: getattr(each, step) for step in _STEPS}) for each in instruments]
    most = max((cents or 0 for _each, steps in told for cents in steps.values()), default=0)
    return [
        Bar(
            each.instrument,
            [Step(name, cents, _along(cents or 0, most)) for name, cents in steps.items()],
        )
        for each, steps in told
    ]


def balance_bar(balance: Balance) -> BalanceBar:
    """Return how long what is secured, planned and spent is drawn; the longest is the whole."""
    most = max(balance.costs, balance.planned, balance.secured)
    return BalanceBar(
        _along(balance.secured, most), _along(balance.planned, most), _along(balance.costs, most)
    )


def timeline_of(
    sheet: ActionSheet, milestones: Sequence[Milestone], today: date
) -> Timeline | None:
    """Return the line of time of a sheet; None where fewer than two days make one."""
    bounds = [day for day in (sheet.starts_on, sheet.ends_on) if day is not None]
    days = sorted({*bounds, *(each.done_on or each.due_on for each in milestones)})
    if len(days) < 2:
        return None
    first, last = days[0], days[-1]
    whole = (last - first).days

    def at(day: date) -> int:
        return _along((day - first).days, whole)

    dots = [Dot(each, at(each.done_on or each.due_on), _state(each, today)) for each in milestones]
    years = [
        (year, at(date(year, 1, 1)))
        for year in range(first.year + 1, last.year + 1)
        if last.year - first.year <= 12
    ]
    return Timeline(
        dots,
        years,
        at(today) if first <= today <= last else None,
        at(sheet.starts_on) if sheet.starts_on else 0,
        at(sheet.ends_on) if sheet.ends_on else WIDTH,
    )


def _state(milestone: Milestone, today: date) -> str:
    if milestone.done_on is not None:
        return "done"
    return "late" if milestone.due_on < today else "coming"


def _along(part: int, whole: int) -> int:
    return round(WIDTH * part / whole) if whole else 0
