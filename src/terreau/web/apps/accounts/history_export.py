"""The history of an object as a file: one row a change."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.utils import timezone

from terreau.web.apps.accounts.history_page import Line
from terreau.web.shared.spreadsheet import harmless

_HEADER = ("at", "what", "who", "on_behalf_of", "field", "before", "after")


def history_csv(lines: Iterable[Line]) -> str:
    """Return the rows of a history, with the columns of the API."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_HEADER)
    for line in lines:
        first = (timezone.localtime(line.at).isoformat(), line.what, line.who, line.behalf)
        rows = [(c.field, c.before, c.after) for c in line.changes] or [("", "", "")]
        writer.writerows([harmless(words) for words in (*first, *row)] for row in rows)
    return "\ufeff" + file.getvalue()
