"""What a request may reach: the mandates of who asks, held once, never changed.

Mandates live in an app above this one, which declares here how they are found
(`declare_holdings`). Permission functions take a `Scope` and say yes, or give the
condition that filters; what no function allows is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser

from terreau.web.apps.accounts.enums import Channel, Role
from terreau.web.apps.accounts.models import User

Found = TypeVar("Found")


@dataclass(frozen=True)
class Holding:
    """A mandate in force: a role, and the perimeter or the organisation it is held for."""

    role: Role
    perimeter_id: int | None = None
    organisation_id: int | None = None


@dataclass(frozen=True)
class Scope:
    """The rights of one request.

    Parameters
    ----------
    user_id : int or None
        Who asks; None for a visitor.
    holdings : frozenset of Holding
        Mandates in force today.
    allows : frozenset of str or None
        What the token of the request allows, as "directory:read"; None where a person asks by
        themselves: all that their mandates give.
    """

    user_id: int | None = None
    holdings: frozenset[Holding] = frozenset()
    allows: frozenset[str] | None = None
    _known: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def remembered(self, what: Hashable, find: Callable[[], Found]) -> Found:
        """Return what the mandates give, found once for the life of a request.

        Parameters
        ----------
        what : Hashable
            What it is.
        find : Callable
            Finds it.
        """
        if not self.holdings:  # NOBODY outlives requests, and who holds nothing is soon answered.
            return find()
        if what not in self._known:
            self._known[what] = find()
        found: Found = self._known[what]
        return found

    def allows_act(self, act: str) -> bool:
        """Whether the token, if there is one, allows an act as "directory:write".

        Who writes somewhere reads there too: a write answers what it wrote.
        """
        if self.allows is None or act in self.allows:
            return True
        app, _colon, verb = act.partition(":")
        return verb == "read" and f"{app}:write" in self.allows

    def perimeters(self, roles: Collection[Role]) -> frozenset[int]:
        """Return the keys of the perimeters held in one of these roles."""
        found = (g.perimeter_id for g in self.holdings if g.role in roles)
        return frozenset(key for key in found if key is not None)

    def organisations(self, roles: Collection[Role]) -> frozenset[int]:
        """Return the keys of the organisations held in one of these roles."""
        found = (g.organisation_id for g in self.holdings if g.role in roles)
        return frozenset(key for key in found if key is not None)

    def has_role(self, role: Role) -> bool:
        """Whether one of the mandates is of this role, for whatever it is."""
        return any(held.role == role for held in self.holdings)


NOBODY = Scope()


@dataclass(frozen=True)
class Behalf:
    """For whom something is written down, and how their wish arrived."""

    channel: Channel
    user: User | None = None
    organisation_id: int | None = None


@dataclass(frozen=True)
class Acting:
    """Who acts: the person, what the request lets them reach, for whom they write.

    ``user`` None with ``is_operator`` is whoever holds the machine (the command line).
    """

    user: User | None
    scope: Scope
    behalf: Behalf | None = None
    request_id: str = ""
    is_operator: bool = False


OPERATOR = Acting(user=None, scope=NOBODY, is_operator=True)

_sources: list[Callable[[User], Iterable[Holding]]] = []


def declare_holdings(source: Callable[[User], Iterable[Holding]]) -> None:
    """Tell where the mandates in force of a person are found; called once by each app ready."""
    if source not in _sources:
        _sources.append(source)


def scope_of(user: User | AnonymousUser, allows: frozenset[str] | None = None) -> Scope:
    """Return what a person may reach, read from their mandates.

    Parameters
    ----------
    user : User or AnonymousUser
        Who asks.
    allows : frozenset of str, optional
        What the token they ask by allows.
    """
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    holdings = frozenset(held for source in _sources for held in source(user))
    return Scope(user.pk, holdings, allows)
