"""Spreadsheets brought into plans through the API: given, looked at, settled, accepted."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.plans.api.reads import Number, router
from terreau.web.apps.plans.api.writing import decoded, once
from terreau.web.apps.plans.enums import ImportState
from terreau.web.apps.plans.models import PlanImport
from terreau.web.apps.plans.selectors.import_lines import LineShown
from terreau.web.apps.plans.selectors.import_preview import CellToLook, preview_import
from terreau.web.apps.plans.selectors.imports import (
    LineDone,
    get_import,
    list_outcome,
    read_file,
)
from terreau.web.apps.plans.services.accepting import accept_import
from terreau.web.apps.plans.services.importing import (
    Answers,
    answer_import,
    choose_columns,
    drop_import,
    start_import,
)
from terreau.web.shared.api import REFUSALS


class PlanImportIn(Schema):
    """A spreadsheet to bring into a plan."""

    name: str = Field(description="Name of the file", max_length=200)
    content: str = Field(description="What it holds, in base 64", max_length=14_000_000)


class PlanImportChange(Schema):
    """What is said of a spreadsheet; what is not named stays."""

    uses: dict[str, dict[str, Any]] | None = Field(
        None, description="Column, from 0 → what it is read as: field, year, scale, tax…"
    )
    texts: dict[str, str] = Field(
        {}, description="“line:column” → what is written there instead", max_length=1000
    )
    confirmed: dict[str, bool] = Field(
        {}, description="“line:column” → whether what was understood is so", max_length=1000
    )
    lines: dict[int, str] = Field(
        {}, description="First line of an action → “new”, “leave” or “”", max_length=1000
    )
    takes: dict[int, list[str]] = Field(
        {}, description="First line of an action → fields taken from the file", max_length=1000
    )


class PlanImportOut(Schema):
    """A spreadsheet that is being brought into a plan, or was."""

    id: int = Field(description="Its number")
    plan: int = Field(description="Number of the plan")
    name: str = Field(description="Name of the file")
    state: str = Field(description="read, mapped, accepted or dropped")
    uses: dict[str, Any] = Field(description="Column, from 0 → what it is read as")
    columns: list[dict[str, Any]] = Field(description="What each column is likely to hold, and why")
    waiting: int = Field(description="Doubts that nobody settled: it cannot be accepted before")
    cells: list[dict[str, Any]] = Field(description="Cells to look at")
    lines: list[dict[str, Any]] = Field(description="Its actions, and what each becomes or became")
    others: list[dict[str, Any]] = Field(description="Its lines that are no action, and why")


_WHOLE = {200: PlanImportOut} | WRITE_REFUSALS


@router.post("/plans/{number}/imports", response=_WHOLE, summary="Give a spreadsheet to a plan")
def post_import(
    request: ScopedRequest, number: Number, body: PlanImportIn, key: Key = ""
) -> dict[str, Any]:
    """Give an XLSX, an ODS or a CSV to a plan that one keeps: it is read, nothing is written."""

    def write() -> str:
        made = start_import(
            acting=acting(request),
            plan_id=number,
            name=body.name,
            content=decoded(body.content),
        )
        return str(made.pk)

    return once(request, write, lambda made: _shown(request, int(made)))


@router.get(
    "/plan-imports/{number}",
    response={200: PlanImportOut} | REFUSALS,
    summary="What a spreadsheet would do to a plan",
)
def get_plan_import(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give what it would do, cell by cell and line by line; or what it did."""
    return _shown(request, number)


@router.patch(
    "/plan-imports/{number}", response=_WHOLE, summary="Say what a spreadsheet is to be read as"
)
def patch_plan_import(
    request: ScopedRequest, number: Number, body: PlanImportChange, key: Key = ""
) -> dict[str, Any]:
    """Say what its columns hold, correct or confirm its cells, choose what its lines become."""

    def write() -> str:
        who = acting(request)
        if body.uses is not None:
            choose_columns(acting=who, import_id=number, uses=body.uses)
        takes = {line: frozenset(names) for line, names in body.takes.items()}
        answers = Answers(body.texts, body.confirmed, body.lines, takes)
        if answers != Answers():
            answer_import(acting=who, import_id=number, answers=answers)
        return str(number)

    return once(request, write, lambda made: _shown(request, int(made)))


@router.post(
    "/plan-imports/{number}/accept", response=_WHOLE, summary="Write in the plan what it says"
)
def post_import_accept(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Write all of it or nothing; its content is deleted then."""

    def write() -> str:
        return str(accept_import(acting=acting(request), import_id=number).pk)

    return once(request, write, lambda made: _shown(request, int(made)))


@router.delete("/plan-imports/{number}", response=_WHOLE, summary="Give a spreadsheet up")
def delete_plan_import(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Give it up before it is accepted; its content is deleted."""

    def write() -> str:
        return str(drop_import(acting=acting(request), import_id=number).pk)

    return once(request, write, lambda made: _shown(request, int(made)))


def _shown(request: ScopedRequest, number: int) -> dict[str, Any]:
    """Return an import: what it would do, once its columns are said; what it did, once over."""
    row = get_import(request.scope, number)
    told = _told(row)
    if not row.is_open:
        told["lines"] = [_done(each) for each in list_outcome(request.scope, row)]
        return told
    if row.headings_row is not None:
        told["columns"] = [guess.as_dict() for guess in read_file(row).guesses()]
    if row.state == ImportState.MAPPED:
        preview = preview_import(request.scope, row)
        told["waiting"] = preview.waiting
        told["cells"] = [_cell(each) for each in preview.to_look]
        told["lines"] = [_line(each) for each in preview.lines]
        told["others"] = [each.as_dict() for each in preview.said]
    return told


def _told(row: PlanImport) -> dict[str, Any]:
    return {
        "id": row.pk,
        "plan": row.plan_id,
        "name": row.file_name,
        "state": row.state,
        "uses": row.uses,
        "columns": [],
        "waiting": 0,
        "cells": [],
        "lines": [],
        "others": [],
    }


def _done(line: LineDone) -> dict[str, Any]:
    return {
        "line": line.line,
        "becomes": line.what,
        "sheet": line.sheet.pk if line.sheet else None,
    }


def _cell(look: CellToLook) -> dict[str, Any]:
    unfit = {"why": look.unfit.why, "most": look.unfit.most} if look.unfit else None
    return look.cell.as_dict() | {
        "key": look.key,
        "waits": look.waits,
        "is_error": look.is_error,
        "unfit": unfit,
        "text": look.text,
    }


def _line(line: LineShown) -> dict[str, Any]:
    taken = {each.name for each in line.takes}
    return {
        "line": line.line,
        "becomes": str(line.becomes),
        "sheet": line.sheet.pk if line.sheet else None,
        "action": {k: v for k, v in line.proposed.as_dict().items() if k != "cells"},
        "unfit": [vars(each) for each in line.wanted.unfit],
        "differences": [vars(each) | {"is_taken": each.name in taken} for each in line.differences],
    }
