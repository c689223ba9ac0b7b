"""The list of organisations as a file: the same rows as the page, the same cells left out."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse

from terreau.web.apps.directory.labels import ORGANISATION
from terreau.web.apps.directory.selectors.organisations import Shown
from terreau.web.shared.list_file import list_answer

_COLUMNS = ("name", "kind", "siren", "siret", "naf", "email", "phone", "website", "description")


def organisations_answer(rows: Iterable[Shown], suffix: str) -> HttpResponse:
    """Answer with the rows as CSV or XLSX."""
    headings = [*(str(ORGANISATION[name]) for name in (*_COLUMNS, "seat")), "Code"]
    return list_answer(headings, map(_cells, rows), name="organisations", suffix=suffix)


def _cells(row: Shown) -> list[str]:
    cells = [row.kind_label if n == "kind" else str(row.seen.get(n, "")) for n in _COLUMNS]
    return [*cells, row.seat.name if row.seat else "", row.seat.code if row.seat else ""]
