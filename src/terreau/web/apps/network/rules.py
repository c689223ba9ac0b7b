"""What holds of periods in the network, and of introductions; no database here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from terreau.web.apps.network.enums import DropReason, IntroductionState

LONGEST_PAST_YEARS = 60
# What is put off comes back after half a year, unless a day is chosen, of the next five years.
LATER_DAYS, LONGEST_LATER_DAYS = 183, 5 * 365
# What was written of an introduction is forgotten after three years; that it was made is not.
INTRODUCTION_WORDS_DAYS = 1095


def is_possible_start(day: date, today: date) -> bool:
    """Whether something may have begun on a day: not to come, nor before anyone remembers.

    Examples
    --------
    >>> is_possible_start(date(2026, 3, 1), date(2026, 3, 1))
    True
    >>> is_possible_start(date(2026, 3, 2), date(2026, 3, 1))
    False
    """
    return date(today.year - LONGEST_PAST_YEARS, 1, 1) <= day <= today


def is_possible_end(day: date, first: date, today: date) -> bool:
    """Whether what began on ``first`` may have ended on a day that is not to come."""
    return first <= day <= today


@dataclass(frozen=True)
class IntroductionFields:
    """What came of an introduction.

    Parameters
    ----------
    state : str
        One of `IntroductionState`.
    on : datetime.date or None
        The day it was made; the day it is proposed again; None where it is dropped.
    reason : str
        One of `DropReason` where it is dropped.
    word : str
        A few words, or none.
    """

    state: str
    on: date | None = None
    reason: str = ""
    word: str = ""


def day_of_outcome(state: str, today: date) -> date | None:
    """Return the day that is meant where none is said.

    Examples
    --------
    >>> day_of_outcome("later", date(2026, 1, 1)), day_of_outcome("dropped", date(2026, 1, 1))
    (datetime.date(2026, 7, 3), None)
    """
    later = today + timedelta(days=LATER_DAYS)
    return {IntroductionState.MADE.value: today, IntroductionState.LATER.value: later}.get(state)


def is_possible_outcome(outcome: IntroductionFields, today: date) -> bool:
    """Whether an outcome says what its state asks, and nothing else, on a day that can be.

    Examples
    --------
    >>> today = date(2026, 1, 1)
    >>> is_possible_outcome(IntroductionFields("made", today), today)
    True
    >>> is_possible_outcome(IntroductionFields("dropped"), today)
    False
    """
    if outcome.state == IntroductionState.DROPPED:
        return outcome.on is None and outcome.reason in DropReason.values
    if outcome.reason or outcome.on is None:
        return False
    if outcome.state == IntroductionState.MADE:
        return is_possible_start(outcome.on, today)
    longest = today + timedelta(days=LONGEST_LATER_DAYS)
    return outcome.state == IntroductionState.LATER and today <= outcome.on <= longest


def is_settled(state: str, again_on: date | None, today: date) -> bool:
    """Whether an introduction is not to be proposed on a day: put off, it comes back.

    Examples
    --------
    >>> is_settled("later", date(2026, 1, 2), date(2026, 1, 1))
    True
    >>> is_settled("later", date(2026, 1, 1), date(2026, 1, 1))
    False
    """
    return state != IntroductionState.LATER or again_on is None or again_on > today
