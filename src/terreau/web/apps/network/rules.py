"""What holds of periods in the network; no database here."""

from __future__ import annotations

from datetime import date

LONGEST_PAST_YEARS = 60


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
