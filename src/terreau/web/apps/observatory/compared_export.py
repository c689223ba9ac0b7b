"""A comparison written out as JSON, CSV and text: the numbers of the page."""

from __future__ import annotations

import json
from typing import Any

from terreau.web.apps.observatory.comparing import Comparison
from terreau.web.apps.observatory.numbers_export import numbers_as_csv


def as_json(found: Comparison) -> dict[str, Any]:
    """Return a comparison as the API gives it."""
    return {
        "territories": [
            {"key": one.key, "name": one.name, "kind": one.kind_label} for one in found.compared
        ],
        "is_example": found.is_example,
        "sentence": found.sentence,
        "certainty": found.certainty,
        "figures": [number.as_dict() for number in found.numbers()],
        "sources": list(found.sources),
    }


def as_json_text(found: Comparison) -> str:
    """Return the same to be read by a person or a program."""
    return json.dumps(as_json(found), ensure_ascii=False, indent=2)


def as_csv(found: Comparison) -> str:
    """Return a comparison as CSV: one line a figure, its provenance beside it."""
    return numbers_as_csv({}, found.numbers())


def as_text(found: Comparison) -> str:
    """Return a comparison as a terminal shows it."""
    lines = [" · ".join(one.name for one in found.compared), "", found.sentence, found.certainty]
    for line in found.lines:
        lines += ["", f"{line.title}, {line.period} ({line.unit})"]
        numbers = (*(cell.number for cell in line.cells), line.nation)
        lines += [f"  {n.provenance.geography:<44} {n.display:>12}" for n in numbers]
    return "\n".join([*lines, "", *found.sources])
