"""What a committee came to: minutes, who was there, decisions, what follows."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans.forms.committee import (
    AttendanceForm,
    DecisionForm,
    FollowUpChangeForm,
    FollowUpForm,
    MinutesForm,
)
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.committees import (
    CommitteeShown,
    get_committee,
    lines_of,
    list_follow_ups,
    sheets_to_name,
)
from terreau.web.apps.plans.services import attending, deciding
from terreau.web.apps.plans.services.committees import write_minutes
from terreau.web.apps.plans.views.committees import show_committee, tell_refusal
from terreau.web.shared.forms import PageForm

# Where each form stands in the page.
_LONGEST_KEY = 18
_PLACES = {
    "attendance_form": "presences",
    "decision_form": "decisions",
    "follow_up_form": "suites",
}


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: ScopedRequest, committee_id: int) -> HttpResponse:
    """Write what was said; what somebody else wrote meanwhile is shown beside."""
    shown = _kept(request, committee_id)
    committee = shown.committee
    initial = {"minutes": committee.minutes, "version": committee.version}
    form, theirs = MinutesForm(what_was_typed(request), initial=initial), ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            write_minutes(
                acting=acting(request),
                committee_id=committee_id,
                version=said["version"] or 0,
                minutes=said["minutes"],
            )
        except VersionConflict as conflict:
            theirs = str(conflict.theirs["minutes"])
            form = MinutesForm(initial={"minutes": said["minutes"], "version": conflict.version})
        except BadInput as refusal:
            tell_refusal(form, refusal)
        else:
            messages.success(request, _("Le compte rendu est enregistré."))
            return _to(committee_id, "compte-rendu")
    context = {"form": form, "shown": shown, "theirs": theirs}
    status = 409 if theirs else 400 if form.errors else 200
    return render(request, "plans/minutes_form.html", context, status=status)


@never_cache
@signed_in
@require_POST
def attendance_add(request: ScopedRequest, committee_id: int) -> HttpResponse:
    """Note who was there, or excused."""
    shown, form = _kept(request, committee_id), AttendanceForm(request.POST)

    def write() -> None:
        count = attending.note_attendance(
            acting=acting(request),
            committee_id=committee_id,
            names=form.said,
            is_present=form.cleaned_data["is_present"],
        )
        _tell_noted(request, count)

    return _written(request, shown, write, attendance_form=form)


@never_cache
@signed_in
@require_POST
def attendance_repeat(request: ScopedRequest, committee_id: int) -> HttpResponse:
    """Note as present who was at the last committee of its kind."""
    _kept(request, committee_id)
    count = attending.repeat_attendance(acting=acting(request), committee_id=committee_id)
    _tell_noted(request, count)
    return _to(committee_id, "presences")


@never_cache
@signed_in
@require_POST
def attendance_remove(
    request: ScopedRequest, committee_id: int, attendance_id: int
) -> HttpResponse:
    """Take an organisation out of those that were there."""
    attending.remove_attendance(
        acting=acting(request), committee_id=committee_id, attendance_id=attendance_id
    )
    return _to(committee_id, "presences")


@never_cache
@signed_in
@require_POST
def decision_add(request: ScopedRequest, committee_id: int) -> HttpResponse:
    """Note a decision; one that validates a sheet changes its state."""
    shown = _kept(request, committee_id)
    sheets = sheets_to_name(request.scope, shown.committee.plan_id)
    form = DecisionForm(request.POST, sheets=sheets)

    def write() -> None:
        said = form.cleaned_data
        deciding.add_decision(
            acting=acting(request),
            committee_id=committee_id,
            text=said["text"],
            sheet_id=said["sheet"],
            validates=said["validates"],
        )
        if said["validates"]:
            messages.success(request, _("La fiche est validée par ce comité."))
        else:
            messages.success(request, _("La décision est notée."))

    return _written(request, shown, write, decision_form=form)


@never_cache
@signed_in
@require_POST
def decision_follow(request: ScopedRequest, committee_id: int, decision_id: int) -> HttpResponse:
    """Make a decision something to be done."""
    deciding.follow_decision(
        acting=acting(request), committee_id=committee_id, decision_id=decision_id
    )
    messages.success(request, _("C’est noté dans les suites à donner."))
    return _to(committee_id, "suites")


@never_cache
@signed_in
@require_POST
def decision_remove(request: ScopedRequest, committee_id: int, decision_id: int) -> HttpResponse:
    """Take a decision out."""
    deciding.remove_decision(
        acting=acting(request), committee_id=committee_id, decision_id=decision_id
    )
    messages.success(
        request, _("La décision est retirée ; l’état de la fiche, lui, n’a pas changé.")
    )
    return _to(committee_id, "decisions")


@never_cache
@signed_in
@require_POST
def follow_up_add(request: ScopedRequest, committee_id: int) -> HttpResponse:
    """Note what is to be done: who, until when."""
    shown = _kept(request, committee_id)
    sheets = sheets_to_name(request.scope, shown.committee.plan_id)
    form = FollowUpForm(request.POST, sheets=sheets)

    def write() -> None:
        said = form.cleaned_data
        deciding.add_follow_up(
            acting=acting(request),
            committee_id=committee_id,
            text=said["text"],
            who=said["who"],
            due_on=said["due_on"],
            sheet_id=said["sheet"],
        )
        messages.success(request, _("C’est noté dans les suites à donner."))

    return _written(request, shown, write, follow_up_form=form)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_change(request: ScopedRequest, follow_up_id: int) -> HttpResponse:
    """Write what is to be done otherwise, or take it out."""
    seen = list_follow_ups(request.scope).filter(pk=follow_up_id)
    line = next(iter(lines_of(request.scope, seen)), None)
    if line is None:
        raise nothing_here()
    row, who = line.row, line.who or ""
    shown, mark = _kept(request, row.committee_id), deciding.mark_of(row)
    held = {"text": row.text, "who": who, "due_on": row.due_on, "was": mark}
    form = FollowUpChangeForm(what_was_typed(request), initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            # Who does it and is not named to this reader stays.
            said["who"] = row.name if said["who"] == who else said["who"]
            deciding.change_follow_up(acting=acting(request), follow_up_id=follow_up_id, **said)
        except BadField as refusal:
            form.add_error(refusal.name, refusal.sentence())
            again = request.POST.copy()
            again["was"] = mark  # who has seen theirs may write over it
            form.data = again
        else:
            messages.success(request, _("C’est enregistré."))
            return _to(row.committee_id, "suites")
    context = {"shown": shown, "row": row, "form": form}
    status = 400 if form.errors else 200
    return render(request, "plans/follow_up_form.html", context, status=status)


@never_cache
@signed_in
@require_POST
def follow_up_settle(request: ScopedRequest, follow_up_id: int) -> HttpResponse:
    """Say that something is done today, or is not after all; back to where it was pressed."""
    is_done = request.POST.get("done") == "1"
    row = deciding.settle_follow_up(
        acting=acting(request),
        follow_up_id=follow_up_id,
        done_on=timezone.localdate() if is_done else None,
    )
    place = request.POST.get("from", "")
    if place == "list":
        address = reverse("plans:committees", args=(row.committee.plan_id,))
        return HttpResponseRedirect(f"{address}#suites")
    is_elsewhere = place.isascii() and place.isdecimal() and len(place) < _LONGEST_KEY
    return _to(int(place) if is_elsewhere else row.committee_id, "suites")


@never_cache
@signed_in
@require_POST
def follow_up_remove(request: ScopedRequest, follow_up_id: int) -> HttpResponse:
    """Take out what was to be done."""
    row = list_follow_ups(request.scope).filter(pk=follow_up_id).first()
    if row is None:
        raise nothing_here()
    deciding.remove_follow_up(acting=acting(request), follow_up_id=follow_up_id)
    messages.success(request, _("La suite est retirée."))
    return _to(row.committee_id, "suites")


def _written(
    request: ScopedRequest, shown: CommitteeShown, write: Callable[[], None], **forms: PageForm
) -> HttpResponse:
    """Write what the form of one part holds, or show the page with what is refused of it."""
    ((name, form),) = forms.items()
    if form.is_valid():
        try:
            write()
        except BadInput as refusal:
            tell_refusal(form, refusal)
        else:
            return _to(shown.committee.pk, _PLACES[name])
    return show_committee(request, shown, **forms)


def _kept(request: ScopedRequest, committee_id: int) -> CommitteeShown:
    shown = get_committee(request.scope, committee_id)
    if not shown.may_keep:
        raise nothing_here()
    return shown


def _tell_noted(request: ScopedRequest, count: int) -> None:
    said = ngettext("%(count)s organisation notée.", "%(count)s organisations notées.", count)
    messages.success(request, said % {"count": count})


def _to(committee_id: int, place: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('plans:committee', args=(committee_id,))}#{place}")
