"""Numbers that are shown, as CSV and JSON: exact values, each with its provenance."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.core.number import Number
from terreau.web.shared.spreadsheet import harmless

COLUMNS = (
    "figure", "label", "period", "value", "lower", "upper", "unit", "display", "source", "dataset",
    "vintage", "licence", "obligation", "geography", "absent", "coverage", "formula", "command",
    "is_example",
)  # fmt: skip


def territory_columns(kind: str, code: str, name: str) -> dict[str, str]:
    """Return the columns that name the territory of a page."""
    return {"territory_kind": kind, "territory_code": code, "territory": name}


def numbers_as_csv(about: Mapping[str, str], numbers: Iterable[Number]) -> str:
    """Return numbers as CSV: one line each, its provenance beside it.

    Parameters
    ----------
    about : Mapping[str, str]
        Columns that come first and are the same on each line.
    numbers : Iterable[Number]
        In order.

    Returns
    -------
    str
        Comma-separated, with a byte-order mark so that spreadsheets read the
        accents; a cell that a spreadsheet would take for a formula is quoted.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*about, *COLUMNS))
    first = tuple(map(harmless, about.values()))
    for number in numbers:
        p = number.provenance
        provenance = (
            *(p.source, p.dataset, p.vintage, p.licence, p.obligation, p.geography),
            *(p.absent, p.coverage, p.formula, p.command, str(p.is_example).lower()),
        )
        # Numbers are ours and may start with their sign; words are anybody's.
        writer.writerow(
            (
                *first,
                *map(harmless, (number.key, number.label, number.period)),
                *map(_exact, (number.value, number.lower, number.upper)),
                number.unit,
                number.display,
                *map(harmless, provenance),
            )
        )
    return out.getvalue()


def one_number(numbers: Iterable[Number], key: str) -> str:
    """Return the exact value of one number; as it is written where it has none.

    Raises
    ------
    BadInput
        If there is none of that name.
    """
    named = {number.key: number for number in numbers}
    if key not in named:
        near = difflib.get_close_matches(key, named, n=5, cutoff=0.3)
        raise BadInput(
            _("Aucun chiffre ne porte ce nom ici"),
            value=key,
            remedy=_("Les plus proches : %(near)s.") % {"near": ", ".join(near)} if near else "",
        )
    value = named[key].value
    return named[key].display if value is None else repr(value)


def _exact(value: float | None) -> str:
    return "" if value is None else repr(value)
