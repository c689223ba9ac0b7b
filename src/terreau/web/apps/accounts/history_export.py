"""The history of an object as a file: one row a change."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from terreau.web.apps.accounts.history_page import Line
from terreau.web.shared import list_file

_HEADER = ("at", "what", "who", "on_behalf_of", "field", "before", "after")


def history_csv(lines: Iterable[Line]) -> str:
    """Return the rows of a history, with the columns of the API."""
    return list_file.as_csv(
        _HEADER,
        (
            (timezone.localtime(line.at).isoformat(), line.what, line.who, line.behalf, *change)
            for line in lines
            for change in [(c.field, c.before, c.after) for c in line.changes] or [("", "", "")]
        ),
    )
