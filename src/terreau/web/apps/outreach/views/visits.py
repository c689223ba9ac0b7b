"""Pages of visits: noted on a telephone, listed, read, changed; a line shown once agreed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.core.errors import BadInput, Conflict
from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.permissions import keeps_a_directory, nothing_here
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.outreach.exports import visits_answer
from terreau.web.apps.outreach.forms import (
    ShowLineForm,
    VisitChangeForm,
    VisitForm,
    initial_of,
    named,
    usual_due_day,
)
from terreau.web.apps.outreach.selectors import visits
from terreau.web.apps.outreach.selectors.visits import WantedVisits
from terreau.web.apps.outreach.services.visiting import change_visit, note_visit, show_line
from terreau.web.apps.outreach.taking import acts_on
from terreau.web.shared.visibility import Visibility

_PAGE = 50


@never_cache
@signed_in
@require_safe
def visit_list(request: ScopedRequest) -> HttpResponse:
    """List the visits that the reader may see."""
    wanted = _wanted(request)
    page = Paginator(visits.list_visits(request.scope, wanted), _PAGE)
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "wanted": wanted,
        "asked": asked.urlencode(),
        "may_note": keeps_a_directory(request.scope),
    }
    return render(request, "outreach/visits.html", context)


@never_cache
@signed_in
@require_safe
def visits_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the whole list as a file."""
    rows = visits.with_lines(visits.list_visits(request.scope, _wanted(request)))
    return visits_answer(rows, suffix)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def visit_note(request: ScopedRequest) -> HttpResponse:
    """Show the form of a visit; note it."""
    if not keeps_a_directory(request.scope):
        raise nothing_here()
    first = {"visited_on": timezone.localdate(), "due_on": usual_due_day()}
    number = request.GET.get("organisation", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        known = visits.get_visitable(request.scope, int(number))
        first |= {"company": named(known)} if known else {}
    form = VisitForm(request.scope, what_was_typed(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            visit = note_visit(
                acting=acting(request),
                to=form.cleaned_data["to"],
                written=form.fields_written(),
                lines=form.lines_written(),
            )
        except BadInput as refusal:
            form.add_error(None, f"{refusal.what}. {refusal.remedy}")
        else:
            messages.success(request, _("La visite est notée."))
            return HttpResponseRedirect(reverse("outreach:visit", args=(visit.pk,)))
    context = {"form": form, "draft": f"visit-{request.scope.user_id}"}
    return render(request, "outreach/visit_note.html", context, status=400 if form.errors else 200)


@never_cache
@signed_in
@require_safe
def visit_suggestions(request: ScopedRequest) -> HttpResponse:
    """Answer the field of the company as one types."""
    query = request.GET.get("q", "")[:80]
    results = [(named(each), each) for each in visits.list_visitable(request.scope, query)]
    return render(request, "outreach/_companies.html", {"results": results, "query": query})


@never_cache
@signed_in
@require_safe
def visit(request: ScopedRequest, visit_id: int) -> HttpResponse:
    """Show a visit: what was said, what was promised, what to do next."""
    found = visits.get_visit(request.scope, visit_id)
    lines = list(found.know_how.all())
    context = {
        "visit": found,
        "needs": [
            (line, acts_on(request.scope, line)) for line in lines if line.kind == KnowHowKind.SEEKS
        ],
        "abilities": [line for line in lines if line.kind != KnowHowKind.SEEKS],
        "private": Visibility.PRIVATE,
        "draft": f"visit-{request.scope.user_id}",
        "may_change": keeps_a_directory(request.scope),
        "history": get_history(request.scope, "visit", str(found.pk)),
    }
    return render(request, "outreach/visit.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def visit_change(request: ScopedRequest, visit_id: int) -> HttpResponse:
    """Show the form of a visit; change it, add lines."""
    found = visits.get_visit(request.scope, visit_id)
    form = VisitChangeForm(what_was_typed(request), initial=initial_of(found))
    is_stale = False
    if request.method == "POST" and form.is_valid():
        try:
            change_visit(
                acting=acting(request),
                visit_id=visit_id,
                version=form.cleaned_data["version"],
                written=form.fields_written(),
                lines=form.lines_written(),
            )
        except Conflict as refusal:
            # The next press of the button is of somebody who has read what the other wrote.
            now = visits.get_visit(request.scope, visit_id)
            form.data = {**request.POST.dict(), "version": str(now.version)}
            form.add_error(None, f"{refusal.what}. {refusal.kept} {refusal.remedy}")
            is_stale = True
        except BadInput as refusal:
            form.add_error(None, f"{refusal.what}. {refusal.remedy}")
        else:
            messages.success(request, _("La visite est modifiée."))
            return HttpResponseRedirect(reverse("outreach:visit", args=(visit_id,)))
    context = {"form": form, "visit": found, "is_stale": is_stale}
    status = (409 if is_stale else 400) if form.errors else 200
    return render(request, "outreach/visit_change.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def visit_show_line(request: ScopedRequest, visit_id: int, line_id: int) -> HttpResponse:
    """Ask who may read a line, and how the company agreed; let them."""
    found = visits.get_visit(request.scope, visit_id)
    line = next((each for each in found.know_how.all() if each.pk == line_id), None)
    if line is None or line.ended_on is not None:
        raise nothing_here()
    form = ShowLineForm(list(Channel.choices), what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        show_line(
            acting=acting(request),
            line=line,
            visibility=form.cleaned_data["visibility"],
            channel=Channel(form.cleaned_data["channel"]),
        )
        messages.success(request, _("C’est visible, comme l’entreprise l’a dit."))
        return HttpResponseRedirect(reverse("outreach:visit", args=(visit_id,)))
    context = {"form": form, "visit": found, "line": line}
    status = 400 if form.errors else 200
    return render(request, "outreach/visit_show_line.html", context, status=status)


def _wanted(request: ScopedRequest) -> WantedVisits:
    number = request.GET.get("organisation", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    return WantedVisits(
        query=request.GET.get("q", "").strip()[:80],
        is_own=request.GET.get("miennes") == "1",
        organisation_id=int(number) if is_number else None,
    )
