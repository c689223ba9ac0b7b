"""The table of sectors of a report."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.reporting.document import Block, Cell, Paragraph, Sum, Table
from terreau.web.apps.observatory.profile import Profile, SectorRow
from terreau.web.shared.formatting import format_number


def sectors_table(profile: Profile) -> Iterator[Block]:
    """Yield what the table counts, then the sectors, the most present first."""
    assert profile.choice
    rows = profile.sectors
    has_quotient, has_local = any(r.quotient for r in rows), any(r.local for r in rows)
    has_change = any(row.change for row in rows)
    if has_quotient:
        yield Paragraph(
            _(
                "Présence : combien de fois la part du secteur dans le pays, et l’intervalle que "
                "laisse le hasard. Les secteurs de très peu d’emplois viennent ensuite."
            )
        )
    columns = (
        (_("Secteur"), True, lambda row: row.label),
        (str(profile.choice.start), True, lambda row: row.start),
        (str(profile.choice.end), True, lambda row: row.end),
        (_("Évolution"), has_change, _change),
        (_("Présence"), has_quotient, lambda row: row.quotient),
        (_("Intervalle"), has_quotient, lambda row: _interval(row.quotient)),
        (_("Effet local"), has_local, lambda row: row.local),
    )
    kept = [(heading, read) for heading, is_kept, read in columns if is_kept]
    yield Table(
        title="",
        headings=tuple(heading for heading, _read in kept),
        rows=tuple(tuple(read(row) for _heading, read in kept) for row in rows),
    )


def _change(row: SectorRow) -> Cell:
    """Return the change of a sector; a workbook works it out where nothing is left aside."""
    start, end = row.start.value, row.end.value
    if row.change is None or start is None or end is None or end - start != row.change.value:
        return row.change
    return Sum(row.change, f"{{{row.end.key}}}-{{{row.start.key}}}")


def _interval(quotient: Number | None) -> str:
    if quotient is None or quotient.lower is None or quotient.upper is None:
        return ""
    return f"{format_number(quotient.lower, 2)}–{format_number(quotient.upper, 2)}"
