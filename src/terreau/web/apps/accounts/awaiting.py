"""What waits for a person, whatever the app: each declares its own, the home page shows all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from terreau.web.apps.accounts.scope import Scope


@dataclass(frozen=True)
class Awaited:
    """Something that waits for an answer.

    Parameters
    ----------
    sentence : str
        What it is, in the reader's language.
    url : str
        Where it is answered.
    """

    sentence: str
    url: str


_SOURCES: list[Callable[[Scope], Iterable[Awaited]]] = []


def declare_awaited(source: Callable[[Scope], Iterable[Awaited]]) -> None:
    """Add a source of what waits for people; called once by each app when it is ready."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def list_awaited(scope: Scope) -> list[Awaited]:
    """Return what waits for a person, in the order in which apps declared it."""
    return [awaited for source in _SOURCES for awaited in source(scope)]
