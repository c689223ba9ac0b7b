"""Pages of the observatory: a profile, its CSV, the datasets it stands on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from terreau.web.apps.observatory import charts, exports, printing, selectors
from terreau.web.apps.observatory.composing.methods import method_help, method_title
from terreau.web.apps.observatory.datasets_held import list_all
from terreau.web.apps.observatory.profile import Profile
from terreau.web.apps.observatory.rules import METHODS, Asked
from terreau.web.apps.observatory.sentences import emphasised
from terreau.web.apps.territories import covering, presenters
from terreau.web.apps.territories import selectors as territories


@require_safe
def profile(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show the profile of a territory."""
    territory = territories.get_territory(kind=kind, code=code)
    around = covering.get_surroundings(territory)
    found = selectors.get_profile(around, asked_in(request))
    context = {
        "territory": territory,
        "profile": found,
        "sentence": emphasised(found.sentence),
        "effects_chart": charts.effects_chart(found.effects) if found.effects else None,
        "print_notes": printing.notes_of(found),
        "trend_chart": charts.trend_chart(found.trend) if found.trend else None,
        "same": [presenters.as_result(p) for p in around.same()],
        "containing": [presenters.as_result(p) for p in around.containing()],
        # A zone's fifty communes are on its own page.
        "parts": [presenters.as_result(p) for p in territory.parts if len(territory.parts) <= 12],
        "top_sectors": found.sectors[:6],
        "other_sectors": found.sectors[6:],
        "methods": [(method, method_title(method)) for method in METHODS],
        "method_help": method_help(found.choice.method) if found.choice else "",
    }
    return render(request, "observatory/profile.html", context)


@require_safe
def profile_csv(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Give the figures of the page as CSV, each with its provenance."""
    found = _profile(request, kind, code)
    response = HttpResponse(exports.as_csv(found), content_type="text/csv; charset=utf-8")
    stem = "".join(c if c.isalnum() else "-" for c in f"{found.kind}-{found.code}")[:80]
    mark = "exemple-" if found.is_example else ""
    response["Content-Disposition"] = f'attachment; filename="{mark}{stem}.csv"'
    return response


@require_safe
def datasets(request: HttpRequest) -> HttpResponse:
    """List the datasets of this installation, their licence and what was kept and rejected."""
    return render(request, "observatory/datasets.html", {"datasets": list_all()})


def asked_in(request: HttpRequest) -> Asked:
    """Read the reader's wishes in the address."""
    get = request.GET.get
    return Asked(
        source=get("source", ""),
        start=get("from", ""),
        end=get("to", ""),
        level=get("level", ""),
        method=get("method", ""),
    )


def _profile(request: HttpRequest, kind: str, code: str) -> Profile:
    territory = territories.get_territory(kind=kind, code=code)
    return selectors.get_profile(covering.get_surroundings(territory), asked_in(request))
