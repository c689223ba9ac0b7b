"""Sessions and limits that are over: nothing of them is kept."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet


def count_expired_sessions(before: datetime) -> int:
    """Return how many rows say something of a session that was over before an instant."""
    return _sessions(before).count() + _descriptions(before).count()


def purge_expired_sessions(before: datetime) -> int:
    """Delete them; return how many."""
    described = _descriptions(before).delete()[0]
    return described + _sessions(before).delete()[0]


def count_expired_limits(before: datetime) -> int:
    """Return how many counts of attempts were over before an instant."""
    return _on_limits("SELECT COUNT(*) FROM", before)


def purge_expired_limits(before: datetime) -> int:
    """Delete them; return how many."""
    return _on_limits("DELETE FROM", before)


def _on_limits(act: str, before: datetime) -> int:
    """Count or delete rows of the cache, which no model describes; return what the base says."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    instant = connection.ops.adapt_datetimefield_value(before)
    with connection.cursor() as cursor:
        cursor.execute(f"{act} {table} WHERE expires < %s", [instant])
        return int(cursor.fetchone()[0]) if cursor.description else cursor.rowcount


def _sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


def _descriptions(before: datetime) -> QuerySet[UserSession]:
    """Return what is kept of the address and the browser of sessions that are over or gone."""
    going_on = Session.objects.filter(expire_date__gte=before)
    described: QuerySet[UserSession] = UserSession.objects.exclude(
        session_key__in=going_on.values("session_key")
    )
    return described
