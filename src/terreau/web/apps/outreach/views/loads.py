"""Pages of solicitations: those of a territory, a call noted, a limit said."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.forms import chosen_channel
from terreau.web.apps.directory.permissions import keeps_a_directory, nothing_here
from terreau.web.apps.directory.rules import ASKED_ENOUGH
from terreau.web.apps.directory.selectors.organisations import get_changeable
from terreau.web.apps.outreach.exports import loads_answer
from terreau.web.apps.outreach.models import SolicitationLimit
from terreau.web.apps.outreach.question_forms import CallForm, KeptLimitForm, initial_limit
from terreau.web.apps.outreach.selectors import loads
from terreau.web.apps.outreach.selectors.visits import get_visitable
from terreau.web.apps.outreach.services.answering import limit_solicitations
from terreau.web.apps.outreach.services.calling import note_call

_PAGE = 50
# Of those that were not asked, so many are named; the file gives all.
_NEVER_SHOWN = 200


@never_cache
@signed_in
@require_safe
def load_list(request: ScopedRequest) -> HttpResponse:
    """List how often each organisation was asked this quarter, the most asked first."""
    query = request.GET.get("q", "").strip()[:80]
    found = loads.list_loads(request.scope, query)
    page = Paginator(loads.with_asked(request.scope, found.filter(Q(asked__gt=0))), _PAGE)
    never = found.filter(Q(asked=0))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "never": never[:_NEVER_SHOWN],
        "never_count": never.count(),
        "query": query,
        "asked": asked.urlencode(),
        "enough": ASKED_ENOUGH,
        "keeps": keeps_a_directory(request.scope),
    }
    return render(request, "outreach/loads.html", context)


@never_cache
@signed_in
@require_safe
def loads_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the whole list as a file."""
    query = request.GET.get("q", "").strip()[:80]
    return loads_answer(loads.list_loads(request.scope, query), suffix)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def call_note(request: ScopedRequest, organisation_id: int) -> HttpResponse:
    """Show the line in which a call is noted; note it."""
    organisation = get_visitable(request.scope, organisation_id)
    if organisation is None:
        raise nothing_here()
    form = CallForm(what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        about = form.cleaned_data["about"]
        note_call(acting=acting(request), organisation_id=organisation_id, about=about)
        messages.success(request, _("L’appel est noté."))
        return _to(organisation_id)
    context = {"form": form, "organisation": organisation}
    return render(request, "outreach/call_note.html", context, status=400 if form.errors else 200)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def limit_change(request: ScopedRequest, organisation_id: int) -> HttpResponse:
    """Show how often an organisation lets itself be asked; change it."""
    organisation = get_changeable(request.scope, organisation_id)
    limit = SolicitationLimit.objects.filter(organisation=organisation).first()
    first = initial_limit(limit, timezone.localdate())
    form = KeptLimitForm(what_was_typed(request), initial=first)
    if request.method == "POST" and form.is_valid():
        limit_solicitations(
            acting=acting(request),
            organisation_id=organisation_id,
            leave=form.cleaned_data["leave"],
            a_quarter=form.cleaned_data["a_quarter"],
            channel=chosen_channel(form.cleaned_data["channel"]),
        )
        messages.success(request, _("C’est noté : qui voudra la solliciter le saura."))
        return _to(organisation_id)
    context = {"form": form, "organisation": organisation, "limit": limit}
    status = 400 if form.errors else 200
    return render(request, "outreach/limit_change.html", context, status=status)


def _to(organisation_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("directory:organisation", args=(organisation_id,)))
