"""What a project manager looks at first in a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from terreau.web.apps.plans.enums import Health, SheetState
from terreau.web.apps.plans.rules.workflow import CLOSED

# Without news for so many days, a sheet is silent.
SILENT_DAYS = 90


@dataclass(frozen=True)
class Looked:
    """What health is read from.

    Parameters
    ----------
    state : str
        Of the sheet (`SheetState`).
    has_lead : bool
        Whether an organisation leads it.
    ends_on : date or None
        When it is to end.
    due_on : Iterable[date]
        The days of its milestones that are not done.
    is_unfunded : bool
        Whether costs are planned that nothing covers.
    last_news_on : date
        When it last changed.
    """

    state: str
    has_lead: bool
    ends_on: date | None
    due_on: Iterable[date]
    is_unfunded: bool
    last_news_on: date


def health_of(looked: Looked, today: date) -> list[Health]:
    """Return what is to be said of a sheet, the gravest first; nothing of a closed one.

    Examples
    --------
    >>> day = date(2026, 11, 29)
    >>> health_of(Looked("in_progress", True, date(2026, 6, 1), (), False, day), day)
    [Health.LATE]
    >>> health_of(Looked("done", False, None, (), True, day), day)
    []
    """
    if looked.state in CLOSED:
        return []
    if looked.state == SheetState.UNKNOWN:  # what nobody knows is neither late nor on time
        return [] if looked.has_lead else [Health.WITHOUT_LEAD]
    is_late = any(day < today for day in (*looked.due_on, *filter(None, (looked.ends_on,))))
    said = {
        Health.BLOCKED: looked.state == SheetState.ON_HOLD,
        Health.LATE: is_late,
        Health.WITHOUT_LEAD: not looked.has_lead,
        Health.UNFUNDED: looked.is_unfunded,
        Health.SILENT: (today - looked.last_news_on).days >= SILENT_DAYS,
    }
    return [health for health, holds in said.items() if holds] or [Health.ON_TIME]
