"""A row of the table of sectors, written at once: a page has thirty of them, of five cells."""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from terreau.web.apps.observatory.profile import SectorRow
from terreau.web.shared.templatetags.terreau import figure, interval

register = template.Library()


@register.simple_tag
def sector_row(row: SectorRow) -> SafeString:
    """Show the jobs of a sector at both dates, its quotient with its bounds, its local effect.

    On a narrow screen the row is a card: each cell carries its column's name, and its role, which
    a browser may forget once a cell is no longer drawn as one.

    Parameters
    ----------
    row : SectorRow
        One sector.
    """
    cells = [(row.start.period, figure(row.start)), (row.end.period, figure(row.end))]
    if row.quotient:
        times = "" if row.quotient.value is None else "×\u202f"
        # One box: on a narrow screen a cell lays what it holds side by side.
        quotient = f"<span>{times}{figure(row.quotient)}</span>{interval(row.quotient)}"
        cells.append((_("Présence"), mark_safe(quotient)))  # noqa: S308
    if row.local:
        cells.append((_("Effet local"), figure(row.local, signed=True)))
    written = "".join(f'<td role="cell" data-label="{name}">{cell}</td>' for name, cell in cells)
    turn = ' class="less-present"' if row.opens_less_present else ""
    heading = f'<th scope="row" role="rowheader">{escape(row.label)}</th>'
    return mark_safe(f'<tr role="row"{turn}>{heading}{written}</tr>')  # noqa: S308
