"""Pages of mandates: who acts here, giving one, ending it, handing it over, one's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.forms import (
    EndForm,
    GrantForm,
    HandOverForm,
    chosen_channel,
)
from terreau.web.apps.directory.introductions import address_of
from terreau.web.apps.directory.models import About, Mandate
from terreau.web.apps.directory.permissions import can_give, nothing_here, roles_to_give
from terreau.web.apps.directory.selectors import mandates, organisations, requests
from terreau.web.apps.directory.services import mandates as services
from terreau.web.apps.directory.services.invitations import Sent, Wish, grant_or_invite
from terreau.web.apps.territories import presenters
from terreau.web.apps.territories.selectors import get_perimeter
from terreau.web.shared.shown_letter import show_letter


def found_about(request: ScopedRequest, kind: str, code: str, organisation_id: int | None) -> About:
    """Return the territory or the organisation that an address names.

    Raises
    ------
    NotHere
        If there is none, or the reader may not see it.
    """
    if organisation_id is not None:
        return organisations.get_visible(request.scope, organisation_id)
    return get_perimeter(kind=kind, code=code)


def site_of(request: ScopedRequest) -> str:
    """Return the address of the installation, as the reader wrote it."""
    return request.build_absolute_uri("/").rstrip("/")


def refused(form: Any, refusal: BadInput) -> None:
    """Put a refusal above the form; what was typed stays."""
    value = f" : « {refusal.value} »" if refusal.value else ""
    parts = (refusal.what + value, refusal.why, refusal.remedy)
    form.add_error(None, " ".join(f"{part.rstrip('.')}." for part in parts if part))


@require_safe
def acting_here(request: ScopedRequest, kind: str, code: str) -> HttpResponse:
    """Show who acts in a territory; names for those who may read them."""
    perimeter = get_perimeter(kind=kind, code=code)
    roles = mandates.list_roles_held(request.scope, perimeter)
    context = {
        "perimeter": perimeter,
        "result": presenters.as_result(perimeter),
        "roles": roles,
        "hides_names": any(not row.name for row in roles),
        "invitations": requests.list_invitations(request.scope, perimeter),
        "requests": requests.list_to_answer(request.scope).filter(perimeter=perimeter),
        "may_give": bool(roles_to_give(request.scope, perimeter)),
        "organisation_count": organisations.list_organisations(
            request.scope, organisations.Wanted(territory=perimeter), limit=0
        )[1],
    }
    return render(request, "directory/acting_here.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_give(
    request: ScopedRequest, kind: str = "", code: str = "", organisation_id: int | None = None
) -> HttpResponse:
    """Give a mandate to somebody known, or invite somebody who is not."""
    about = found_about(request, kind, code, organisation_id)
    roles = roles_to_give(request.scope, about)
    if not roles:
        raise nothing_here()
    form = GrantForm(what_was_typed(request), roles=roles)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wish = Wish(
            given["email"], Role(given["role"]), given["until"], chosen_channel(given["channel"])
        )
        try:
            done = grant_or_invite(
                acting=acting(request), about=about, wish=wish, site=site_of(request)
            )
        except BadInput as refusal:
            refused(form, refusal)
        else:
            tell_sent(request, done)
            return HttpResponseRedirect(address_of(about))
    context = {"form": form, "about": about, "page_of": address_of(about)}
    status = 400 if form.errors else 200
    return render(request, "directory/mandate_give.html", context, status=status)


def tell_sent(request: ScopedRequest, done: Mandate | Sent) -> None:
    """Say what became of a mandate that was given or of a letter."""
    if isinstance(done, Mandate):
        messages.success(request, _("Le mandat est donné ; la personne en est prévenue."))
        return
    show_letter(request, done.letter)
    if not done.has_left or settings.LETTERS == "kept":
        messages.warning(
            request,
            _("L’invitation est gardée, mais son courriel n’a pas pu partir : renvoyez-la."),
        )
    elif settings.LETTERS == "shown":
        messages.success(request, _("L’invitation est faite ; elle sert pendant 14 jours."))
    else:
        messages.success(request, _("L’invitation est partie ; elle sert pendant 14 jours."))


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_end(request: ScopedRequest, mandate_id: int) -> HttpResponse:
    """End a mandate, with a reason."""
    mandate = mandates.get_mandate_to_end(request.scope, mandate_id)
    form = EndForm(what_was_typed(request))
    leaves_nobody = services.leaves_nobody(mandate)
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
            messages.success(request, _("Le mandat est terminé."))
            return HttpResponseRedirect(_after(request, mandate))
    context = {
        "form": form,
        "mandate": mandate,
        "leaves_nobody": leaves_nobody,
        "may_hand_over": _may_hand_over(request, mandate),
    }
    status = 400 if form.errors else 200
    return render(request, "directory/mandate_end.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_hand_over(request: ScopedRequest, mandate_id: int) -> HttpResponse:
    """Hand a mandate over to a successor: one ends, the other begins the day after."""
    mandate = mandates.get_mandate_to_end(request.scope, mandate_id)
    if not _may_hand_over(request, mandate):
        raise nothing_here()
    form = HandOverForm(what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        successor = User.objects.filter(email=given["email"].lower(), is_active=True).first()
        if successor is None:
            form.add_error("email", _("Personne n’a de compte à cette adresse. Invitez-la."))
        else:
            try:
                services.hand_over_mandate(
                    acting=acting(request),
                    mandate_id=mandate_id,
                    successor=successor,
                    last_day=given["last_day"],
                    reason=given["reason"],
                )
            except BadInput as refusal:
                refused(form, refusal)
            else:
                messages.success(request, _("Le mandat est transmis."))
                return HttpResponseRedirect(_after(request, mandate))
    waiting = requests.list_to_answer(request.scope)
    context = {
        "form": form,
        "mandate": mandate,
        "page_of": address_of(mandate.about),
        "waiting": waiting.filter(perimeter=mandate.perimeter_id).count(),
    }
    status = 400 if form.errors else 200
    return render(request, "directory/mandate_hand_over.html", context, status=status)


@never_cache
@login_required
@require_safe
def own_mandates(request: ScopedRequest) -> HttpResponse:
    """Show what waits for who is signed in, then what they hold."""
    assert isinstance(request.user, User)
    context = {"waiting": requests.get_waiting(request.scope, request.user)}
    return render(request, "directory/own_mandates.html", context)


@login_required
@require_POST
def mandate_show_name(request: ScopedRequest, mandate_id: int) -> HttpResponse:
    """Let everyone read one's name beside a role, or no longer."""
    services.show_own_name(
        acting=acting(request),
        mandate_id=mandate_id,
        is_public=request.POST.get("is_public") == "1",
    )
    return HttpResponseRedirect(reverse("directory:own_mandates"))


def _may_hand_over(request: ScopedRequest, mandate: Mandate) -> bool:
    return can_give(request.scope, Role(mandate.role), mandate.about)


def _after(request: ScopedRequest, mandate: Mandate) -> str:
    """Return where one goes from a mandate that ends: one's own mandates, or its territory."""
    is_own = mandate.holder_id == request.scope.user_id
    return reverse("directory:own_mandates") if is_own else address_of(mandate.about)
