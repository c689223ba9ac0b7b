"""Several sheets of a plan changed at once, by the services that change one.

First what would change is told, sheet by sheet, from what is read; then it is done, each sheet in
its own transaction: what could not be is said, and the others are done all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, TerreauError
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans.enums import Part, SheetAct, SheetPreset, SheetState
from terreau.web.apps.plans.models import ActionSheet, Axis
from terreau.web.apps.plans.permissions import actors_of
from terreau.web.apps.plans.rules.workflow import possible_acts
from terreau.web.apps.plans.selectors.plans import get_plan, theme_choices
from terreau.web.apps.plans.selectors.sheets import SheetRow, list_sheets, rows_of
from terreau.web.apps.plans.services.moving import Move, move_sheet
from terreau.web.apps.plans.services.sheets import change_sheet, fields_of
from terreau.web.apps.plans.services.taking_part import put_on_sheet

# So many sheets at once: more is an import.
MOST_SHEETS = 500


@dataclass(frozen=True)
class BulkFields:
    """What becomes of every chosen sheet; None and "" leave a sheet as it is.

    Parameters
    ----------
    axis : int or None
        Key of an axis of the plan.
    theme_choice : str
        As `ActionSheet.theme_choice`.
    lead : str
        A name, added as a lead.
    preset : str
        Who reads the sheet (`SheetPreset`, but the one that chooses point by point).
    act : str
        `SheetAct` that needs a day and a reason alone.
    reason : str
        Why, for the act.
    on : date or None
        The day of the act; None = today.
    """

    axis: int | None = None
    theme_choice: str = ""
    lead: str = ""
    preset: str = ""
    act: str = ""
    reason: str = ""
    on: date | None = None


# Those that say no more than a day and a reason.
BULK_ACTS = (
    SheetAct.PREPARE, SheetAct.PRESENT, SheetAct.START, SheetAct.COMPLETE, SheetAct.HOLD,
    SheetAct.RESUME, SheetAct.ABANDON,
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing that changes in a sheet: what, from what, to what."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class BulkOutcome:
    """What becomes of a sheet: its changes, or why there are none."""

    sheet: ActionSheet
    changes: list[Change]
    refusal: str = ""


@dataclass(frozen=True)
class _Names:
    """What the axes and the themes of a plan are called."""

    axes: dict[int, str]
    themes: dict[str, str]


def preview_bulk(
    *, acting: Acting, plan_id: int, sheet_ids: list[int], written: BulkFields
) -> list[BulkOutcome]:
    """Return what would become of each chosen sheet; nothing is written.

    Raises
    ------
    NotHere
        If there is no such plan.
    BadField
        If nothing is asked, or no sheet, or too many.
    """
    rows, names = _chosen(acting, plan_id, sheet_ids, written)
    return [_foreseen(acting, row, written, names) for row in rows]


def apply_bulk(
    *,
    acting: Acting,
    plan_id: int,
    versions: Mapping[int, int],
    written: BulkFields,
) -> list[BulkOutcome]:
    """Change each chosen sheet; raises as `preview_bulk`.

    Parameters
    ----------
    acting : Acting
        Who acts.
    plan_id : int
        Of which plan.
    versions : Mapping[int, int]
        Of each chosen sheet, the version that was looked at.
    written : BulkFields
        What becomes of them.
    """
    done = []
    rows, names = _chosen(acting, plan_id, list(versions), written)
    for row in rows:
        foreseen = _foreseen(acting, row, written, names)
        if foreseen.refusal or not foreseen.changes:
            done.append(foreseen)
            continue
        try:
            _apply(acting, row.sheet, versions[row.sheet.pk], written)
        except VersionConflict:
            done.append(
                replace(foreseen, changes=[], refusal=_("Quelqu’un d’autre vient de la modifier."))
            )
        except BadInput as refused:
            done.append(replace(foreseen, changes=[], refusal=_sentence(refused)))
        else:
            done.append(foreseen)
    return done


@transaction.atomic
def _apply(acting: Acting, sheet: ActionSheet, version: int, written: BulkFields) -> None:
    """Change one sheet, wholly or not at all."""
    now = fields_of(sheet)
    wanted = now
    if written.axis is not None:
        wanted = replace(wanted, axis=Axis.objects.get(pk=written.axis, plan=sheet.plan_id))
    if written.theme_choice:
        wanted = replace(wanted, theme_choice=written.theme_choice)
    if written.preset:
        visibility = SheetPreset(written.preset).visibility
        wanted = replace(wanted, visibility=visibility, field_visibility={})
    if wanted != now:
        change_sheet(acting=acting, sheet_id=sheet.pk, version=version, written=wanted)
    if written.lead:
        put_on_sheet(acting=acting, sheet_id=sheet.pk, part=Part.SHEET_LEAD, name=written.lead)
    if written.act:
        move = Move(written.act, on=written.on, reason=written.reason)
        move_sheet(acting=acting, sheet_id=sheet.pk, move=move)


def _chosen(
    acting: Acting, plan_id: int, sheet_ids: list[int], written: BulkFields
) -> tuple[list[SheetRow], _Names]:
    """Return the chosen sheets, and what is asked by its names; refuse what cannot be asked."""
    plan = get_plan(acting.scope, plan_id).plan
    _check(written)
    names = _Names({axis.pk: str(axis) for axis in plan.axes.all()}, dict(theme_choices(plan)))
    if written.axis is not None and written.axis not in names.axes:
        raise BadField("axis", _("Cet axe n’est pas de ce plan"))
    if written.theme_choice and written.theme_choice not in names.themes:
        raise BadField("theme_choice", _("Ce thème n’est pas de ce plan"))
    if len(sheet_ids) > MOST_SHEETS:
        raise BadField("", _("Cela fait trop de fiches à la fois"), value=str(len(sheet_ids)))
    found = rows_of(acting.scope, list_sheets(acting.scope).filter(plan=plan, pk__in=sheet_ids))
    if not found:
        raise BadField(
            "", _("Aucune fiche n’est choisie"), remedy=_("Cochez-les dans la liste du plan.")
        )
    return found, names


def _check(written: BulkFields) -> None:
    if written in (BulkFields(), BulkFields(reason=written.reason, on=written.on)):
        raise BadField(
            "", _("Rien n’est à changer"), remedy=_("Dites ce que deviennent ces fiches.")
        )
    is_preset = written.preset in SheetPreset.values
    if written.preset and not (is_preset and SheetPreset(written.preset).visibility):
        raise BadField("preset", _("Ce choix se fait fiche par fiche"))
    if written.act and written.act not in BULK_ACTS:
        raise BadField("act", _("Cette étape se fait fiche par fiche"))
    if written.act in {SheetAct.HOLD, SheetAct.ABANDON} and not written.reason.strip():
        raise BadField("reason", _("Dites pourquoi"), remedy=_("Quelques mots suffisent."))


def _foreseen(acting: Acting, row: SheetRow, written: BulkFields, names: _Names) -> BulkOutcome:
    """Return what would become of a sheet, from what is read of it."""
    sheet = row.sheet
    if not actors_of(acting.scope, sheet):
        return BulkOutcome(sheet, [], _("Elle n’est pas à vous."))
    changes = []
    if written.axis is not None and sheet.axis_id != written.axis:
        changes.append(Change(_("Axe"), str(sheet.axis or ""), names.axes[written.axis]))
    if written.theme_choice and sheet.theme_choice != written.theme_choice:
        theme = names.themes[written.theme_choice]
        changes.append(Change(_("Thème"), sheet.theme_label, theme))
    if written.preset and _preset(sheet) != written.preset:
        before, after = SheetPreset(_preset(sheet)), SheetPreset(written.preset)
        changes.append(Change(_("Qui la lit"), str(before.label), str(after.label)))
    if written.lead and written.lead not in row.leads:
        leads = ", ".join(row.leads)
        changes.append(Change(_("Pilote"), leads, ", ".join(filter(None, (leads, written.lead)))))
    if not written.act:
        return BulkOutcome(sheet, changes)
    act = SheetAct(written.act)
    if act not in possible_acts(SheetState(sheet.state), actors_of(acting.scope, sheet)):
        refusal = _("« %(act)s » n’est pas possible : elle est « %(state)s ».")
        said = {"act": act.label, "state": sheet.get_state_display()}
        return BulkOutcome(sheet, [], refusal % said)
    return BulkOutcome(
        sheet, [*changes, Change(_("État"), sheet.get_state_display(), str(act.label))]
    )


def _preset(sheet: ActionSheet) -> str:
    return SheetPreset.of(sheet.visibility, sheet.field_visibility)


def _sentence(refused: TerreauError) -> str:
    parts = (part for part in (refused.what, refused.remedy) if part)
    return " ".join(f"{part.rstrip('.')}." for part in parts)
