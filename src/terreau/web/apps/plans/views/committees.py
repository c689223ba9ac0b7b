"""Committees: those of a plan, one of them, planned, moved, held, cancelled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans.enums import CommitteeKind
from terreau.web.apps.plans.forms.committee import (
    AttendanceForm,
    CommitteeForm,
    DecisionForm,
    FollowUpForm,
    NewCommitteeForm,
)
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.committees import (
    CommitteeShown,
    get_committee,
    lines_of,
    list_committees,
    list_follow_ups,
    propose_next,
    sheets_to_name,
)
from terreau.web.apps.plans.selectors.documents import list_documents
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.review import get_review
from terreau.web.apps.plans.selectors.review_words import committee_in_words
from terreau.web.apps.plans.selectors.year import years_of
from terreau.web.apps.plans.services.committees import (
    add_committee,
    cancel_committee,
    change_committee,
    hold_committee,
)
from terreau.web.shared.forms import PageForm

# So long after it, a committee is still being written: what it had before it stays in sight.
_FRESH = timedelta(days=7)


@require_safe
def committees(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Show the committees of a plan: those to come, what is still to be done, those held."""
    shown = get_plan(request.scope, plan_id)
    found = list(list_committees(request.scope, plan_id)[:200])
    if not shown.may_read_committees and not shown.has_committees:
        raise nothing_here()
    open_ones = list_follow_ups(request.scope).filter(committee__plan=plan_id, done_on=None)
    context = {
        "shown": shown,
        "coming": [each for each in reversed(found) if each.state == "planned"],
        "past": [each for each in found if each.state != "planned"],
        "open": lines_of(request.scope, open_ones[:100]),
        "years": years_of(shown.plan, found),
    }
    return render(request, "plans/committees.html", context)


@require_safe
def committee(request: ScopedRequest, committee_id: int) -> HttpResponse:
    """Show a committee: what to decide and what moved; once held, what it decided."""
    return show_committee(request, get_committee(request.scope, committee_id))


def show_committee(
    request: ScopedRequest, shown: CommitteeShown, **refused: PageForm
) -> HttpResponse:
    """Show a committee; a form that was refused stands in it with what was typed."""
    committee, scope = shown.committee, request.scope
    forms: dict[str, Any] = {}
    if shown.may_keep and committee.is_held:
        sheets = sheets_to_name(scope, committee.plan_id)
        forms = {
            "decision_form": DecisionForm(sheets=sheets),
            "follow_up_form": FollowUpForm(sheets=sheets),
            "attendance_form": AttendanceForm(),
        }
    review = get_review(scope, shown)
    open_ones = [*review.late, *review.waiting] if committee.is_held else []
    context = {
        "shown": shown,
        "committee": committee,
        "name": committee_in_words(committee),
        "review": review,
        "left": [line for line in open_ones if line.row.committee.on < committee.on],
        "is_fresh": timezone.localdate() - committee.on <= _FRESH,
        "is_due": committee.state == "planned" and committee.on <= timezone.localdate(),
        "templates": list(committee.plan.templates.defer("content")) if shown.may_keep else [],
        "documents": list_documents(scope).filter(committee=committee),
        "history": get_history(scope, "committee", str(committee.pk)) if shown.is_partner else None,
        **forms,
        **refused,
    }
    status = 400 if refused else 200
    return render(request, "plans/committee.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def committee_add(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Plan a committee; one is proposed from the last of its kind."""
    shown = get_plan(request.scope, plan_id)
    if not shown.may_keep:
        raise nothing_here()
    kind = request.GET.get("kind", CommitteeKind.STEERING)
    proposed = propose_next(request.scope, plan_id, kind)
    initial = {name: getattr(proposed, name) for name in NewCommitteeForm.base_fields}
    form = NewCommitteeForm(what_was_typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_committee(acting=acting(request), plan_id=plan_id, **form.cleaned_data)
        except BadField as refusal:
            tell_refusal(form, refusal)
        else:
            return _to(added.pk)
    context = {"form": form, "shown": shown}
    return render(request, "plans/committee_new.html", context, status=400 if form.errors else 200)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def committee_change(request: ScopedRequest, committee_id: int) -> HttpResponse:
    """Move a committee, or change its place, its agenda, who reads it."""
    shown = _kept(request, committee_id)
    form = CommitteeForm(what_was_typed(request), initial=CommitteeForm.initial_of(shown.committee))
    theirs: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            change_committee(
                acting=acting(request),
                committee_id=committee_id,
                version=form.cleaned_data["version"] or 0,
                written=form.written,
            )
        except VersionConflict as conflict:
            theirs = told_conflict(form, conflict)
            form = CommitteeForm(_at_version(request, conflict.version))
        except BadField as refusal:
            tell_refusal(form, refusal)
        else:
            messages.success(request, _("Le comité est à jour."))
            return _to(committee_id)
    context = {"form": form, "shown": shown, "theirs": theirs}
    status = 409 if theirs else 400 if form.errors else 200
    return render(request, "plans/committee_form.html", context, status=status)


@never_cache
@signed_in
@require_POST
def committee_hold(request: ScopedRequest, committee_id: int) -> HttpResponse:
    """Say that a committee took place."""
    _kept(request, committee_id)
    hold_committee(acting=acting(request), committee_id=committee_id)
    messages.success(
        request, _("Le comité est tenu : notez ce qu’il décide, le compte rendu se fait tout seul.")
    )
    return _to(committee_id)


@never_cache
@signed_in
@require_POST
def committee_cancel(request: ScopedRequest, committee_id: int) -> HttpResponse:
    """Say that a committee will not take place."""
    _kept(request, committee_id)
    cancel_committee(acting=acting(request), committee_id=committee_id)
    messages.success(request, _("Le comité est annulé ; il reste dans la liste."))
    return _to(committee_id)


def tell_refusal(form: PageForm, refusal: BadInput) -> None:
    """Put a refusal next to its field; what is not there stays not there."""
    if isinstance(refusal, NotHere):
        raise refusal
    said = " ".join(f"{part.rstrip('.')}." for part in (refusal.what, refusal.remedy) if part)
    name = refusal.name if isinstance(refusal, BadField) else None
    form.add_error(name if name in form.fields else None, said)


def told_conflict(form: PageForm, conflict: VersionConflict) -> dict[str, str]:
    """Return what somebody else wrote meanwhile, field by field, by the names of the form."""
    return {
        str(form.fields[name].label): str(held)
        for name, held in conflict.theirs.items()
        if name in form.fields
    }


def _at_version(request: ScopedRequest, version: int) -> Any:
    """Return what was sent, of the version that stands: sent again, it is kept."""
    sent = request.POST.copy()
    sent["version"] = str(version)
    return sent


def _kept(request: ScopedRequest, committee_id: int) -> CommitteeShown:
    shown = get_committee(request.scope, committee_id)
    if not shown.may_keep:
        raise nothing_here()
    return shown


def _to(committee_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("plans:committee", args=(committee_id,)))
