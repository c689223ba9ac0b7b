"""Territories that give no news: told themselves first, seen by the delegation a month later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from terreau.web.apps.plans.rules.health import SILENT_DAYS

# So many days a territory knows that it is silent before the delegation does.
NOTICE_DAYS = 30


@dataclass(frozen=True)
class Silence:
    """How a plan that gives no news is told.

    Parameters
    ----------
    told_on : date
        From which day its own keepers are told.
    shown_on : date
        From which day the delegation sees it.
    is_told : bool
        Whether they are told.
    """

    told_on: date
    shown_on: date
    is_told: bool


def silence_of(last_news_on: date | None, today: date) -> Silence | None:
    """Return how the silence of a plan is told, by its last news; None where it never had any.

    Examples
    --------
    >>> quiet = silence_of(date(2026, 1, 1), date(2026, 4, 15))
    >>> quiet.is_told, quiet.shown_on.isoformat()
    (True, '2026-05-01')
    """
    if last_news_on is None:
        return None
    told_on = last_news_on + timedelta(days=SILENT_DAYS)
    shown_on = told_on + timedelta(days=NOTICE_DAYS)
    return Silence(told_on, shown_on, is_told=told_on <= today)
