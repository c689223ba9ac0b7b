"""Pages of organisations: the list and its files, a page, the forms."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import NOBODY
from terreau.web.apps.accounts.selectors import suggested_siret
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.enums import OrganisationKind, Preset
from terreau.web.apps.directory.exports import organisations_answer
from terreau.web.apps.directory.forms import OrganisationForm, initial_of
from terreau.web.apps.directory.labels import ORGANISATION
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.newcomer_forms import DeclarationForm
from terreau.web.apps.directory.permissions import (
    can_add_organisation,
    keeps_a_directory,
    roles_to_give,
)
from terreau.web.apps.directory.rules import ORGANISATION_ROLES
from terreau.web.apps.directory.selectors import mandates, organisations, requests
from terreau.web.apps.directory.selectors.groups import parts_seen
from terreau.web.apps.directory.selectors.namesakes import namesakes
from terreau.web.apps.directory.selectors.register import register_side
from terreau.web.apps.directory.selectors.wanted import Wanted
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.directory.services.declaring import declare_organisation
from terreau.web.apps.directory.services.organisations import add_organisation, change_organisation
from terreau.web.apps.directory.slots import slots_of, way_to
from terreau.web.apps.directory.views.conflict import compared, form_again, with_theirs
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.naming import list_by_name
from terreau.web.apps.territories.selectors import get_perimeter

_PAGE = 50
# What the address of an organisation says to be shown its page as a visitor reads it.
_VISITOR = "visiteur"


@require_safe
def organisation_list(request: ScopedRequest) -> HttpResponse:
    """List the organisations that the reader may see."""
    wanted, typed = _wanted(request.GET)
    shown = organisations.page_of_organisations(
        request.scope, wanted, number=request.GET.get("page"), size=_PAGE
    )
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "rows": shown.rows,
        "total": shown.total,
        "is_cut": shown.is_cut,
        "page": shown.page,
        "query": wanted.query,
        "kind": wanted.kind,
        "kinds": OrganisationKind.choices,
        "territory": wanted.territory,
        "typed": _as_written(typed, wanted.territory),
        "is_lost": bool(typed) and wanted.territory is None,
        "asked": asked.urlencode(),
        "may_add": keeps_a_directory(request.scope),
    }
    return render(request, "directory/organisations.html", context)


@require_safe
def organisations_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the whole list as a file.

    Raises
    ------
    BadInput
        If it is longer than a file holds.
    """
    wanted = _wanted(request.GET)[0]
    return organisations_answer(organisations.list_whole(request.scope, wanted), suffix)


@require_safe
def organisation(request: ScopedRequest, organisation_id: int) -> HttpResponse:
    """Show an organisation: what the reader may see of it, who acts for it, its history."""
    found = organisations.get_visible(request.scope, organisation_id)
    if not request.user.is_authenticated or _VISITOR in request.GET:
        return _for_visitor(request, found)
    shown = organisations.get_organisation(request.scope, organisation_id)
    may_give = bool(roles_to_give(request.scope, found))
    is_silent = shown.seen["agrees_to_contact"] and not _is_reachable(shown)
    context = {
        "is_silent": is_silent,
        "way": way_to(request.scope, found) if is_silent else None,
        "shown": shown,
        "labels": ORGANISATION,
        "roles": mandates.list_roles_held(request.scope, found),
        "invitations": requests.list_waiting_invitations(request.scope, found),
        "history": get_history(request.scope, "organisation", str(shown.pk)),
        "slots": slots_of(request.scope, found),
        "side": register_side(found),
        "parts": parts_seen(request.scope, found.pk),
        "may_refresh": settings.REGISTER_API is not None
        and bool(found.siren)
        and can_add_organisation(request.scope, found.seat),
        "may_change": organisations.may_change(request.scope, organisation_id),
        "may_give": may_give,
        "may_ask": not may_give,
    }
    return render(request, "directory/organisation.html", context)


def _is_reachable(shown: organisations.Shown) -> bool:
    """Whether a reader sees by which address or telephone an organisation is reached."""
    return bool(shown.seen.get("email") or shown.seen.get("phone"))


def _for_visitor(request: ScopedRequest, found: Organisation) -> HttpResponse:
    """Show an organisation as who has no account reads it; its people see that page too."""
    is_read = organisations.may_view(NOBODY, found.pk)
    shown = organisations.get_organisation(NOBODY, found.pk) if is_read else None
    context = {
        "name": found.name,
        "number": found.pk,
        "shown": shown,
        "is_silent": shown and shown.seen["agrees_to_contact"] and not _is_reachable(shown),
        "labels": ORGANISATION,
        "roles": mandates.list_roles_held(NOBODY, found) if is_read else [],
        "slots": slots_of(NOBODY, found) if is_read else [],
        "is_preview": request.user.is_authenticated,
        "may_change": organisations.may_change(request.scope, found.pk),
    }
    return render(request, "directory/organisation_public.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_add(request: ScopedRequest) -> HttpResponse:
    """Show the form of a new organisation; add it, or declare it where one keeps no directory."""
    if not keeps_a_directory(request.scope):
        return _declare(request)
    first = {"preset": Preset.TERRITORY, "name": request.GET.get("nom", "")[:200]}
    form = OrganisationForm(what_was_typed(request), initial=first)
    context: dict[str, Any] = {"shown": None}
    if request.method == "POST" and form.is_valid():
        written = form.fields_written()
        same = namesakes(request.scope, written.name, written.seat)
        others = ",".join(str(each.pk) for each in same)
        context |= {"namesakes": same, "others": others}
        if request.POST.get("others", "") != others:  # Asked once: pressed again, it is another.
            return _form(request, form, context)
        try:
            added = add_organisation(
                acting=acting(request), written=written, channel=form.channel_written()
            )
        except BadInput as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("L’organisation est dans l’annuaire."))
            return HttpResponseRedirect(reverse("directory:organisation", args=(added.pk,)))
    return _form(request, form, context)


def _declare(request: ScopedRequest) -> HttpResponse:
    known = {
        "name": request.GET.get("nom", "")[:200],
        "siret": suggested_siret(cast("User", request.user)),
    }
    form = DeclarationForm(what_was_typed(request), initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            asked = declare_organisation(
                acting=acting(request),
                written=form.fields_written(),
                reason=form.cleaned_data["reason"],
            )
        except BadInput as refusal:
            _tell(form, refusal)
        else:
            said = _("Votre organisation est déclarée : qui tient l’annuaire vous répond.")
            messages.success(request, said)
            return HttpResponseRedirect(reverse("directory:request", args=(asked.pk,)))
    status = 400 if form.errors else 200
    return render(request, "directory/organisation_declare.html", {"form": form}, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_change(request: ScopedRequest, organisation_id: int) -> HttpResponse:
    """Show the form of an organisation; change it, or show field by field who wrote what."""
    found = organisations.get_changeable(request.scope, organisation_id)
    first, typed = initial_of(found), what_was_typed(request)
    form = OrganisationForm(with_theirs(typed, first) if typed else None, initial=first)
    context: dict[str, Any] = {
        "shown": organisations.get_organisation(request.scope, found.pk),
        "is_own": found.pk in request.scope.organisations(ORGANISATION_ROLES),
    }
    if request.method == "POST" and form.is_valid():
        try:
            change_organisation(
                acting=acting(request),
                organisation_id=organisation_id,
                version=form.cleaned_data["version"] or 0,
                written=form.fields_written(),
                channel=form.channel_written(),
            )
        except VersionConflict as conflict:
            form = form_again(form, conflict, first)
            context["conflict"] = compared(request.scope, found, form, conflict)
        except BadInput as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("Vos changements sont enregistrés."))
            return HttpResponseRedirect(reverse("directory:organisation", args=(found.pk,)))
    return _form(request, form, context)


def _form(request: ScopedRequest, form: OrganisationForm, context: dict[str, Any]) -> HttpResponse:
    is_asked = context.get("conflict") or context.get("namesakes")
    status = 400 if form.errors else 409 if is_asked else 200
    context = {"conflict": None, "is_own": False, "namesakes": []} | context | {"form": form}
    return render(request, "directory/organisation_form.html", context, status=status)


def _tell(form: OrganisationForm, refusal: BadInput) -> None:
    """Put a refusal next to its field."""
    said = " ".join(f"{part}." for part in (refusal.what, refusal.remedy.rstrip(".")) if part)
    form.add_error(refusal.name if isinstance(refusal, BadField) else None, said)


def _wanted(asked: QueryDict) -> tuple[Wanted, str]:
    """Return what is looked for, and the territory as it was typed."""
    kind = asked.get("kind", "")
    typed = asked.get("territoire", "").strip()[:80]
    wanted = Wanted(
        query=asked.get("q", "").strip()[:80],
        kind=kind if kind in OrganisationKind.values else "",
        territory=_territory(typed) if typed else None,
    )
    return wanted, typed


def _as_written(typed: str, found: Perimeter | None) -> str:
    """Return a territory by its name, where asking for that name finds it again."""
    is_named = found is not None and _territory(found.name) == found
    return found.name if found is not None and is_named else typed


def _territory(typed: str) -> Perimeter | None:
    kind, colon, code = typed.partition(":")
    if colon and not kind.isdigit():
        try:
            return get_perimeter(kind=kind, code=code)
        except BadInput:
            return None
    return next(iter(list_by_name(typed, limit=1)), None)
