"""Daily counts of pages read, gathered from the request log; running it twice changes nothing."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from terreau.web.apps.home.models import DailyUse
from terreau.web.apps.home.usage import count_uses

_NAME = re.compile(r"requests-(\d{4}-\d{2}-\d{2})\.jsonl")


def gather_usage() -> int:
    """Count each day of the log from the last one counted to yesterday, both included.

    Returns
    -------
    int
        How many days were counted.
    """
    last = DailyUse.objects.aggregate(last=Max("day"))["last"] or date.min
    days = [(day, file) for day, file in _logs() if last <= day < timezone.localdate()]
    for day, file in days:
        with file.open(encoding="utf-8", errors="replace") as lines:
            counted = count_uses(lines)
        with transaction.atomic():
            DailyUse.objects.filter(day=day).delete()
            DailyUse.objects.bulk_create(
                DailyUse(day=day, family=family, count=count) for family, count in counted.items()
            )
    return len(days)


def count_old_logs(before: datetime) -> int:
    """Return how many days of the log are from before an instant."""
    return sum(day < before.date() for day, _ in _logs())


def delete_old_logs(before: datetime) -> int:
    """Delete the days of the log from before an instant, once counted; return how many."""
    gather_usage()
    old = [file for day, file in _logs() if day < before.date()]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _logs() -> list[tuple[date, Path]]:
    """Return day and file of each day of the log, in order."""
    found = []
    for file in Path(settings.TERREAU_HOME, "logs").glob("requests-*.jsonl"):
        if name := _NAME.fullmatch(file.name):
            try:
                found.append((date.fromisoformat(name[1]), file))
            except ValueError:
                continue
    return sorted(found)
