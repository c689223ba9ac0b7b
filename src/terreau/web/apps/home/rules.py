"""Rules of messages: what follows what, what a reference is, how many are taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from terreau.web.apps.home.enums import ContactState

# What may come after each state.
NEXT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        ContactState.RECEIVED: frozenset({ContactState.ANSWERED, ContactState.CLOSED}),
        ContactState.ANSWERED: frozenset({ContactState.CLOSED}),
        ContactState.CLOSED: frozenset(),
    }
)
LONGEST_MESSAGE = 5_000
# How many messages an hour: from one e-mail address, and from everyone.
PER_WRITER = 5
PER_HOUR = 60
# Answered or closed messages are kept a year.
KEPT_DAYS = 365
# No letter that is taken for another when it is read aloud.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def made_reference(choose: Callable[[str], str]) -> str:
    """Return a reference that nobody guesses.

    Parameters
    ----------
    choose : Callable[[str], str]
        Picks one of some letters.

    Examples
    --------
    >>> made_reference(lambda letters: letters[0])
    '22222-22222'
    """
    drawn = "".join(choose(_LETTERS) for _ in range(10))
    return f"{drawn[:5]}-{drawn[5:]}"
