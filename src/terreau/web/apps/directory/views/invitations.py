"""Pages of invitations: what a guest reads and answers, what who invited does of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.known_address import remember_address
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.addresses import page_of
from terreau.web.apps.directory.models import Invitation
from terreau.web.apps.directory.newcomer_forms import GuestForm
from terreau.web.apps.directory.permissions import holds_letter, is_invited
from terreau.web.apps.directory.rules import masked
from terreau.web.apps.directory.selectors import requests as selectors
from terreau.web.apps.directory.services import guests, invitations
from terreau.web.apps.directory.views.mandates import refused, site_of, tell_sent


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: ScopedRequest, secret: str) -> HttpResponse:
    """Show an invitation to who has its letter; take their answer."""
    door = holds_letter(secret)
    found = selectors.get_invitation(door)
    if not request.user.is_authenticated and found.is_open:
        # The letter came to that address: an account made with it needs no second one.
        remember_address(request, found.email)
    return _guest_page(request, found, door)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_invitation(request: ScopedRequest, invitation_id: int) -> HttpResponse:
    """Show an invitation to who is signed in with its address; take their answer."""
    door = is_invited(acting(request).user) & Q(pk=invitation_id)
    return _guest_page(request, selectors.get_invitation(door), door)


def _guest_page(request: ScopedRequest, found: Invitation, door: Q) -> HttpResponse:
    user = request.user
    is_other = isinstance(user, User) and user.email != found.email
    form = GuestForm(request.POST or None, is_other=is_other)
    if request.method == "POST" and form.is_valid():
        try:
            return _answered(request, form, door)
        except BadInput as refusal:
            refused(form, refusal)
            found.refresh_from_db()
    context = {
        "invitation": found,
        "form": form,
        "role": Role(found.role).label,
        "sent_to": masked(found.email) if is_other else "",
        "page_of": page_of(found.about),
        "sign_in": _entrance(request, settings.LOGIN_URL),
        "sign_up": _entrance(request, "account_signup"),
    }
    usual = 200 if found.is_open else 410
    status = 400 if form.errors else usual
    return render(request, "directory/invitation.html", context, status=status)


def _answered(request: ScopedRequest, form: GuestForm, door: Q) -> HttpResponse:
    """Do what the guest chose; return where they go."""
    who = acting(request)
    if who.user is None and form.cleaned_data["act"] == "accept":
        return HttpResponseRedirect(_entrance(request, settings.LOGIN_URL))
    match form.cleaned_data["act"]:
        case "accept":
            guests.accept_invitation(acting=who, door=door)
            messages.success(request, _("Le mandat est à vous."))
            return HttpResponseRedirect(reverse("directory:own_mandates"))
        case "decline":
            guests.decline_invitation(acting=who, door=door, word=form.cleaned_data["answer"])
            messages.success(request, _("L’invitation est déclinée ; qui vous invitait le saura."))
        case _:
            guests.ask_again(acting=who, door=door)
            messages.success(
                request, _("C’est demandé : qui vous invite le sait, et peut vous la renvoyer.")
            )
    return HttpResponseRedirect(request.path)


def _entrance(request: ScopedRequest, name: str) -> str:
    return f"{resolve_url(name)}?{urlencode({'next': request.path})}"


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
    tell_sent(request, sent)
    return HttpResponseRedirect(page_of(sent.about))
