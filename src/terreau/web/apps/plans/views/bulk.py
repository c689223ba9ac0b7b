"""Several sheets of a plan changed at once: chosen, looked at, then written."""

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
from terreau.web.apps.plans.forms.bulk import BulkForm
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.sheets import list_sheets
from terreau.web.apps.plans.services.bulk import MOST_SHEETS, apply_bulk, preview_bulk

_NAME = "fiche"
# A key, then the version that was looked at: "12-3".
_LONGEST = 18


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_change(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Ask what becomes of the chosen sheets, show what would change, then write it."""
    shown = get_plan(request.scope, plan_id)
    if not shown.may_keep:
        raise nothing_here()
    typed = what_was_typed(request)
    if typed is None and not request.GET.getlist(_NAME):
        messages.info(request, _("Cochez d’abord les fiches à changer."))
        return HttpResponseRedirect(reverse("plans:plan", args=(plan_id,)))
    versions = _versions((typed or request.GET).getlist(_NAME))
    form = BulkForm(typed, plan=shown.plan, axes=shown.axes)
    context: dict[str, Any] = {"shown": shown, "form": form}
    is_applied = "apply" in request.POST
    if request.method == "POST" and form.is_valid():
        try:
            if is_applied:
                context["outcomes"] = apply_bulk(
                    acting=acting(request), plan_id=plan_id, versions=versions,
                    written=form.written,
                )  # fmt: skip
            else:
                context["outcomes"] = preview_bulk(
                    acting=acting(request), plan_id=plan_id, sheet_ids=list(versions),
                    written=form.written,
                )  # fmt: skip
        except BadField as refusal:
            is_applied = False
            form.add_error(refusal.name or None, refusal.sentence())
    chosen = list_sheets(request.scope).filter(plan=plan_id, pk__in=list(versions)[:MOST_SHEETS])
    context |= {
        "chosen": chosen.order_by("code_key", "pk"),
        "is_applied": is_applied,
        "is_change": any(each.changes for each in context.get("outcomes", ())),
    }
    return render(request, "plans/bulk.html", context, status=400 if form.errors else 200)


def _versions(said: list[str]) -> dict[int, int]:
    """Return the chosen sheets and the version of each that was looked at; 0 where none is said."""
    found = {}
    for each in said[: MOST_SHEETS + 1]:
        key, _dash, version = each.partition("-")
        if all(n.isascii() and n.isdecimal() and len(n) <= _LONGEST for n in (key, version or "0")):
            found[int(key)] = int(version or 0)
    return found
