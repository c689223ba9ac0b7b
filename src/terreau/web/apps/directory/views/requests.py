"""Pages of requests: ask, answer, withdraw."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.addresses import page_of
from terreau.web.apps.directory.mandate_forms import AnswerForm, AskForm, RefusalForm
from terreau.web.apps.directory.models import About, MandateRequest, Organisation
from terreau.web.apps.directory.rules import proposed_end, roles_to_ask
from terreau.web.apps.directory.selectors import requests as selectors
from terreau.web.apps.directory.selectors.organisations import may_view
from terreau.web.apps.directory.services import requests as services
from terreau.web.apps.directory.views.mandates import found_about, refused
from terreau.web.shared.forms import PageForm


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_ask(
    request: ScopedRequest, kind: str = "", code: str = "", organisation_id: int | None = None
) -> HttpResponse:
    """Ask for a mandate, with a reason."""
    about = found_about(request, kind, code, organisation_id)
    roles = roles_to_ask(is_organisation=isinstance(about, Organisation))
    first = {"role": request.GET.get("role", "")}
    form = AskForm(what_was_typed(request), roles=roles, initial=first)
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
        "page_of": page_of(about),
        "asked": selectors.list_asked(cast("User", request.user), about),
    }
    status = form.refused_with if form.errors else 200
    return render(request, "directory/mandate_ask.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_request(request: ScopedRequest, request_id: int) -> HttpResponse:
    """Show a request; answer it."""
    found = selectors.get_request(request.scope, request_id)
    typed = what_was_typed(request)
    verdict = typed.get("verdict", "") if typed else ""
    may_answer = selectors.may_answer(request.scope, found)
    if request.method == "POST" and may_answer and verdict not in ("yes", "no"):
        return _before_refusing(request, found, RefusalForm(initial=request.POST.dict()))
    if verdict == "no":
        form: PageForm = RefusalForm(typed)
    else:
        until = proposed_end(Role(found.role), found.wanted_until, timezone.localdate())
        form = AnswerForm(typed, initial={"until": until})
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_request(
                acting=acting(request),
                request_id=request_id,
                is_accepted=verdict == "yes",
                answer=form.cleaned_data["answer"],
                until=form.cleaned_data.get("until"),
            )
        except BadInput as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Votre réponse est partie."))
            return HttpResponseRedirect(reverse("directory:request", args=(request_id,)))
    if verdict == "no" and may_answer:
        return _before_refusing(request, found, form)
    context = {
        "asked": found,
        "form": form,
        "answered_by": selectors.answerer_name(request.scope, found),
        "page_of": _page_seen(request, found.about),
        "may_answer": may_answer,
        "is_own": found.asked_by_id == request.scope.user_id,
    }
    status = 400 if form.errors else 200
    return render(request, "directory/request.html", context, status=status)


def _page_seen(request: ScopedRequest, about: About) -> str:
    """Return where what is asked for is shown; "" where the reader may not see it yet."""
    if isinstance(about, Organisation) and not may_view(request.scope, about.pk):
        return ""
    return page_of(about)


def _before_refusing(request: ScopedRequest, found: MandateRequest, form: PageForm) -> HttpResponse:
    """Ask for the reason of a refusal, and whether it is meant; what was typed stays."""
    context = {"asked": found, "form": form}
    status = 400 if form.errors else 200
    return render(request, "directory/request_refuse.html", context, status=status)


@login_required
@require_POST
def request_withdraw(request: ScopedRequest, request_id: int) -> HttpResponse:
    """Withdraw one's own request."""
    services.withdraw_request(acting=acting(request), request_id=request_id)
    messages.success(request, _("Votre demande est retirée."))
    return HttpResponseRedirect(reverse("directory:own_mandates"))
