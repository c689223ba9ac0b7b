"""Pages by which a keeper of a directory imports lines: sent, shown as understood, kept."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in
from terreau.web.apps.directory.permissions import keeps_a_directory, nothing_here
from terreau.web.apps.knowhow.forms import ImportForm
from terreau.web.apps.knowhow.just_noted import lines_added
from terreau.web.apps.knowhow.pasted import PastedRow, as_text, rows_of_file, rows_of_text
from terreau.web.apps.knowhow.presenters import understood_tags
from terreau.web.apps.knowhow.services.importing import import_know_how, understand_rows


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def know_how_import(request: ScopedRequest) -> HttpResponse:
    """Ask for a table, show what was understood row by row, keep the rows that can be."""
    if not keeps_a_directory(request.scope):
        raise nothing_here()
    if request.method != "POST":
        return _asked(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _asked(request, form)
    try:
        rows = _rows(form)
    except BadInput as refusal:
        form.add_error(None, refusal.sentence())
        return _asked(request, form)
    read = understand_rows(request.scope, rows, form.cleaned_data["visibility"])
    if "keep" not in request.POST:
        context = {
            "rows": [(each, understood_tags(each.written)) for each in read],
            "good": sum(each.written is not None for each in read),
            "wrong": sum(each.written is None for each in read),
            "table": as_text(rows),
            "visibility": form.cleaned_data["visibility"],
        }
        return render(request, "knowhow/import_read.html", context)
    try:
        added = import_know_how(acting=acting(request), rows=read)
    except BadInput as refusal:
        form.add_error(None, refusal.sentence())
        return _asked(request, form)
    good = sum(each.written is not None for each in read)
    if said := lines_added(added, good - added):
        messages.success(request, said)
    return HttpResponseRedirect(reverse("directory:organisations"))


def _rows(form: forms.Form) -> list[PastedRow]:
    sent = form.cleaned_data["file"]
    if sent is not None:
        return rows_of_file(sent.name, sent.read())
    return rows_of_text(form.cleaned_data["table"])


def _asked(request: ScopedRequest, form: ImportForm) -> HttpResponse:
    status = 400 if form.errors else 200
    return render(request, "knowhow/import.html", {"form": form}, status=status)
