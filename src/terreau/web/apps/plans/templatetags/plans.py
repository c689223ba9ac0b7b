"""Money, cells and tracking indicators as the pages of plans write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template

from terreau.web.apps.plans.progress_words import progress_in_words
from terreau.web.apps.plans.services.tracking import in_figures
from terreau.web.shared.formatting import format_short_euros

register = template.Library()
register.filter("in_figures", in_figures)
register.filter("progress_said", progress_in_words)


@register.filter
def short_euros(cents: int | None) -> str:
    """Write cents as euros, to the cent where it counts; a dash where nobody said."""
    return "–" if cents is None else format_short_euros(cents)


@register.filter
def beside(cells: Sequence[Any], headings: Iterable[str]) -> list[tuple[str, Any]]:
    """Return each cell with its heading."""
    return list(zip(headings, cells, strict=True))
