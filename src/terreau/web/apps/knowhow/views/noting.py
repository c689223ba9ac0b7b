"""Pages on which several lines are written at once: typed, shown as understood, kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import keeps_a_directory
from terreau.web.apps.directory.rules import ORGANISATION_ROLES
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.forms import ManyForm, chosen_channel
from terreau.web.apps.knowhow.just_noted import lines_added, page_with_new
from terreau.web.apps.knowhow.read_lines import ReadLine, as_typed, read_box, read_rows
from terreau.web.apps.knowhow.selectors.lines import get_notable
from terreau.web.apps.knowhow.services.noting import note_lines


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def know_how_add(request: ScopedRequest, organisation_id: int) -> HttpResponse:
    """Ask for lines, show what was understood of each, keep those that stand."""
    organisation = get_notable(request.scope, organisation_id)
    typed = what_was_typed(request)
    if typed is None:
        return _box(request, organisation, ManyForm())
    if rows := read_rows(typed):
        return _again(request, organisation, typed, rows)
    form = ManyForm(typed)
    rows = _read(form)
    if not rows:
        return _box(request, organisation, form)
    return _rows(request, organisation, rows, form.cleaned_data)


def _read(form: ManyForm) -> list[ReadLine]:
    """Return the lines of the box; none where something is refused, which the form then says."""
    if not form.is_valid():
        return []
    try:
        rows = read_box(form.cleaned_data["lines"])
    except BadInput as refusal:
        form.add_error("lines", refusal.sentence())
        return []
    if not rows:
        form.add_error("lines", _("Écrivez au moins une ligne."))
    return rows


def _again(
    request: ScopedRequest, organisation: Organisation, typed: QueryDict, rows: list[ReadLine]
) -> HttpResponse:
    """Keep the lines that were shown, show them once more, or go back to their text."""
    as_text = typed.copy()
    as_text["lines"] = as_typed(rows)
    form = ManyForm(as_text)
    if not form.is_valid() or "back" in typed:
        return _box(request, organisation, form)
    if "keep" in request.POST:
        return _keep(request, organisation, rows, form.cleaned_data)
    return _rows(request, organisation, rows, form.cleaned_data)


def _keep(
    request: ScopedRequest,
    organisation: Organisation,
    rows: list[ReadLine],
    chosen: dict[str, Any],
) -> HttpResponse:
    """Keep the lines that were shown; show them again where one of them cannot be kept."""
    written = [row.fields(chosen["visibility"]) for row in rows]
    sound = [each for each in written if each is not None]
    if len(sound) < len(rows):
        return _rows(request, organisation, rows, chosen, status=400)
    is_own = organisation.pk in request.scope.organisations(ORGANISATION_ROLES)
    try:
        added = note_lines(
            acting=acting(request),
            organisation_id=organisation.pk,
            lines=sound,
            source=KnowHowSource.TOLD if is_own else KnowHowSource.KEEPER,
            channel=chosen_channel(chosen["channel"]),
        )
    except BadInput as refusal:
        rows[0].error = refusal.sentence()
        return _rows(request, organisation, rows, chosen, status=400)
    messages.success(request, lines_added(len(added), len(sound) - len(added)))
    return HttpResponseRedirect(page_with_new(organisation.pk, added))


def _box(request: ScopedRequest, organisation: Organisation, form: ManyForm) -> HttpResponse:
    context = {"form": form, **_about(request, organisation)}
    return render(request, "knowhow/add.html", context, status=400 if form.errors else 200)


def _rows(
    request: ScopedRequest,
    organisation: Organisation,
    rows: list[ReadLine],
    chosen: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    context = {
        "rows": rows,
        "visibility": chosen["visibility"],
        "channel": chosen["channel"],
        "count": len(rows),
        "wrong": sum(bool(row.error) for row in rows),
        **_about(request, organisation),
    }
    return render(request, "knowhow/add_read.html", context, status=status)


def _about(request: ScopedRequest, organisation: Organisation) -> dict[str, Any]:
    seat = organisation.seat
    return {
        "organisation": organisation,
        "may_import": keeps_a_directory(request.scope),
        "is_own": organisation.pk in request.scope.organisations(ORGANISATION_ROLES),
        "is_example": seat is not None and seat.country == "XX",
    }
