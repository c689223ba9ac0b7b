"""The lists of plans as files: the same rows as the pages, of what the reader sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.columns import cell, file_columns
from terreau.web.apps.plans.labels import NEED, PLAN
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Need
from terreau.web.apps.plans.selectors.budget import Amounts, Budget
from terreau.web.apps.plans.selectors.sheets import SheetRow, rows_of
from terreau.web.shared.list_file import Cell, list_answer
from terreau.web.shared.long_list_file import long_list_answer

# Rows are made of so many sheets at a time, each time in the same few queries.
CHUNK = 500


def plans_answer(plans: Iterable[ActionPlan], suffix: str) -> HttpResponse:
    """Answer with plans as CSV or XLSX, each with how many of its sheets the reader sees."""
    headings = (
        str(PLAN["perimeter"]), str(PLAN["title"]), str(PLAN["phase"]), str(PLAN["starts_on"]),
        str(PLAN["ends_on"]), _("Fiches"), _("Lu dans"),
    )  # fmt: skip
    cells = (
        (
            plan.perimeter.name, plan.title, plan.get_phase_display() if plan.phase else "",
            _day(plan.starts_on), _day(plan.ends_on), getattr(plan, "seen_count", 0),
            plan.source_title,
        )
        for plan in plans
    )  # fmt: skip
    return list_answer(headings, cells, name="plans", suffix=suffix)


def in_chunks(scope: Scope, sheets: QuerySet[ActionSheet]) -> Iterator[SheetRow]:
    """Yield sheets (`with_facts`) as rows, some at a time: memory and queries do not grow."""
    found = sheets.iterator(chunk_size=CHUNK)
    while some := list(islice(found, CHUNK)):
        yield from rows_of(scope, some)


def sheets_answer(
    rows: Iterable[SheetRow], suffix: str, columns: Sequence[str] = ()
) -> HttpResponseBase:
    """Answer with sheets as CSV or XLSX: the columns that were chosen, or all of them."""
    held = file_columns(columns)
    headings = [str(column.label) for column in held]
    cells = ([cell(column.value(row)) for column in held] for row in rows)
    return long_list_answer(headings, cells, name="fiches-action", suffix=suffix)


def budget_answer(budget: Budget, suffix: str) -> HttpResponseBase:
    """Answer with the tables of a budget one under the other: instruments are never added up."""
    headings = (
        _("Tableau"), _("Ligne"), _("Instrument"), *cost_headings(), *fund_headings(),
    )  # fmt: skip
    nothing: tuple[None, ...] = (None,) * len(cost_headings())
    costs = [(_("Coûts par axe"), budget.by_axis), (_("Coûts par année"), budget.by_year)]
    funds = [
        (_("Financements par instrument"), budget.by_instrument),
        (_("Financements par financeur"), budget.by_financer),
    ]
    rows: list[Sequence[Cell]] = [
        *((title, line.label, "", *_euros(line)) for title, lines in costs for line in lines),
        *(
            (title, line.label, line.instrument or line.label, *nothing, *_euros(line))
            for title, lines in funds
            for line in lines
        ),
    ]
    full = [[*row, *[None] * (len(headings) - len(row))] for row in rows]
    return long_list_answer(headings, full, name="budget", suffix=suffix)


def cost_headings() -> tuple[str, ...]:
    """Return what the columns of a table of costs are called."""
    return (_("Prévu"), _("Engagé"), _("Dépensé"))


def fund_headings() -> tuple[str, ...]:
    """Return what the columns of a table of financing are called."""
    return (_("Demandé"), _("Accord de principe"), _("Obtenu"), _("Versé"))


def _euros(line: Amounts) -> tuple[float | None, ...]:
    return tuple(None if cents is None else cents / 100 for cents in line.cents)


def needs_answer(needs: Iterable[Need], suffix: str) -> HttpResponse:
    """Answer with needs (of `list_needs`) as CSV or XLSX."""
    headings = (
        str(NEED["title"]), _("Territoire"), str(NEED["organisation"]), str(NEED["figure_label"]),
        str(NEED["theme"]), str(NEED["state"]), str(NEED["verified_with"]),
        str(NEED["verified_on"]), _("Fiches qui y répondent"),
    )  # fmt: skip
    cells = (
        (
            need.title, need.perimeter.name, need.organisation.name if need.organisation else "",
            need.figure_label, need.theme_label, need.get_state_display(), need.verified_with,
            _day(need.verified_on), getattr(need, "answer_count", 0),
        )
        for need in needs
    )  # fmt: skip
    return list_answer(headings, cells, name="besoins", suffix=suffix)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
