"""The lines that a reader may see as a file: the same rows as the pages, names beside codes."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from terreau.web.apps.knowhow.labels import KNOW_HOW
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.rules import Range
from terreau.web.apps.knowhow.tags import names_of, range_words
from terreau.web.shared.list_file import list_answer


def lines_answer(rows: Iterable[KnowHow], suffix: str) -> HttpResponse:
    """Answer with the rows as CSV or XLSX."""
    headings = (
        str(KNOW_HOW["organisation"]), _("SIREN"), _("Commune"), str(KNOW_HOW["kind"]),
        str(KNOW_HOW["text"]), _("Étiquettes"), str(KNOW_HOW["capacities"]),
        str(KNOW_HOW["source"]), _("Écrit le"), str(KNOW_HOW["verified_on"]),
        str(KNOW_HOW["confirmed_on"]), str(KNOW_HOW["visibility"]),
    )  # fmt: skip
    return list_answer(headings, map(_cells, rows), name="savoir-faire", suffix=suffix)


def _cells(line: KnowHow) -> list[str]:
    about = line.organisation
    ranges = (Range(each.dimension, each.low, each.high) for each in line.capacities.all())
    days = (localdate(line.changed_at), line.verified_on, line.confirmed_on)
    return [
        about.name,
        about.siren,
        about.seat.name if about.seat else "",
        line.get_kind_display(),
        line.text,
        ", ".join(names_of(line.terms, line.naf, line.rome)),
        " ; ".join(map(range_words, ranges)),
        line.get_source_display(),
        *(day.isoformat() if day else "" for day in days),
        line.get_visibility_display(),
    ]
