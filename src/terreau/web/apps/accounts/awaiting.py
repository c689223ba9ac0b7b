"""What waits for a person, whatever the app: each declares its own, the home page shows all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value

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


@dataclass(frozen=True)
class Source:
    """What of one kind waits for people.

    Parameters
    ----------
    rows : Callable[[Scope], QuerySet]
        The rows that wait for a person, in the order in which they are told.
    tell : Callable[[row], Awaited]
        What is said of one of them.
    """

    rows: Callable[[Scope], QuerySet[Any]]
    tell: Callable[[Any], Awaited]


_SOURCES: list[Source] = []


def declare_awaited(source: Source) -> None:
    """Add a source of what waits for people; called once by each app when it is ready."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def list_awaited(scope: Scope) -> list[Awaited]:
    """Return what waits for a person, in the order in which apps declared it."""
    return [source.tell(row) for source in _SOURCES for row in source.rows(scope)]


def count_awaited(scope: Scope, *others: QuerySet[Any]) -> int:
    """Return how many rows wait for a person, and how many others there are, in one query.

    Every page counts them: each source tells one of its rows with queries of its own, and is only
    counted here.
    """
    found = [*others, *(source.rows(scope) for source in _SOURCES)]
    first, *more = (rows.order_by().values(one=Value(1)) for rows in found)
    return first.union(*more, all=True).count()
