"""The lists of visits, questions and solicitations as files: the same rows as the pages."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.outreach.labels import VISIT
from terreau.web.apps.outreach.models import Visit
from terreau.web.shared.list_file import list_answer


def visits_answer(visits: Iterable[Visit], suffix: str) -> HttpResponse:
    """Answer with visits as CSV or XLSX, with what was said at each."""
    headings = (
        str(VISIT["visited_on"]), str(VISIT["organisation"]), _("Commune"), str(VISIT["met"]),
        _("Besoins"), _("Savoir-faire"), _("Promesses"), str(VISIT["notes"]),
        str(VISIT["noted_by"]),
    )  # fmt: skip
    return list_answer(headings, map(_visit_cells, visits), name="visites", suffix=suffix)


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
