"""The history of an object as a file: one row a change."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils import timezone

from terreau.web.apps.accounts.history_page import Line
from terreau.web.shared.list_file import list_answer

_HEADER = ("at", "what", "who", "on_behalf_of", "field", "before", "after")


def history_answer(lines: Iterable[Line], name: str, suffix: str) -> HttpResponse:
    """Answer with the rows of a history as CSV or XLSX, with the columns of the API."""
    return list_answer(
        _HEADER,
        (
            (timezone.localtime(line.at).isoformat(), line.what, line.who, line.behalf, *change)
            for line in lines
            for change in [(c.field, c.before, c.after) for c in line.changes] or [("", "", "")]
        ),
        name=name,
        suffix=suffix,
    )
