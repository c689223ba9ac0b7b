"""The contact page: a person writes, a person answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.accounts.models import User
from terreau.web.apps.home import letters, selectors, services
from terreau.web.apps.home.enums import ContactSubject
from terreau.web.apps.home.forms import ContactForm
from terreau.web.apps.home.models import ContactMessage
from terreau.web.apps.home.private_address import answer_key, is_answer_key
from terreau.web.apps.home.rules import LONGEST_MESSAGE
from terreau.web.apps.home.services import TooManyMessages

# Of the organisation that a page asks to write to.
_LONGEST_NAME = 120


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Show the form; take what was typed, or show it again with what it lacks."""
    if request.method != "POST":
        first = {"subject": request.GET.get("sujet", "")}
        if name := " ".join(request.GET.get("pour", "").split())[:_LONGEST_NAME]:
            first["subject"] = ContactSubject.OTHER
            first["message"] = _("À transmettre à %(name)s :") % {"name": name} + "\n"
        return _page(request, ContactForm(initial=first), 200)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    typed = form.cleaned_data | {"language": (get_language() or "fr")[:2]}
    del typed["website"]
    try:
        kept = services.receive_message(**typed)
    except TooManyMessages as error:
        form.add_error(None, error.what)
        return _page(request, form, 429)
    address = reverse("home:contact_message", args=(kept.reference,))
    return HttpResponseRedirect(f"{address}?cle={answer_key(kept.reference)}")


@never_cache
@require_safe
def contact_message(request: ScopedRequest, reference: str) -> HttpResponse:
    """Tell the writer what became of a message, and its answer to who may read it."""
    message = selectors.get_message(reference=reference)
    context = {
        "message": message,
        "may_read": _may_read(request, message),
        "is_mailed": letters.is_mailed(),
        "delay": letters.delay_sentence(),
    }
    return render(request, "home/contact_message.html", context)


def _page(request: HttpRequest, form: ContactForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "subjects": ContactSubject.choices,
        "delay": letters.delay_sentence(),
        "is_mailed": letters.is_mailed(),
        "longest": LONGEST_MESSAGE,
    }
    return render(request, "home/contact.html", context, status=status)


def _may_read(request: ScopedRequest, message: ContactMessage) -> bool:
    """Whether who asks has the whole address given at sending, or proved the writer's address."""
    user = request.user
    is_writer = isinstance(user, User) and selectors.has_confirmed(user, message.email)
    return is_writer or is_answer_key(message.reference, request.GET.get("cle", ""))
