"""Pages of the readings of registers: how far each is, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in
from terreau.web.apps.directory.enums import Register, RegisterOutcome, RegisterRunState
from terreau.web.apps.directory.exports import changes_answer
from terreau.web.apps.directory.register_lists import IN_PART, REASONS
from terreau.web.apps.directory.selectors.register import (
    by_organisation,
    get_run,
    list_changes,
    outcomes_of,
    written_run,
)
from terreau.web.apps.directory.services.register_batch import day_of
from terreau.web.apps.directory.services.register_requests import confirm_run, request_again

_PAGE = 100


@never_cache
@signed_in
@require_safe
def register_run(request: ScopedRequest, run_id: int) -> HttpResponse:
    """Show a reading of a register: its progress while it runs, then what changed."""
    run = get_run(request.scope, run_id)
    outcome = request.GET.get("quoi", "")
    outcome = outcome if outcome in RegisterOutcome.values else ""
    changes = list_changes(request.scope, run, outcome)
    page = Paginator(changes, _PAGE).get_page(request.GET.get("page"))
    lines = [told | {"why": REASONS.get(told["reason"], "")} for told in run.rejected]
    is_over = run.state == RegisterRunState.DONE
    context: dict[str, Any] = {
        "run": run,
        "edition": day_of(run.edition),
        "outcome": outcome,
        "outcomes": outcomes_of(run),
        "page": page,
        "rows": by_organisation(page),
        "rejected": [told for told in lines if told["reason"] not in IN_PART],
        "in_part": [told for told in lines if told["reason"] in IN_PART],
        "written": written_run(request.scope, run),
        "asked": f"quoi={outcome}" if outcome else "",
        "may_confirm": run.is_trial
        and is_over
        and bool(run.entries)
        and run.register != Register.SIRENE,
        "may_go_on": run.state in {RegisterRunState.FAILED, RegisterRunState.INTERRUPTED}
        and run.register != Register.SIRENE,
    }
    return render(request, "directory/register_run.html", context)


@never_cache
@signed_in
@require_POST
def register_run_again(request: ScopedRequest, run_id: int) -> HttpResponse:
    """Write what a trial said, or go on with what was interrupted."""
    run = get_run(request.scope, run_id)
    if run.is_trial and run.state == RegisterRunState.DONE:
        try:
            run = confirm_run(acting=acting(request), run=run)
        except BadInput as refusal:
            messages.error(request, refusal.what)
    else:
        request_again(run=run)
        messages.success(request, _("La lecture reprend là où elle en était."))
    return HttpResponseRedirect(reverse("directory:register_run", args=(run.pk,)))


@never_cache
@signed_in
@require_safe
def register_changes_file(request: ScopedRequest, run_id: int, suffix: str) -> HttpResponse:
    """Give what changed as a file."""
    run = get_run(request.scope, run_id)
    outcome = request.GET.get("quoi", "")
    rows = list_changes(request.scope, run, outcome)
    return changes_answer(rows, suffix, is_trial=run.is_trial)
