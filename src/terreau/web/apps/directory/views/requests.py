"""Pages of requests: ask, answer, withdraw."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.forms import AnswerForm, AskForm
from terreau.web.apps.directory.introductions import address_of
from terreau.web.apps.directory.models import About, Organisation
from terreau.web.apps.directory.rules import roles_to_ask
from terreau.web.apps.directory.selectors import requests as selectors
from terreau.web.apps.directory.selectors.organisations import may_view
from terreau.web.apps.directory.services import requests as services
from terreau.web.apps.directory.views.mandates import (
    found_about,
    refused,
)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_ask(
    request: ScopedRequest, kind: str = "", code: str = "", organisation_id: int | None = None
) -> HttpResponse:
    """Ask for a mandate, with a reason."""
    about = found_about(request, kind, code, organisation_id)
    roles = roles_to_ask(is_organisation=isinstance(about, Organisation))
    form = AskForm(what_was_typed(request), roles=roles)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            asked = services.ask_mandate(
                acting=acting(request),
                role=Role(given["role"]),
                about=about,
                reason=given["reason"],
                until=given["until"],
            )
        except BadInput as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Votre demande est partie."))
            return HttpResponseRedirect(reverse("directory:request", args=(asked.pk,)))
    context = {
        "form": form,
        "about": about,
        "page_of": address_of(about),
        "asked": selectors.list_asked(cast("User", request.user), about),
    }
    status = 400 if form.errors else 200
    return render(request, "directory/mandate_ask.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_request(request: ScopedRequest, request_id: int) -> HttpResponse:
    """Show a request; answer it."""
    found = selectors.get_request(request.scope, request_id)
    form = AnswerForm(what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_request(
                acting=acting(request),
                request_id=request_id,
                is_accepted=request.POST.get("verdict") == "yes",
                answer=form.cleaned_data["answer"],
            )
        except BadInput as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Votre réponse est partie."))
            return HttpResponseRedirect(reverse("directory:request", args=(request_id,)))
    context = {
        "asked": found,
        "form": form,
        "page_of": _page_of(request, found.about),
        "may_answer": selectors.may_answer(request.scope, found),
        "is_own": found.asked_by_id == request.scope.user_id,
    }
    status = 400 if form.errors else 200
    return render(request, "directory/request.html", context, status=status)


def _page_of(request: ScopedRequest, about: About) -> str:
    """Return where what is asked for is shown; "" where the reader may not see it yet."""
    if isinstance(about, Organisation) and not may_view(request.scope, about.pk):
        return ""
    return address_of(about)


@login_required
@require_POST
def request_withdraw(request: ScopedRequest, request_id: int) -> HttpResponse:
    """Withdraw one's own request."""
    services.withdraw_request(acting=acting(request), request_id=request_id)
    messages.success(request, _("Votre demande est retirée."))
    return HttpResponseRedirect(reverse("directory:own_mandates"))
