"""What a file would do to a plan: every line, every cell to look at; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.core.text import fold
from terreau.datasets.plan_files.cells import ReadCell
from terreau.datasets.plan_files.enums import Level
from terreau.datasets.plan_files.headings import Heading, Headings
from terreau.datasets.plan_files.remarks import Remark
from terreau.datasets.plan_files.tables import LineSaid, propose_sheets
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.models import ActionPlan, PlanImport
from terreau.web.apps.plans.rules.imported import axis_of, corrected
from terreau.web.apps.plans.rules.imported_money import Unfit
from terreau.web.apps.plans.selectors.import_lines import Becomes, Comparison, LineShown
from terreau.web.apps.plans.selectors.imports import FileRead, read_file
from terreau.web.apps.plans.selectors.plans import theme_choices

# A plan has some tens of sheets; more lines than that are no plan.
MOST_SHEETS = 500


@dataclass(frozen=True)
class CellToLook:
    """A cell that was not understood, that is doubted, or that no sheet can hold.

    Parameters
    ----------
    cell : ReadCell
        Itself.
    heading : Heading
        Of its column.
    remarks : tuple of Remark
        What is said of it that matters.
    unfit : Unfit or None
        Why no sheet can hold it.
    is_needed : bool
        Whether something of its line would be written.
    is_confirmed : bool
        Whether somebody said that it is so.
    text : str or None
        What somebody wrote instead.
    """

    cell: ReadCell
    heading: Heading
    remarks: tuple[Remark, ...]
    unfit: Unfit | None = None
    is_needed: bool = True
    is_confirmed: bool = False
    text: str | None = None

    @property
    def key(self) -> str:
        """Its place, as answers name it."""
        return f"{self.cell.line}:{self.cell.column}"

    @property
    def is_error(self) -> bool:
        """Whether nothing of it is kept as it is."""
        return self.unfit is not None or self.cell.is_refused

    @property
    def waits(self) -> bool:
        """Whether it is a doubt that nobody settled, on a line that would be written."""
        return self.is_needed and not self.is_error and not self.is_confirmed


@dataclass(frozen=True)
class ImportPreview:
    """What a file would do to a plan.

    Parameters
    ----------
    read : FileRead
        The file.
    lines : list of LineShown
        Its actions.
    said : tuple of LineSaid
        Its other lines.
    to_look : list of CellToLook
        Cells that wait for somebody, or did.
    """

    read: FileRead
    lines: list[LineShown]
    said: tuple[LineSaid, ...]
    to_look: list[CellToLook]

    def of(self, becomes: Becomes) -> list[LineShown]:
        """Return the lines that become the same thing."""
        return [line for line in self.lines if line.becomes is becomes]

    @property
    def waiting(self) -> int:
        """How many doubts nobody settled, on lines that would be written."""
        return sum(each.waits for each in self.to_look)

    @property
    def refused(self) -> int:
        """How many cells stay empty as they are."""
        return sum(each.is_error and each.is_needed for each in self.to_look)


def preview_import(scope: Scope, row: PlanImport) -> ImportPreview:
    """Return what an import that is open would do.

    Raises
    ------
    BadInput
        If no plan can be read from it as it was chosen, it has no headings, or more lines than
        any plan.
    """
    read = read_file(row)
    if read.headings is None:
        raise BadInput(
            _("Dites d’abord où sont les noms des colonnes"),
            remedy=_("Donnez le numéro de leur ligne."),
        )
    now = propose_sheets(corrected(read.sheet, row.answers), read.headings, read.uses)
    if len(now.sheets) > MOST_SHEETS:
        raise BadInput(
            _("Ce fichier a plus de %(most)s actions") % {"most": MOST_SHEETS},
            value=str(len(now.sheets)),
            remedy=_("Coupez-le en plusieurs fichiers."),
        )
    plain = propose_sheets(read.sheet, read.headings, read.uses)
    lines = list(Comparison(scope, row, plain).lines(now))
    return ImportPreview(read, lines, now.lines, list(_to_look(row, read.headings, lines)))


@dataclass(frozen=True)
class Opened:
    """The axes and the themes of a territory that a file would open, by their names."""

    axes: list[str]
    themes: list[str]


def opened_by(preview: ImportPreview, plan: ActionPlan) -> Opened:
    """Return what the lines that would be written name and the plan does not have."""
    axes, themes = [], []
    for line in preview.lines:
        is_new, taken = line.becomes is Becomes.NEW, {each.name for each in line.takes}
        if is_new or "axis" in taken:
            axes.append(axis_of(line.wanted.axis)[1])
        if is_new or "theme_choice" in taken:
            themes.append(line.wanted.theme)
    return Opened(
        _not_among(axes, (axis.title for axis in plan.axes.all())),
        _not_among(themes, (name for _key, name in theme_choices(plan))),
    )


def _not_among(told: Iterable[str], held: Iterable[str]) -> list[str]:
    """Return each name that is told and not held, once."""
    known = {"", *map(fold, held)}
    found = {fold(name): name for name in reversed(list(told)) if fold(name) not in known}
    return list(reversed(found.values()))


def _to_look(
    row: PlanImport, headings: Headings, lines: Iterable[LineShown]
) -> Iterator[CellToLook]:
    """Yield the cells to look at, of the lines of which something may be written."""
    names = {heading.column: heading for heading in headings.columns}
    for line in lines:
        if line.becomes not in (Becomes.NEW, Becomes.CHANGED, Becomes.BLOCKED):
            continue
        is_needed = line.becomes is Becomes.NEW or bool(line.takes)
        unfit = {each.field: each for each in line.wanted.unfit}
        for cell in line.proposed.cells:
            answer = row.answers.get(f"{cell.line}:{cell.column}", {})
            heading = names.get(cell.column) or Heading(cell.column, ())
            look = _looked(cell, heading, unfit.get(cell.field), answer)
            if look is not None:
                yield replace(look, is_needed=is_needed)


def _looked(
    cell: ReadCell, heading: Heading, unfit: Unfit | None, answer: Mapping[str, Any]
) -> CellToLook | None:
    """Return a cell with what is said of it and what was answered; None where nothing is."""
    # Who wrote a cell again wrote its lead first.
    settled = {"names_lead_first"} if "text" in answer else set()
    weighty = tuple(
        remark
        for remark in cell.remarks
        if remark.level in (Level.DOUBT, Level.ERROR) and remark.code not in settled
    )
    if not weighty and unfit is None and not answer:
        return None
    is_confirmed = not weighty or answer.get("confirmed") == cell.written
    return CellToLook(
        cell, heading, weighty, unfit, is_confirmed=is_confirmed, text=answer.get("text")
    )
