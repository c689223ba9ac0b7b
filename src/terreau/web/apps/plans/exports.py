"""The lists of plans as files: the same rows as the pages, of what the reader sees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _

from terreau.web.apps.plans.labels import NEED, PLAN, SHEET
from terreau.web.apps.plans.models import ActionPlan, Need
from terreau.web.apps.plans.selectors.sheets import SheetRow
from terreau.web.shared.list_file import list_answer


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


def sheets_answer(rows: Iterable[SheetRow], suffix: str) -> HttpResponse:
    """Answer with the sheets of a plan as CSV or XLSX."""
    headings = (
        str(SHEET["code"]), str(SHEET["title"]), str(SHEET["axis"]), str(SHEET["theme_choice"]),
        str(SHEET["state"]), _("À regarder"), _("Pilote"), str(SHEET["starts_on"]),
        str(SHEET["ends_on"]), _("Prochain jalon"), _("Coût prévu (€)"), _("Obtenu (€)"),
    )  # fmt: skip
    cells = (
        (
            row.sheet.code, row.sheet.title, str(row.sheet.axis or ""), row.sheet.theme_label,
            row.sheet.get_state_display(), ", ".join(str(each.label) for each in row.health),
            ", ".join(row.leads), _day(row.sheet.starts_on), _day(row.sheet.ends_on),
            _day(row.next_due_on), _euros(row.costs), _euros(row.secured),
        )
        for row in rows
    )  # fmt: skip
    return list_answer(headings, cells, name="fiches-action", suffix=suffix)


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


def _euros(cents: int | None) -> float | None:
    return None if cents is None else cents / 100
