"""Plans above one territory: the nation and its regions, what is like a sheet elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import Phase
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.elsewhere import list_alike
from terreau.web.apps.plans.selectors.nation import (
    Totals,
    country_to_show,
    get_totals,
    list_good_practices,
    list_silent_plans,
)
from terreau.web.apps.plans.selectors.priorities import get_region, list_priorities_of
from terreau.web.apps.plans.selectors.sheets import get_seen, get_sheet
from terreau.web.apps.plans.services.priorities import add_priority, end_priority, say_priorities
from terreau.web.apps.territories.enums import Country
from terreau.web.shared.list_file import Cell
from terreau.web.shared.long_list_file import long_list_answer

_LONGEST_TEXT = 120
_LONGEST_KEY = 18


@require_safe
def nation(request: ScopedRequest) -> HttpResponse:
    """Show what is done in a country, by state, theme and region; or the sheets that are sought."""
    country, phase = country_to_show(request.GET.get("pays", "")), _phase(request)
    text = request.GET.get("q", "").strip()[:_LONGEST_TEXT]
    context: dict[str, Any] = {
        "country": country,
        "is_example": country == Country.EXAMPLE,
        "phase": phase,
        "phases": Phase.choices,
        "text": text,
        "asked": f"pays={country}&phase={phase}",
    }
    if text:
        context["alike"] = list_alike(request.scope, text, country=country)
    else:
        context |= {
            "totals": get_totals(request.scope, country=country, phase=phase),
            "practices": list_good_practices(request.scope, country=country),
            "silent": list_silent_plans(request.scope, timezone.localdate()),
        }
    return render(request, "plans/nation.html", context)


@require_safe
def nation_file(request: ScopedRequest, suffix: str) -> HttpResponseBase:
    """Give the same counts as a file."""
    country, phase = country_to_show(request.GET.get("pays", "")), _phase(request)
    totals = get_totals(request.scope, country=country, phase=phase)
    headings = (_("Compté par"), _("Nom"), _("Plans"), _("Fiches"))
    return long_list_answer(headings, _cells(totals), name="plans-nation", suffix=suffix)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def region(request: ScopedRequest, code: str) -> HttpResponse:
    """Show a region: what it puts first, which sheets answer, what is done there."""
    shown = get_region(request.scope, code)
    title, error = request.POST.get("title", ""), ""
    if request.method == "POST":
        try:
            add_priority(acting=acting(request), region_code=code, title=title)
        except BadField as refusal:
            error = refusal.sentence()
        else:
            messages.success(request, _("La priorité est écrite."))
            return HttpResponseRedirect(reverse("plans:region", args=(code,)))
    country, phase = shown.region.country, _phase(request)
    context = {
        "shown": shown,
        "is_example": country == Country.EXAMPLE,
        "totals": get_totals(request.scope, country=country, phase=phase, region=code),
        "practices": list_good_practices(request.scope, country=country, region=code),
        "title": title,
        "error": error,
    }
    return render(request, "plans/region.html", context, status=400 if error else 200)


@never_cache
@signed_in
@require_POST
def priority_end(request: ScopedRequest, priority_id: int) -> HttpResponse:
    """End a priority of one's region."""
    ended = end_priority(acting=acting(request), priority_id=priority_id)
    messages.success(request, _("La priorité est close."))
    return HttpResponseRedirect(reverse("plans:region", args=(ended.region.code,)))


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_priorities(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Say which priorities of its region a sheet answers."""
    shown = get_sheet(request.scope, sheet_id)
    if not shown.may_keep:
        raise nothing_here()
    if request.method == "POST":
        keys = _keys(request.POST.getlist("priority"))
        say_priorities(acting=acting(request), sheet_id=sheet_id, priority_ids=keys)
        messages.success(request, _("C’est noté."))
        return HttpResponseRedirect(reverse("plans:sheet", args=(sheet_id,)))
    held = set(shown.sheet.regional_priorities.values_list("pk", flat=True))
    context: dict[str, Any] = {
        "sheet": shown.sheet,
        "priorities": [(each, each.pk in held) for each in list_priorities_of(shown.sheet.plan)],
    }
    return render(request, "plans/sheet_priorities.html", context)


@require_safe
def elsewhere(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Show the sheets of other territories that are like one."""
    sheet = get_seen(request.scope, sheet_id)
    found = list_alike(
        request.scope, sheet.title, country=sheet.plan.perimeter.country, without=sheet
    )
    return render(request, "plans/elsewhere.html", {"sheet": sheet, "alike": found})


def _phase(request: ScopedRequest) -> int:
    """Return the phase whose themes are asked for; the second by default."""
    said = request.GET.get("phase", "") or str(Phase.SECOND.value)
    known = {str(value): value for value in Phase.values}
    if said not in known:
        raise BadInput(_("Cette phase n’existe pas"), value=said[:20], remedy=_("1 ou 2."))
    return int(known[said])


def _keys(said: Sequence[str]) -> list[int]:
    """Return the keys that were sent; what is none is nothing of ours."""
    if not all(n.isascii() and n.isdecimal() and len(n) <= _LONGEST_KEY for n in said):
        raise nothing_here()
    return [int(number) for number in said]


def _cells(totals: Totals) -> list[tuple[Cell, ...]]:
    return [
        *((_("État"), str(each.label), None, count) for each, count in totals.by_state),
        *((_("Thème"), each.label, None, each.sheets) for each in totals.by_theme),
        *((_("Région"), each.name, each.plans, each.sheets) for each in totals.by_region),
    ]
