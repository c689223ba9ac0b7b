"""The values of an indicator as CSV and JSON, each with where it comes from."""

from __future__ import annotations

import json
import math
import shlex
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.datasets.indicators.definition import Indicator
from terreau.datasets.indicators.values import Values
from terreau.reporting.spreadsheet import csv_text
from terreau.web.apps.observatory.indicator_words import (
    command_of,
    licences_of,
    read_sentence,
    span_of,
    told,
    unit_of,
)
from terreau.web.apps.observatory.ranking import Row
from terreau.web.apps.territories.enums import Country

CSV_COLUMNS = (
    "indicator", "title", "kind", "code", "territory", "year", "value", "unit", "display", "rank",
    "status", "hidden_share", "nation", "sources", "licences", "obligation", "formula", "command",
    "is_example",
)  # fmt: skip


def as_csv(values: Values, rows: Sequence[Row]) -> str:
    """Return a row for each territory, in full precision; "" where there is no value."""
    hidden = dict(zip(values.codes, values.hidden.tolist(), strict=True))
    common = {
        "indicator": values.indicator.id,
        "title": told(values.indicator.title),
        "kind": values.kind,
        "year": values.year,
        "unit": unit_of(values.indicator),
        "nation": _or_nothing(values.nation),
        **provenance_of(values),
    }
    own = (
        {
            "code": row.code,
            "territory": row.name,
            "value": _or_nothing(row.value),
            "display": row.display,
            "rank": "" if row.rank is None else row.rank,
            "status": row.status,
            "hidden_share": hidden[row.code],
            "command": f"{common['command']} --show {shlex.quote(row.code)}",
        }
        for row in rows
    )
    return csv_text(CSV_COLUMNS, (common | each for each in own))


def as_json(values: Values, rows: Sequence[Row]) -> dict[str, Any]:
    """Return the same ready for JSON; null where there is no value."""
    hidden = dict(zip(values.codes, values.hidden.tolist(), strict=True))
    told_of = provenance_of(values)
    return {
        "indicator": defined(values.indicator),
        "kind": values.kind,
        "country": values.country,
        "year": values.year,
        "years": list(values.years),
        "nation": None if math.isnan(values.nation) else values.nation,
        **{key: told_of[key] for key in ("sources", "licences", "obligation", "command")},
        "values": [
            {
                "code": row.code,
                "name": row.name,
                "value": None if math.isnan(row.value) else row.value,
                "display": row.display,
                "rank": row.rank,
                "status": str(row.status),
                "hidden_share": hidden[row.code],
            }
            for row in rows
        ],
    }


def as_json_text(values: Values, rows: Sequence[Row]) -> str:
    """Return the same as text."""
    return json.dumps(as_json(values, rows), ensure_ascii=False, indent=1)


def one_value(rows: Sequence[Row], code: str) -> str:
    """Return the exact value of one territory; as it is written where it has none.

    Raises
    ------
    BadInput
        If no territory has that code.
    """
    for row in rows:
        if row.code == code:
            return row.display if math.isnan(row.value) else repr(row.value)
    raise BadInput(_("Aucun territoire de cette sorte n’a ce code"), value=code)


def as_text(values: Values, rows: Sequence[Row]) -> str:
    """Return the ranked list as a terminal shows it, then where it comes from."""
    lines = [
        f"{'' if row.rank is None else row.rank:>5}  {row.code:<12} "
        f"{row.display if row.is_known else row.status_label:>12}  {row.name}"
        for row in rows
    ]
    sources = provenance_of(values)["sources"]
    head = f"{told(values.indicator.title)}, {span_of(values)} ({unit_of(values.indicator)})"
    return "\n".join([head, "", *lines, "", sources])


def defined(indicator: Indicator) -> dict[str, Any]:
    """Return the definition of an indicator, ready for JSON."""
    return {
        "id": indicator.id,
        "theme": indicator.theme,
        "title": told(indicator.title),
        "question": told(indicator.question),
        "definition": told(indicator.definition),
        "unit": unit_of(indicator),
        "decimals": indicator.decimals,
        "direction": indicator.direction,
        "is_stock": indicator.is_stock,
        "formula": indicator.formula.text,
        "tables": list(indicator.tables),
    }


def provenance_of(values: Values) -> dict[str, Any]:
    """Return where values come from and how to produce them again."""
    licences, obligation = licences_of(values)
    return {
        "sources": " ; ".join(read_sentence(read, values.country) for read in values.read),
        "licences": licences,
        "obligation": obligation,
        "formula": values.indicator.formula.text,
        "command": command_of(values),
        "is_example": str(values.country == Country.EXAMPLE).lower(),
    }


def _or_nothing(value: float) -> float | str:
    return "" if math.isnan(value) else value
