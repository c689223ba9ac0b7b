"""What a plan is cut in: its axes, and the themes of its territory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.forms.structure import (
    AxisForm,
    AxisTitleForm,
    OwnThemeChangeForm,
    OwnThemeForm,
)
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.plans import PlanShown, get_plan, list_own_themes
from terreau.web.apps.plans.services.structure import (
    add_axis,
    add_own_theme,
    change_own_theme,
    remove_axis,
    remove_own_theme,
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
    history = get_history(request.scope, "action-plan", str(plan_id))
    context = {"shown": shown, "forms": forms, "themes": themes, "history": history}
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
    piece = Piece(
        name=str(found),
        form=AxisTitleForm,
        held={"title": found.title, "was": found.title},
        change=partial(rename_axis, **here),
        remove=partial(remove_axis, **here),
        removal=_("Retirer cet axe"),
        removal_note=_(
            "Un axe qui ne range aucune fiche se retire ; l’historique du plan garde son titre."
        ),
    )
    return _show(request, shown, piece)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_theme(request: ScopedRequest, plan_id: int, theme_id: int) -> HttpResponse:
    """Give a theme of the territory another name or counterpart, or take it out."""
    shown = get_plan(request.scope, plan_id)
    found = next((each for each in list_own_themes(shown.plan) if each.pk == theme_id), None)
    if found is None or not shown.may_keep:
        raise nothing_here()
    here: dict[str, Any] = {"acting": acting(request), "plan_id": plan_id, "theme_id": theme_id}
    piece = Piece(
        name=found.name,
        form=OwnThemeChangeForm,
        held={
            "name": found.name,
            "maps_to": found.maps_to,
            "was": found.name,
            "was_mapped_to": found.maps_to,
        },
        change=partial(change_own_theme, **here),
        remove=partial(remove_own_theme, **here),
        removal=_("Retirer ce thème"),
        removal_note=_(
            "Un thème qu’aucune fiche ne porte se retire ; l’historique du plan garde son nom."
        ),
    )
    return _show(request, shown, piece)


@dataclass(frozen=True)
class Piece:
    """An axis or a theme, on a page of its own."""

    name: str
    form: type[PageForm]
    held: dict[str, str]
    change: Callable[..., object]
    remove: Callable[[], None]
    removal: str
    removal_note: str


def _show(request: ScopedRequest, shown: PlanShown, piece: Piece) -> HttpResponse:
    """Change a piece, take it out, or show its form and why it was refused."""
    form = piece.form(what_was_typed(request), initial=piece.held)
    try:
        if request.method == "POST" and "remove" in request.POST:
            form = piece.form(piece.held)
            piece.remove()
            messages.success(request, _("« %(name)s » est retiré.") % {"name": piece.name})
            return HttpResponseRedirect(reverse("plans:structure", args=(shown.plan.pk,)))
        if request.method == "POST" and form.is_valid():
            piece.change(**form.cleaned_data)
            messages.success(request, _("C’est enregistré."))
            return HttpResponseRedirect(reverse("plans:structure", args=(shown.plan.pk,)))
    except BadField as refusal:
        form.add_error(refusal.name, refusal.sentence())
        again = request.POST.copy()
        seen = {name: held for name, held in piece.held.items() if name.startswith("was")}
        for name, held in seen.items():  # who has seen theirs may write over it
            again[name] = held
        form.data = again
    except BadInput as refusal:
        form.add_error(None, refusal.sentence())
    context = {"shown": shown, "piece": piece, "form": form}
    status = 400 if form.errors else 200
    return render(request, "plans/structure_piece.html", context, status=status)
