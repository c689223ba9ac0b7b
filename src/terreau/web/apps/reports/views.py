"""Pages and files of reports. A view parses, asks, renders."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from terreau.core.errors import NotHere
from terreau.datasets import data_state
from terreau.web.apps.observatory.comparing import compare
from terreau.web.apps.observatory.rules import Asked
from terreau.web.apps.reports import formats, making
from terreau.web.apps.territories import selectors as territories
from terreau.web.shared.download import file_answer


@require_safe
def profile(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Offer the formats of a territory's profile."""
    territory = territories.get_territory(kind=kind, code=code)
    named = (territory.slug, territory.code)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {
        "title": territory.name,
        "is_example": territory.is_example,
        "page_url": reverse("observatory:profile", args=named) + query,
        "formats": [
            formats.offered(each, reverse("reports:profile_file", args=(*named, each)) + query)
            for each in formats.FORMATS
        ],
    }
    return render(request, "reports/report.html", context)


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Offer the formats of a comparison."""
    found = compare(request.GET.getlist("t"))
    query = f"?{request.GET.urlencode()}"
    context = {
        "title": ", ".join(one.name for one in found.compared),
        "is_example": found.is_example,
        "page_url": reverse("observatory:compare") + query,
        "formats": [
            formats.offered(each, reverse("reports:comparison_file", args=(each,)) + query)
            for each in formats.FORMATS
        ],
    }
    return render(request, "reports/report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def profile_file(request: HttpRequest, kind: str, code: str, suffix: str) -> HttpResponse:
    """Give the profile of a territory as a file, on the template that is posted."""
    chosen = formats.chosen(suffix)
    template = formats.posted_template(request, chosen)
    territory = territories.get_territory(kind=kind, code=code)
    document = making.profile_document(territory, Asked.of(request.GET), site=_site(request))
    stem = f"profil-{territory.kind}-{territory.code}"
    return _file(making.make(document, chosen, stem, template))


@require_http_methods(["GET", "HEAD", "POST"])
def comparison_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """Give a comparison as a file, on the template that is posted."""
    chosen = formats.chosen(suffix)
    template = formats.posted_template(request, chosen)
    document = making.comparison_document(request.GET.getlist("t"), site=_site(request))
    return _file(making.make(document, chosen, "comparaison", template))


@require_safe
def state(request: HttpRequest, digest: str) -> HttpResponse:
    """Show a state of the data: its tables, and what is held of each today."""
    home = Path(settings.TERREAU_HOME)
    found = data_state.get_state(digest, home)
    if found is None:
        raise NotHere(
            _("Aucun rapport n’a été fait ici de cet état des données"),
            value=digest,
            remedy=_(
                "Il l’a peut-être été sur une autre installation : son adresse est sur le rapport."
            ),
        )
    standings = data_state.standings(found, home)
    now = data_state.state_of((), home)
    context = {
        "digest": digest,
        "state": found,
        "standings": standings,
        "changed": sum(standing.state != "same" for standing in standings),
        "is_other_version": found.version != now.version,
        "is_other_reference": found.reference != now.reference,
    }
    return render(request, "reports/state.html", context)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _file(made: making.Made) -> HttpResponse:
    return file_answer(made.content, made.content_type, made.name)
