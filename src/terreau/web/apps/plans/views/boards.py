"""The boards of a plan: the same sheets, narrowed by the same words, seen each in its way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.knowhow.searching.drawing import drawn
from terreau.web.apps.plans.columns import (
    COLUMNS,
    OFFERED,
    Column,
    shown_columns,
    table_of,
    under_axes,
)
from terreau.web.apps.plans.drawing import days_of, timeline_of
from terreau.web.apps.plans.enums import SheetState
from terreau.web.apps.plans.exports import cost_headings, fund_headings
from terreau.web.apps.plans.models import ActionPlan, SavedView
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.silence import Silence, silence_of
from terreau.web.apps.plans.selectors.boards import (
    Placed,
    at_once,
    by_axis,
    by_place,
    by_theme,
    lanes_of,
    milestones_of,
    states_of,
)
from terreau.web.apps.plans.selectors.budget import budget_of
from terreau.web.apps.plans.selectors.first import first_of
from terreau.web.apps.plans.selectors.listing import Listing, list_rows
from terreau.web.apps.plans.selectors.nation import with_last_news
from terreau.web.apps.plans.selectors.plans import PlanShown, get_plan, theme_choices
from terreau.web.apps.plans.selectors.saved_views import list_saved_views
from terreau.web.apps.plans.selectors.wanted import NONE, SORTS, Wanted, wanted_of
from terreau.web.apps.territories.memberships import last_members

# On a narrow screen the first of them stand in place of the drawing; the table has them all.
_FIRST_MILESTONES = 12


@dataclass(frozen=True)
class Asked:
    """What a request asks of a plan, and what answers it."""

    request: ScopedRequest
    shown: PlanShown
    wanted: Wanted
    listing: Listing


def asked_of(request: ScopedRequest, plan_id: int) -> Asked:
    """Return the plan that is asked about, and its sheets that answer the request."""
    shown = get_plan(request.scope, plan_id)
    wanted = wanted_of(request.GET)
    return Asked(request, shown, wanted, list_rows(request.scope, shown.plan, wanted))


@require_safe
def plan(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Show a plan: how its sheets are, then each of them."""
    asked = asked_of(request, plan_id)
    return render(request, "plans/plan.html", _around(asked, "") | _as_list(asked))


@require_safe
def board(request: ScopedRequest, plan_id: int, name: str) -> HttpResponse:
    """Show the same sheets on another board."""
    found = BOARDS.get(name)
    if found is None:
        raise nothing_here()
    asked = asked_of(request, plan_id)
    return render(request, found.template, _around(asked, name) | found.content(asked))


def _around(asked: Asked, name: str) -> dict[str, Any]:
    """Return what stands around every board: health, filters, saved views, the other boards."""
    plan, wanted, scope = asked.shown.plan, asked.wanted, asked.request.scope
    home = reverse("plans:plan", args=(plan.pk,))
    here = reverse("plans:board", args=(plan.pk, name)) if name else home
    return {
        "shown": asked.shown,
        "silence": _silence(asked.shown),
        "wanted": wanted,
        "listing": asked.listing,
        "rows": asked.listing.rows,
        "here": here,
        "asked": wanted.query(),
        "board_name": name,
        "board_label": BOARDS[name].label if name else "",
        "health": [
            (health, asked.listing.counts[health], f"{here}?{wanted.query(sante=health)}")
            for health in asked.listing.told
        ],
        "first": first_of(scope, plan, asked.listing, wanted),
        "health_none": f"{here}?{wanted.query(sante='')}",
        "boards": [
            (str(label), f"{address}?{wanted.query()}", address == here)
            for label, address in _addresses(plan.pk, home)
        ],
        "filters": {
            "axes": [*((str(axis.number), str(axis)) for axis in asked.shown.axes),
                     (NONE, _("Sans axe"))],
            "themes": [*theme_choices(plan), (NONE, _("Sans thème"))],
            "states": SheetState.choices,
            "leads": asked.listing.leads,
            "sorts": SORTS.items(),
            "columns": [(key, COLUMNS[key].label) for key in OFFERED],
            "chosen": {column.key for column in _columns(asked)},
        },
        "saved_views": [
            (view, saved_address(view), view.user_id == scope.user_id)
            for view in list_saved_views(scope, plan)
        ],
    }  # fmt: skip


def _columns(asked: Asked) -> list[Column]:
    return shown_columns(asked.wanted.columns, is_untold=asked.listing.is_untold)


def _silence(shown: PlanShown) -> Silence | None:
    """Return how a plan that gives no news is told to who keeps it, before anybody else is."""
    if not shown.may_keep:
        return None
    found = with_last_news(ActionPlan.objects.filter(pk=shown.plan.pk)).first()
    silence = silence_of(found.last_news_on, timezone.localdate()) if found else None
    return silence if silence and silence.is_told else None


def saved_address(view: SavedView) -> str:
    """Return where a saved view is shown."""
    if view.board in BOARDS:
        return f"{reverse('plans:board', args=(view.plan_id, view.board))}?{view.query}"
    return f"{reverse('plans:plan', args=(view.plan_id,))}?{view.query}"


def _addresses(plan_id: int, home: str) -> list[tuple[Promise, str]]:
    others = [
        (each.label, reverse("plans:board", args=(plan_id, name))) for name, each in BOARDS.items()
    ]
    return [(_("Liste"), home), *others]


def _as_list(asked: Asked) -> dict[str, Any]:
    columns = _columns(asked)
    table = table_of(asked.listing.rows, columns)
    is_in_order = not asked.wanted.sort
    return {"columns": columns, "groups": under_axes(table) if is_in_order else [("", table)]}


def _states(asked: Asked) -> dict[str, Any]:
    lanes = lanes_of(asked.request.scope, asked.listing.rows)
    return {
        "lanes": [lane for lane in lanes if not lane.is_aside],
        "aside": [lane for lane in lanes if lane.is_aside],
    }


def _calendar(asked: Asked) -> dict[str, Any]:
    rows, today = asked.listing.rows, timezone.localdate()
    milestones = milestones_of(rows)
    coming = sorted(
        (
            (milestone, row)
            for row in rows
            for milestone in milestones[row.sheet.pk]
            if milestone.done_on is None and not row.sheet.is_closed
        ),
        key=lambda pair: pair[0].due_on,
    )
    return {
        "timeline": timeline_of(rows, milestones, today),
        "dated": [(row, milestones[row.sheet.pk]) for row in rows],
        "undated": [row for row in rows if not days_of(row, milestones)],
        "coming": coming[:_FIRST_MILESTONES],
        "more_coming": len(coming[_FIRST_MILESTONES:]),
    }


def _map(asked: Asked) -> dict[str, Any]:
    placed = [Placed(row) for row in asked.listing.rows]
    communes = last_members([asked.shown.plan.perimeter])
    return {
        "map": drawn((each for each in placed if each.seat is not None), sorted(communes)),
        "places": by_place(asked.listing.rows),
    }


def _matrix(asked: Asked) -> dict[str, Any]:
    rows = asked.listing.rows
    return {
        "states": states_of(rows),
        "matrices": [
            (_("Par thème"), _linked(asked, by_theme(rows, theme_choices(asked.shown.plan)))),
            (_("Par axe"), _linked(asked, by_axis(rows, asked.shown.axes))),
        ],
    }


def _linked(asked: Asked, lines: list[Any]) -> list[Any]:
    """Return the lines of a matrix, each count with the list that it counts."""
    home = reverse("plans:plan", args=(asked.shown.plan.pk,))

    def address(line: Any, state: str) -> str:
        return f"{home}?{asked.wanted.query(**{line.parameter: line.value, 'etat': state})}"

    return [
        (
            line.label,
            [(state.label, count, address(line, state)) for state, count in line.counts],
            line.total,
            address(line, asked.wanted.state),
        )
        for line in lines
    ]


def _budget(asked: Asked) -> dict[str, Any]:
    return {
        "budget": budget_of(asked.request.scope, asked.listing.rows),
        "at_once": at_once(asked.listing.rows),
        "cost_headings": cost_headings(),
        "fund_headings": fund_headings(),
    }


@dataclass(frozen=True)
class Face:
    """A way to see the sheets of a plan."""

    label: Promise
    template: str
    content: Callable[[Asked], dict[str, Any]]


BOARDS: Mapping[str, Face] = MappingProxyType(
    {
        "etats": Face(_("États"), "plans/boards/states.html", _states),
        "calendrier": Face(_("Calendrier"), "plans/boards/calendar.html", _calendar),
        "carte": Face(_("Carte"), "plans/boards/map.html", _map),
        "themes": Face(_("Thèmes et états"), "plans/boards/matrix.html", _matrix),
        "budget": Face(_("Budget"), "plans/boards/budget.html", _budget),
    }
)
