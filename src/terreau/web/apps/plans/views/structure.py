"""What a plan is cut in: its axes, and the themes of its territory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.forms.structure import AxisForm, AxisTitleForm, OwnThemeForm
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.plans import get_plan, list_own_themes
from terreau.web.apps.plans.services.plans import (
    add_axis,
    add_own_theme,
    remove_axis,
    rename_axis,
)
from terreau.web.shared.forms import PageForm


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def structure(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Show the axes of a plan and the themes of its territory; add one."""
    shown = get_plan(request.scope, plan_id)
    if not shown.may_keep:
        raise nothing_here()
    who = acting(request)
    kinds: dict[str, tuple[type[PageForm], Callable[[dict[str, Any]], object]]] = {
        "axis": (AxisForm, lambda said: add_axis(acting=who, plan_id=plan_id, **said)),
        "theme": (OwnThemeForm, lambda said: add_own_theme(acting=who, plan_id=plan_id, **said)),
    }
    asked = request.POST.get("added", "")
    forms = {name: kind[0](request.POST if name == asked else None) for name, kind in kinds.items()}
    if asked in kinds and forms[asked].is_valid():
        try:
            kinds[asked][1](forms[asked].cleaned_data)
        except BadField as refusal:
            forms[asked].add_error(refusal.name, refusal.sentence())
        else:
            messages.success(request, _("C’est enregistré."))
            return HttpResponseRedirect(reverse("plans:structure", args=(plan_id,)))
    themes = list_own_themes(shown.plan)
    status = 400 if any(form.errors for form in forms.values()) else 200
    context = {"shown": shown, "forms": forms, "themes": themes}
    return render(request, "plans/structure.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def axis(request: ScopedRequest, plan_id: int, number: int) -> HttpResponse:
    """Give an axis another title, or take it out."""
    shown = get_plan(request.scope, plan_id)
    found = next((each for each in shown.axes if each.number == number), None)
    if found is None or not shown.may_keep:
        raise nothing_here()
    here: dict[str, Any] = {"acting": acting(request), "plan_id": plan_id, "number": number}
    form = AxisTitleForm(
        what_was_typed(request), initial={"title": found.title, "was": found.title}
    )
    if request.method == "POST" and "remove" in request.POST:
        form = AxisTitleForm({"title": found.title, "was": found.title})
        try:
            remove_axis(**here)
        except BadInput as refusal:
            form.add_error(None, refusal.sentence())
        else:
            messages.success(request, _("L’axe est retiré."))
            return HttpResponseRedirect(reverse("plans:structure", args=(plan_id,)))
    elif request.method == "POST" and form.is_valid():
        try:
            rename_axis(**here, **form.cleaned_data)
        except BadField as refusal:
            form.add_error(refusal.name, refusal.sentence())
            again = request.POST.copy()
            again["was"] = found.title  # who has seen theirs may write over it
            form.data = again
        else:
            messages.success(request, _("C’est enregistré."))
            return HttpResponseRedirect(reverse("plans:structure", args=(plan_id,)))
    context = {"shown": shown, "axis": found, "form": form}
    return render(request, "plans/axis.html", context, status=400 if form.errors else 200)
