"""All that is held of a person, as one file that they take away."""

from __future__ import annotations

from typing import Any

import orjson
from django.utils import timezone

from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.accounts.personal import personal_rows

_ACCOUNT = ("email", "name", "language", "created_at", "last_login")


def own_data(person: User) -> dict[str, Any]:
    """Return all that is held of a person, by what it is.

    Parameters
    ----------
    person : User
        Of whom.
    """
    held: dict[str, Any] = {
        "exported_at": timezone.now(),
        "account": {name: getattr(person, name) for name in _ACCOUNT},
    }
    for rows in personal_rows():
        held[rows.name] = {"title": str(rows.title), "rows": list(rows.rows(person))}
    held["history"] = list(_acts(person))
    return held


def count_own_data(person: User) -> list[tuple[str, int]]:
    """Return what is held of a person and how many rows of each, those that have any."""
    counts = [(str(rows.title), rows.of(person).count()) for rows in personal_rows()]
    return [(title, count) for title, count in counts if count]


def as_json(held: dict[str, Any]) -> bytes:
    """Return the bytes of the file."""
    return orjson.dumps(held, default=str, option=orjson.OPT_INDENT_2)


def _acts(person: User) -> Any:
    """Return what the person did; what it was done to is named by its number."""
    entries = HistoryEntry.objects.filter(actor_key__in=_keys(person))
    return entries.values("at", "verb", "object_type", "object_key", "changes", "channel")


def _keys(person: User) -> list[Any]:
    return [person.actor.key] if hasattr(person, "actor") else []
