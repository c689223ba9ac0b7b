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

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.forms.structure import AxisForm, OwnThemeForm
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.plans import get_plan, list_own_themes
from terreau.web.apps.plans.services.plans import add_axis, add_own_theme
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
