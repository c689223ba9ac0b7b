"""Committees as files: themselves, what they decided, what follows, of what the reader sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.labels import COMMITTEE
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.committees import (
    lines_of,
    list_committees,
    list_decisions,
    list_follow_ups,
)
from terreau.web.shared.download import marked
from terreau.web.shared.list_file import Cell, list_answer

_Listed = tuple[tuple[str, ...], Iterable[tuple[Cell, ...]]]


def committee_list_answer(scope: Scope, plan: ActionPlan, what: str, suffix: str) -> HttpResponse:
    """Answer with a list of the committees of a plan as CSV or XLSX.

    Parameters
    ----------
    scope : Scope
        Of the reader.
    plan : ActionPlan
        Whose.
    what : str
        "comites", "decisions" or "suites".
    suffix : str
        "csv" or "xlsx".

    Raises
    ------
    NotHere
        If there is no such list or format.
    """
    told = _LISTS.get(what)
    if told is None:
        raise nothing_here()
    headings, rows = told(scope, plan)
    name = marked(f"{what}-plan-{plan.pk}", is_example=plan.is_example)
    return list_answer(headings, rows, name=name, suffix=suffix)


def _committees(scope: Scope, plan: ActionPlan) -> _Listed:
    names = (*(str(COMMITTEE[n]) for n in ("kind", "on", "place", "state")), _("Décisions"),
             _("Suites ouvertes"))  # fmt: skip
    rows = (
        (
            each.get_kind_display(), each.on.isoformat(), each.place, each.get_state_display(),
            getattr(each, "decision_count", 0), getattr(each, "open_count", 0),
        )
        for each in list_committees(scope, plan.pk)
    )  # fmt: skip
    return names, rows


def _decisions(scope: Scope, plan: ActionPlan) -> _Listed:
    names = (_("Comité"), _("Date"), _("Code"), _("Fiche"), _("Décision"))
    rows = (
        (
            each.committee.get_kind_display(), each.committee.on.isoformat(),
            each.sheet.code if each.sheet else "", each.sheet.title if each.sheet else "",
            each.text,
        )
        for each in list_decisions(scope).filter(committee__plan=plan)
    )  # fmt: skip
    return names, rows


def _follow_ups(scope: Scope, plan: ActionPlan) -> _Listed:
    names = (_("À faire"), _("Qui"), _("Pour le"), _("Fait le"), _("Code"), _("Comité"), _("Date"))
    found = list_follow_ups(scope).filter(committee__plan=plan)
    rows = (
        (
            line.row.text, line.who, _iso(line.row.due_on), _iso(line.row.done_on),
            line.row.sheet.code if line.row.sheet else "",
            line.row.committee.get_kind_display(), line.row.committee.on.isoformat(),
        )
        for line in lines_of(scope, found)
    )  # fmt: skip
    return names, rows


def _iso(day: object) -> str:
    return str(day) if day else ""


_LISTS: dict[str, Callable[[Scope, ActionPlan], _Listed]] = {
    "comites": _committees,
    "decisions": _decisions,
    "suites": _follow_ups,
}
