"""On which day somebody is written to about what they follow."""

from __future__ import annotations

from datetime import date, timedelta

from terreau.web.apps.plans.enums import Rhythm

# Told that far ahead, a milestone can still be met.
AHEAD_DAYS = 14
_EVERY = {Rhythm.DAILY: 1, Rhythm.WEEKLY: 7}


def is_letter_day(rhythm: str, told_on: date | None, today: date) -> bool:
    """Whether a letter is due, given the last day it was told anything.

    Examples
    --------
    >>> day = date(2026, 11, 29)
    >>> is_letter_day("weekly", date(2026, 11, 23), day), is_letter_day("never", None, day)
    (False, False)
    """
    days = _EVERY.get(Rhythm(rhythm))
    if days is None:
        return False
    return told_on is None or told_on + timedelta(days=days) <= today


def news_since(rhythm: str, told_on: date | None, today: date) -> date:
    """Return after which day news is news: the last letter, a week or a day back at the first."""
    return told_on or today - timedelta(days=_EVERY.get(Rhythm(rhythm), 7))
