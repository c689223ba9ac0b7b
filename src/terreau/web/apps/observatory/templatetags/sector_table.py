"""A row of the table of sectors, written at once: a page has thirty of them, of five cells."""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from terreau.web.apps.observatory.profile import SectorRow
from terreau.web.shared.templatetags.terreau import figure, interval

register = template.Library()


@register.simple_tag
def sector_row(row: SectorRow) -> SafeString:
    """Show the jobs of a sector at both dates, its quotient with its bounds, its local effect.

    Parameters
    ----------
    row : SectorRow
        One sector.
    """
    cells = [figure(row.start), figure(row.end)]
    if row.quotient:
        cells.append(figure(row.quotient) + interval(row.quotient))
    if row.local:
        cells.append(figure(row.local, signed=True))
    written = "".join(f"<td>{cell}</td>" for cell in cells)
    return mark_safe(f'<tr><th scope="row">{escape(row.label)}</th>{written}</tr>')  # noqa: S308
