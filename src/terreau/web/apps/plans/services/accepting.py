"""A file accepted: what it says is written in the plan, all of it or nothing, by the services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.core.errors import BadInput
from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.enums import ImportState, SheetAct, SheetState
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Axis, PlanImport
from terreau.web.apps.plans.rules.imported import Wanted, axis_of
from terreau.web.apps.plans.rules.lines import CostWritten, Entry, FundsWritten
from terreau.web.apps.plans.selectors.import_differences import (
    act_to,
    milestones_to_add,
    missing,
    parts_to_add,
)
from terreau.web.apps.plans.selectors.import_lines import Becomes, LineShown
from terreau.web.apps.plans.selectors.import_preview import ImportPreview, preview_import
from terreau.web.apps.plans.selectors.money import cost_said, funds_said, seen_organisations
from terreau.web.apps.plans.selectors.plans import theme_choices
from terreau.web.apps.plans.services.discussing import add_comment
from terreau.web.apps.plans.services.importing import end_import, open_import
from terreau.web.apps.plans.services.milestones import add_milestone
from terreau.web.apps.plans.services.money import Budget, write_budget
from terreau.web.apps.plans.services.moving import Move, move_sheet
from terreau.web.apps.plans.services.plans import locked_plan
from terreau.web.apps.plans.services.risks import add_risk
from terreau.web.apps.plans.services.sheets import SheetFields, add_sheet, change_sheet, fields_of
from terreau.web.apps.plans.services.structure import add_axis, add_own_theme
from terreau.web.apps.plans.services.taking_part import put_on_sheet
from terreau.web.apps.plans.services.tracking import IndicatorFields, add_indicator

_PLAIN = (
    "title", "code", "axis", "theme_choice", "problem", "objectives", "description",
    "target_group", "place_name", "starts_on", "ends_on", "tax_basis",
)  # fmt: skip


@transaction.atomic
def accept_import(*, acting: Acting, import_id: int) -> PlanImport:
    """Write in a plan what a file says, as people settled it; then its content is deleted.

    Of a sheet that is there only the fields that somebody took from the file change, and none that
    was changed here since they chose.

    Raises
    ------
    NotHere
        If there is no such import for who acts.
    BadInput
        If its columns were not said, a doubt is not settled, or something cannot be written.
    """
    row = open_import(acting, import_id)
    plan = locked_plan(acting, row.plan_id)
    _check_mapped(row)
    preview = preview_import(acting.scope, row)
    _check_settled(preview)
    writer = _Writer(acting, plan, row.file_name)
    row.outcome = {"lines": [writer.write(line) for line in preview.lines]}
    row.outcome["left_cells"] = preview.refused
    end_import(row, ImportState.ACCEPTED)
    row.ended_by = acting.user
    row.save()
    record(acting, Verb.CHANGED, plan, {"import": ("", row.file_name)})
    return row


def _check_mapped(row: PlanImport) -> None:
    if row.state != ImportState.MAPPED:
        raise BadInput(
            _("Dites d’abord ce que contient chaque colonne"),
            remedy=_("Vérifiez-les, puis continuez."),
        )


def _check_settled(preview: ImportPreview) -> None:
    if preview.waiting:
        count = preview.waiting
        said = ngettext(
            "Un doute attend votre réponse", "%(count)s doutes attendent votre réponse", count
        )
        raise BadInput(said % {"count": count}, remedy=_("Confirmez ou corrigez, puis importez."))


class _Writer:
    """What writes the lines of a file, one after the other, in one transaction."""

    def __init__(self, acting: Acting, plan: ActionPlan, file_name: str) -> None:
        self.acting, self.plan = acting, plan
        self.said_by = _("D’après le fichier « %s »") % file_name
        self.codes = {code.casefold() for code in plan.sheets.values_list("code", flat=True)}
        self.axes = {fold(axis.title): axis for axis in plan.axes.all()}
        self.themes = {fold(name): key for key, name in theme_choices(plan)}

    def write(self, line: LineShown) -> dict[str, Any]:
        """Write a line; return what became of it."""
        sheet, what = line.sheet, str(line.becomes)
        if line.becomes is Becomes.NEW:
            try:
                sheet = self._add(line.wanted)
            except BadInput as refused:
                raise _of_line(line, refused) from refused
        elif line.becomes is Becomes.CHANGED and sheet is not None:
            what = self._change(line, sheet)
        return {
            "line": line.line,
            "keys": list(line.keys) if sheet is not None else [],
            "sheet": sheet.pk if sheet is not None else None,
            "what": what,
        }

    def _add(self, wanted: Wanted) -> ActionSheet:
        code = wanted.code if wanted.code.casefold() not in self.codes else ""
        texts: dict[str, Any] = dict(wanted.texts)
        fields = SheetFields(
            title=wanted.title,
            code=code,
            axis=self._axis(wanted.axis),
            theme_choice=self._theme(wanted.theme),
            starts_on=wanted.starts_on,
            ends_on=wanted.ends_on,
            tax_basis=wanted.tax_basis,
            **texts,
        )
        sheet = add_sheet(
            acting=self.acting, plan_id=self.plan.pk, written=fields, state=SheetState.UNKNOWN
        )
        self.codes.add(sheet.code.casefold())
        if wanted.state is not SheetState.UNKNOWN:
            self._tell(sheet, SheetAct.TELL, wanted.state)
        self._put(sheet, wanted.parts)
        self._step(sheet, wanted.milestones)
        if wanted.costs or wanted.funds:
            budget = Budget([Entry(each) for each in wanted.costs], _entries(wanted.funds))
            write_budget(acting=self.acting, sheet_id=sheet.pk, budget=budget)
        self._follow(sheet, wanted.indicators, wanted.risks, [wanted.comment])
        return sheet

    def _change(self, line: LineShown, sheet: ActionSheet) -> str:
        """Change what is taken from the file of a sheet that is there."""
        wanted, taken = line.wanted, {each.name for each in line.takes}
        try:
            self._change_plain(sheet, wanted, taken)
            self._change_money(sheet, wanted, taken)
            if "state" in taken and (act := act_to(sheet, wanted.state)) is not None:
                self._tell(sheet, act, wanted.state)
            additions: Mapping[str, Callable[[], None]] = {
                "participation": lambda: self._put(sheet, parts_to_add(sheet, wanted)),
                "milestone": lambda: self._step(sheet, milestones_to_add(sheet, wanted)),
                "indicator": lambda: self._follow(sheet, _lacking(sheet, wanted), [], []),
                "risk": lambda: self._follow(sheet, [], wanted.risks, []),
                "comment": lambda: self._follow(sheet, [], [], [wanted.comment]),
            }
            for name, add in additions.items():
                if name in taken:
                    add()
        except BadInput as refused:
            raise _of_line(line, refused) from refused
        if line.is_overtaken:
            return "overtaken"
        return str(Becomes.CHANGED) if taken else "kept"

    def _change_plain(self, sheet: ActionSheet, wanted: Wanted, taken: set[str]) -> None:
        told: dict[str, Any] = {
            "title": wanted.title, "code": wanted.code, "starts_on": wanted.starts_on,
            "ends_on": wanted.ends_on, "tax_basis": wanted.tax_basis, **wanted.texts,
        }  # fmt: skip
        if "axis" in taken:
            told["axis"] = self._axis(wanted.axis)
        if "theme_choice" in taken:
            told["theme_choice"] = self._theme(wanted.theme)
        values = {name: told[name] for name in _PLAIN if name in taken}
        if values:
            change_sheet(
                acting=self.acting, sheet_id=sheet.pk, version=sheet.version,
                written=replace(fields_of(sheet), **values),
            )  # fmt: skip

    def _change_money(self, sheet: ActionSheet, wanted: Wanted, taken: set[str]) -> None:
        costs: list[Entry[CostWritten]] = []
        funds: list[Entry[FundsWritten]] = []
        if "cost_line" in taken:
            held = [(line.pk, cost_said(line)) for line in sheet.cost_lines.all()]
            costs = _replaced(held, wanted.costs, lambda each: (fold(each.label), each.year))
        if "financing_line" in taken:
            lines = list(sheet.financing_lines.all())
            seen = seen_organisations(self.acting.scope, lines)
            told = [(line.pk, funds_said(line, seen)) for line in lines]
            funds = _replaced(
                told, wanted.funds, lambda each: (each.instrument, fold(each.name), each.year)
            )
        if costs or funds:
            write_budget(
                acting=self.acting, sheet_id=sheet.pk, budget=Budget(costs=costs, funds=funds)
            )

    def _axis(self, written: str) -> Axis | None:
        """Return the axis of the plan that a file names, added where there is none."""
        number, title = axis_of(written)
        if not fold(title):
            return None
        if fold(title) not in self.axes:
            taken = {axis.number for axis in self.axes.values()}
            free = number if number not in taken and number != 0 else None
            self.axes[fold(title)] = add_axis(
                acting=self.acting, plan_id=self.plan.pk, title=title, number=free
            )
        return self.axes[fold(title)]

    def _theme(self, written: str) -> str:
        """Return the theme that a file names, of the programme or of the territory."""
        if not fold(written):
            return ""
        if fold(written) not in self.themes:
            own = add_own_theme(acting=self.acting, plan_id=self.plan.pk, name=written)
            self.themes[fold(written)] = f"own:{own.pk}"
        return self.themes[fold(written)]

    def _tell(self, sheet: ActionSheet, act: SheetAct, state: SheetState) -> None:
        """Change the state of a sheet as a person does, saying that a file says it."""
        move = Move(act, reason=self.said_by, told=state)
        move_sheet(acting=self.acting, sheet_id=sheet.pk, move=move)

    def _put(self, sheet: ActionSheet, parts: Iterable[tuple[str, str]]) -> None:
        for part, name in parts:
            put_on_sheet(acting=self.acting, sheet_id=sheet.pk, part=part, name=name)

    def _step(self, sheet: ActionSheet, steps: Iterable[tuple[str, Any]]) -> None:
        for title, due_on in steps:
            add_milestone(acting=self.acting, sheet_id=sheet.pk, title=title, due_on=due_on)

    def _follow(
        self,
        sheet: ActionSheet,
        indicators: Iterable[str],
        risks: Iterable[str],
        comments: Iterable[str],
    ) -> None:
        for name in indicators:
            add_indicator(acting=self.acting, sheet_id=sheet.pk, written=IndicatorFields(name))
        for text in risks:
            add_risk(acting=self.acting, sheet_id=sheet.pk, text=text)
        for text in filter(None, comments):
            add_comment(acting=self.acting, sheet_id=sheet.pk, text=text)


def _lacking(sheet: ActionSheet, wanted: Wanted) -> list[str]:
    return missing((row.name for row in sheet.indicators.all()), wanted.indicators)


def _entries(lines: Iterable[FundsWritten]) -> list[Entry[FundsWritten]]:
    return [Entry(each) for each in lines]


def _replaced(
    held: Iterable[tuple[int, Any]], told: Iterable[Any], key: Callable[[Any], object]
) -> list[Entry[Any]]:
    """Return what makes the lines of a budget those of a file.

    A line of the same name and year keeps what the file does not say of it.
    """
    left = dict(held)
    entries = []
    for line in told:
        pk = next((pk for pk, each in left.items() if key(each) == key(line)), None)
        known = vars(left.pop(pk)) if pk is not None else {}
        said = {name: value for name, value in vars(line).items() if value not in (None, "")}
        entries.append(Entry(replace(line, **(known | said)), line_id=pk))
    return [*entries, *(Entry(None, line_id=pk) for pk in left)]


def _of_line(line: LineShown, refused: BadInput) -> BadInput:
    """Say of which line of the file something cannot be written."""
    return BadInput(
        _("Ligne %(line)s, « %(title)s » : %(what)s")
        % {"line": line.line, "title": line.proposed.title[:80], "what": refused.what},
        why=refused.why,
        remedy=refused.remedy,
    )
