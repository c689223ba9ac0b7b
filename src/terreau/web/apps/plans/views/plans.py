"""The plans there are, one opened."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.exports import plans_answer
from terreau.web.apps.plans.forms.sheet import PlanForm
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.plans import (
    list_own_plans,
    list_plans,
    list_territories_to_plan,
)
from terreau.web.apps.plans.services.plans import open_plan


@require_safe
def index(request: ScopedRequest) -> HttpResponse:
    """Show the reader's own plans first, then every plan."""
    own = list(list_own_plans(request.scope))
    context = {
        "own": own,
        "plans": list(list_plans(request.scope).exclude(pk__in=[each.pk for each in own])[:300]),
        "may_open": list_territories_to_plan(request.scope).exists(),
    }
    return render(request, "plans/index.html", context)


@require_safe
def plans_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give every plan as a file."""
    return plans_answer(list_plans(request.scope), suffix)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def plan_open(request: ScopedRequest) -> HttpResponse:
    """Open a plan for a territory that one keeps."""
    if not list_territories_to_plan(request.scope).exists():
        raise nothing_here()
    form = PlanForm(what_was_typed(request), scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_plan(acting=acting(request), written=form.written)
        except BadField as refusal:
            form.add_error(refusal.name, refusal.sentence())
        else:
            messages.success(request, _("Le plan est ouvert : ajoutez-y vos fiches."))
            return HttpResponseRedirect(reverse("plans:plan", args=(opened.pk,)))
    status = 400 if form.errors else 200
    return render(request, "plans/plan_form.html", {"form": form}, status=status)
