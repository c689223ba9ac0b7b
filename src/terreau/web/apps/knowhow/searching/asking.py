"""What to do when nobody answers: what upper apps offer, such as asking the whole territory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.knowhow.searching.asked import Asked


@dataclass(frozen=True)
class Door:
    """A way on: where it leads, and what it says."""

    url: str
    label: str


_DOORS: list[Callable[[Scope, Asked], Door | None]] = []


def declare_door(door: Callable[[Scope, Asked], Door | None]) -> None:
    """Offer a way on from a search; ``door(scope, asked)`` is None for who may not take it."""
    if door not in _DOORS:
        _DOORS.append(door)


def doors(scope: Scope, asked: Asked) -> list[Door]:
    """Return the ways on that a reader has."""
    return [door for each in _DOORS if (door := each(scope, asked)) is not None]
