"""The pages every public service has: notices, usage, what programs ask."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from terreau import __version__
from terreau.web.apps.home import notices, stats
from terreau.web.apps.home.processing import list_processing
from terreau.web.apps.home.site_map import GROUPS
from terreau.web.shared.download import CSV, file_answer

# When the accessibility statement was made, and the terms were last changed.
_STATED_ON = date(2026, 11, 29)
_TERMS_OF = date(2026, 11, 29)
_TEXT = "text/plain; charset=utf-8"


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    context = {"site": _site(request), "updated_on": _STATED_ON}
    return render(request, "home/accessibility.html", context)


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Show who publishes this instance, who hosts it, and under which licences."""
    return render(request, "home/legal.html", {"version": __version__})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what is done with personal data."""
    return render(request, "home/privacy.html", {"register": list_processing()})


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Show the terms of use."""
    return render(request, "home/terms.html", {"updated_on": _TERMS_OF})


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Show every page that has an address of its own."""
    return render(request, "home/site_map.html", {"groups": GROUPS})


@require_safe
def stats_page(request: HttpRequest) -> HttpResponse:
    """Show usage and impact."""
    found = stats.get_stats()
    rows = [
        {"label": use.label, "cells": list(zip(found.months, use.counts, strict=True)),
         "total": use.total}
        for use in found.uses
    ]  # fmt: skip
    context = {"stats": found, "rows": rows, "first_day": found.first_day}
    return render(request, "home/stats.html", context)


@require_safe
def stats_csv(request: HttpRequest) -> HttpResponse:
    """Give the same numbers."""
    return file_answer(stats.as_csv(stats.get_stats()), CSV, "usage.csv")


@require_safe
def security_text(request: HttpRequest) -> HttpResponse:
    """Tell whoever found a fault where to write (RFC 9116)."""
    text = notices.security_text(site=_site(request), now=timezone.now())
    return HttpResponse(text, content_type=_TEXT)


@require_safe
def robots_text(request: HttpRequest) -> HttpResponse:
    """Tell robots what not to visit."""
    return HttpResponse(notices.robots_text(), content_type=_TEXT)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
