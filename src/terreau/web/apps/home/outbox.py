"""Letters written as files where no mail server is set: deleted after a month."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

KEPT_DAYS = 30


def count_old_letters(before: datetime) -> int:
    """Return how many files were written before an instant."""
    return len(_old(before))


def delete_old_letters(before: datetime) -> int:
    """Delete the files written before an instant; return how many."""
    old = _old(before)
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _old(before: datetime) -> list[Path]:
    folder = Path(settings.TERREAU_HOME, "outbox")
    return [file for file in folder.glob("*.log") if file.stat().st_mtime < before.timestamp()]
