"""The page of a promise: kept, moved, handed over or dropped."""

from __future__ import annotations

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
from terreau.web.apps.directory.selectors.keepers import list_keepers
from terreau.web.apps.outreach.enums import PromiseState
from terreau.web.apps.outreach.forms import PromiseForm
from terreau.web.apps.outreach.models import Promise
from terreau.web.apps.outreach.selectors import visits
from terreau.web.apps.outreach.services.promising import move_promise, settle_promise


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: ScopedRequest, promise_id: int) -> HttpResponse:
    """Show a promise; say what becomes of it."""
    found = visits.get_promise(request.scope, promise_id)
    colleagues = list(list_keepers(found.visit.organisation.seat))
    form = PromiseForm(found, colleagues, what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            _settle(request, found, form)
        except BadInput as refusal:
            form.add_error("word", f"{refusal.what}. {refusal.remedy}")
        else:
            messages.success(request, _("C’est noté."))
            return HttpResponseRedirect(reverse("outreach:visit", args=(found.visit_id,)))
    context = {"form": form, "promise": found, "is_waiting": found.state == PromiseState.WAITING}
    return render(request, "outreach/promise.html", context, status=400 if form.errors else 200)


def _settle(request: ScopedRequest, found: Promise, form: PromiseForm) -> None:
    word = " ".join(form.cleaned_data["word"].split())
    act = request.POST.get("act", "")
    if act == "move":
        move_promise(
            acting=acting(request),
            promise_id=found.pk,
            due_on=form.cleaned_data["due_on"] or found.due_on,
            keeper_id=form.cleaned_data["keeper"] or found.promised_by_id or 0,
            word=word,
        )
        return
    settle_promise(acting=acting(request), promise_id=found.pk, state=act, word=word)
