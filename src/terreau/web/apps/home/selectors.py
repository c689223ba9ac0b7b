"""What the home page shows: real counts and territories to start from."""

from __future__ import annotations

from typing import Any

from terreau.web.apps.observatory import selectors as observatory
from terreau.web.apps.territories import presenters
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.enums import PerimeterKind

_SHOWN = 4


def get_home() -> dict[str, Any]:
    """Return the counts of real perimeters and the examples, in a bounded number of queries."""
    counts = territories.count_current()
    examples = [presenters.as_result(p) for p in territories.list_starting_points()]
    known = [
        presenters.as_result(territories.get_perimeter(kind=kind, code=code))
        for kind, code in observatory.list_best_known(limit=_SHOWN)
    ]
    return {
        "communes": counts.get(PerimeterKind.COMMUNE, 0),
        "epci": counts.get(PerimeterKind.EPCI, 0),
        "ti": counts.get(PerimeterKind.TERRITOIRE_INDUSTRIE, 0),
        "real": known or [e for e in examples if not e.is_example][:_SHOWN],
        "fictitious": [e for e in examples if e.is_example],
        "dataset_count": observatory.count_real_tables(),
    }
