"""The parts of a sheet that people write: who is on it, calendar, indicators, risks, words."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.accounts.typed import signed_in
from terreau.web.apps.plans.enums import Part
from terreau.web.apps.plans.models import Participation
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.lines import Line
from terreau.web.apps.plans.selectors.sheet_life import (
    alike,
    list_comments,
    list_indicators,
    suggest_organisations,
)
from terreau.web.apps.plans.selectors.sheets import SheetShown, get_sheet
from terreau.web.apps.plans.services.milestones import milestone_said
from terreau.web.apps.plans.services.risks import risk_said
from terreau.web.apps.plans.services.tracking import indicator_said
from terreau.web.apps.plans.sheet_drawing import timeline_of
from terreau.web.apps.plans.views import doings
from terreau.web.apps.plans.views.acts import Acts, part_page, sent_acts, sheet_address


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Say who is on a sheet, with which part."""
    shown = _written(request, sheet_id)
    keeping = {"may_keep": shown.may_keep}

    def rows(acts: Acts) -> dict[str, Any]:
        on_it = _theirs_to_say(shown)
        found = alike(request.scope, on_it)
        return {
            "add": acts.act("add", **keeping),
            "rows": [
                {
                    "row": row,
                    "part": Part(row.part).label,
                    "alike": found.get(row.pk, []),
                    "acts": [acts.act("remove", row.pk)],
                }
                for row in on_it
            ],
        }

    acts = sent_acts(request, doings.PEOPLE)
    return part_page(request, shown, acts, template="plans/people.html", rows=rows, add=keeping)


@never_cache
@signed_in
@require_safe
def organisation_suggestions(request: ScopedRequest) -> HttpResponse:
    """Answer the field of an organisation as one types."""
    query = request.GET.get("q", "")[:80]
    results = suggest_organisations(request.scope, query)
    return render(request, "plans/_organisations.html", {"results": results, "query": query})


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Write the milestones of a sheet: added, moved, done, not done after all."""
    shown = _written(request, sheet_id)

    def rows(acts: Acts) -> dict[str, Any]:
        return {
            "add": acts.act("add"),
            "timeline": timeline_of(shown.sheet, shown.milestones, timezone.localdate()),
            "rows": [
                {
                    "row": row,
                    "acts": [acts.act(do, row.pk) for do in _next_of(row.done_on is not None)],
                    "done": None if row.done_on else acts.act("done", row.pk),
                    "change": acts.act("change", row.pk, _as_read(milestone_said(row))),
                    "remove": acts.act("remove", row.pk),
                }
                for row in shown.milestones
            ],
        }

    acts = sent_acts(request, doings.CALENDAR)
    return part_page(request, shown, acts, template="plans/calendar.html", rows=rows)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def tracking(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Write the tracking indicators of a sheet, and what they were."""
    shown = _written(request, sheet_id)

    def rows(acts: Acts) -> dict[str, Any]:
        return {
            "add": acts.act("add"),
            "rows": [
                {
                    "followed": each,
                    "measure": acts.act("measure", each.indicator.pk),
                    "change": acts.act(
                        "change", each.indicator.pk, _as_read(indicator_said(each.indicator))
                    ),
                    "remove": acts.act("remove", each.indicator.pk),
                    "measures": [(row, acts.act("unmeasure", row.pk)) for row in each.measures],
                }
                for each in list_indicators(shown.sheet)
            ],
        }

    acts = sent_acts(request, doings.TRACKING)
    return part_page(request, shown, acts, template="plans/tracking.html", rows=rows)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def risks(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Write the risks of a sheet: said, answered, closed."""
    shown = _written(request, sheet_id)

    def rows(acts: Acts) -> dict[str, Any]:
        found = shown.sheet.risks.order_by("closed_on", "pk")
        return {
            "add": acts.act("add"),
            "rows": [
                {
                    "row": row,
                    "acts": [acts.act("reopen" if row.closed_on else "close", row.pk)],
                    "change": acts.act("change", row.pk, _as_read(risk_said(row))),
                }
                for row in found
            ],
        }

    acts = sent_acts(request, doings.RISKS)
    return part_page(request, shown, acts, template="plans/risks.html", rows=rows)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: ScopedRequest, sheet_id: int) -> HttpResponse:
    """Say something of a sheet to its partners; withdraw it."""
    shown = get_sheet(request.scope, sheet_id)
    if not (shown.may_comment and shown.reads_discussion):
        raise nothing_here()

    def rows(acts: Acts) -> dict[str, Any]:
        return {
            "add": acts.act("add"),
            "rows": [
                (each, acts.act("withdraw", each.row.pk) if each.may_withdraw else None)
                for each in list_comments(request.scope, shown)
            ],
        }

    acts = sent_acts(request, doings.WORDS)
    back = sheet_address(sheet_id, "words")
    return part_page(request, shown, acts, template="plans/words.html", rows=rows, back=back)


def _written(request: ScopedRequest, sheet_id: int) -> SheetShown:
    """Return a sheet that the reader writes.

    Raises
    ------
    NotHere
        If they do not.
    """
    shown = get_sheet(request.scope, sheet_id)
    if not shown.may_change:
        raise nothing_here()
    return shown


def _as_read(said: Line) -> dict[str, Any]:
    """Return what the form of a row starts from: what it says, and the mark of it."""
    return asdict(said) | {"read": said.marked()}


def _theirs_to_say(shown: SheetShown) -> list[Participation]:
    """Return who is on a sheet; the lead is said by who keeps the plan alone."""
    return [
        each
        for part, found in shown.participations.items()
        if shown.may_keep or part != Part.SHEET_LEAD
        for each in found
    ]


def _next_of(is_done: bool) -> tuple[str, ...]:
    return ("undo",) if is_done else ("today",)
