"""What answers a search as a file: one row a text that answers, the same as on the page."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _

from terreau.web.apps.knowhow.searching.asked import Asked
from terreau.web.apps.knowhow.searching.saying import told
from terreau.web.apps.knowhow.searching.verifying import Found
from terreau.web.shared.list_file import Cell, list_answer


def answers_file(found: Found, asked: Asked, suffix: str) -> HttpResponse:
    """Answer with the rows as CSV or XLSX; those beyond `MOST` organisations are not there."""
    headings = (
        _("Organisation"), _("Nature"), _("Commune"), "Code", _("Distance (km)"), _("Savoir-faire"),
        _("Sorte"), _("Pourquoi"), _("Accepte d’être contactée"), _("Numéro"),
    )  # fmt: skip
    return list_answer(headings, _rows(found, asked), name="savoir-faire", suffix=suffix)


def _rows(found: Found, asked: Asked) -> Iterator[tuple[Cell, ...]]:
    for answer in found.answers:
        seat = answer.seat
        for line in told(answer, asked).lines:
            yield (
                answer.name,
                answer.kind_label,
                seat.name if seat else "",
                seat.code if seat else "",
                None if answer.km is None else round(answer.km, 1),
                line.text,
                line.kind_label,
                " ; ".join(line.reasons),
                _("oui") if answer.agrees else "",
                answer.pk,
            )
