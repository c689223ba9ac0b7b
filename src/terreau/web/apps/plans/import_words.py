"""What is told of a file that is brought into a plan, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.datasets.plan_files.cells import ReadCell
from terreau.datasets.plan_files.columns import Guess
from terreau.datasets.plan_files.enums import State
from terreau.datasets.plan_files.fields import AMOUNTS
from terreau.datasets.plan_files.headings import Headings
from terreau.datasets.plan_files.reading import Sheet
from terreau.datasets.plan_files.remarks import Remark
from terreau.datasets.plan_files.tables import LineSaid
from terreau.web.apps.plans.enums import SheetState
from terreau.web.apps.plans.forms.imports import ColumnForm
from terreau.web.apps.plans.labels import COLUMN
from terreau.web.apps.plans.rules.imported import Wanted
from terreau.web.apps.plans.rules.imported_money import Unfit
from terreau.web.apps.plans.selectors.import_differences import cost_in_words, funds_in_words
from terreau.web.apps.plans.selectors.import_lines import Becomes, LineShown
from terreau.web.apps.plans.selectors.import_preview import CellToLook, ImportPreview
from terreau.web.shared.formatting import format_day

_EXAMPLES, _LONGEST = 2, 60
# Beyond, a text is corrected in a field of several lines.
_LONG_INPUT = 120


@dataclass(frozen=True)
class ColumnShown:
    """A column of a file: its name, two of its cells, what it is taken for and why."""

    name: str
    letter: str
    examples: list[str]
    why: str
    is_money: bool
    form: ColumnForm


@dataclass(frozen=True)
class CellSaid:
    """A cell to look at, in words."""

    look: CellToLook
    written: str
    typed: str
    is_long: bool
    column: str
    holds: str
    understood: str
    is_empty: bool
    is_confirmed: bool
    said: list[str]


@dataclass(frozen=True)
class SaidOfLine:
    """What is said of a line that is no action, or of an action as a whole."""

    line: int
    said: str


def column_shown(sheet: Sheet, headings: Headings, guess: Guess, form: ColumnForm) -> ColumnShown:
    """Return a column with what shows what it holds."""
    column = guess.heading.column
    found: dict[str, None] = {}
    for row in range(headings.body, len(sheet.rows)):
        if text := " ".join(sheet.text(row, column).split()):
            found[text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"] = None
        if len(found) == _EXAMPLES:
            break
    is_money = str(form["field"].value()) in {str(field) for field in AMOUNTS}
    return ColumnShown(
        str(guess.heading),
        guess.heading.letter,
        list(found),
        remark_said(guess.why),
        is_money,
        form,
    )


def cells_said(looks: Iterable[CellToLook], typed: Mapping[str, str]) -> list[CellSaid]:
    """Return cells to look at, each with what was understood and what there is to say.

    Parameters
    ----------
    looks : Iterable[CellToLook]
        The cells.
    typed : dict
        What a page sent and that is not kept yet: it stays in its fields.
    """
    return [_cell_said(look, typed) for look in looks]


def _cell_said(look: CellToLook, typed: Mapping[str, str]) -> CellSaid:
    said = [remark_said(remark) for remark in look.remarks]
    if look.unfit is not None:
        said.append(unfit_said(look.unfit))
    written, value = look.cell.written, look.cell.value
    is_long = len(written) > _LONG_INPUT or "\n" in written
    shown = " ".join(written.split())
    return CellSaid(
        look=look,
        written=shown,
        typed=typed.get(f"cell-{look.key}", written if is_long else shown),
        is_long=is_long,
        column=str(look.heading),
        holds=str(COLUMN[str(look.cell.field)]),
        understood=_understood(look.cell),
        is_empty=value is None or value is State.UNKNOWN,
        is_confirmed=f"ok-{look.key}" in typed or look.is_confirmed,
        said=said,
    )


def _understood(cell: ReadCell) -> str:
    """Return what a cell was understood as; "" where that is what is written, or nothing."""
    if isinstance(cell.value, State):
        return str(SheetState(str(cell.value)).label)
    understood = cell.understood()
    return understood.in_language(_language()) if understood else ""


def choices_said(preview: ImportPreview) -> list[tuple[LineShown, list[str]]]:
    """Return the lines that may become sheets, each with what its sheet would hold, or why not."""
    new = [(line, _wanted_said(line.wanted)) for line in preview.of(Becomes.NEW)]
    left = [*preview.of(Becomes.DOUBLE), *preview.of(Becomes.LEFT)]
    return [*new, *((line, [_left_said(line)]) for line in left)]


def _left_said(line: LineShown) -> str:
    if line.becomes is not Becomes.DOUBLE:
        return _("laissée de côté")
    told = _("la même action que la ligne %(first)s : laissée de côté")
    return told % {"first": line.proposed.double_of}


def _wanted_said(wanted: Wanted) -> list[str]:
    days = ((_("début"), wanted.starts_on), (_("fin"), wanted.ends_on), *wanted.milestones)
    return [
        str(wanted.state.label),
        *filter(None, (wanted.axis, wanted.theme)),
        *(f"{part.label} : {name}" for part, name in wanted.parts),
        *(f"{title} : {format_day(on)}" for title, on in days if on is not None),
        *map(cost_in_words, wanted.costs),
        *map(funds_in_words, wanted.funds),
    ]


def lines_said(lines: Iterable[LineSaid]) -> list[SaidOfLine]:
    """Return what is said of the lines that are no action."""
    return [SaidOfLine(each.line, remark_said(each.remark)) for each in lines]


def wholes_said(preview: ImportPreview) -> list[SaidOfLine]:
    """Return what is said of actions as a whole: sums that differ, titles said twice.

    And what does not fit though no cell of theirs says it: the name of an axis above them.
    """
    return [SaidOfLine(line.line, said) for line in preview.lines for said in _whole_said(line)]


def _whole_said(line: LineShown) -> Iterator[str]:
    own = {cell.field for cell in line.proposed.cells}
    for remark in line.proposed.remarks:
        if remark.level != "note":
            yield remark_said(remark)
    for unfit in line.wanted.unfit:
        if unfit.field not in own:
            yield f"{COLUMN[str(unfit.field)]} : {unfit_said(unfit)}"


def remark_said(remark: Remark) -> str:
    """Return a remark with what to do about it."""
    parts = (remark.said().in_language(_language()), remark.remedy().in_language(_language()))
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def unfit_said(unfit: Unfit) -> str:
    """Return why no sheet can hold what a file says."""
    said = {
        "empty": _("Une fiche action a un titre."),
        "long": _("Ce texte est trop long : %(most)s caractères au plus. Raccourcissez-le."),
        "year": _("Cette année n’est d’aucun plan d’action."),
        "many": _("Un budget a %(most)s lignes au plus : il reste vide."),
        "paid": _("Ces montants se contredisent : le financement reste vide."),
        "large": _("Ce montant n’est pas possible."),
    }
    return said[unfit.why] % {"most": unfit.most}


def _language() -> str:
    return get_language() or "fr"
