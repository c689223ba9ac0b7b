"""Pages of one mandate: what it gives, until when; prolonged, ended, handed over, named."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.addresses import page_of
from terreau.web.apps.directory.mandate_forms import (
    EndForm,
    HandOverForm,
    LongerForm,
    NewEndForm,
)
from terreau.web.apps.directory.models import Invitation, Mandate
from terreau.web.apps.directory.permissions import can_give, nothing_here
from terreau.web.apps.directory.selectors import mandates, requests
from terreau.web.apps.directory.services import mandates as services
from terreau.web.apps.directory.services.requests import ask_extension
from terreau.web.apps.directory.services.succession import Succession, hand_over_or_invite
from terreau.web.apps.directory.views.mandates import refused, site_of, tell_sent


@never_cache
@login_required
@require_safe
def mandate(request: ScopedRequest, mandate_id: int) -> HttpResponse:
    """Show a mandate to its holder and to who may give it: what it gives, what can be done."""
    found = mandates.get_mandate(request.scope, mandate_id)
    is_own = found.holder_id == request.scope.user_id
    context = {
        "mandate": found,
        "page_of": page_of(found.about),
        "is_own": is_own,
        "ends_soon": mandates.ends_soon(found, timezone.localdate()),
        "asked": requests.find_extension(found),
        "may_prolong": mandates.may_prolong(request.scope, found),
        "may_hand_over": _may_hand_over(request, found) and not found.is_over,
    }
    return render(request, "directory/mandate.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_prolong(request: ScopedRequest, mandate_id: int) -> HttpResponse:
    """Change the end of a mandate, by who may give it; its holder asks for it."""
    found = mandates.get_mandate_to_end(request.scope, mandate_id)
    is_asking = not mandates.may_prolong(request.scope, found)
    first = {"until": None if is_asking else found.valid_to}
    form = (LongerForm if is_asking else NewEndForm)(what_was_typed(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            after = (_ask if is_asking else _prolong)(request, found, form.cleaned_data)
        except BadInput as refusal:
            refused(form, refusal)
        else:
            return HttpResponseRedirect(after)
    context = {"form": form, "mandate": found, "is_asking": is_asking}
    status = 400 if form.errors else 200
    return render(request, "directory/mandate_prolong.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_end(request: ScopedRequest, mandate_id: int) -> HttpResponse:
    """End a mandate, with a reason."""
    found = mandates.get_mandate_to_end(request.scope, mandate_id)
    form = EndForm(what_was_typed(request))
    leaves_nobody = services.leaves_nobody(found)
    if not leaves_nobody:
        del form.fields["without_successor"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.end_mandate(
                acting=acting(request),
                mandate_id=mandate_id,
                reason=given["reason"],
                on=given["on"],
                without_successor=given.get("without_successor", False),
            )
        except BadInput as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("La fin du mandat est enregistrée."))
            return HttpResponseRedirect(_after(request, found))
    context = {
        "form": form,
        "mandate": found,
        "leaves_nobody": leaves_nobody,
        "may_hand_over": _may_hand_over(request, found),
    }
    status = 400 if form.errors else 200
    return render(request, "directory/mandate_end.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_hand_over(request: ScopedRequest, mandate_id: int) -> HttpResponse:
    """Hand a mandate over to a successor, who is invited where they have no account."""
    found = mandates.get_mandate_to_end(request.scope, mandate_id)
    if not _may_hand_over(request, found):
        raise nothing_here()
    form = HandOverForm(what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wish = Succession(given["email"], given["last_day"], given["reason"])
        try:
            done = hand_over_or_invite(
                acting=acting(request), mandate_id=mandate_id, wish=wish, site=site_of(request)
            )
        except BadInput as refusal:
            refused(form, refusal)
        else:
            _tell_handed_over(request, done)
            return HttpResponseRedirect(_after(request, found))
    waiting = requests.list_to_answer(request.scope)
    context = {
        "form": form,
        "mandate": found,
        "page_of": page_of(found.about),
        "waiting": waiting.filter(perimeter=found.perimeter_id).count(),
    }
    status = 400 if form.errors else 200
    return render(request, "directory/mandate_hand_over.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_show_name(request: ScopedRequest, mandate_id: int) -> HttpResponse:
    """Say what everyone would read beside a role, then let them, or no longer."""
    found = mandates.get_mandate(request.scope, mandate_id)
    if found.holder_id != request.scope.user_id:
        raise nothing_here()
    if request.method == "POST":
        is_public = request.POST.get("is_public") == "1"
        services.show_own_name(acting=acting(request), mandate_id=mandate_id, is_public=is_public)
        shown = _("Votre nom est maintenant lu de tous, à côté de votre rôle.")
        hidden = _("Votre nom n’est plus lu que de ceux qui agissent sur le même territoire.")
        messages.success(request, shown if is_public else hidden)
        return HttpResponseRedirect(reverse("directory:own_mandates"))
    context = {"mandate": found, "page_of": page_of(found.about)}
    return render(request, "directory/mandate_show_name.html", context)


def _ask(request: ScopedRequest, found: Mandate, given: dict[str, Any]) -> str:
    asked = ask_extension(
        acting=acting(request), mandate_id=found.pk, reason=given["reason"], until=given["until"]
    )
    messages.success(request, _("Votre demande est partie."))
    return reverse("directory:request", args=(asked.pk,))


def _prolong(request: ScopedRequest, found: Mandate, given: dict[str, Any]) -> str:
    services.change_mandate_end(acting=acting(request), mandate_id=found.pk, until=given["until"])
    messages.success(request, _("La fin du mandat est changée ; la personne en est prévenue."))
    return reverse("directory:mandate", args=(found.pk,))


def _tell_handed_over(request: ScopedRequest, done: Mandate | Invitation) -> None:
    if isinstance(done, Mandate):
        messages.success(request, _("Le mandat est transmis ; la personne en est prévenue."))
        return
    tell_sent(request, done)
    messages.success(
        request,
        _("Vous gardez le mandat jusqu’à ce que la personne accepte : il lui passera alors."),
    )


def _may_hand_over(request: ScopedRequest, mandate: Mandate) -> bool:
    return can_give(request.scope, Role(mandate.role), mandate.about)


def _after(request: ScopedRequest, mandate: Mandate) -> str:
    """Return where one goes from a mandate that ends: one's own mandates, or its territory."""
    is_own = mandate.holder_id == request.scope.user_id
    return reverse("directory:own_mandates") if is_own else page_of(mandate.about)
