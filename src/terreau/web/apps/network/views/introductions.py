"""Introductions: the list of a territory, one of them, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.core.errors import BadInput, Conflict, NotHere
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.network.enums import IntroductionState
from terreau.web.apps.network.exports import introductions_answer
from terreau.web.apps.network.forms import OutcomeForm
from terreau.web.apps.network.models import Introduction
from terreau.web.apps.network.permissions import can_introduce, nothing_here
from terreau.web.apps.network.selectors.introduced import (
    get_introduction,
    get_proposed,
    list_introductions,
)
from terreau.web.apps.network.services.introducing import change_introduction, note_introduction
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.presenters import as_result
from terreau.web.apps.territories.selectors import get_perimeter

_MOST = 200
# As addresses say it.
STATES = {
    "faite": IntroductionState.MADE,
    "plus-tard": IntroductionState.LATER,
    "ecarter": IntroductionState.DROPPED,
}


@never_cache
@require_safe
def introductions(request: ScopedRequest, kind: str, code: str) -> HttpResponse:
    """Show what came of the introductions of a territory, to who keeps its directory."""
    perimeter = _kept(request, kind, code)
    found = list_introductions(request.scope, perimeter)
    context = {
        "perimeter": perimeter,
        "result": as_result(perimeter),
        "rows": found[:_MOST],
        "total": found.count(),
        "most": _MOST,
    }
    return render(request, "network/introductions.html", context)


@never_cache
@require_safe
def introductions_file(request: ScopedRequest, kind: str, code: str, suffix: str) -> HttpResponse:
    """Give the introductions of a territory as a file."""
    found = list_introductions(request.scope, _kept(request, kind, code))
    return introductions_answer(found, suffix)


@never_cache
@require_safe
def introduction(request: ScopedRequest, introduction_id: int) -> HttpResponse:
    """Show one introduction: who, what was said, what came of it."""
    row = get_introduction(request.scope, introduction_id)
    context = {
        "row": row,
        "result": as_result(row.perimeter),
        "may_list": can_introduce(request.scope, row.perimeter),
        "history": get_history(request.scope, "introduction", str(row.pk)),
    }
    return render(request, "network/introduction.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def introduction_note(
    request: ScopedRequest, kind: str, code: str, *, offered: int, sought: int, said: str
) -> HttpResponse:
    """Say what came of an introduction that is proposed."""
    perimeter = _kept(request, kind, code)
    made, wished = get_proposed(request.scope, perimeter, offered, sought)

    def write(form: OutcomeForm) -> Introduction:
        return note_introduction(
            acting=acting(request),
            perimeter=perimeter,
            offered_id=offered,
            sought_id=sought,
            outcome=form.outcome,
        )

    found = Introduction(
        perimeter=perimeter,
        offers=made.organisation,
        seeks=wished.organisation,
        offered=made.text,
        sought=wished.text,
    )
    return _asked(request, said, found, {}, write)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def introduction_change(request: ScopedRequest, introduction_id: int, said: str) -> HttpResponse:
    """Say something else of an introduction."""
    row = get_introduction(request.scope, introduction_id)
    held: dict[str, Any] = {"version": row.version, "word": row.word}
    if said in STATES and STATES[said] == row.state:
        held |= {"on": row.made_on or row.again_on, "reason": row.reason}

    def write(form: OutcomeForm) -> Introduction:
        return change_introduction(
            acting=acting(request),
            introduction_id=row.pk,
            version=form.cleaned_data["version"],
            outcome=form.outcome,
        )

    return _asked(request, said, row, held, write)


def _asked(
    request: ScopedRequest,
    said: str,
    found: Introduction,
    held: dict[str, Any],
    write: Callable[[OutcomeForm], Introduction],
) -> HttpResponse:
    """Show the form of one state and write what it says, or show it again with what it refuses."""
    if said not in STATES:
        raise nothing_here()
    status = 400
    back = _list_of(request, found) if found.pk else _address("territory", found.perimeter)
    form = OutcomeForm(what_was_typed(request), state=STATES[said], initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            row = write(form)
        except NotHere:
            raise
        except BadInput as refusal:
            form.add_error(None, refusal.sentence())
            if isinstance(refusal, Conflict):
                status, back = 409, _address("introductions", found.perimeter)
        else:
            messages.success(request, _("C’est noté."))
            return HttpResponseRedirect(_list_of(request, row))
    context = {
        "form": form,
        "found": found,
        "result": as_result(found.perimeter),
        "state": STATES[said],
        "back_url": back,
    }
    shown = status if form.errors else 200
    return render(request, "network/introduction_form.html", context, status=shown)


def _list_of(request: ScopedRequest, row: Introduction) -> str:
    """Return the list in which an introduction is; its own page where one keeps another place."""
    if can_introduce(request.scope, row.perimeter):
        return _address("introductions", row.perimeter)
    return reverse("network:introduction", args=(row.pk,))


def _address(page: str, perimeter: Perimeter) -> str:
    return reverse(f"network:{page}", args=(as_result(perimeter).slug, perimeter.code))


def _kept(request: ScopedRequest, kind: str, code: str) -> Perimeter:
    perimeter = get_perimeter(kind=kind, code=code)
    if not can_introduce(request.scope, perimeter):
        raise nothing_here()
    return perimeter
