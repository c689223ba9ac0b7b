"""A spreadsheet brought into a plan: given, its columns said, looked at, accepted or dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from terreau.core.errors import BadInput, NotHere
from terreau.datasets.plan_files.reading import MOST_BYTES
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.plans.enums import ImportState
from terreau.web.apps.plans.forms.import_answers import MOST_CELLS, answers_of, ticked_of
from terreau.web.apps.plans.forms.imports import ColumnForm, HeadingsForm, ImportForm, initial_of
from terreau.web.apps.plans.import_words import (
    cells_said,
    choices_said,
    column_shown,
    lines_said,
    wholes_said,
)
from terreau.web.apps.plans.models import PlanImport
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.import_lines import Becomes
from terreau.web.apps.plans.selectors.import_preview import (
    ImportPreview,
    opened_by,
    preview_import,
)
from terreau.web.apps.plans.selectors.imports import (
    FileRead,
    get_import,
    list_imports,
    list_outcome,
    read_file,
)
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.services.accepting import accept_import
from terreau.web.apps.plans.services.importing import (
    Answers,
    answer_import,
    choose_columns,
    drop_import,
    point_at_headings,
    start_import,
)

# Of each at once: a form holds a thousand fields.
_CHANGED, _COLUMNS = 15, 80


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def import_start(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Ask for a file, show those that wait and those that were taken."""
    shown = get_plan(request.scope, plan_id)
    if not shown.may_keep:
        raise nothing_here()
    is_sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_sent else ImportForm()
    if is_sent and form.is_valid():
        sent = form.cleaned_data["file"]
        # One byte more than is taken is enough to refuse it.
        content = sent.read(MOST_BYTES + 1)
        try:
            row = start_import(
                acting=acting(request), plan_id=plan_id, name=sent.name, content=content
            )
        except BadInput as refusal:
            form.add_error("file", _sentence(refusal))
        else:
            return _to("import_columns", row.pk)
    rows = list(list_imports(request.scope, plan_id)[:50])
    context = {"shown": shown, "form": form, "rows": rows}
    return render(request, "plans/import_start.html", context, status=400 if form.errors else 200)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: ScopedRequest, import_id: int) -> HttpResponse:
    """Show what each column was taken for, and take what it holds."""
    row = get_import(request.scope, import_id)
    if not row.is_open:
        return _to("plan_import", import_id)
    read = read_file(row)
    sent = request.POST if request.method == "POST" else None
    columns = [] if read.headings is None else _columns(read, sent)
    said = ""
    if sent is not None and all(each.form.is_valid() for each in columns):
        uses = {**row.uses, **{each.form.prefix[1:]: each.form.use for each in columns}}
        try:
            choose_columns(acting=acting(request), import_id=import_id, uses=uses)
        except NotHere:
            raise
        except BadInput as refusal:
            said = _sentence(refusal)
        else:
            return _to("plan_import", import_id)
    is_faulty = bool(said) or any(each.form.errors for each in columns)
    context = {
        "row": row, "read": read, "columns": columns, "refusal": said,
        "headings": _headings_form(row, read, None),
    }  # fmt: skip
    status = 400 if is_faulty or (sent is not None and not columns) else 200
    return render(request, "plans/import_columns.html", context, status=status)


@never_cache
@signed_in
@require_POST
def import_headings(request: ScopedRequest, import_id: int) -> HttpResponse:
    """Take which sheet of the file is read, and where its columns are named."""
    row = get_import(request.scope, import_id)
    if not row.is_open:
        return _to("plan_import", import_id)
    read = read_file(row)
    form = _headings_form(row, read, request.POST)
    if form.is_valid():
        try:
            point_at_headings(acting=acting(request), import_id=import_id, **form.cleaned_data)
        except NotHere:
            raise
        except BadInput as refusal:
            form.add_error("line", _sentence(refusal))
        else:
            return _to("import_columns", import_id)
    columns = [] if read.headings is None else _columns(read, None)
    context = {"row": row, "read": read, "columns": columns, "headings": form}
    return render(request, "plans/import_columns.html", context, status=400)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def plan_import(request: ScopedRequest, import_id: int) -> HttpResponse:
    """Show what a file would do, cell by cell and line by line; or what it did."""
    row = get_import(request.scope, import_id)
    if row.state == ImportState.READ:
        return _to("import_columns", import_id)
    if not row.is_open:
        context = {"row": row, "lines": list_outcome(request.scope, row)}
        return render(request, "plans/import_done.html", context)
    preview = preview_import(request.scope, row)
    typed, said = what_was_typed(request), ""
    if request.method == "POST":
        try:
            answers = answers_of(preview, request.POST)
            answer_import(acting=acting(request), import_id=import_id, answers=answers)
        except NotHere:
            raise
        except BadInput as refusal:
            said = _sentence(refusal)
        else:
            return _answered(request, import_id, answers)
    context = _preview_context(row, preview, request.GET.get("page", "1"), typed)
    context["refusal"] = said
    return render(request, "plans/import.html", context, status=400 if said else 200)


def _answered(request: ScopedRequest, import_id: int, answers: Answers) -> HttpResponseRedirect:
    """Go on after what a page says was kept: write it in the plan where that is asked."""
    if "accept" not in request.POST:
        messages.success(request, _("C’est noté. Rien n’est encore écrit dans le plan."))
        page = request.POST.get("page", "")
        there = f"?{urlencode({'page': page})}#changed-title" if page else ""
        return _to("plan_import", import_id, there)
    if any(answers.texts.values()) and _is_misread(request, import_id, answers):
        messages.error(
            request,
            _("Une correction n’est pas comprise : regardez-la. Rien n’est encore écrit."),
        )
        return _to("plan_import", import_id)
    return _done(request, import_id, accept_import)


def _is_misread(request: ScopedRequest, import_id: int, answers: Answers) -> bool:
    """Whether a cell that was just corrected is not understood."""
    preview = preview_import(request.scope, get_import(request.scope, import_id))
    return any(look.is_error and answers.texts.get(look.key) for look in preview.to_look)


@never_cache
@signed_in
@require_POST
def import_drop(request: ScopedRequest, import_id: int) -> HttpResponse:
    """Give the file up; it is deleted."""
    get_import(request.scope, import_id)
    return _done(request, import_id, drop_import)


def _done(
    request: ScopedRequest, import_id: int, write: Callable[..., PlanImport]
) -> HttpResponseRedirect:
    try:
        write(acting=acting(request), import_id=import_id)
    except NotHere:
        raise
    except BadInput as refusal:
        messages.error(request, _sentence(refusal))
    return _to("plan_import", import_id)


def _columns(read: FileRead, sent: QueryDict | None) -> list[Any]:
    assert read.headings is not None
    shown = []
    for guess in read.guesses():
        column = guess.heading.column
        use = read.uses.get(column)
        form = ColumnForm(sent, prefix=f"c{column}", initial=initial_of(use))
        each = column_shown(read.sheet, read.headings, guess, form)
        if each.examples or guess.heading.parts:
            shown.append(each)
    return shown[:_COLUMNS]


def _headings_form(row: PlanImport, read: FileRead, sent: QueryDict | None) -> HeadingsForm:
    line = read.sheet.lines[read.headings.row] if read.headings else None
    initial = {"sheet_name": row.sheet_name, "line": line, "depth": row.headings_depth}
    names = [sheet.name for sheet in read.file.sheets]
    return HeadingsForm(sent, sheets=names, initial=initial)


def _preview_context(
    row: PlanImport, preview: ImportPreview, page: str, typed: QueryDict | None
) -> dict[str, Any]:
    changed = Paginator(preview.of(Becomes.CHANGED), _CHANGED).get_page(page)
    waiting = [each for each in preview.to_look if each.waits or each.is_error]
    settled = [each for each in preview.to_look if not (each.waits or each.is_error)]
    return {
        "row": row,
        "preview": preview,
        "cells": cells_said([*waiting, *settled][:MOST_CELLS], typed or {}),
        "cells_left": max(len(preview.to_look) - MOST_CELLS, 0),
        "choices": choices_said(preview),
        "new": preview.of(Becomes.NEW),
        "opened": opened_by(preview, row.plan),
        "left": [*preview.of(Becomes.DOUBLE), *preview.of(Becomes.LEFT)],
        "blocked": preview.of(Becomes.BLOCKED),
        "same": preview.of(Becomes.SAME),
        "changed": changed,
        "ticked": ticked_of(preview, typed),
        "said": lines_said(preview.said),
        "wholes": wholes_said(preview),
    }


def _sentence(refusal: BadInput) -> str:
    parts = (refusal.what, refusal.why, refusal.remedy)
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _to(name: str, import_id: int, there: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"plans:{name}", args=(import_id,)) + there)
