"""What people wrote, for those who answer: to all others these pages do not exist."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.home import selectors, services
from terreau.web.apps.home.enums import ContactState
from terreau.web.apps.home.letters import is_mailed
from terreau.web.apps.home.permissions import can_answer_messages
from terreau.web.shared.list_file import list_answer


@never_cache
@require_safe
def inbox(request: ScopedRequest) -> HttpResponse:
    """Show the messages that wait for an answer, then the others."""
    _only_for_who_answers(request)
    context = {
        "waiting": selectors.list_messages(state=ContactState.RECEIVED).order_by("received_at"),
        "answered": selectors.list_messages(state=ContactState.ANSWERED),
        "closed": selectors.list_messages(state=ContactState.CLOSED),
    }
    return render(request, "home/inbox.html", context)


@never_cache
@require_safe
def inbox_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the messages as a file."""
    _only_for_who_answers(request)
    headings = (
        _("Référence"), _("Objet"), _("État"), _("Reçu le"), _("Adresse électronique"), _("Nom"),
        _("Message"), _("Réponse"), _("Répondu par"),
    )  # fmt: skip
    rows = (
        (
            each.reference,
            each.get_subject_display(),
            each.get_state_display(),
            each.received_at.isoformat(timespec="seconds"),
            each.email,
            each.name,
            each.message,
            each.answer,
            each.signature if each.answered_by else "",
        )
        for state in ContactState
        for each in selectors.list_messages(state=state)
    )
    return list_answer(headings, rows, name="messages", suffix=suffix)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_message(request: ScopedRequest, reference: str) -> HttpResponse:
    """Show a message; take its answer, or close it. What was typed is never lost."""
    _only_for_who_answers(request)
    refused: BadInput | None = None
    if request.method == "POST":
        try:
            if "close" in request.POST:
                services.close_message(acting=acting(request), reference=reference)
            else:
                services.answer_message(
                    acting=acting(request),
                    reference=reference,
                    answer=request.POST.get("answer", ""),
                )
        except BadInput as error:
            refused = error
        else:
            return HttpResponseRedirect(reverse("home:inbox"))
    context = {
        "message": selectors.get_message(reference=reference),
        "refused": refused,
        "is_mailed": is_mailed(),
        "typed": request.POST.get("answer", ""),
    }
    return render(request, "home/inbox_message.html", context, status=400 if refused else 200)


def _only_for_who_answers(request: ScopedRequest) -> None:
    if not can_answer_messages(request.scope):
        raise Http404
