"""What one takes away of plans: lists, budget, public schema, documents to print."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from terreau.reporting.typst_pdf import pdf_of
from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.plans.common_schema import common_answer
from terreau.web.apps.plans.documents.plan import Beside, plan_document, sheet_document
from terreau.web.apps.plans.exports import budget_answer, in_chunks, sheets_answer
from terreau.web.apps.plans.selectors.budget import budget_of
from terreau.web.apps.plans.selectors.committees import list_decisions
from terreau.web.apps.plans.selectors.money import get_money
from terreau.web.apps.plans.selectors.needs import needs_of_sheet
from terreau.web.apps.plans.selectors.sheet_life import list_indicators
from terreau.web.apps.plans.selectors.sheets import get_sheet, list_sheets, people_of
from terreau.web.apps.plans.selectors.wanted import narrowed, wanted_of
from terreau.web.apps.plans.sheet_json import sheet_as_json
from terreau.web.apps.plans.views.boards import asked_of
from terreau.web.shared.download import file_answer, legible, marked
from terreau.web.shared.long_list_file import long_json_answer

_PDF = "application/pdf"


@require_safe
def sheets_file(request: ScopedRequest, plan_id: int, suffix: str) -> HttpResponseBase:
    """Give the sheets of a plan that answer what is asked as a file."""
    asked = asked_of(request, plan_id)
    if suffix == "json":
        head = {"plan": asked.shown.plan.title, "territory": asked.shown.plan.perimeter.name,
                "on": timezone.localdate().isoformat()}  # fmt: skip
        rows = map(sheet_as_json, asked.listing.rows)
        return long_json_answer(rows, name="fiches-action", head=head, key="sheets")
    return sheets_answer(asked.listing.rows, suffix, asked.wanted.columns)


@require_safe
def all_sheets_file(request: ScopedRequest, suffix: str) -> HttpResponseBase:
    """Give every sheet that the reader sees as a file, of whatever plan."""
    wanted = wanted_of(request.GET)
    found = narrowed(request.scope, list_sheets(request.scope), wanted)
    rows = in_chunks(
        request.scope, found.order_by("plan__perimeter__name", "plan", "code_key", "pk")
    )
    kept = (row for row in rows if not wanted.health or wanted.health in row.health)
    if suffix == "json":
        head = {"on": timezone.localdate().isoformat()}
        return long_json_answer(
            map(sheet_as_json, kept), name="fiches-action", head=head, key="sheets"
        )
    return sheets_answer(kept, suffix, wanted.columns)


@require_safe
def common_file(request: ScopedRequest, plan_id: int) -> HttpResponseBase:
    """Give the sheets of a plan in the public schema of projects."""
    return common_answer(request.scope, asked_of(request, plan_id).listing.rows)


@require_safe
def budget_file(request: ScopedRequest, plan_id: int, suffix: str) -> HttpResponseBase:
    """Give the tables of the budget of a plan."""
    return budget_answer(budget_of(request.scope, asked_of(request, plan_id).listing.rows), suffix)


@require_safe
def plan_pdf(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Give a plan to print."""
    asked = asked_of(request, plan_id)
    plan = asked.shown.plan
    name = marked(f"plan-{legible(plan.perimeter.code)}.pdf", is_example=plan.is_example)
    people = people_of(request.scope, [row.sheet for row in asked.listing.rows])
    return file_answer(pdf_of(plan_document(asked.shown, asked.listing, people)), _PDF, name)


@require_safe
def sheet_pdf(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Give a sheet to print."""
    shown = get_sheet(request.scope, sheet_id)
    name = marked(f"fiche-{legible(shown.sheet.code)}.pdf", is_example=shown.sheet.plan.is_example)
    scope, sheet = request.scope, shown.sheet
    beside = Beside(
        get_money(scope, sheet) if shown.reads_money else None,
        needs_of_sheet(scope, sheet),
        list_indicators(sheet),
        list_decisions(scope).filter(sheet=sheet),
    )
    return file_answer(pdf_of(sheet_document(shown, beside)), _PDF, name)
