"""With whom an organisation works: its page, what one declares for it, what one ends."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.selectors.organisations import get_organisation, get_visible
from terreau.web.apps.network.exports import declared_answer
from terreau.web.apps.network.forms import EndForm, LinkForm
from terreau.web.apps.network.permissions import changeable_organisations, nothing_here
from terreau.web.apps.network.selectors.declared import get_endable, works_with
from terreau.web.apps.network.services.declaring import (
    declare_membership,
    declare_supply,
    end_membership,
    end_supply,
)


@require_safe
def links_file(request: ScopedRequest, organisation_id: int, suffix: str) -> HttpResponse:
    """Give what is declared of an organisation as a file."""
    found = get_visible(request.scope, organisation_id)
    return declared_answer(works_with(request.scope, found.pk), suffix)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def link_declare(request: ScopedRequest, organisation_id: int) -> HttpResponse:
    """Declare a membership or a supply of an organisation for which one writes."""
    shown = get_organisation(request.scope, organisation_id)
    if not changeable_organisations(request.scope).filter(pk=shown.pk).exists():
        raise nothing_here()
    form = LinkForm(what_was_typed(request), scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            _declare(request, shown.pk, form.cleaned_data)
        except NotHere:
            raise
        except BadInput as refusal:
            form.add_error(None, refusal.sentence())
        else:
            messages.success(request, _("Le lien est déclaré."))
            return HttpResponseRedirect(reverse("directory:organisation", args=(shown.pk,)))
    status = 400 if form.errors else 200
    context = {"shown": shown, "form": form}
    return render(request, "network/link_form.html", context, status=status)


def _declare(request: ScopedRequest, organisation_id: int, said: dict[str, Any]) -> None:
    who, other = acting(request), said["other"].pk
    if said["link"] == "member":
        declare_membership(
            acting=who, organisation_id=organisation_id, association_id=other, since=said["since"]
        )
        return
    supplier, customer = organisation_id, other
    if said["link"] == "supplied":
        supplier, customer = other, organisation_id
    declare_supply(
        acting=who,
        supplier_id=supplier,
        customer_id=customer,
        what=said["what"],
        since=said["since"],
    )


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def link_end(request: ScopedRequest, link: str, number: int) -> HttpResponse:
    """End a membership or a supply of an organisation for which one writes."""
    found = get_endable(request.scope, link, number)
    form = EndForm(what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            if link == "adhesion":
                end_membership(
                    acting=acting(request), membership_id=number, on=form.cleaned_data["on"]
                )
            else:
                end_supply(acting=acting(request), supply_id=number, on=form.cleaned_data["on"])
        except NotHere:
            raise
        except BadInput as refusal:
            form.add_error("on", refusal.sentence())
        else:
            messages.success(request, _("Le lien est terminé ; son histoire reste."))
            return HttpResponseRedirect(
                reverse("directory:organisation", args=(found.organisation_id,))
            )
    status = 400 if form.errors else 200
    context = {"found": found, "form": form}
    return render(request, "network/link_end.html", context, status=status)
