"""Pages of the observatory: a profile, its CSV, the sources and datasets it stands on."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.observatory import charts, embeds, printing, selectors, source_rows
from terreau.web.apps.observatory.composing.methods import method_help, method_title
from terreau.web.apps.observatory.datasets_held import list_all
from terreau.web.apps.observatory.indicating import KINDS
from terreau.web.apps.observatory.numbers_export import Told, as_csv
from terreau.web.apps.observatory.profile import Profile
from terreau.web.apps.observatory.rules import METHODS, Asked
from terreau.web.apps.observatory.sentences import emphasised
from terreau.web.apps.observatory.slots import FigurePage, figure_slot
from terreau.web.apps.territories import covering, import_runs, presenters
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.permissions import can_request_pull
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.download import CSV, file_answer, legible, marked
from terreau.web.shared.list_file import list_answer


@require_safe
def profile(request: ScopedRequest, kind: str, code: str) -> HttpResponse:
    """Show the profile of a territory."""
    territory = territories.get_territory(kind=kind, code=code)
    around = covering.get_surroundings(territory)
    found = selectors.get_profile(around, Asked.of(request.GET))
    here = FigurePage(territory, request.get_full_path(), request.path)
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
        "embeds": embeds.embeds_of_profile(
            territory, found, request.GET.urlencode(), request.build_absolute_uri("/")[:-1]
        ),
        "map_indicator": _map_indicator(territory, found),
        "has_peers": territory.kind in KINDS,
        "top_sectors": found.sectors[:6],
        "other_sectors": found.sectors[6:],
        "methods": _methods(found),
        "method_help": method_help(found.choice.method) if found.choice else "",
        "figure_slot": figure_slot(request.scope, here),
    }
    return render(request, "observatory/profile.html", context)


@require_safe
def profile_csv(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Give the figures of the page as CSV, each with its provenance."""
    found = _profile(request, kind, code)
    return csv_of(found, f"{found.kind}-{found.code}", is_example=found.is_example)


def csv_of(told: Told, name: str, *, is_example: bool) -> HttpResponse:
    """Give figures as a CSV file, whose name says what it holds."""
    return file_answer(as_csv(told), CSV, marked(f"{legible(name)}.csv", is_example=is_example))


@never_cache
@require_safe
def datasets(request: ScopedRequest) -> HttpResponse:
    """Show where the official sources stand, then the datasets with what was kept and rejected."""
    rows = source_rows.list_rows()
    context = {
        "here": [row for row in rows if row.is_here],
        "elsewhere": [row for row in rows if not row.is_here],
        "missing": source_rows.missing_uses(rows),
        "can_pull": bool(import_runs.list_lacking()),
        "datasets": list_all(),
        "may_pull": can_request_pull(request.META, request.scope),
    }
    return render(request, "observatory/datasets.html", context)


@never_cache
@require_safe
def sources_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """Give the official sources, and where each stands here, as a file."""
    headings = (
        _("Source"), _("Éditeur"), _("Licence"), _("État"), _("Millésimes"), _("Adresse"),
    )  # fmt: skip
    rows = (
        (
            row.source.title,
            row.source.publisher,
            row.source.licence.name,
            row.sentence,
            ", ".join(row.vintages),
            row.source.page,
        )
        for row in source_rows.list_rows()
    )
    return list_answer(headings, rows, name="sources", suffix=suffix)


@never_cache
@require_safe
def source(request: ScopedRequest, source_id: str) -> HttpResponse:
    """Show an official source: its terms, its editions, what is held of it, what was tried."""
    row = _source_row(source_id)
    held = [(one, source_rows.rejected_reasons(one)) for one in row.state.datasets]
    context = {
        "row": row,
        "held": held,
        "runs": source_rows.list_runs(row.source),
        "may_pull": can_request_pull(request.META, request.scope),
    }
    return render(request, "observatory/source.html", context)


@never_cache
@require_safe
def source_state(request: ScopedRequest, source_id: str) -> HttpResponse:
    """Answer a page that watches a source; once nothing runs, the page loads itself again."""
    row = _source_row(source_id)
    context = {"row": row, "may_pull": can_request_pull(request.META, request.scope)}
    response = render(request, "observatory/_source_state.html", context)
    if not row.is_running:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def pull_missing(request: ScopedRequest) -> HttpResponse:
    """Ask for all that is missing and can be brought, then show where it stands."""
    if not can_request_pull(request.META, request.scope):
        raise PermissionDenied
    import_runs.request_lacking()
    return HttpResponseRedirect(reverse("observatory:datasets"))


@require_POST
def pull_source(request: ScopedRequest, source_id: str) -> HttpResponse:
    """Ask for a source, then show where it stands."""
    if not can_request_pull(request.META, request.scope):
        raise PermissionDenied
    row = _source_row(source_id)
    if edition := request.POST.get("edition"):
        import_runs.request_pull(source_id=row.source.id, label=edition)
    else:
        import_runs.request_source(source_id=row.source.id)
    if request.POST.get("from") == "source":
        return HttpResponseRedirect(reverse("observatory:source", args=(row.source.id,)))
    return HttpResponseRedirect(f"{reverse('observatory:datasets')}#source-{row.source.id}")


def _source_row(source_id: str) -> source_rows.SourceRow:
    row = source_rows.get_row(source_id)
    if row is None:
        raise Http404
    return row


def _methods(found: Profile) -> list[tuple[str, str]]:
    """Return the methods that tell effects apart here; year by year where there are such years."""
    choice = found.choice
    return [
        (method, method_title(method))
        for method in METHODS
        if choice is not None
        and (method != "chained" or choice.has_years_between or choice.method == method)
    ]


def _map_indicator(territory: Territory, found: Profile) -> str:
    """Return the indicator on which a territory is set among the others; "" where it is not."""
    if territory.kind not in KINDS:
        return ""
    return "industry-share" if found.sectors else "population-growth"


def _profile(request: HttpRequest, kind: str, code: str) -> Profile:
    territory = territories.get_territory(kind=kind, code=code)
    return selectors.get_profile(covering.get_surroundings(territory), Asked.of(request.GET))
