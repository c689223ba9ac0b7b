"""Who may give which mandate: the table, without a database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Role

# Held for an organisation; all the others are held for a perimeter.
# What a key may be allowed to do here.
READ, WRITE = "directory:read", "directory:write"
# Those who keep the directory of a territory read all of it, and write for who has no account.
KEEPERS = frozenset({Role.PROJECT_MANAGER, Role.FACILITATOR})
ORGANISATION_ROLES = frozenset({Role.ORGANISATION_MEMBER, Role.OPERATOR_AGENT})

_TEAM = frozenset(
    {Role.PROJECT_MANAGER, Role.DUO_ELECTED, Role.DUO_INDUSTRIALIST, Role.FACILITATOR}
)
# What one asks for oneself, the least first; the others are given, or one is invited to them.
_ASKED_ON_PERIMETER = (Role.OBSERVER, Role.FACILITATOR, Role.PROJECT_MANAGER)
_ASKED_ON_ORGANISATION = (Role.ORGANISATION_MEMBER, Role.OPERATOR_AGENT)
# The roles of the register of referents: those of a TI, then those of a region.
REFERENT_ROLES = (
    Role.PROJECT_MANAGER, Role.DUO_ELECTED, Role.DUO_INDUSTRIALIST, Role.FACILITATOR,
    Role.STATE_REFERENT, Role.REGION_REFERENT,
)  # fmt: skip
REQUEST_DAYS = 30
# How many organisations one person may have declared that wait for an answer.
DECLARATIONS_AT_ONCE = 3
INVITATION_DAYS = 14
# A mandate that ends within so many days is told to its holder.
ENDING_DAYS = 30
# What was answered or has ended is news for so many days, and listed for so many.
NEWS_DAYS = 30
LISTED_DAYS = 365
# Of what names are searched and ordered by: folded, a ligature is two letters, a sign eighteen.
LONGEST_FOLDED = 200
# A last day is at most so far ahead, ten years: farther, it is a mistake of typing.
LONGEST_DAYS = 3653
# An organisation that was asked so many times in a quarter has been asked enough.
ASKED_ENOUGH = 3
# A contact stands for two years by their agreement; asked and silent, for so many days. So long
# before its end a letter asks again.
AGREED_DAYS = 730
UNANSWERED_DAYS = 30
REMINDER_DAYS = 30
# The link of a letter opens its page as long as the contact it is about may stand.
LINK_DAYS = AGREED_DAYS + UNANSWERED_DAYS
# How long a message may be answered: its row is kept no longer.
MESSAGE_DAYS = 90
# How long a mailing is kept, and the wish not to be written to.
MAILING_DAYS = 730
OBJECTION_DAYS = 1095

# A role → the roles it may give, within the perimeter or for the organisation it is held for.
# The State and the Region say who manages a territory's project; they do not make its team.
GIVES: Mapping[Role, frozenset[Role]] = {
    Role.DELEGATION_AGENT: frozenset(Role),
    Role.STATE_REFERENT: frozenset({Role.PROJECT_MANAGER}),
    Role.REGION_REFERENT: frozenset({Role.PROJECT_MANAGER}),
    Role.PROJECT_MANAGER: _TEAM | {Role.OBSERVER, Role.ORGANISATION_MEMBER},
    Role.FACILITATOR: frozenset({Role.OBSERVER, Role.ORGANISATION_MEMBER}),
    Role.ORGANISATION_MEMBER: frozenset({Role.ORGANISATION_MEMBER}),
    Role.OPERATOR_AGENT: frozenset({Role.OPERATOR_AGENT}),
}


def givers_of(role: Role) -> frozenset[Role]:
    """Return the roles that may give a role.

    Examples
    --------
    >>> sorted(givers_of(Role.PROJECT_MANAGER))
    [Role.DELEGATION_AGENT, Role.PROJECT_MANAGER, Role.REGION_REFERENT, Role.STATE_REFERENT]
    """
    return frozenset(giver for giver, given in GIVES.items() if role in given)


def latest_day(today: date) -> date:
    """Return the last day that a mandate may be given for.

    Examples
    --------
    >>> latest_day(date(2026, 3, 2))
    datetime.date(2036, 3, 2)
    """
    return today + timedelta(days=LONGEST_DAYS)


def proposed_end(role: Role, wanted: date | None, today: date) -> date | None:
    """Return the last day proposed to who answers a request: that asked, a year for an observer.

    Examples
    --------
    >>> proposed_end(Role.OBSERVER, None, date(2026, 11, 29))
    datetime.date(2027, 11, 29)
    """
    is_open = wanted is None and role == Role.OBSERVER
    return today + timedelta(days=365) if is_open else wanted


def quarter_of(day: date) -> date:
    """Return the first day of the quarter of a day.

    Examples
    --------
    >>> quarter_of(date(2026, 11, 29)), quarter_of(date(2027, 1, 1))
    (datetime.date(2026, 10, 1), datetime.date(2027, 1, 1))
    """
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def earliest(wanted: date | None, own: date | None) -> date | None:
    """Return the last day of a mandate: none lasts longer than that by which it is given.

    Parameters
    ----------
    wanted : date or None
        The day that was written; None until it is ended.
    own : date or None
        The last day of who gives; None where nothing ends their own.

    Examples
    --------
    >>> earliest(None, date(2026, 12, 31)), earliest(date(2026, 6, 30), date(2026, 12, 31))
    (datetime.date(2026, 12, 31), datetime.date(2026, 6, 30))
    """
    return min((day for day in (wanted, own) if day is not None), default=None)


def is_for_organisation(role: Role) -> bool:
    """Whether a role is held for an organisation, not for a perimeter."""
    return role in ORGANISATION_ROLES


def roles_to_ask(*, is_organisation: bool) -> tuple[Role, ...]:
    """Return the roles that one may ask for oneself, that which gives the least first.

    Examples
    --------
    >>> roles_to_ask(is_organisation=False)[0]
    Role.OBSERVER
    """
    return _ASKED_ON_ORGANISATION if is_organisation else _ASKED_ON_PERIMETER


def folded_name(name: str) -> str:
    """Return what an organisation is searched and ordered by, no longer than its column.

    Examples
    --------
    >>> folded_name("L’Œuvre"), len(folded_name("œ" * 200))
    ('l oeuvre', 200)
    """
    return fold(name)[:LONGEST_FOLDED]


def digest_of(secret: str) -> str:
    """Return what the base keeps of the secret of a letter."""
    return hashlib.sha256(secret.encode()).hexdigest()


def masked(email: str) -> str:
    """Return an address as it is shown to who may not be its owner.

    Examples
    --------
    >>> masked("marie.durand@mairie.example")
    'm…@m…'
    """
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host[:1]}…"
