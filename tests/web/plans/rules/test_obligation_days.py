"""How near what is owed is, when it is told of, when it comes back: tables, no database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from terreau.web.apps.plans.agreement_enums import ObligationKind, Urgency
from terreau.web.apps.plans.rules.obligations import (
    SUGGESTIONS,
    day_of,
    next_year,
    reminder_due,
    urgency_of,
)

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("days", "urgency"),
    [(-1, "late"), (0, "soon"), (30, "soon"), (31, "later")],
)
def test_how_near_it_is(days: int, urgency: str) -> None:
    due_on = TODAY + timedelta(days=days)
    assert urgency_of(due_on, None, TODAY) == urgency
    assert urgency_of(due_on, TODAY, TODAY) == Urgency.DONE


@pytest.mark.parametrize(
    ("days", "told", "due"),
    [
        (31, None, None),
        (30, None, 30),
        (30, 30, None),
        (8, None, 30),
        (8, 30, None),
        (7, 30, 7),
        (7, None, 7),
        (0, 30, 7),
        (0, 7, None),
        (-1, None, None),
        (-1, 30, None),
    ],
)
def test_each_reminder_leaves_once(days: int, told: int | None, due: int | None) -> None:
    assert reminder_due(TODAY + timedelta(days=days), told, TODAY) == due


def test_it_comes_back_the_same_day() -> None:
    assert next_year(date(2027, 2, 28)) == date(2028, 2, 28)
    assert next_year(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize("suggestion", SUGGESTIONS)
@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 1, 1), date(2027, 12, 31)])
def test_a_suggestion_is_never_past(suggestion: object, today: date) -> None:
    day = day_of(suggestion, today)  # type: ignore[arg-type]
    if suggestion.kind is not ObligationKind.PHASE_END:  # type: ignore[attr-defined]
        assert today <= day <= next_year(today)


def test_every_suggestion_says_its_source_and_the_guessed_days_say_so() -> None:
    assert all(str(each.source) and str(each.owed_to) and each.is_to_check for each in SUGGESTIONS)
    (_end,) = [each for each in SUGGESTIONS if each.kind is ObligationKind.PHASE_END]
