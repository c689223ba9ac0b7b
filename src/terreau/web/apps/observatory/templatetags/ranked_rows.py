"""The rows of a ranked list, written at once: a country has a thousand of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from terreau.datasets.indicators.values import Status
from terreau.web.apps.observatory.compared_numbers import Compared
from terreau.web.apps.observatory.comparing import Line
from terreau.web.apps.observatory.indicator_words import STATUSES
from terreau.web.apps.observatory.ranking import Row
from terreau.web.shared.templatetags.terreau import figure

register = template.Library()


@register.simple_tag
def ranked_rows(
    rows: Sequence[Row], place: Mapping[str, int | None], doors: Mapping[str, str], named: str
) -> SafeString:
    """Show rank, name and value of each territory; where there is none, why.

    Parameters
    ----------
    rows : Sequence[Row]
        The highest first.
    place : Mapping[str, int or None]
        Code → class on the map.
    doors : Mapping[str, str]
        Code → the map that looks closer.
    named : str
        Identifier of the indicator.
    """
    shown = (_row(row, place[row.code], doors.get(row.code, ""), named) for row in rows)
    return mark_safe("".join(shown))  # noqa: S308


@register.filter
def door(doors: Mapping[str, str], code: str) -> str:
    """Return the address of the map that looks closer at a territory; "" where there is none."""
    return doors.get(code, "")


def _row(row: Row, place: int | None, door: str, named: str) -> str:
    where = "unknown" if place is None else place
    shown = f'<span class="meta">{escape(row.status_label)}</span>'
    if row.is_known:
        key = escape(f"{named}.{row.code}")
        shown = f'<data value="{row.value!r}" data-figure="{key}">{escape(row.display)}</data>'
        if row.status == Status.PARTIAL:
            shown += f'<br><span class="meta">{escape(row.status_label)}</span>'
    closer = ""
    if door:
        name = f'<span class="visually-hidden"> {escape(row.name)}</span>'
        word = _("zoomer")
        closer = f' <a class="closer" href="{escape(door)}">{word}{name}</a>'
    return (
        f'<tr id="t-{escape(row.code)}" data-code="{escape(row.code)}" data-class="{where}">'
        f"<td>{'' if row.rank is None else row.rank}</td>"
        f'<th scope="row"><a href="{escape(row.url)}">{escape(row.name)}</a>{closer}</th>'
        f"<td>{shown}</td></tr>"
    )


@register.simple_tag
def compared_row(line: Line, compared: Sequence[Compared]) -> SafeString:
    """Show an indicator of a comparison: a cell for each territory, then the country.

    Parameters
    ----------
    line : Line
        The indicator.
    compared : Sequence[Compared]
        Names of the columns, which a narrow screen repeats.
    """
    cells = []
    for one, cell in zip(compared, line.cells, strict=True):
        shown = figure(cell.number)
        if cell.is_partial:
            shown += mark_safe(  # noqa: S308
                f'<br><span class="meta">{escape(STATUSES[cell.status])}</span>'
            )
        cells.append(f'<td role="cell" data-label="{escape(one.name)}"><span>{shown}</span></td>')
    country = figure(line.nation)
    cells.append(f'<td role="cell" data-label="{_("Pays")}"><span>{country}</span></td>')
    unit = f", {escape(line.unit)}" if line.unit else ""
    address = reverse("observatory:indicator", args=(line.id,))
    heading = (
        f'<th scope="row" role="rowheader"><a href="{address}">{escape(line.title)}</a>'
        f'<br><span class="meta">{line.period}{unit}</span></th>'
    )
    return mark_safe(f'<tr role="row">{heading}{"".join(cells)}</tr>')  # noqa: S308
