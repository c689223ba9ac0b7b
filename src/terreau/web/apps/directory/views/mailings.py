"""Pages of mailings: the past, writing one, its preview; leaving them without an account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.mailing_forms import MailingForm
from terreau.web.apps.directory.people_exports import mailings_answer
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.selectors import mailings as selectors
from terreau.web.apps.directory.services import mailings
from terreau.web.apps.directory.views.mandates import refused
from terreau.web.shared.shown_letter import show_letter

_PAGE = 50


@never_cache
@login_required
@require_safe
def mailing_list(request: ScopedRequest) -> HttpResponse:
    """List the mailings of the past that the reader may see."""
    found = selectors.list_mailings(request.scope)
    may_write = bool(selectors.list_sending_perimeters(request.scope))
    if not may_write and not found.exists():
        raise nothing_here()
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "may_write": may_write}
    return render(request, "directory/mailings.html", context)


@never_cache
@login_required
@require_safe
def mailings_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the mailings of the past as a file."""
    return mailings_answer(selectors.list_mailings(request.scope), suffix)


@never_cache
@login_required
@require_safe
def mailing(request: ScopedRequest, mailing_id: int) -> HttpResponse:
    """Show a mailing: what was written, to whom, how many letters left."""
    found = selectors.get_mailing(request.scope, mailing_id)
    context = {
        "mailing": found,
        "sender": selectors.name_of_sender(found),
        "roles": [Role(role).label for role in found.roles],
    }
    return render(request, "directory/mailing.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mailing_write(request: ScopedRequest) -> HttpResponse:
    """Show the form of a mailing, then its preview; send it."""
    perimeters = selectors.list_sending_perimeters(request.scope)
    if not perimeters:
        raise nothing_here()
    form = MailingForm(what_was_typed(request), perimeters=perimeters)
    if request.method == "POST" and form.is_valid():
        try:
            return _next(request, form)
        except BadInput as refusal:
            refused(form, refusal)
    status = form.refused_with if form.errors else 200
    return render(request, "directory/mailing_write.html", {"form": form}, status=status)


def _next(request: ScopedRequest, form: MailingForm) -> HttpResponse:
    """Go from the form to its preview, back to the form, or send."""
    match request.POST.get("act"):
        case "send":
            return _send(request, form)
        case "write":
            return render(request, "directory/mailing_write.html", {"form": form})
        case _:
            return render(request, "directory/mailing_preview.html", _preview(request, form))


def _send(request: ScopedRequest, form: MailingForm) -> HttpResponse:
    who, draft = acting(request), form.draft()
    sent = mailings.write_mailing(acting=who, key=form.cleaned_data["key"], draft=draft)
    show_letter(request, mailings.example_of(acting=who, draft=draft))
    messages.success(request, _("La lettre part : une à chacun, sans que les autres se voient."))
    return HttpResponseRedirect(reverse("directory:mailing", args=(sent.pk,)))


def _preview(request: ScopedRequest, form: MailingForm) -> dict[str, Any]:
    who, draft = acting(request), form.draft()
    sender = mailings.check_draft(who, draft)
    return {
        "form": form,
        "readers": selectors.readers_of(request.scope, draft.audience),
        "letter": mailings.example_of(acting=who, draft=draft),
        "audience": draft.audience,
        "roles": [role.label for role in Role if role in draft.audience.roles],
        "sender": sender,
        "sent_again": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in {"csrfmiddlewaretoken", "act"}
            for value in values
        ],
    }


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mailing_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the mailings of a territory, or all; come back. No account, no cookie.

    A program that reads letters presses for its reader by the same address (RFC 8058).
    """
    digest, perimeter = mailings.door_of_leaving(token)
    if request.method == "POST":
        if request.POST.get("act") == "back":
            mailings.come_back(token=token)
        else:
            mailings.leave(token=token, is_from_all=request.POST.get("act") == "all")
        return HttpResponseRedirect(request.path)
    context = {
        "perimeter": perimeter,
        "left": selectors.what_was_left(digest, perimeter.pk),
    }
    return render(request, "directory/mailing_leave.html", context)
