"""Pages of one line: what is known of it, its form, verifying, confirming, ending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terreau.core.errors import BadInput, Conflict
from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.rules import ORGANISATION_ROLES
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.knowhow.forms import LineForm, chosen_channel, line_initial
from terreau.web.apps.knowhow.line_conflict import (
    choices_between,
    form_again,
    form_with,
    with_theirs,
)
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.presenters import shown_lines
from terreau.web.apps.knowhow.selectors.lines import get_changeable_line, get_line, rights_over
from terreau.web.apps.knowhow.services.lines import BadLine
from terreau.web.apps.knowhow.services.noting import change_know_how, end_know_how
from terreau.web.apps.knowhow.services.verifying import confirm_know_how, verify_know_how


@require_safe
def know_how(request: ScopedRequest, know_how_id: int) -> HttpResponse:
    """Show a line: its words, what they say, who verified it, its history."""
    line = get_line(request.scope, know_how_id)
    context = {
        "shown": _shown(request, line),
        "history": get_history(request.scope, "know_how", str(line.pk)),
        **_about(request, line),
    }
    return render(request, "knowhow/know_how.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def know_how_change(request: ScopedRequest, know_how_id: int) -> HttpResponse:
    """Show the form of a line; change it, or show what the new words say first."""
    line = get_changeable_line(request.scope, know_how_id)
    first, typed = line_initial(line), what_was_typed(request)
    form = LineForm(with_theirs(typed, first) if typed else None, initial=first, line=line)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        unseen = form.unseen()
        if unseen is not None:
            form = form_with(form, unseen, line)
            context["unseen"] = unseen
        else:
            try:
                change_know_how(
                    acting=acting(request),
                    know_how_id=line.pk,
                    version=form.cleaned_data["version"] or 0,
                    written=form.fields_written(),
                    channel=form.channel_written(),
                )
            except VersionConflict as conflict:
                context["conflict"] = choices_between(form, conflict)
                form = form_again(form, conflict, first, line)
            except BadInput as refusal:
                said = f"{refusal.what}. {refusal.remedy}"
                form.add_error(refusal.name if isinstance(refusal, BadLine) else None, said)
            else:
                messages.success(request, _("La ligne est changée."))
                return HttpResponseRedirect(_page_of(line))
    context = {"unseen": None, "conflict": None} | context | _about(request, line)
    status = 400 if form.errors else 409 if context["conflict"] else 200
    return render(request, "knowhow/change.html", context | {"form": form}, status=status)


@never_cache
@signed_in
@require_POST
def know_how_verify(request: ScopedRequest, know_how_id: int) -> HttpResponse:
    """Say that one looked and found it so."""

    def act() -> KnowHow:
        return verify_know_how(
            acting=acting(request), know_how_id=know_how_id, version=_version(request)
        )

    return _done(request, know_how_id, act, _("La ligne est vérifiée, à votre nom."))


@never_cache
@signed_in
@require_POST
def know_how_confirm(request: ScopedRequest, know_how_id: int) -> HttpResponse:
    """Say that it is still true."""

    def act() -> KnowHow:
        return confirm_know_how(
            acting=acting(request),
            know_how_id=know_how_id,
            version=_version(request),
            channel=chosen_channel(request.POST.get("channel", "")),
        )

    return _done(request, know_how_id, act, _("C’est noté : toujours vrai aujourd’hui."))


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def know_how_end(request: ScopedRequest, know_how_id: int) -> HttpResponse:
    """Ask before ending a line; end it."""
    line = get_changeable_line(request.scope, know_how_id)
    if request.method == "POST":
        end_know_how(
            acting=acting(request),
            know_how_id=line.pk,
            channel=chosen_channel(request.POST.get("channel", "")),
        )
        messages.success(request, _("La ligne est terminée ; son histoire reste."))
        return HttpResponseRedirect(_page_of(line))
    context = {"shown": _shown(request, line), **_about(request, line)}
    return render(request, "knowhow/end.html", context)


def _done(
    request: ScopedRequest, know_how_id: int, act: Callable[[], KnowHow], said: str
) -> HttpResponse:
    """Act, and say so where the button was pressed; what changed meanwhile is shown as it is."""
    try:
        line = act()
    except Conflict as conflict:
        messages.warning(request, f"{conflict.what}. {conflict.remedy}")
        return HttpResponseRedirect(reverse("knowhow:know_how", args=(know_how_id,)))
    messages.success(request, said)
    return HttpResponseRedirect(_page_of(line))


def _version(request: ScopedRequest) -> int:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _page_of(line: KnowHow) -> str:
    address = reverse("directory:organisation", args=(line.organisation_id,))
    return f"{address}#savoir-faire"


def _shown(request: ScopedRequest, line: KnowHow) -> Any:
    rights = rights_over(request.scope, line.organisation)
    return shown_lines(request.scope, [line], rights)[0]


def _about(request: ScopedRequest, line: KnowHow) -> dict[str, Any]:
    seat = line.organisation.seat
    return {
        "line": line,
        "channels": Channel.choices,
        "organisation": line.organisation,
        "is_own": line.organisation_id in request.scope.organisations(ORGANISATION_ROLES),
        "is_example": seat is not None and seat.country == "XX",
    }
