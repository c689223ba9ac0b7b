"""Cooperation spaces: opened, shown, joined, left, spoken in, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.network.forms import CloseForm, JoinForm, NoteForm, SpaceForm
from terreau.web.apps.network.permissions import nothing_here, opens_spaces
from terreau.web.apps.network.selectors.spaces import get_space
from terreau.web.apps.network.services import spaces as services
from terreau.web.shared.forms import PageForm


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def space_add(request: ScopedRequest) -> HttpResponse:
    """Open a space in a territory whose directory one keeps."""
    if not opens_spaces(request.scope):
        raise nothing_here()
    form = SpaceForm(what_was_typed(request), scope=request.scope)
    if request.method == "POST" and form.is_valid():
        written = services.SpaceFields(**form.cleaned_data)
        try:
            space = services.open_space(acting=acting(request), written=written)
        except NotHere:
            raise
        except BadInput as refusal:
            form.add_error(None, refusal.sentence())
        else:
            messages.success(request, _("L’espace est ouvert : ajoutez-y des organisations."))
            return _to(space.pk)
    status = 400 if form.errors else 200
    return render(request, "network/space_form.html", {"form": form}, status=status)


@require_safe
def space(request: ScopedRequest, space_id: int) -> HttpResponse:
    """Show a space: what it is for, who takes part, what they said."""
    return _page(request, space_id)


@never_cache
@signed_in
@require_POST
def space_join(request: ScopedRequest, space_id: int) -> HttpResponse:
    """Bring an organisation into a space."""
    shown = get_space(request.scope, space_id)
    if not (shown.may_keep or shown.own):
        raise nothing_here()
    form = JoinForm(request.POST, scope=request.scope)

    def write(said: dict[str, Any]) -> None:
        services.join_space(
            acting=acting(request),
            space_id=space_id,
            organisation_id=said["organisation"].pk,
            since=said["since"],
        )

    return _written(request, space_id, "join", form, write)


@never_cache
@signed_in
@require_POST
def space_leave(request: ScopedRequest, space_id: int, organisation_id: int) -> HttpResponse:
    """Say that an organisation takes part no more, from today."""
    services.leave_space(
        acting=acting(request),
        space_id=space_id,
        organisation_id=organisation_id,
        on=timezone.localdate(),
    )
    messages.success(request, _("L’organisation ne participe plus ; son histoire reste."))
    return _to(space_id)


@never_cache
@signed_in
@require_POST
def space_note(request: ScopedRequest, space_id: int) -> HttpResponse:
    """Leave a few words in a space."""
    if not get_space(request.scope, space_id).may_write:
        raise nothing_here()

    def write(said: dict[str, Any]) -> None:
        services.write_note(acting=acting(request), space_id=space_id, text=said["text"])

    return _written(request, space_id, "note", NoteForm(request.POST), write)


@never_cache
@signed_in
@require_POST
def space_close(request: ScopedRequest, space_id: int) -> HttpResponse:
    """Close a space with a reason."""
    if not get_space(request.scope, space_id).may_keep:
        raise nothing_here()

    def write(said: dict[str, Any]) -> None:
        services.close_space(acting=acting(request), space_id=space_id, reason=said["reason"])

    return _written(request, space_id, "close", CloseForm(request.POST), write)


@never_cache
@signed_in
@require_POST
def space_reopen(request: ScopedRequest, space_id: int) -> HttpResponse:
    """Open a closed space again."""
    services.reopen_space(acting=acting(request), space_id=space_id)
    messages.success(request, _("L’espace est ouvert à nouveau."))
    return _to(space_id)


def _written(
    request: ScopedRequest,
    space_id: int,
    name: str,
    form: PageForm,
    write: Callable[[dict[str, Any]], None],
) -> HttpResponse:
    """Write what a form of the page says, or show the page again with what it refuses."""
    if form.is_valid():
        try:
            write(form.cleaned_data)
        except NotHere:
            raise
        except BadInput as refusal:
            form.add_error(None, refusal.sentence())
        else:
            messages.success(request, _("C’est enregistré."))
            return _to(space_id)
    return _page(request, space_id, {name: form})


def _page(
    request: ScopedRequest, space_id: int, forms: dict[str, PageForm] | None = None
) -> HttpResponse:
    shown = get_space(request.scope, space_id)
    fresh: dict[str, PageForm] = {
        "join": JoinForm(scope=request.scope),
        "note": NoteForm(),
        "close": CloseForm(),
    }
    context = {
        "shown": shown,
        "forms": fresh | (forms or {}),
        "may_join": shown.may_keep or bool(shown.own),
        "history": get_history(request.scope, "space", str(space_id)),
    }
    return render(request, "network/space.html", context, status=400 if forms else 200)


def _to(space_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("network:space", args=(space_id,)))
