"""Files that are being brought into a plan: those there are, one of them as it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language

from terreau.core.errors import BadInput
from terreau.datasets.plan_files.columns import Guess, guess_columns, uses_of
from terreau.datasets.plan_files.headings import (
    Headings,
    find_headings,
    likeliest_sheet,
    read_headings,
)
from terreau.datasets.plan_files.reading import PlanFile, Sheet, read_plan_file
from terreau.datasets.plan_files.remarks import BadPlanFile
from terreau.datasets.plan_files.uses import Uses, uses_from_dict
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import ImportState
from terreau.web.apps.plans.models import ActionSheet, PlanImport
from terreau.web.apps.plans.permissions import can_change_import, can_view_sheet, nothing_here

Given = ParamSpec("Given")
Made = TypeVar("Made")


def worded(read: Callable[Given, Made]) -> Callable[Given, Made]:
    """Return a reading of a file whose refusals are said in the reader's language."""

    @wraps(read)
    def reading(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        try:
            return read(*args, **kwargs)
        except BadPlanFile as bad:
            language = get_language() or settings.LANGUAGE_CODE
            said, remedy = bad.remark.said(), bad.remark.remedy()
            raise BadInput(said.in_language(language), remedy=remedy.in_language(language)) from bad

    return reading


@dataclass(frozen=True)
class FileRead:
    """A file as it is read now.

    Parameters
    ----------
    file : PlanFile
        Its sheets.
    sheet : Sheet
        The one that is read.
    headings : Headings or None
        Where its columns are named; None where nobody says it.
    uses : dict
        What each column is read as.
    """

    file: PlanFile
    sheet: Sheet
    headings: Headings | None
    uses: Uses

    def guesses(self) -> list[Guess]:
        """Return what each column is likely to hold, and why."""
        return guess_columns(self.sheet, self.headings) if self.headings else []


def list_imports(scope: Scope, plan_id: int) -> QuerySet[PlanImport]:
    """Return the imports of a plan that one keeps, the newest first, without their content."""
    found = PlanImport.objects.filter(can_change_import(scope), plan=plan_id)
    return found.defer("content").select_related("started_by", "ended_by")


def get_import(scope: Scope, import_id: int) -> PlanImport:
    """Return an import of a plan that one keeps.

    Raises
    ------
    NotHere
        If there is none.
    """
    found = PlanImport.objects.filter(can_change_import(scope), pk=import_id)
    row = found.select_related("plan__perimeter").first()
    if row is None:
        raise nothing_here()
    return row


@worded
def read_file(row: PlanImport) -> FileRead:
    """Return the file of an import that is open, read as people chose.

    Raises
    ------
    BadInput
        If no plan can be read from it.
    """
    file = read_plan_file(row.file_name, bytes(row.content or b""))
    sheet = file.sheet(row.sheet_name)
    headings = None
    if row.headings_row is not None:
        headings = read_headings(sheet, row.headings_row, row.headings_depth)
    return FileRead(file, sheet, headings, uses_from_dict(row.uses))


@worded
def first_reading(row: PlanImport, sheet_name: str | None = None) -> FileRead:
    """Return the file of an import as it is likeliest to be read.

    The same headings as in a file that the plan took before are read as they were then.

    Parameters
    ----------
    row : PlanImport
        With its content.
    sheet_name : str or None
        Which of its sheets; None = the likeliest.
    """
    file = read_plan_file(row.file_name, bytes(row.content or b""))
    sheet = likeliest_sheet(file) if sheet_name is None else file.sheet(sheet_name)
    headings = find_headings(sheet)
    if headings is None:
        return FileRead(file, sheet, None, {})
    uses = _remembered(row, headings) or uses_of(guess_columns(sheet, headings))
    return FileRead(file, sheet, headings, uses)


@worded
def reading_at(row: PlanImport, sheet_name: str, line: int, depth: int) -> FileRead:
    """Return the file of an import read with the headings that somebody points at.

    Parameters
    ----------
    row : PlanImport
        With its content.
    sheet_name : str
        Which of its sheets.
    line : int
        The line of the file where the headings begin, from 1.
    depth : int
        On how many lines they stand.
    """
    file = read_plan_file(row.file_name, bytes(row.content or b""))
    sheet = file.sheet(sheet_name)
    at = sheet.lines.index(line) if line in sheet.lines else -1
    headings = read_headings(sheet, at, depth)
    uses = _remembered(row, headings) or uses_of(guess_columns(sheet, headings))
    return FileRead(file, sheet, headings, uses)


def _remembered(row: PlanImport, headings: Headings) -> Uses:
    """Return the uses of the same headings in the last file that the plan took."""
    taken = PlanImport.objects.filter(
        plan=row.plan_id, state=ImportState.ACCEPTED, fingerprint=headings.fingerprint()
    )
    uses = taken.order_by("-ended_at", "-pk").values_list("uses", flat=True).first()
    try:
        return uses_from_dict(uses or {})
    except BadPlanFile:
        return {}


@dataclass(frozen=True)
class LineDone:
    """What a line of a file became: its line, the sheet if it is seen, what became of it."""

    line: int
    what: str
    sheet: ActionSheet | None


def list_outcome(scope: Scope, row: PlanImport) -> list[LineDone]:
    """Return what the lines of an import that was accepted became."""
    told = row.outcome.get("lines", [])
    seen = ActionSheet.objects.filter(can_view_sheet(scope)).in_bulk(
        [each["sheet"] for each in told if each["sheet"]]
    )
    return [LineDone(each["line"], each["what"], seen.get(each["sheet"])) for each in told]
