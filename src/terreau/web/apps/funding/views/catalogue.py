"""The catalogue: its schemes, one of them, what closes soon, as pages and files."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.funding.enums import Fit, SchemeKind, SchemeState
from terreau.web.apps.funding.exports import schemes_answer
from terreau.web.apps.funding.models import Call
from terreau.web.apps.funding.permissions import may_write_catalogue
from terreau.web.apps.funding.selectors.catalogue import (
    PAGE,
    CatalogueWanted,
    SchemeShown,
    country_of,
    get_scheme,
    list_closing,
    list_schemes,
    read_wanted,
    rows_of,
)
from terreau.web.apps.funding.selectors.fitting import fit_of_scheme, list_own, subject_of
from terreau.web.apps.funding.words import (
    Conditions,
    amount_in_words,
    offer_in_words,
    percent,
    printed,
)
from terreau.web.apps.plans.enums import Instrument
from terreau.web.apps.plans.ics import MEDIA_TYPE, CalendarDay, write_calendar
from terreau.web.apps.plans.themes import THEMES
from terreau.web.apps.territories.enums import Country

_CLOSING, _IN_FEED = 5, 300


@require_safe
def index(request: ScopedRequest) -> HttpResponse:
    """Show the schemes that answer what is asked, what presses first."""
    wanted = _wanted(request)
    pages = Paginator(list_schemes(request.scope, wanted), PAGE)
    page = pages.get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "wanted": wanted,
        "rows": rows_of(request.scope, list(page.object_list)),
        "page": page,
        "count": pages.count,
        "asked": query.urlencode(),
        "closing": [] if wanted.is_narrowed else _closing(wanted.country),
        "choices": {
            "kinds": SchemeKind.choices,
            "themes": [(key, theme.label) for key, theme in THEMES.items() if not theme.later],
            "instruments": [each for each in Instrument.choices if each[0] != Instrument.OWN_SHARE],
            "states": SchemeState.choices,
        },
        "may_write": may_write_catalogue(request.scope),
        "own": list_own(request.scope),
        "is_example": wanted.country == Country.EXAMPLE,
        "feed": f"{settings.SITE_URL}{reverse('funding:feed')}",
    }
    return render(request, "funding/index.html", context)


@require_safe
def schemes_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the schemes that answer what is asked as a file."""
    found = list_schemes(request.scope, _wanted(request))
    return schemes_answer(rows_of(request.scope, list(found)), suffix)


@require_safe
def scheme(request: ScopedRequest, scheme_id: int) -> HttpResponse:
    """Show a scheme: whether it may be asked, what it offers, to whom, until when."""
    shown = get_scheme(request.scope, scheme_id)
    version = shown.version
    conditions = (version.rule or {}).get("all", [version.rule] if version.rule else [])
    words = Conditions(conditions)
    told = version.printed
    context = {
        "shown": shown,
        "scheme": shown.scheme,
        "version": version,
        "offers": [offer_in_words(each) for each in version.offers.all()],
        "own_share": percent(version.own_share) if version.own_share is not None else "",
        "rule": [words.in_words(each) for each in conditions],
        "remark": printed(shown.scheme.remark),
        "printed": {
            "beneficiaries": [printed(each) for each in told["beneficiaries"]],
            "conditions": [printed(each) for each in told["conditions"]],
            "amounts": [amount_in_words(each) for each in told["amounts"]],
            "days": [(printed(when), printed(what)) for when, what in told["days"]],
            "status": printed(told["status"]),
            "kind": told["kind"],
            "is_operator_inferred": told["is_operator_inferred"],
        }
        if told
        else None,
        "theme": THEMES[shown.scheme.theme].label if shown.scheme.theme in THEMES else "",
        "own": [] if shown.scheme.is_printed else _own_fits(request, shown),
        "today": timezone.localdate(),
    }
    return render(request, "funding/scheme.html", context)


@require_safe
def feed(request: ScopedRequest) -> HttpResponse:
    """Give the days of the calls of a country to a program that subscribes to them."""
    today = timezone.localdate()
    calls = list_closing(_wanted(request).country, today, _IN_FEED)
    written = write_calendar(
        _("Financements : dates limites"),
        [_day(each) for each in calls],
        written_at=timezone.now(),
    )
    response = HttpResponse(written, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'inline; filename="financements.ics"'
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _own_fits(request: ScopedRequest, shown: SchemeShown) -> list[tuple[Organisation, Fit]]:
    """Return the reader's organisations, and whether a scheme fits each."""
    return [
        (each, fit_of_scheme(shown.row, shown.version, subject_of(each)).fit)
        for each in list_own(request.scope)
    ]


def _wanted(request: ScopedRequest) -> CatalogueWanted:
    """Return what is asked, of the reader's own country where they say none."""
    told = {key: str(value) for key, value in request.GET.items()}
    return read_wanted({"pays": country_of(request.scope), **told})


def _closing(country: str) -> list[Call]:
    return list_closing(country, timezone.localdate(), _CLOSING)


def _day(call: Call) -> CalendarDay:
    host = settings.SITE_URL.partition("://")[2]
    assert call.deadline_on is not None
    return CalendarDay(
        uid=f"call-{call.pk}@{host}",
        on=call.deadline_on,
        title=_("Dépôt avant ce soir : %(scheme)s, %(call)s")
        % {"scheme": call.scheme.name, "call": call.title},
        words=call.scheme.operator_names,
        url=f"{settings.SITE_URL}{reverse('funding:scheme', args=(call.scheme_id,))}",
    )
