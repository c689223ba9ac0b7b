"""A sheet: added, shown, changed, its state changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans.asking import tell_refusal
from terreau.web.apps.plans.enums import SheetAct
from terreau.web.apps.plans.forms.moving import MoveForm
from terreau.web.apps.plans.forms.sheet import NewSheetForm, SheetForm, initial_of
from terreau.web.apps.plans.money_words import standing_in_words
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.committees import (
    lines_of,
    list_decisions,
    list_follow_ups,
)
from terreau.web.apps.plans.selectors.documents import list_documents
from terreau.web.apps.plans.selectors.following import follows
from terreau.web.apps.plans.selectors.money import get_money
from terreau.web.apps.plans.selectors.needs import needs_of_sheet
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.sheet_life import get_life
from terreau.web.apps.plans.selectors.sheets import SheetShown, get_sheet
from terreau.web.apps.plans.services.moving import move_sheet
from terreau.web.apps.plans.services.sheets import change_sheet
from terreau.web.apps.plans.services.starting import start_sheet
from terreau.web.apps.plans.sheet_conflict import choices_of, with_theirs
from terreau.web.apps.plans.sheet_drawing import balance_bar, bars_of, timeline_of
from terreau.web.apps.plans.sheet_templates import sheet_templates
from terreau.web.apps.plans.sheet_words import next_step


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_add(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Add a sheet: a title and who leads it."""
    shown = get_plan(request.scope, plan_id)
    if not shown.may_keep:
        raise nothing_here()
    form = NewSheetForm(what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            sheet = start_sheet(acting=acting(request), plan_id=plan_id, start=form.start)
        except BadField as refusal:
            tell_refusal(form, refusal)
        else:
            messages.success(request, _("La fiche est créée. Complétez-la quand vous voulez."))
            return _to(sheet.pk)
    context = {"form": form, "shown": shown}
    return render(request, "plans/sheet_new.html", context, status=400 if form.errors else 200)


@require_safe
def sheet(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Show a sheet: where it stands and what comes next, then all that hangs on it."""
    shown = get_sheet(request.scope, sheet_id)
    follow_ups = list_follow_ups(request.scope).filter(sheet=sheet_id)
    money = get_money(request.scope, shown.sheet) if shown.reads_money else None
    life, needs = get_life(request.scope, shown), needs_of_sheet(request.scope, shown.sheet)
    context: dict[str, Any] = {
        "shown": shown,
        "sheet": shown.sheet,
        "life": life,
        "next_step": next_step(shown, money, life, needs),
        "timeline": timeline_of(shown.sheet, shown.milestones, timezone.localdate()),
        "needs": needs,
        "template": sheet_templates().get(shown.sheet.template),
        "decisions": list(list_decisions(request.scope).filter(sheet=sheet_id)),
        "follow_ups": lines_of(request.scope, follow_ups),
        "history": get_history(request.scope, "action-sheet", str(sheet_id)),
        "documents": list_documents(request.scope).filter(sheet=sheet_id),
        "is_followed": follows(request.scope, sheet_id),
    }
    if money is not None:
        context |= {
            "money": money,
            "bars": bars_of(money.instruments),
            "balance_bar": balance_bar(money.balance),
            "standing_said": standing_in_words(money.balance),
        }
    return render(request, "plans/sheet.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_change(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Change what is written of a sheet; a conflict is shown field by field."""
    shown = get_sheet(request.scope, sheet_id)
    if not shown.may_change:
        raise nothing_here()
    now = initial_of(shown.sheet)
    sent = what_was_typed(request)
    if sent is not None:
        sent = with_theirs(sent, now)
    form = _form(shown, sent, now)
    context: dict[str, Any] = {"shown": shown, "sheet": shown.sheet, "choices": []}
    if request.method == "POST" and form.is_valid():
        try:
            change_sheet(
                acting=acting(request),
                sheet_id=sheet_id,
                version=form.cleaned_data["version"] or 0,
                written=form.written,
            )
        except VersionConflict as conflict:
            context["choices"] = choices_of(shown.sheet, form.written, conflict)
            form = _again(shown, form, conflict, now)
        except BadField as refusal:
            tell_refusal(form, refusal)
        else:
            messages.success(request, _("Vos changements sont enregistrés."))
            return _to(sheet_id)
    status = 400 if form.errors else 409 if context["choices"] else 200
    return render(request, "plans/sheet_form.html", context | {"form": form}, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_move(request: ScopedRequest, sheet_id: int, act: str) -> HttpResponse:
    """Change the state of a sheet, with what the act must say."""
    shown = get_sheet(request.scope, sheet_id)
    if act not in SheetAct.values or not shown.may_move:
        raise nothing_here()
    form = MoveForm(what_was_typed(request), sheet=shown.sheet, act=SheetAct(act))
    if request.method == "POST" and form.is_valid():
        try:
            move_sheet(acting=acting(request), sheet_id=sheet_id, move=form.move)
        except NotHere:
            raise
        except BadInput as refusal:
            tell_refusal(form, refusal)
        else:
            messages.success(request, _("C’est noté : l’état de la fiche a changé."))
            return _to(sheet_id)
    context = {"shown": shown, "sheet": shown.sheet, "form": form, "act": SheetAct(act)}
    if act == SheetAct.COMPLETE:
        context["open_milestones"] = shown.open_milestones
    return render(request, "plans/sheet_move.html", context, status=400 if form.errors else 200)


def _form(shown: SheetShown, sent: QueryDict | None, now: dict[str, Any]) -> SheetForm:
    plan, may_keep = shown.sheet.plan, shown.may_keep
    return SheetForm(sent, initial=now, plan=plan, may_keep=may_keep)


def _again(
    shown: SheetShown, form: SheetForm, conflict: VersionConflict, now: dict[str, Any]
) -> SheetForm:
    """Return the form with what was typed, of the version that stands: sent again, it is kept."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    data["version"] = str(conflict.version)
    for name in conflict.newer:
        data[f"keep_{name}"] = "theirs"
    again = _form(shown, with_theirs(data, now), now)
    again.is_valid()
    return again


def _to(sheet_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("plans:sheet", args=(sheet_id,)))
