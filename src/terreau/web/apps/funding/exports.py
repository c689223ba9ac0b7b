"""The catalogue as files: the same rows as its page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _

from terreau.web.apps.funding.labels import CALL, SCHEME
from terreau.web.apps.funding.selectors.catalogue import SchemeRow
from terreau.web.apps.plans.themes import THEMES
from terreau.web.shared.list_file import list_answer


def schemes_answer(rows: Iterable[SchemeRow], suffix: str) -> HttpResponse:
    """Answer with schemes, one a row."""
    headings = (
        str(SCHEME["name"]), str(SCHEME["kind"]), _("Où il en est"), str(CALL["deadline_on"]),
        str(SCHEME["operator"]), str(SCHEME["funder_names"]), str(SCHEME["perimeter"]),
        str(SCHEME["theme"]), _("Instruments"), str(SCHEME["recurrence"]), str(SCHEME["contact"]),
        _("Source"), _("Date de la source"),
    )  # fmt: skip
    cells = (
        (
            row.scheme.name, row.scheme.get_kind_display(), str(row.state.label),
            _day(row.deadline_on), row.operators, row.scheme.funder_names,
            row.scheme.perimeter.name if row.scheme.perimeter else "",
            str(THEMES[row.scheme.theme].label) if row.scheme.theme in THEMES else "",
            ", ".join(str(each.label) for each in row.instruments),
            row.scheme.get_recurrence_display(), row.scheme.contact, row.scheme.source_title,
            row.scheme.source_date,
        )
        for row in rows
    )  # fmt: skip
    return list_answer(headings, cells, name="dispositifs", suffix=suffix)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
