"""Pages of requests and invitations: ask, answer, accept."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.addresses import page_of
from terreau.web.apps.directory.enums import InvitationState
from terreau.web.apps.directory.mandate_forms import AnswerForm, AskForm, RefusalForm
from terreau.web.apps.directory.models import MandateRequest, Organisation
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.rules import roles_to_ask
from terreau.web.apps.directory.selectors import requests as selectors
from terreau.web.apps.directory.services import invitations
from terreau.web.apps.directory.services import requests as services
from terreau.web.apps.directory.views.mandates import (
    found_about,
    refused,
    site_of,
    tell_sent,
)
from terreau.web.shared.forms import PageForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_ask(
    request: ScopedRequest, kind: str = "", code: str = "", organisation_id: int | None = None
) -> HttpResponse:
    """Ask for a mandate, with a reason."""
    about = found_about(request, kind, code, organisation_id)
    roles = roles_to_ask(is_organisation=isinstance(about, Organisation))
    form = AskForm(request.POST or None, roles=roles, initial={"role": request.GET.get("role", "")})
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
    context = {"form": form, "about": about, "page_of": page_of(about)}
    status = form.refused_with if form.errors else 200
    return render(request, "directory/mandate_ask.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_request(request: ScopedRequest, request_id: int) -> HttpResponse:
    """Show a request; answer it."""
    found = selectors.get_request(request.scope, request_id)
    verdict = request.POST.get("verdict", "")
    may_answer = selectors.may_answer(request.scope, found)
    if request.method == "POST" and may_answer and verdict not in ("yes", "no"):
        return _before_refusing(request, found, RefusalForm(initial=request.POST.dict()))
    form = (RefusalForm if verdict == "no" else AnswerForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_request(
                acting=acting(request),
                request_id=request_id,
                is_accepted=verdict == "yes",
                answer=form.cleaned_data["answer"],
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
        "page_of": page_of(found.about),
        "may_answer": may_answer,
        "is_own": found.asked_by_id == request.scope.user_id,
    }
    status = 400 if form.errors else 200
    return render(request, "directory/request.html", context, status=status)


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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: ScopedRequest, secret: str) -> HttpResponse:
    """Show an invitation to who has its link; accept it once signed in."""
    found = selectors.find_invitation(invitations.digest_of(secret))
    if found is None:
        raise nothing_here()
    if request.method == "POST":
        invitations.accept_invitation(acting=acting(request), secret=secret)
        messages.success(request, _("Le mandat est à vous."))
        return HttpResponseRedirect(reverse("directory:own_mandates"))
    waits = found.state == InvitationState.SENT and found.expires_at > timezone.now()
    context = {
        "invitation": found,
        "waits": waits,
        "role": Role(found.role).label,
        "sign_in": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}",
    }
    return render(request, "directory/invitation.html", context, status=200 if waits else 410)


@login_required
@require_POST
def invitation_withdraw(request: ScopedRequest, invitation_id: int) -> HttpResponse:
    """Withdraw an invitation."""
    found = invitations.withdraw_invitation(acting=acting(request), invitation_id=invitation_id)
    messages.success(request, _("L’invitation est annulée : son lien n’ouvre plus rien."))
    return HttpResponseRedirect(page_of(found.about))


@login_required
@require_POST
def invitation_resend(request: ScopedRequest, invitation_id: int) -> HttpResponse:
    """Send an invitation again, by a new link."""
    sent = invitations.resend_invitation(
        acting=acting(request), invitation_id=invitation_id, site=site_of(request)
    )
    tell_sent(request)
    return HttpResponseRedirect(page_of(sent.about))
