"""The budget of a sheet: every line in one table, saved at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.budget_conflict import shown_again
from terreau.web.apps.plans.forms.budget import BudgetForm
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.money import get_money
from terreau.web.apps.plans.selectors.sheets import get_sheet
from terreau.web.apps.plans.services.clashes import LinesConflict
from terreau.web.apps.plans.services.money import write_budget


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Write the costs of a sheet and its financing plan; nothing typed is lost."""
    shown = get_sheet(request.scope, sheet_id)
    if not shown.may_change:
        raise nothing_here()
    money = get_money(request.scope, shown.sheet)
    sent = what_was_typed(request)
    form = BudgetForm(shown.sheet, money, sent)
    context: dict[str, Any] = {"shown": shown, "sheet": shown.sheet, "money": money}
    status = 200
    if request.method == "POST" and sent is not None and form.is_valid():
        try:
            write_budget(acting=acting(request), sheet_id=sheet_id, budget=form.written)
        except BadField as refusal:
            form.refuse(refusal)
        except LinesConflict as conflict:
            status = 409
            form, context["theirs"] = shown_again(shown.sheet, money, form, sent, conflict)
        else:
            messages.success(request, _("Le budget est enregistré."))
            return HttpResponseRedirect(reverse("plans:sheet", args=(sheet_id,)) + "#money-title")
    if form.has_errors:
        status = 400
    return render(request, "plans/budget.html", context | {"form": form}, status=status)
