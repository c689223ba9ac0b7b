"""What every paper of a plan bears: its title, who it is for, the day, the page it is made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.reporting.document import Block, Document, KeyFigure, KeyFigures, Section, Table
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.selectors.committees import FollowUpLine
from terreau.web.apps.plans.selectors.review import SheetLine
from terreau.web.apps.reports.wording import language, mark, typeset, words
from terreau.web.shared.formatting import format_day, format_number, format_short_euros


@dataclass(frozen=True)
class Paper:
    """What is to be told, before it is set.

    Parameters
    ----------
    plan : ActionPlan
        Of which plan.
    title, lead : str
        Its title, the sentence that comes first.
    sections : list[Section]
        In the order of reading; those without a block are left out.
    address : str
        Of the page it is made from.
    is_of_partners : bool
        Whether it holds what partners alone read.
    """

    plan: ActionPlan
    title: str
    lead: str
    sections: list[Section]
    address: str
    is_of_partners: bool


def document_of(paper: Paper) -> Document:
    """Return a paper as a report, set as a typographer would."""
    plan, day = paper.plan, timezone.localdate()
    marks = [mark(is_example=plan.is_example)]
    if paper.is_of_partners:
        marks.append(_("Pour les partenaires du territoire"))
    return typeset(
        Document(
            title=paper.title,
            subtitle=f"{plan.title} · {plan.perimeter.name}",
            lead=paper.lead,
            sections=tuple(section for section in paper.sections if section.blocks),
            notes=(),
            state=None,
            address=paper.address,
            words=words(),
            language=language(),
            made_on=format_day(day),
            mark=" · ".join(filter(None, marks)),
            day=day,
        )
    )


def section(title: str, *blocks: Block | None) -> Section:
    """Return a section of the blocks that are there."""
    return Section(title, tuple(block for block in blocks if block is not None))


def counts(plan: ActionPlan, told: Iterable[tuple[str, str, int]]) -> KeyFigures:
    """Return figures in large, from the key, the label and the value of each."""
    source = Provenance(
        source=_("Plan d’action, tel qu’il est tenu ici"), is_example=plan.is_example
    )
    return KeyFigures(
        tuple(
            KeyFigure(Number(key, label, value, "count", format_number(value), source), label)
            for key, label, value in told
        )
    )


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table | None:
    """Return a table of words; None where it would be empty."""
    held = tuple(tuple(row) for row in rows)
    return Table(title, tuple(headings), held) if held else None


def without_empty_columns(found: Table) -> Table:
    """Return a table without the columns that say nothing of any row; the first one stays."""
    kept = [
        place
        for place, cells in enumerate(zip(*found.rows, strict=True))
        if not place or any(cells)
    ]
    return replace(
        found,
        headings=tuple(found.headings[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in found.rows),
    )


def euros(cents: int | None) -> str:
    """Write cents as euros; a dash where nobody said."""
    return "–" if cents is None else format_short_euros(cents)


def lines_table(heading: str, lines: Iterable[SheetLine], title: str = "") -> Table | None:
    """Return sheets with what is said of each and who leads it."""
    return table(
        title,
        (_("Fiche"), heading, _("Pilote")),
        ((str(line.row.sheet), " · ".join(line.said), ", ".join(line.row.leads)) for line in lines),
    )


def follow_ups_table(title: str, lines: Iterable[FollowUpLine]) -> Table | None:
    """Return what is to be done, by whom, until when; when it was done, where some of it is."""
    found = table(
        title,
        (_("À faire"), _("Qui"), _("Pour le"), _("Fait le")),
        (
            (
                f"{line.row.sheet.code} : {line.row.text}" if line.row.sheet else line.row.text,
                line.who,
                format_day(line.row.due_on) if line.row.due_on else "",
                format_day(line.row.done_on) if line.row.done_on else "",
            )
            for line in lines
        ),
    )
    return found and without_empty_columns(found)
