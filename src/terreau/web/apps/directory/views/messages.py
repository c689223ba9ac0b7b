"""Pages of messages: writing to who holds a mandate; answering by the link of the letter."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.addresses import page_of
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.message_forms import MessageForm
from terreau.web.apps.directory.message_letters import who_writes
from terreau.web.apps.directory.models import Message
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.selectors import messages as selectors
from terreau.web.apps.directory.services import messages as services
from terreau.web.apps.directory.views.mandates import refused


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def message_write(request: ScopedRequest, mandate_id: int) -> HttpResponse:
    """Write to who holds a mandate, without showing or reading an address."""
    mandate = selectors.get_mandate_to_write_to(request.scope, mandate_id)
    form = MessageForm(what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            who = acting(request)
            services.write_message(acting=who, mandate_id=mandate.pk, words=form.words())
        except BadInput as refusal:
            refused(form, refusal)
        else:
            _tell_sent(request)
            return HttpResponseRedirect(page_of(mandate.about))
    context = {
        "form": form,
        "mandate": mandate,
        "role": Role(mandate.role).label,
        "name": selectors.name_of_reader(request.scope, mandate),
        "page_of": page_of(mandate.about),
    }
    status = form.refused_with if form.errors else 200
    return render(request, "directory/message_write.html", context, status=status)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a message, or take no more of them. No account, no cookie."""
    message, digest = selectors.open_link(token)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "refuse":
        services.refuse_messages(digest=digest)
    elif act == "back" and (reader := _signed_in_reader(request, digest)):
        services.take_messages_again(person=reader)
    elif request.method == "POST" and message is not None:
        return _answered(request, message, digest)
    elif request.method == "POST":
        raise nothing_here()
    else:
        return _answer_page(request, message, digest, MessageForm())
    return HttpResponseRedirect(request.path)


def _signed_in_reader(request: HttpRequest, digest: str) -> User | None:
    """Return who holds the link, signed in as who was written to; None otherwise."""
    person = request.user
    if person.is_authenticated and address_digest(person.email) == digest:
        return person
    return None


def _answered(request: HttpRequest, message: Message, digest: str) -> HttpResponse:
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            services.answer_message(message=message, words=form.words())
        except BadInput as refusal:
            refused(form, refusal)
        else:
            return HttpResponseRedirect(request.path)
    return _answer_page(request, message, digest, form)


def _answer_page(
    request: HttpRequest, message: Message | None, digest: str, form: MessageForm
) -> HttpResponse:
    context = {
        "message": message,
        "form": form,
        "who": who_writes(message.sender) if message else "",
        "is_answered": message is not None and selectors.is_answered(message),
        "takes_none": selectors.takes_no_message(digest),
        "is_reader": _signed_in_reader(request, digest) is not None,
    }
    status = form.refused_with if form.errors else 200
    return render(request, "directory/message_answer.html", context, status=status)


def _tell_sent(request: HttpRequest) -> None:
    if settings.LETTERS == "kept":
        said = _(
            "Votre message est gardé, mais ce site n’envoie pas de courriel : rien n’est parti."
        )
        messages.warning(request, said)
        return
    said = _(
        "Votre message part, sauf si cette personne a choisi de n’en recevoir aucun. Sa réponse "
        "vous parvient par courriel."
    )
    messages.success(request, said)
