"""The sectors of a report: those that count most in the body, all of them in an annex."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.reporting.document import Block, Cell, Chart, Sum, Table
from terreau.reporting.figures import Bar, Bars
from terreau.web.apps.observatory.profile import Profile, SectorRow
from terreau.web.shared.formatting import format_number

_FIRST = 8  # sectors of the body: what one reads, and what holds on a slide


def has_more_sectors(profile: Profile) -> bool:
    """Return whether an annex is needed to tell them all."""
    return len(profile.sectors) > _FIRST


def first_sectors(profile: Profile) -> Iterator[Block]:
    """Yield the sectors that come first on the page: drawn, then in a table."""
    rows = profile.sectors[:_FIRST]
    if chart := _drawn(rows):
        yield chart
    yield _table(profile, rows, note=_presence(rows))


def all_sectors(profile: Profile) -> Iterator[Block]:
    """Yield every sector, the most present first, those of very few jobs apart."""
    major = [row for row in profile.sectors if not row.is_minor]
    minor = [row for row in profile.sectors if row.is_minor]
    if major:
        yield _table(profile, major, note=_presence(major))
    if minor:
        yield _table(profile, minor, title=_("Moins de 1 %% des emplois publiés") % {})


def _drawn(rows: Sequence[SectorRow]) -> Chart | None:
    """Return the local effect of sectors as bars; how present they are where it is not known."""
    for title, numbers in (
        (_("Effet local par secteur, en emplois"), [row.local for row in rows]),
        (_("Présence : combien de fois la part du pays"), [row.quotient for row in rows]),
    ):
        known = [n for n in numbers if n and n.value is not None]
        if len(known) < len(rows):
            continue
        bars = tuple(
            Bar(row.label, number.value or 0.0, number.display)
            for row, number in zip(rows, known, strict=True)
        )
        said = ", ".join(f"{bar.label} {bar.display}" for bar in bars)
        return Chart(Bars(title, bars, (_("Secteur"), title)), f"{title} : {said}")
    return None


def _presence(rows: Sequence[SectorRow]) -> str:
    if not any(row.quotient for row in rows):
        return ""
    return _(
        "Présence : combien de fois la part du secteur dans le pays, et l’intervalle que "
        "laisse le hasard."
    )


def _table(profile: Profile, rows: Sequence[SectorRow], title: str = "", note: str = "") -> Table:
    """Return a table of sectors, without a column that is empty for all of the profile."""
    assert profile.choice
    every = profile.sectors
    has_quotient, has_local = any(r.quotient for r in every), any(r.local for r in every)
    columns = (
        (_("Secteur"), True, lambda row: row.label),
        (str(profile.choice.start), True, lambda row: row.start),
        (str(profile.choice.end), True, lambda row: row.end),
        (_("Évolution"), any(row.change for row in every), _change),
        (_("Présence"), has_quotient, lambda row: row.quotient),
        (_("Intervalle"), has_quotient, lambda row: _interval(row.quotient)),
        (_("Effet local"), has_local, lambda row: row.local),
    )
    kept = [(heading, read) for heading, is_kept, read in columns if is_kept]
    return Table(
        title=title,
        headings=tuple(heading for heading, _read in kept),
        rows=tuple(tuple(read(row) for _heading, read in kept) for row in rows),
        note=note,
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
