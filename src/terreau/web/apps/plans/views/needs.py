"""Needs: listed, raised, shown, changed, verified, dropped; what lacks in a plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.columns import shown_columns, table_of
from terreau.web.apps.plans.enums import NeedState
from terreau.web.apps.plans.exports import needs_answer
from terreau.web.apps.plans.forms.need import (
    DropForm,
    NeedForm,
    TieNeedForm,
    VerifyForm,
    initial_of_need,
)
from terreau.web.apps.plans.permissions import can_raise_need, nothing_here
from terreau.web.apps.plans.selectors.needs import (
    gaps_of,
    get_need,
    hide_raisers,
    list_needs,
    needs_to_tie,
)
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.restitution import plan_to_give_back
from terreau.web.apps.plans.selectors.sheets import get_sheet
from terreau.web.apps.plans.services import needs as services
from terreau.web.shared.forms import PageForm

_PAGE = 50
# What a page of figures writes in the address by which a need is noted from it.
_FROM_FIGURE = {"chiffre": "figure_label", "page": "figure_address", "besoin": "title"}


@require_safe
def needs(request: ScopedRequest) -> HttpResponse:
    """List the needs that the reader sees, the last raised first."""
    state = request.GET.get("etat", "")
    state = state if state in NeedState.values else ""
    pages = Paginator(list_needs(request.scope, state=state), _PAGE)
    page = pages.get_page(request.GET.get("page"))
    hide_raisers(list(page.object_list))
    context = {
        "page": page,
        "state": state,
        "states": NeedState.choices,
        "asked": f"etat={state}" if state else "",
    }
    return render(request, "plans/needs.html", context)


@require_safe
def needs_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the needs that the reader sees as a file."""
    state = request.GET.get("etat", "")
    found = list_needs(request.scope, state=state if state in NeedState.values else "")
    return needs_answer(hide_raisers(list(found)), suffix)


@require_safe
def plan_needs(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Show what lacks in a plan: needs without a sheet, sheets without a verified need."""
    shown = get_plan(request.scope, plan_id)
    gaps = gaps_of(request.scope, shown.plan)
    columns = shown_columns(())
    context = {
        "shown": shown,
        "gaps": gaps,
        "columns": columns,
        "groups": [("", table_of(gaps.sheets, columns))],
        "may_raise": can_raise_need(request.scope, shown.plan.perimeter),
    }
    return render(request, "plans/plan_needs.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def need_raise(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Note a need of the territory of a plan."""
    shown = get_plan(request.scope, plan_id)
    if not can_raise_need(request.scope, shown.plan.perimeter):
        raise nothing_here()
    read = {field: request.GET.get(name, "") for name, field in _FROM_FIGURE.items()}
    form = NeedForm(what_was_typed(request), scope=request.scope, initial=read)

    def write() -> int:
        return services.raise_need(
            acting=acting(request),
            perimeter=shown.plan.perimeter,
            written=form.written,
            channel=form.channel_written,
        ).pk

    return _form(request, form, {"shown": shown, "plan": shown.plan}, write)


@require_safe
def need(request: ScopedRequest, need_id: int) -> HttpResponse:
    """Show a need: who raised it, whether it is verified, which sheets answer it."""
    shown = get_need(request.scope, need_id)
    may_tell = shown.may_verify and shown.need.organisation is not None
    context = {
        "shown": shown,
        "plan_to_tell": plan_to_give_back(shown.need) if may_tell else None,
        "history": get_history(request.scope, "need", str(need_id)),
        "verify": VerifyForm(),
        "drop": DropForm(),
    }
    return render(request, "plans/need.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def need_change(request: ScopedRequest, need_id: int) -> HttpResponse:
    """Change a need."""
    shown = get_need(request.scope, need_id)
    if not shown.may_change:
        raise nothing_here()
    form = NeedForm(
        what_was_typed(request), scope=request.scope, initial=initial_of_need(shown.need)
    )

    def write() -> int:
        services.change_need(
            acting=acting(request),
            need_id=need_id,
            version=form.cleaned_data["version"] or 0,
            written=form.written,
            channel=form.channel_written,
        )
        return need_id

    return _form(request, form, {"need": shown.need}, write)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def need_verify(request: ScopedRequest, need_id: int) -> HttpResponse:
    """Say with whom a need was verified."""
    if not get_need(request.scope, need_id).may_verify:
        raise nothing_here()
    form = VerifyForm(what_was_typed(request))

    def write() -> int:
        said = form.cleaned_data
        services.verify_need(
            acting=acting(request), need_id=need_id, said_by=said["verified_with"], on=said["on"]
        )
        return need_id

    return _form(request, form, {"need": get_need(request.scope, need_id).need}, write)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def need_drop(request: ScopedRequest, need_id: int) -> HttpResponse:
    """Say that a need is none any more."""
    if not get_need(request.scope, need_id).may_verify:
        raise nothing_here()
    form = DropForm(what_was_typed(request))

    def write() -> int:
        services.drop_need(
            acting=acting(request), need_id=need_id, reason=form.cleaned_data["reason"]
        )
        return need_id

    return _form(request, form, {"need": get_need(request.scope, need_id).need}, write)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_need(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Say which need a sheet answers."""
    shown = get_sheet(request.scope, sheet_id)
    if not shown.may_change:
        raise nothing_here()
    offered = needs_to_tie(request.scope, shown.sheet)
    form = TieNeedForm(what_was_typed(request), needs=offered)
    if request.method == "POST" and form.is_valid():
        services.tie_need(
            acting=acting(request), need_id=form.cleaned_data["need"], sheet_id=sheet_id
        )
        messages.success(request, _("La fiche répond à ce besoin."))
        return HttpResponseRedirect(reverse("plans:sheet", args=(sheet_id,)))
    context = {"shown": shown, "sheet": shown.sheet, "form": form, "offered": offered}
    return render(request, "plans/sheet_need.html", context, status=400 if form.errors else 200)


@never_cache
@signed_in
@require_POST
def sheet_need_untie(request: ScopedRequest, sheet_id: int, need_id: int) -> HttpResponse:
    """Say that a sheet does not answer a need after all."""
    services.untie_need(acting=acting(request), need_id=need_id, sheet_id=sheet_id)
    messages.success(request, _("La fiche ne répond plus à ce besoin ; son histoire le garde."))
    return HttpResponseRedirect(reverse("plans:sheet", args=(sheet_id,)))


def _form(
    request: ScopedRequest, form: PageForm, context: dict[str, Any], write: Callable[[], int]
) -> HttpResponse:
    """Write what a form says and show the need, or the form again with what it refuses."""
    if request.method == "POST" and form.is_valid():
        try:
            written = write()
        except NotHere:
            raise
        except BadInput as refusal:
            name = refusal.name if isinstance(refusal, BadField) else None
            form.add_error(name if name in form.fields else None, refusal.sentence())
        else:
            messages.success(request, _("C’est enregistré."))
            return HttpResponseRedirect(reverse("plans:need", args=(written,)))
    status = 400 if form.errors else 200
    return render(request, "plans/need_form.html", context | {"form": form}, status=status)
