"""Pages of mandates: who acts here, giving one, ending it, handing it over, one's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.addresses import page_of
from terreau.web.apps.directory.forms import chosen_channel
from terreau.web.apps.directory.mandate_forms import GrantForm
from terreau.web.apps.directory.models import About, Invitation
from terreau.web.apps.directory.permissions import nothing_here, roles_to_give
from terreau.web.apps.directory.roles import SENTENCES
from terreau.web.apps.directory.rules import roles_to_ask
from terreau.web.apps.directory.selectors import mandates, organisations, requests
from terreau.web.apps.directory.selectors.wanted import Wanted
from terreau.web.apps.directory.services.invitations import Wish, invite
from terreau.web.apps.territories import presenters
from terreau.web.apps.territories.selectors import get_perimeter
from terreau.web.shared.errors import described
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
    form.refused_with = described(refusal)[0]
    form.add_error(None, " ".join(f"{part.rstrip('.')}." for part in parts if part))


@require_safe
def acting_here(request: ScopedRequest, kind: str, code: str) -> HttpResponse:
    """Show who acts in a territory; names for those who may read them."""
    perimeter = get_perimeter(kind=kind, code=code)
    roles = mandates.list_roles_held(request.scope, perimeter)
    own = mandates.list_own_roles(request.scope, perimeter)
    context = {
        "perimeter": perimeter,
        "result": presenters.as_result(perimeter),
        "roles": [row for row in roles if row.mandate.has_begun],
        "to_come": [row for row in roles if not row.mandate.has_begun],
        "own_roles": [(role.label, SENTENCES[role]) for role in own],
        "may_ask": bool({*roles_to_ask(is_organisation=False)} - {*own}),
        "hides_names": any(not row.name for row in roles),
        "invitations": requests.list_waiting_invitations(request.scope, perimeter),
        "requests": requests.list_to_answer(request.scope).filter(perimeter=perimeter),
        "may_give": bool(roles_to_give(request.scope, perimeter)),
        "organisation_count": organisations.count_seen(request.scope, Wanted(territory=perimeter)),
    }
    return render(request, "directory/acting_here.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_give(
    request: ScopedRequest, kind: str = "", code: str = "", organisation_id: int | None = None
) -> HttpResponse:
    """Invite somebody by letter to hold a mandate."""
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
            sent = invite(acting=acting(request), about=about, wish=wish, site=site_of(request))
        except BadInput as refusal:
            refused(form, refusal)
        else:
            tell_sent(request, sent)
            return HttpResponseRedirect(page_of(about))
    context = {"form": form, "about": about, "page_of": page_of(about)}
    status = form.refused_with if form.errors else 200
    return render(request, "directory/mandate_give.html", context, status=status)


def tell_sent(request: ScopedRequest, done: Invitation) -> None:
    """Say what became of a letter."""
    if done.letter is not None:
        show_letter(request, done.letter)
    if settings.LETTERS == "kept":
        messages.warning(
            request,
            _("L’invitation est gardée, mais ce site n’envoie pas de courriel : rien n’est parti."),
        )
    elif settings.LETTERS == "shown":
        messages.success(request, _("L’invitation est faite ; elle sert pendant 14 jours."))
    else:
        messages.success(request, _("L’invitation part par courriel ; elle sert pendant 14 jours."))


@never_cache
@login_required
@require_safe
def own_mandates(request: ScopedRequest) -> HttpResponse:
    """Show what waits for who is signed in, then what they hold."""
    assert isinstance(request.user, User)
    context = {"waiting": requests.get_waiting(request.scope, request.user)}
    return render(request, "directory/own_mandates.html", context)
