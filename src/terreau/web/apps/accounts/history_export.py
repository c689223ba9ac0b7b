"""The history of an object as a file: one row a change."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils import timezone

from terreau.web.apps.accounts.history_page import Change, Line
from terreau.web.shared.list_file import list_answer

_HEADER = ("at", "what", "who", "on_behalf_of", "field", "change", "before", "after")


def history_answer(lines: Iterable[Line], name: str, suffix: str) -> HttpResponse:
    """Answer with the rows of a history as CSV or XLSX, with the columns of the API."""
    return list_answer(
        _HEADER,
        (
            (timezone.localtime(line.at).isoformat(), line.what, line.who, line.behalf, *change)
            for line in lines
            for change in [_cells(c) for c in line.changes] or [("",) * 4]
        ),
        name=name,
        suffix=suffix,
    )


def _cells(change: Change) -> tuple[str, str, str, str]:
    return change.field, change.said, change.before, change.after
