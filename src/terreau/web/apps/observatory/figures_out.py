"""Figures written out: as rows of a CSV, or one alone, in full precision."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.observatory.number import Number
from terreau.web.shared.spreadsheet import harmless

CSV_COLUMNS = (
    "territory_kind",
    "territory_code",
    "territory",
    "figure",
    "label",
    "period",
    "value",
    "lower",
    "upper",
    "unit",
    "display",
    "source",
    "dataset",
    "vintage",
    "licence",
    "obligation",
    "geography",
    "absent",
    "coverage",
    "formula",
    "command",
    "is_example",
)


def figures_as_csv(territory: tuple[str, str, str], numbers: Iterable[Number]) -> str:
    """Return one line a figure, its provenance beside it.

    Parameters
    ----------
    territory : tuple of str, str, str
        Kind, code and name.
    numbers : Iterable of Number
        The figures.

    Returns
    -------
    str
        Comma-separated, with a byte-order mark so that spreadsheets read the
        accents; a cell that a spreadsheet would take for a formula is quoted.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for number in numbers:
        p = number.provenance
        about = (*territory, number.key, number.label, number.period)
        provenance = (
            *(p.source, p.dataset, p.vintage, p.licence, p.obligation, p.geography),
            *(p.absent, p.coverage, p.formula, p.command, str(p.is_example).lower()),
        )
        # Numbers are ours and may start with their sign; words are anybody's.
        writer.writerow(
            (
                *map(harmless, about),
                *map(_exact, (number.value, number.lower, number.upper)),
                number.unit,
                number.display,
                *map(harmless, provenance),
            )
        )
    return out.getvalue()


def one_figure(numbers: Iterable[Number], key: str) -> str:
    """Return the exact value of one figure; as it is written where it is not known.

    Raises
    ------
    BadInput
        If none has that name.
    """
    known = {number.key: number for number in numbers}
    if key not in known:
        near = difflib.get_close_matches(key, known, n=5, cutoff=0.3)
        raise BadInput(
            _("Aucun chiffre ne porte ce nom ici"),
            value=key,
            remedy=_("Les plus proches : %(near)s.") % {"near": ", ".join(near)} if near else "",
        )
    value = known[key].value
    return known[key].display if value is None else repr(value)


def _exact(value: float | None) -> str:
    return "" if value is None else repr(value)
