"""The budget of a sheet: lines added, changed, taken out, many at once or one.

Two people who write one line at once: of each field what was changed is kept, whoever did it; what
both changed otherwise is refused, and told. What is written at once is one version of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import SheetState, TaxBasis
from terreau.web.apps.plans.models import ActionSheet
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.lines import CostWritten, Entry, FundsWritten, Merged, merged
from terreau.web.apps.plans.services.budget_lines import CostLines, FundsLines, Lines
from terreau.web.apps.plans.services.clashes import Clash, LinesConflict
from terreau.web.apps.plans.services.news import changeable, tell_news

# Of one kind; their fields, all sent at once, stay under what a form may hold.
MOST_LINES = 40


@dataclass(frozen=True)
class Budget:
    """What is written of the money of a sheet at once.

    ``tax_basis`` None = as it is; ``tax_read`` what it was when it was read, None = whatever.
    """

    costs: Sequence[Entry[CostWritten]] = ()
    funds: Sequence[Entry[FundsWritten]] = ()
    tax_basis: str | None = None
    tax_read: str | None = None


@transaction.atomic
def write_budget(*, acting: Acting, sheet_id: int, budget: Budget) -> list[int]:
    """Write lines of the budget of a sheet: all of them, or none.

    Returns
    -------
    list[int]
        The number of each line as they were sent, costs first; 0 of one that was taken out.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to change, or has no such line and nobody can have
        taken it out meanwhile.
    BadField
        If something cannot be true; its name is "cost-0-planned", the first line of costs. Or if
        the sheet is merged: its money is that of the one that holds it.
    LinesConflict
        If somebody else wrote one of the lines otherwise.
    """
    sheet = changeable(acting, sheet_id)
    _check_counted(sheet)
    kinds = (
        (CostLines(acting, sheet), budget.costs),
        (FundsLines(acting, sheet), budget.funds),
    )
    told: dict[str, tuple[object, object]] = {}
    clashes: list[Clash] = []
    made: list[int] = []
    for lines, entries in kinds:
        merges, clashing = _compared(lines, entries)
        clashes += clashing
        if not clashes:
            numbers, told[lines.field] = _written(lines, entries, merges)
            made += numbers
    if clashes:
        raise LinesConflict(clashes)
    fields = _tax_basis(sheet, budget, told)
    changes = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    if changes:
        tell_news(acting, sheet, changes, fields)
    return made


def _check_counted(sheet: ActionSheet) -> None:
    if sheet.state == SheetState.MERGED:
        raise BadField(
            "sheet",
            _("Cette fiche est fusionnée : son budget ne compte plus"),
            value=str(sheet.merged_into),
            remedy=_("Écrivez-le dans la fiche qui la tient."),
        )


def _compared(
    lines: Lines, entries: Sequence[Entry[Any]]
) -> tuple[list[Merged[Any] | None], list[Clash]]:
    """Return what each line is to say (None = it is out, or goes), and what clashes."""
    merges: list[Merged[Any] | None] = []
    clashes = []
    for rank, entry in enumerate(entries):
        result, clash = _compared_one(lines, rank, entry)
        merges.append(result)
        if clash is not None:
            clashes.append(clash)
    return merges, clashes


def _compared_one(
    lines: Lines, rank: int, entry: Entry[Any]
) -> tuple[Merged[Any] | None, Clash | None]:
    mine = entry.written
    if entry.line_id is None:
        return (Merged(mine) if mine is not None else None), None
    now = lines.now(entry.line_id)
    if now is None:
        if entry.read is None:  # no page showed it: it was never here
            raise nothing_here()
        if mine is None or mine == entry.read:  # somebody took it out, nobody minds
            return None, None
        return None, Clash(lines.kind, rank, None, _("cette ligne a été retirée"))
    if mine is None:
        is_changed = entry.read is not None and entry.read != now
        return None, Clash(lines.kind, rank, now, lines.in_words(now)) if is_changed else None
    result = merged(mine, entry.read, now)
    if result.clashes:
        return None, Clash(lines.kind, rank, now, lines.in_words(now), result.clashes)
    return result, None


def _written(
    lines: Lines, entries: Sequence[Entry[Any]], merges: Iterable[Merged[Any] | None]
) -> tuple[list[int], tuple[str, str]]:
    """Write lines of a kind; return their numbers, and what changed as the history keeps it."""
    before, after, made = [], [], []
    for rank, (entry, merge) in enumerate(zip(entries, merges, strict=True)):
        now = lines.now(entry.line_id) if entry.line_id is not None else None
        if merge is None:
            made.append(0)
            if now is not None and entry.line_id is not None:
                lines.take_out(entry.line_id)
                before.append(lines.in_words(now))
            continue
        if merge.written == now:
            made.append(entry.line_id or 0)
            continue
        made.append(lines.write(rank, entry.line_id, merge.written))
        before += [lines.in_words(now)] if now is not None else []
        after.append(lines.in_words(merge.written))
    if lines.count() > MOST_LINES:
        raise BadField(
            f"{lines.kind}-0-{lines.first}",
            _("Un budget a %(most)s lignes au plus") % {"most": MOST_LINES},
            remedy=_("Regroupez les plus petites."),
        )
    return made, (" ; ".join(before), " ; ".join(after))


def _tax_basis(
    sheet: ActionSheet, budget: Budget, told: dict[str, tuple[object, object]]
) -> tuple[str, ...]:
    chosen = budget.tax_basis
    if chosen is None or chosen == sheet.tax_basis:
        return ()
    if chosen not in TaxBasis.values:
        raise BadField("tax_basis", _("Choisissez HT, TTC ou non précisé"))
    if budget.tax_read not in (None, sheet.tax_basis):
        raise BadField(
            "tax_basis",
            _("Une autre personne a choisi « %(basis)s » pendant que vous écriviez")
            % {"basis": sheet.get_tax_basis_display()},
            value=chosen,
            remedy=_("Vérifiez, puis enregistrez à nouveau."),
        )
    told["tax_basis"] = (sheet.tax_basis, chosen)
    sheet.tax_basis = chosen
    return ("tax_basis",)
