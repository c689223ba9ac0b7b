"""The lists of visits, questions and solicitations as files: the same rows as the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Model
from django.http import HttpResponse
from django.utils.translation import gettext as _

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.outreach.labels import QUESTION, VISIT
from terreau.web.apps.outreach.models import TerritoryQuestion, Visit
from terreau.web.shared.list_file import list_answer


def visits_answer(visits: Iterable[Visit], suffix: str) -> HttpResponse:
    """Answer with visits as CSV or XLSX, with what was said at each."""
    headings = (
        str(VISIT["visited_on"]), str(VISIT["organisation"]), _("Commune"), str(VISIT["met"]),
        _("Besoins"), _("Savoir-faire"), _("Promesses"), str(VISIT["notes"]),
        str(VISIT["noted_by"]),
    )  # fmt: skip
    return list_answer(headings, map(_visit_cells, visits), name="visites", suffix=suffix)


def questions_answer(found: Iterable[TerritoryQuestion], suffix: str) -> HttpResponse:
    """Answer with questions as CSV or XLSX; no answer is told there, and nobody named."""
    headings = (
        str(QUESTION["text"]), str(QUESTION["perimeter"]), str(QUESTION["state"]),
        _("Envoyée le"), str(QUESTION["closes_on"]), _("Interrogées"), _("Réponses"),
        _("Savent faire"), str(QUESTION["ending"]), str(QUESTION["lesson"]),
    )  # fmt: skip
    cells = (
        (
            each.text,
            each.perimeter.name,
            each.get_state_display(),
            each.sent_on.isoformat() if each.sent_on else "",
            each.closes_on.isoformat() if each.closes_on else "",
            counted(each, "asked"),
            counted(each, "answers"),
            counted(each, "can"),
            each.get_ending_display(),
            each.lesson,
        )
        for each in found
    )
    return list_answer(headings, cells, name="questions", suffix=suffix)


def counted(row: Model, name: str) -> int:
    """Return what a selector counted beside a row."""
    return int(getattr(row, name))


def loads_answer(found: Iterable[Organisation], suffix: str) -> HttpResponse:
    """Answer with how often each organisation was asked this quarter, as CSV or XLSX."""
    headings = (
        _("Organisation"), _("Commune"), _("Sollicitations ce trimestre"), _("Territoires"),
        _("Réponses nommées"), _("Dernière sollicitation"), _("Pas plus de, par trimestre"),
    )  # fmt: skip
    cells = (
        (
            each.name,
            each.seat.name if each.seat else "",
            counted(each, "asked"),
            counted(each, "territories"),
            counted(each, "answered"),
            last_day(each),
            limit_of(each),
        )
        for each in found
    )
    return list_answer(headings, cells, name="sollicitations", suffix=suffix)


def limit_of(organisation: Organisation) -> int | None:
    """Return how often an organisation lets itself be asked a quarter; None: not known."""
    limit: int | None = getattr(organisation, "a_quarter", None)
    return limit


def last_day(organisation: Organisation) -> str:
    """Return the last day on which an organisation was asked; empty where it never was."""
    day: date | None = getattr(organisation, "last_on", None)
    return day.isoformat() if day else ""


def _visit_cells(visit: Visit) -> tuple[str, ...]:
    seat, person = visit.organisation.seat, visit.noted_by
    lines = visit.know_how.all()
    promises = visit.promises.all()
    return (
        visit.visited_on.isoformat(),
        visit.organisation.name,
        seat.name if seat else "",
        visit.met,
        "\n".join(line.text for line in lines if line.kind == KnowHowKind.SEEKS),
        "\n".join(line.text for line in lines if line.kind != KnowHowKind.SEEKS),
        "\n".join(f"{each.text} ({each.get_state_display()})" for each in promises),
        visit.notes,
        person.display_name if person else "",
    )
