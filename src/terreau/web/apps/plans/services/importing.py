"""A file given to a plan: its columns said, its cells corrected, its lines chosen, or dropped.

Nothing of the plan is written here: `accepting` does it, once, when somebody accepts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.datasets.plan_files.fields import Field
from terreau.datasets.plan_files.reading import MOST_BYTES
from terreau.datasets.plan_files.uses import uses_as_dict, uses_from_dict
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import ImportState
from terreau.web.apps.plans.models import ActionPlan, PlanImport
from terreau.web.apps.plans.permissions import can_change_import, nothing_here
from terreau.web.apps.plans.rules.imported import without_controls
from terreau.web.apps.plans.selectors.import_preview import ImportPreview, preview_import
from terreau.web.apps.plans.selectors.imports import (
    FileRead,
    first_reading,
    get_import,
    reading_at,
    worded,
)
from terreau.web.apps.plans.services.news import hold_plans_of
from terreau.web.apps.plans.services.plans import kept_plan, locked_plan

MOST_OPEN = 10
_LONGEST_TEXT = 8000
_LONGEST_NAME = 130


@dataclass(frozen=True)
class Answers:
    """What somebody says of a file that is to be brought in; what is not named stays.

    Parameters
    ----------
    texts : dict
        "line:column" → what is written there instead; None = as in the file after all.
    confirmed : dict
        "line:column" → whether what was understood is so.
    lines : dict
        First line of an action → "new", "leave" or "" (as it is proposed).
    takes : dict
        First line of an action → names of the fields that are taken from the file.
    """

    texts: Mapping[str, str | None] = field(default_factory=dict)
    confirmed: Mapping[str, bool] = field(default_factory=dict)
    lines: Mapping[int, str] = field(default_factory=dict)
    takes: Mapping[int, frozenset[str]] = field(default_factory=dict)


def start_import(*, acting: Acting, plan_id: int, name: str, content: bytes) -> PlanImport:
    """Give a file to a plan that one keeps; it is read, nothing is written of it.

    It is read before anything is held: a large one takes a while, in which others write.

    Raises
    ------
    NotHere
        If one does not keep the plan.
    BadInput
        If no plan can be read from it.
    BadField
        If too many others wait already.
    """
    plan = kept_plan(acting, plan_id)
    _check_waiting(plan)
    kept = content[: MOST_BYTES + 1]
    row = PlanImport(plan=plan, file_name=_shortened(name), content=kept, started_by=acting.user)
    _keep(row, first_reading(row))
    with transaction.atomic():
        _check_waiting(locked_plan(acting, plan_id))
        row.save()
    return row


def point_at_headings(
    *, acting: Acting, import_id: int, sheet_name: str, line: int | None, depth: int = 1
) -> PlanImport:
    """Say which sheet of the file holds the plan, and on which line its columns are named.

    Parameters
    ----------
    acting, import_id : Acting, int
        Who acts, on what.
    sheet_name : str
        Which sheet.
    line : int or None
        The line of the headings, from 1; None = where they are likeliest.
    depth : int
        On how many lines they stand.

    Raises
    ------
    NotHere
        If there is no such import for who acts.
    BadInput
        If it has no such sheet or line.
    """
    read = get_import(acting.scope, import_id)
    _check_open(read)
    if line is None:
        found = first_reading(read, sheet_name)
    else:
        found = reading_at(read, sheet_name, line, depth)
    with transaction.atomic():
        row = open_import(acting, import_id)
        _keep(row, found)
        row.state, row.answers, row.choices = ImportState.READ, {}, {}
        row.save()
    return row


@transaction.atomic
def choose_columns(*, acting: Acting, import_id: int, uses: object) -> PlanImport:
    """Say what each column of the file holds; what was answered of its cells stays.

    Raises
    ------
    NotHere
        If there is no such import for who acts.
    BadInput
        If a column or what it holds is unknown.
    BadField
        If no column holds the titles.
    """
    row = open_import(acting, import_id)
    chosen = worded(uses_from_dict)(uses)
    if not any(use.field is Field.TITLE for use in chosen.values()):
        raise BadField(
            "uses",
            _("Aucune colonne ne donne le titre des actions"),
            remedy=_("Dites laquelle : c’est la seule qui soit nécessaire."),
        )
    cleaned = {
        column: replace(
            use, label=without_controls(use.label), financer=without_controls(use.financer)
        )
        for column, use in chosen.items()
    }
    row.uses, row.state = uses_as_dict(cleaned), ImportState.MAPPED
    row.save(update_fields=("uses", "state"))
    return row


def answer_import(*, acting: Acting, import_id: int, answers: Answers) -> PlanImport:
    """Keep what somebody says of the cells and the lines of a file.

    Raises
    ------
    NotHere
        If there is no such import for who acts.
    BadField
        If a text is too long.
    """
    read = get_import(acting.scope, import_id)
    _check_open(read)
    preview = preview_import(acting.scope, read)
    with transaction.atomic():
        row = open_import(acting, import_id)
        if _reading_of(row) != _reading_of(read):  # somebody said it otherwise meanwhile
            preview = preview_import(acting.scope, row)
        _keep_answers(row, preview, answers)
    return row


def _reading_of(row: PlanImport) -> tuple[object, ...]:
    """Return by what a file is read as it is."""
    return row.sheet_name, row.headings_row, row.headings_depth, row.uses, row.answers, row.choices


def _keep_answers(row: PlanImport, preview: ImportPreview, answers: Answers) -> None:
    kept = {key: dict(said) for key, said in row.answers.items()}
    written = {each.key: each.cell.written for each in preview.to_look}
    places = {
        f"{cell.line}:{cell.column}" for line in preview.lines for cell in line.proposed.cells
    }
    for key, text in answers.texts.items():
        if key not in places | kept.keys():
            continue
        if text is not None and len(text) > _LONGEST_TEXT:
            raise BadField(
                f"cell-{key}",
                _("Ce texte est trop long : %(most)s caractères au plus") % {"most": _LONGEST_TEXT},
                remedy=_("Raccourcissez-le."),
            )
        said = kept.setdefault(key, {})
        said.pop("text", None)
        if text is not None:
            said["text"] = without_controls(text)
    for key, is_so in answers.confirmed.items():
        if key in written:
            said = kept.setdefault(key, {})
            said.pop("confirmed", None)
            if is_so:
                said["confirmed"] = written[key]
    row.answers = {key: said for key, said in kept.items() if said}
    row.choices = _chosen(row, answers, {line.line: line for line in preview.lines})
    row.save(update_fields=("answers", "choices"))


@transaction.atomic
def drop_import(*, acting: Acting, import_id: int) -> PlanImport:
    """Give an import up: its file is deleted. Raises as `choose_columns` of what is not there."""
    row = open_import(acting, import_id)
    end_import(row, ImportState.DROPPED)
    row.ended_by = acting.user
    row.save()
    return row


def open_import(acting: Acting, import_id: int) -> PlanImport:
    """Return an import that waits, of a plan that who acts keeps, held until the transaction ends.

    Raises
    ------
    NotHere
        If there is none.
    BadInput
        If it was accepted or dropped.
    """
    hold_plans_of(PlanImport.objects.filter(pk=import_id))
    found = PlanImport.objects.select_for_update(of=("self",)).filter(
        can_change_import(acting.scope), pk=import_id
    )
    row = found.select_related("plan__perimeter").first()
    if row is None:
        raise nothing_here()
    _check_open(row)
    return row


def _check_open(row: PlanImport) -> None:
    if not row.is_open:
        raise BadInput(
            _("Ce fichier n’attend plus rien : il est « %(state)s »")
            % {"state": row.get_state_display()},
            remedy=_("Donnez-le à nouveau s’il a changé."),
        )


def _check_waiting(plan: ActionPlan) -> None:
    waiting = PlanImport.objects.filter(plan=plan, state__in=(ImportState.READ, ImportState.MAPPED))
    if waiting.count() >= MOST_OPEN:
        raise BadField(
            "file",
            _("%(most)s fichiers attendent déjà dans ce plan") % {"most": MOST_OPEN},
            remedy=_("Reprenez-en un, ou abandonnez-le."),
        )


def end_import(row: PlanImport, state: ImportState) -> None:
    """End an import: nothing of its file and of what was said of it stays."""
    row.state, row.ended_at = state, timezone.now()
    row.content, row.answers, row.choices = None, {}, {}


def _keep(row: PlanImport, found: FileRead) -> None:
    """Keep how a file is read."""
    row.sheet_name = found.sheet.name
    row.uses = uses_as_dict(found.uses)
    row.headings_row, row.headings_depth, row.fingerprint = None, 1, ""
    if found.headings is not None:
        row.headings_row, row.headings_depth = found.headings.row, found.headings.depth
        row.fingerprint = found.headings.fingerprint()


def _chosen(row: PlanImport, answers: Answers, lines: Mapping[int, Any]) -> dict[str, Any]:
    """Return what becomes of each line; a field that is taken remembers what the sheet said."""
    kept = {key: dict(choice) for key, choice in row.choices.items()}
    for line, what in answers.lines.items():
        if line in lines and what in ("", "new", "leave"):
            kept.setdefault(str(line), {})["what"] = what
    for line, names in answers.takes.items():
        if line in lines:
            shown = lines[line].differences
            kept.setdefault(str(line), {})["take"] = {
                each.name: each.here for each in shown if each.name in names and each.may_be_taken
            }
    return {key: choice for key, choice in kept.items() if choice.get("what") or choice.get("take")}


def _shortened(name: str) -> str:
    """Return the name of a file without the folders it was in."""
    last = without_controls(name).replace("\\", "/").rpartition("/")[2]
    bare = " ".join(last.split()) or "plan"
    return bare if len(bare) <= _LONGEST_NAME else f"{bare[: _LONGEST_NAME - 1]}…"
