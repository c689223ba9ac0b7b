"""What documents print beside what is computed, as CSV, as JSON and as a terminal shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.reporting.spreadsheet import csv_text
from terreau.web.apps.observatory.printed_page import PrintedPage, PrintedRow

CSV_COLUMNS = (
    "id", "theme", "label", "printed", "date", "place", "document", "figure", "period", "value",
    "unit", "display", "difference", "why", "lacking", "source", "licence", "formula", "command",
)  # fmt: skip


def as_csv(page: PrintedPage) -> str:
    """Return a row for each fact, what is computed beside it where it is."""
    facts = (
        _printed(group.theme, row) | _computed(row) for group in page.groups for row in group.rows
    )
    shares = (
        {"id": pole.code, "label": number.label} | _told(number)
        for pole in page.poles
        for number in (pole.share, pole.weight)
    )
    return csv_text(CSV_COLUMNS, chain(facts, shares))


def _printed(theme: str, row: PrintedRow) -> dict[str, str]:
    said = {"id": row.id, "theme": theme, "label": row.label, "printed": row.display}
    said |= {"date": row.date, "place": row.place, "document": row.document}
    return said | _reasons(row)


def _reasons(row: PrintedRow) -> dict[str, str]:
    return {"why": row.why, "lacking": row.lacking}


def _computed(row: PrintedRow) -> dict[str, str]:
    number = row.computed
    if number is None:
        return {}
    difference = repr(row.difference.value) if row.difference else ""
    return {"difference": difference} | _told(number)


def _told(number: Number) -> dict[str, str]:
    return {
        "figure": number.key,
        "period": number.period,
        "value": repr(number.value),
        "unit": number.unit,
        "display": number.display,
        "source": number.provenance.source,
        "licence": number.provenance.licence,
        "formula": number.provenance.formula,
        "command": number.provenance.command,
    }


def as_json(page: PrintedPage) -> dict[str, Any]:
    """Return the facts and the figures beside them as the API gives them."""
    return {
        "facts": [
            {
                "id": row.id,
                "theme": group.theme,
                "label": row.label,
                "printed": row.display,
                "date": row.date,
                "place": row.place,
                "document": row.document,
                "figure": row.computed.key if row.computed else None,
                **_reasons(row),
            }
            for group in page.groups
            for row in group.rows
        ],
        "figures": [number.as_dict() for number in page.numbers()],
    }


def as_json_text(page: PrintedPage) -> str:
    """Return the same as text."""
    return json.dumps(as_json(page), ensure_ascii=False, indent=2)


def as_text(page: PrintedPage) -> str:
    """Return the same as a terminal shows it."""
    return "\n".join(_lines(page))


def _lines(page: PrintedPage) -> Iterator[str]:
    for group in page.groups:
        yield group.theme
        for row in group.rows:
            where = ", ".join(part for part in (row.place, row.date) if part)
            yield f"  {row.label} ({where}) : {row.display}"
            if row.computed:
                here = _("Calculé ici")
                yield f"    {here} : {row.computed.display} ({row.computed.period})"
            if row.difference:
                yield f"    {row.difference.label} : {row.difference.display}"
        yield from (group.why, *group.lacking, "")
    for pole in page.poles:
        for number in (pole.share, pole.weight):
            yield f"  {number.label} : {number.display} ({number.period})"
