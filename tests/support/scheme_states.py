"""When a scheme may be asked, told plainly: what the database tells is held to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from terreau.web.apps.funding.enums import SchemeState
from terreau.web.apps.funding.selectors.catalogue import PRESSING_DAYS


@dataclass(frozen=True)
class Window:
    """A time when files are taken; None where it is not known, or has no end."""

    opens_on: date | None
    deadline_on: date | None


def state_of(
    windows: Iterable[Window], today: date, *, is_permanent: bool = False, is_history: bool = False
) -> SchemeState:
    """Return whether a scheme may be asked on a day.

    The most pressing of its calls tells. A call that says neither when it opens nor when it closes
    tells nothing; one that says a deadline alone is open until then.

    Parameters
    ----------
    windows : iterable of Window
        Its calls.
    today : date
        The day.
    is_permanent : bool
        Whether it takes files all the time.
    is_history : bool
        Whether it stands in the catalogue as a document printed it once.

    Examples
    --------
    >>> call = Window(date(2026, 1, 5), date(2026, 3, 31))
    >>> [str(state_of([call], day)) for day in (date(2026, 1, 1), date(2026, 2, 1),
    ...  date(2026, 3, 31), date(2026, 4, 1))]
    ['coming', 'open', 'closing', 'closed']
    """
    if is_history:
        return SchemeState.HISTORY
    found = {_state(window, today) for window in windows}
    if is_permanent:
        found.add(SchemeState.OPEN)
    return next(
        (state for state in SchemeState if state in found and state != SchemeState.HISTORY),
        SchemeState.NOT_SAID,
    )


def _state(window: Window, today: date) -> SchemeState:
    if window.deadline_on is not None and window.deadline_on < today:
        return SchemeState.CLOSED
    if window.opens_on is not None and window.opens_on > today:
        return SchemeState.COMING
    if window.deadline_on is None:
        return SchemeState.OPEN if window.opens_on is not None else SchemeState.NOT_SAID
    is_near = (window.deadline_on - today).days <= PRESSING_DAYS
    return SchemeState.CLOSING if is_near else SchemeState.OPEN
