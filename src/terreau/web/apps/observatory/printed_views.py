"""The page of what documents print, and its CSV. A view asks and renders."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from terreau.web.apps.observatory import printed_export
from terreau.web.apps.observatory.printed_page import get_printed
from terreau.web.shared.download import CSV, file_answer


@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """Show what documents print beside what is computed here, and why the two differ."""
    return render(request, "observatory/printed.html", {"page": get_printed()})


@require_safe
def printed_csv(request: HttpRequest) -> HttpResponse:
    """Give the same as CSV."""
    return file_answer(printed_export.as_csv(get_printed()), CSV, "chiffres-imprimes.csv")
