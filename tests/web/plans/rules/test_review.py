"""What a committee is told: asks in their order, courses, gains, delays, states of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from terreau.web.apps.plans.enums import Ask, Health, Instrument, SheetState
from terreau.web.apps.plans.rules.review import (
    Change,
    Standing,
    Step,
    courses_of,
    delays_of,
    gains_of,
    months_later,
    state_on,
    to_decide,
    totals_of_gains,
)

TODAY = date(2026, 11, 29)
UNTIL = TODAY + timedelta(days=90)
LATE, SOON, FAR = (
    Step(key, f"J{key}", TODAY + timedelta(days=d)) for key, d in ((1, -3), (2, 30), (3, 91))
)


def asks_of(state: str, *health: Health, steps: tuple[Step, ...] = ()) -> tuple[Ask, ...]:
    """Return what is asked of a sheet alone; nothing where it is not looked at."""
    found = to_decide([Standing(7, state, health, steps)], today=TODAY, until=UNTIL)
    return found[0].asks if found else ()


@pytest.mark.parametrize(
    ("state", "health", "steps", "asks"),
    [
        ("presented", (Health.ON_TIME,), (), (Ask.VALIDATE,)),
        ("presented", (Health.UNFUNDED, Health.LATE), (), (Ask.VALIDATE, Ask.LATE, Ask.UNFUNDED)),
        ("on_hold", (Health.BLOCKED, Health.WITHOUT_LEAD), (), (Ask.BLOCKED, Ask.WITHOUT_LEAD)),
        ("in_progress", (Health.ON_TIME,), (SOON,), (Ask.DUE,)),
        ("in_progress", (Health.LATE,), (LATE,), (Ask.LATE,)),
        ("in_progress", (Health.ON_TIME,), (FAR,), ()),
        ("in_progress", (Health.SILENT,), (), ()),
        ("done", (), (LATE, SOON), ()),
        ("unknown", (Health.WITHOUT_LEAD,), (), (Ask.WITHOUT_LEAD,)),
    ],
)
def test_what_is_asked_of_a_sheet(
    state: str, health: tuple[Health, ...], steps: tuple[Step, ...], asks: tuple[Ask, ...]
) -> None:
    assert asks_of(state, *health, steps=steps) == asks


def test_the_gravest_comes_first_and_each_sheet_once() -> None:
    sheets = [
        Standing(1, "in_progress", (Health.ON_TIME,), (SOON, FAR)),
        Standing(2, "in_progress", (Health.LATE, Health.UNFUNDED), (LATE, SOON)),
        Standing(3, "presented", (Health.ON_TIME,)),
        Standing(4, "in_progress", (Health.LATE,), (LATE,)),
    ]
    found = to_decide(sheets, today=TODAY, until=UNTIL)
    assert [each.key for each in found] == [3, 2, 4, 1]
    assert [step.key for step in found[1].steps] == [1, 2]
    assert [step.key for step in found[3].steps] == [2]


def change(act: str, before: str, after: str, days: int, key: int = 1) -> Change:
    """Return a change of state some days ago."""
    return Change(key, act, before, after, TODAY - timedelta(days=days), f"{act}!")


def test_a_course_is_told_from_its_first_to_its_last_state() -> None:
    told = [
        change("prepare", "idea", "draft", 9),
        change("hold", "in_progress", "on_hold", 8, key=2),
        change("present", "draft", "presented", 7),
        change("resume", "on_hold", "in_progress", 2, key=2),
    ]
    first, second = courses_of(told)
    assert (first.before, first.after, first.by_way_of) == ("idea", "presented", None)
    assert (first.on, first.reason) == (TODAY - timedelta(days=7), "present!")
    # What came back where it was still moved.
    assert (second.before, second.after, second.by_way_of) == (
        "in_progress",
        "in_progress",
        SheetState.ON_HOLD,
    )


def test_gains_are_by_sheet_and_instrument_and_may_be_losses() -> None:
    then = {1: {"grant": (100, 10)}, 2: {"loan": (50, 0)}}
    now = {1: {"grant": (100, 30), "loan": (5, 0)}, 2: {}, 3: {"grant": (7, 0)}}
    gains = gains_of(then, now)
    assert [(g.key, g.instrument, g.obtained, g.paid) for g in gains] == [
        (1, "grant", 0, 20), (1, "loan", 5, 0), (2, "loan", -50, 0), (3, "grant", 7, 0),
    ]  # fmt: skip
    assert totals_of_gains(gains) == [(Instrument.GRANT, 7, 20), (Instrument.LOAN, -45, 0)]
    assert gains_of(now, now) == []


def test_only_milestones_whose_day_moved_are_told() -> None:
    then = {1: LATE.due_on, 2: TODAY, 9: TODAY}
    (delay,) = delays_of(then, [LATE, SOON, FAR])
    assert (delay.step, delay.days) == (SOON, 30)


@pytest.mark.parametrize(
    ("days", "state"),
    [(20, "idea"), (10, "draft"), (6, "draft"), (5, "presented"), (0, "presented")],
)
def test_the_state_of_a_day_is_read_from_the_changes(days: int, state: str) -> None:
    told = [change("prepare", "idea", "draft", 10), change("present", "draft", "presented", 5)]
    assert state_on(TODAY - timedelta(days=days), told, "presented") == state


def test_the_state_of_a_day_without_changes_is_that_of_now() -> None:
    assert state_on(TODAY, (), "done") is SheetState.DONE


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 1, 15), date(2026, 4, 15)),
        (date(2026, 11, 12), date(2027, 2, 12)),
        (date(2026, 11, 30), date(2027, 3, 1)),  # the last of February is a Sunday
        (date(2026, 2, 1), date(2026, 5, 1)),
    ],
)
def test_three_months_later_is_a_working_day(day: date, later: date) -> None:
    assert months_later(day) == later
