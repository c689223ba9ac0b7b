"""What one follows, how often one is written to, one's calendars of plans."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.typed import signed_in
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import Rhythm
from terreau.web.apps.plans.ics import MEDIA_TYPE, write_calendar
from terreau.web.apps.plans.models import CalendarLink
from terreau.web.apps.plans.selectors.following import (
    digest_of,
    get_calendar,
    get_watched,
    list_events,
    list_own_calendars,
)
from terreau.web.apps.plans.services.following import (
    choose_rhythm,
    follow_sheet,
    link_of,
    open_calendar,
    revoke_calendar,
    token_of,
)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def alerts(request: ScopedRequest) -> HttpResponse:
    """Show what one watches, and choose how often one is written to."""
    assert isinstance(request.user, User)
    status = 200
    if request.method == "POST":
        try:
            choose_rhythm(acting=acting(request), rhythm=request.POST.get("rhythm", ""))
        except BadField as refusal:
            messages.error(request, refusal.sentence())
            status = 400
        else:
            messages.success(request, _("C’est noté."))
            return HttpResponseRedirect(reverse("plans:alerts"))
    links = list_own_calendars(request.scope)
    context = {
        "watched": get_watched(request.scope, timezone.localdate()),
        "digest": digest_of(request.user),
        "rhythms": Rhythm.choices,
        "calendars": [(link, _address(request, link)) for link in links],
    }
    return render(request, "plans/alerts.html", context, status=status)


@never_cache
@signed_in
@require_POST
def sheet_follow(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Follow a sheet, or no longer follow it."""
    is_followed = request.POST.get("follow") == "1"
    follow_sheet(acting=acting(request), sheet_id=sheet_id, is_followed=is_followed)
    said = _("Vous suivez cette fiche.") if is_followed else _("Vous ne suivez plus cette fiche.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("plans:sheet", args=(sheet_id,)))


@never_cache
@signed_in
@require_POST
def calendar_open(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Open one's own calendar of a plan; its address is on the page of what one follows."""
    open_calendar(acting=acting(request), plan_id=plan_id)
    messages.success(
        request, _("Votre calendrier est prêt : copiez son adresse dans votre agenda.")
    )
    return HttpResponseRedirect(f"{reverse('plans:alerts')}#calendriers")


@never_cache
@signed_in
@require_POST
def calendar_revoke(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Revoke one's own calendar of a plan."""
    revoke_calendar(acting=acting(request), plan_id=plan_id)
    messages.success(request, _("Cette adresse n’ouvre plus rien."))
    return HttpResponseRedirect(f"{reverse('plans:alerts')}#calendriers")


@never_cache
@require_safe
def calendar_feed(request: ScopedRequest, token: str) -> HttpResponse:
    """Give the days of a plan to the calendar program of whose address it is."""
    link = get_calendar(link_of(token))
    text = write_calendar(str(link.plan), list_events(link), written_at=timezone.now())
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'inline; filename="plan.ics"'
    return response


def _address(request: ScopedRequest, link: CalendarLink) -> str:
    return request.build_absolute_uri(reverse("plans:calendar_feed", args=(token_of(link),)))
