"""The history: written by every service, read on each object; nothing in it is ever changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet

from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.models import Actor, HistoryEntry, User
from terreau.web.apps.accounts.scope import Acting

# What stands in place of a personal value, which no row of the history may hold.
PERSONAL = "•"


def record(
    acting: Acting,
    verb: Verb,
    about: Model,
    changes: Mapping[str, tuple[object, object]] | None = None,
    *,
    personal: Iterable[str] = (),
) -> HistoryEntry:
    """Write down what was done; called within the transaction that does it.

    Parameters
    ----------
    acting : Acting
        Who did it, and for whom.
    verb : Verb
        What was done.
    about : Model
        The object, already saved.
    changes : Mapping[str, tuple[object, object]], optional
        Field → before and after.
    personal : Iterable[str]
        Fields that say something of a person: that they changed is kept, not what they hold.
    """
    behalf = acting.behalf
    return HistoryEntry.objects.create(
        actor_key=actor_key(acting.user),
        verb=verb,
        object_type=about._meta.label,
        object_key=str(about.pk),
        changes=_written(changes or {}, frozenset(personal)),
        behalf_key=actor_key(behalf.user) if behalf else None,
        behalf_organisation=behalf.organisation_id if behalf else None,
        channel=behalf.channel if behalf else "",
        request_id=acting.request_id,
    )


def record_all(
    acting: Acting,
    verb: Verb,
    told: Iterable[tuple[Model, Mapping[str, tuple[object, object]]]],
    *,
    personal: Iterable[str] = (),
) -> None:
    """Write down what was done to many objects, each with its changes, in a few queries."""
    key, hidden = actor_key(acting.user), frozenset(personal)
    HistoryEntry.objects.bulk_create(
        (
            HistoryEntry(
                actor_key=key,
                verb=verb,
                object_type=about._meta.label,
                object_key=str(about.pk),
                changes=_written(changes, hidden),
                request_id=acting.request_id,
            )
            for about, changes in told
        ),
        batch_size=500,
    )


def actor_key(user: User | None) -> Any:
    """Return the random key of a person; None for nobody."""
    if user is None:
        return None
    actor, _is_new = Actor.objects.get_or_create(user=user)
    return actor.key


def history_of(about: Model) -> QuerySet[HistoryEntry]:
    """Return what was done to an object, the newest first; who may see it is for who asks."""
    return HistoryEntry.objects.filter(object_type=about._meta.label, object_key=str(about.pk))


def _written(
    changes: Mapping[str, tuple[object, object]], personal: frozenset[str]
) -> dict[str, list[object]]:
    return {
        name: [PERSONAL if held and name in personal else _plain(held) for held in pair]
        for name, pair in changes.items()
        if pair[0] != pair[1]
    }


def _plain(value: object) -> object:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else str(value)
