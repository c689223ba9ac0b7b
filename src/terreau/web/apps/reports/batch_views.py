"""Pages of batches of reports. A view parses, asks, renders."""

from __future__ import annotations

from operator import itemgetter

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.observatory.indicating import KINDS
from terreau.web.apps.observatory.indicator_words import KINDS as KIND_NAMES
from terreau.web.apps.reports import batches, formats
from terreau.web.apps.reports.enums import BatchState
from terreau.web.apps.reports.models import ReportBatch
from terreau.web.apps.reports.permissions import can_request_batch
from terreau.web.apps.reports.series import Wanted
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.permissions import can_request_pull
from terreau.web.apps.territories.selectors import list_current_codes, list_names
from terreau.web.shared.list_file import list_answer


@never_cache
@require_safe
def batch_list(request: ScopedRequest) -> HttpResponse:
    """Offer to make a batch, and show the last ones."""
    places = _places(request)
    context = {
        "kinds": [(kind, KIND_NAMES[kind]) for kind in KINDS if kind != PerimeterKind.REGION],
        "places": places,
        "formats": formats.FORMATS.values(),
        "batches": [_shown(batch) for batch in batches.list_batches()],
        "may_request": bool(places),
    }
    return render(request, "reports/batches.html", context)


@never_cache
@require_safe
def batches_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """Give the last batches as a file."""
    headings = (
        _("Série"), _("Où"), _("Format"), _("État"), _("Faits"), _("Sur"), _("Demandée le"),
        _("Adresse"),
    )  # fmt: skip
    rows = (
        (
            str(KIND_NAMES[each.kind]),
            each.within_name or str(Country(each.country).label),
            each.suffix,
            each.get_state_display(),
            each.done,
            each.total,
            each.created_at.isoformat(timespec="seconds"),
            request.build_absolute_uri(reverse("reports:batch", args=(each.pk,))),
        )
        for each in batches.list_batches()
    )
    return list_answer(headings, rows, name="series", suffix=suffix)


@require_POST
def batch_request(request: ScopedRequest) -> HttpResponse:
    """Ask for a batch, then show where it stands."""
    country, _colon, within = request.POST.get("where", "").partition(":")
    if not _may_request(request, country, within):
        raise PermissionDenied
    batch = batches.request_batch(
        Wanted(
            kind=request.POST.get("kind", ""),
            country=country or Country.FRANCE,
            within=within,
            suffix=request.POST.get("format", ""),
            language=(get_language() or "fr")[:2],
            site=request.build_absolute_uri("/").rstrip("/"),
        )
    )
    return HttpResponseRedirect(reverse("reports:batch", args=(batch.pk,)))


@never_cache
@require_safe
def batch(request: ScopedRequest, batch_id: int) -> HttpResponse:
    """Show a batch: how far it is, its ZIP, what was left out."""
    found = _found(batch_id)
    may_request = _may_request(request, found.country, found.within)
    context = {"batch": _shown(found), "may_request": may_request}
    return render(request, "reports/batch.html", context)


@never_cache
@require_safe
def batch_state(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Answer a page that watches a batch; once it is over, the page loads itself again."""
    found = _found(batch_id)
    response = render(request, "reports/_batch_state.html", {"batch": _shown(found)})
    if not found.is_under_way:
        response["HX-Refresh"] = "true"
    return response


@never_cache
@require_safe
def batch_file(request: HttpRequest, batch_id: int) -> FileResponse:
    """Give the ZIP of a batch."""
    found = _found(batch_id)
    file = batches.archive(found)
    if found.state != BatchState.DONE or not file.is_file():
        raise NotHere(
            _("Les rapports de cette série ne sont pas ici"),
            remedy=_("Une série ancienne laisse sa place : demandez-la à nouveau."),
        )
    mark = "exemple-" if found.country == Country.EXAMPLE else ""
    name = f"{mark}rapports-{found.kind}-{found.pk}.zip"
    return FileResponse(file.open("rb"), as_attachment=True, filename=name)


def _may_request(request: ScopedRequest, country: str, within: str) -> bool:
    kind, _colon, code = within.partition(":")
    region = Perimeter.objects.filter(kind=kind, code=code, country=country).first()
    if within and region is None:
        return can_request_pull(request.META, request.scope)  # it is told why it is refused
    return can_request_batch(request.META, request.scope, country, region)


def _places(request: ScopedRequest) -> list[tuple[str, str]]:
    """Return what a batch may cover, as the form sends it, and its name: countries and regions."""
    found = []
    for country in Country:
        names = list_names(PerimeterKind.REGION, country=country)
        today = list_current_codes(PerimeterKind.REGION, country=country)
        regions = [(f"{country}:region:{code}", names[code]) for code in today]
        if regions:
            found += [(f"{country}:", str(country.label)), *sorted(regions, key=itemgetter(1))]
    return [place for place in found if _may_request(request, *place[0].split(":", 1))]


def _found(batch_id: int) -> ReportBatch:
    found = ReportBatch.objects.filter(pk=batch_id).first()
    if found is None:
        raise NotHere(_("Il n’y a pas de série de ce numéro"), value=batch_id)
    return found


def _shown(batch: ReportBatch) -> dict[str, object]:
    where = batch.within_name or str(Country(batch.country).label)
    file = batches.archive(batch)
    has_file = batch.state == BatchState.DONE and file.is_file()
    return {
        "batch": batch,
        "kind": KIND_NAMES[batch.kind],
        "where": where,
        "has_file": has_file,
        "size": file.stat().st_size if has_file else 0,
        "left": [each for each in batch.left_out if isinstance(each, dict)],
    }
