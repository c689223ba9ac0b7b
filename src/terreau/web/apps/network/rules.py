"""What holds of periods in the network, and of introductions; no database here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

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


class Fault(StrEnum):
    """What an outcome says wrong, or lacks."""

    STATE = "state"
    NO_REASON = "no reason"
    NEEDLESS_REASON = "needless reason"
    NO_DAY = "no day"
    NEEDLESS_DAY = "needless day"
    TO_COME = "to come"
    TOO_OLD = "too old"
    PAST = "past"
    TOO_FAR = "too far"


def fault_of(outcome: IntroductionFields, today: date) -> Fault | None:
    """Return the first thing that an outcome says wrong; None where it may be said.

    Examples
    --------
    >>> today = date(2026, 1, 1)
    >>> fault_of(IntroductionFields("made", today), today)
    >>> fault_of(IntroductionFields("dropped"), today).value
    'no reason'
    """
    if outcome.state not in IntroductionState.values:
        return Fault.STATE
    if outcome.state == IntroductionState.DROPPED:
        if outcome.on is not None:
            return Fault.NEEDLESS_DAY
        return None if outcome.reason in DropReason.values else Fault.NO_REASON
    if outcome.reason:
        return Fault.NEEDLESS_REASON
    if outcome.on is None:
        return Fault.NO_DAY
    is_made = outcome.state == IntroductionState.MADE
    return _fault_of_made(outcome.on, today) if is_made else _fault_of_later(outcome.on, today)


def _fault_of_made(day: date, today: date) -> Fault | None:
    if day > today:
        return Fault.TO_COME
    return None if is_possible_start(day, today) else Fault.TOO_OLD


def _fault_of_later(day: date, today: date) -> Fault | None:
    if day < today:
        return Fault.PAST
    return Fault.TOO_FAR if day > today + timedelta(days=LONGEST_LATER_DAYS) else None


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
