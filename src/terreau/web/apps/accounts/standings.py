"""As what a person acts, and for what, in words and links.

Mandates live in an app above this one, which declares here how they are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from terreau.web.apps.accounts.models import User


@dataclass(frozen=True)
class Standing:
    """A role, what it is held for, and the page of that."""

    role: str
    about: str
    address: str


_sources: list[Callable[[User], Iterable[Standing]]] = []


def declare_standings(source: Callable[[User], Iterable[Standing]]) -> None:
    """Tell where the roles of a person are found; called once by each app ready."""
    if source not in _sources:
        _sources.append(source)


def standings_of(user: User) -> list[Standing]:
    """Return as what a person acts today."""
    return [standing for source in _sources for standing in source(user)]
