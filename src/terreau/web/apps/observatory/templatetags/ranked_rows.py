"""The rows of a ranked list, written at once: a country has a thousand of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from terreau.datasets.indicators.values import Status
from terreau.web.apps.observatory.ranking import Row

register = template.Library()


@register.simple_tag
def ranked_rows(rows: Sequence[Row], place: Mapping[str, int | None]) -> SafeString:
    """Show rank, name and value of each territory; where there is none, why.

    Parameters
    ----------
    rows : Sequence[Row]
        The highest first.
    place : Mapping[str, int or None]
        Code → class on the map.
    """
    return mark_safe("".join(_row(row, place[row.code]) for row in rows))  # noqa: S308


def _row(row: Row, place: int | None) -> str:
    where = "unknown" if place is None else place
    shown = f'<span class="meta">{escape(row.status_label)}</span>'
    if row.is_known:
        shown = f'<data value="{row.value!r}">{escape(row.display)}</data>'
        if row.status == Status.PARTIAL:
            shown += f'<br><span class="meta">{escape(row.status_label)}</span>'
    return (
        f'<tr id="t-{escape(row.code)}" data-code="{escape(row.code)}" data-class="{where}">'
        f"<td>{'' if row.rank is None else row.rank}</td>"
        f'<th scope="row"><a href="{escape(row.url)}">{escape(row.name)}</a></th>'
        f"<td>{shown}</td></tr>"
    )
