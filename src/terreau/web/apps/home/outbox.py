"""Letters written as files for want of a mail server; gone after a month, or with their reader."""

from __future__ import annotations

from collections.abc import Iterator
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


def delete_letters_of(email: str) -> None:
    """Delete the files that bear the address of somebody who is erased."""
    looked_for = email.casefold()
    for file in _letters():
        if looked_for in file.read_text(encoding="utf-8", errors="replace").casefold():
            file.unlink(missing_ok=True)


def _old(before: datetime) -> list[Path]:
    return [file for file in _letters() if file.stat().st_mtime < before.timestamp()]


def _letters() -> Iterator[Path]:
    return Path(settings.TERREAU_HOME, "outbox").glob("*.log")
