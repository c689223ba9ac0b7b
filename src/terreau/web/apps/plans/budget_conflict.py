"""Two people who wrote one line of a budget at once, as the table shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from django.http import QueryDict

from terreau.web.apps.plans.forms.budget import BudgetForm
from terreau.web.apps.plans.models import ActionSheet
from terreau.web.apps.plans.rules.amounts import as_written
from terreau.web.apps.plans.rules.lines import merged
from terreau.web.apps.plans.selectors.money import Money
from terreau.web.apps.plans.services.clashes import Clash, LinesConflict


@dataclass(frozen=True)
class Theirs:
    """A line as somebody else left it, and where mine is."""

    row: str
    said: str
    is_gone: bool


def shown_again(
    sheet: ActionSheet, money: Money, form: BudgetForm, sent: QueryDict, conflict: LinesConflict
) -> tuple[BudgetForm, list[Theirs]]:
    """Return the table with what was typed, of the lines that stand now: sent again, it is kept."""
    data = sent.copy()
    told = []
    for clash in conflict.clashes:
        prefix = str(form.row_of(clash).prefix)
        told.append(Theirs(prefix, clash.said, clash.now is None))
        for name, held in _standing(form, clash, prefix).items():
            data[name] = held
    again = BudgetForm(sheet, money, data)
    again.is_valid()
    return again, told


def _standing(form: BudgetForm, clash: Clash, prefix: str) -> Mapping[str, str]:
    """Return what a row is sent with: what I changed, and what they did where I did not."""
    if clash.now is None:  # sent again, it is a line of its own
        return {f"{prefix}-line_id": "", f"{prefix}-read": ""}
    entry = form.row_of(clash).entry
    found = {f"{prefix}-read": clash.now.marked()}
    if entry is None or entry.written is None:
        return found
    result = merged(entry.written, entry.read, clash.now).written
    return found | {
        f"{prefix}-{each.name}": _sent(each.name, getattr(result, each.name))
        for each in fields(result)
    }


def _sent(name: str, held: object) -> str:
    is_amount = isinstance(held, int) and name != "year"
    return as_written(held) if is_amount else "" if held is None else str(held)  # type: ignore[arg-type]
