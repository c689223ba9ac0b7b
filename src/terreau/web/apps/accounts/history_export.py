"""The history of an object as a file: one row a change."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from terreau.web.apps.accounts.history_page import Change, Line
from terreau.web.shared import list_file

_HEADER = ("at", "what", "who", "on_behalf_of", "field", "change", "before", "after")


def history_csv(lines: Iterable[Line]) -> str:
    """Return the rows of a history, with the columns of the API."""
    return list_file.as_csv(
        _HEADER,
        (
            (timezone.localtime(line.at).isoformat(), line.what, line.who, line.behalf, *change)
            for line in lines
            for change in [_cells(c) for c in line.changes] or [("",) * 4]
        ),
    )


def _cells(change: Change) -> tuple[str, str, str, str]:
    return change.field, change.said, change.before, change.after
