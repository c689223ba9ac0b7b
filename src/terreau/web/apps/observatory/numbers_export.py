"""Numbers that are shown, as CSV and JSON: exact values, each with its provenance."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.core.number import Number
from terreau.reporting.spreadsheet import csv_text

COLUMNS = (
    "figure", "label", "period", "value", "lower", "upper", "unit", "display", "source", "dataset",
    "vintage", "licence", "obligation", "geography", "absent", "coverage", "formula", "command",
    "is_example",
)  # fmt: skip


class Told(Protocol):
    """What is said of one territory in figures: a profile, its dashboard, its peers."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def name(self) -> str:
        """Its name."""

    def numbers(self) -> Iterator[Number]:
        """Yield every figure once."""


def as_csv(told: Told) -> str:
    """Return what is said of a territory as CSV: one line a figure, its provenance beside it."""
    about = {"territory_kind": told.kind, "territory_code": told.code, "territory": told.name}
    return numbers_as_csv(about, told.numbers())


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
    columns = (*about, *COLUMNS)
    return csv_text(
        columns,
        (dict(zip(columns, (*about.values(), *_cells(number)), strict=True)) for number in numbers),
    )


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


def _cells(number: Number) -> Iterator[object]:
    p = number.provenance
    yield from (number.key, number.label, number.period)
    yield from map(_exact, (number.value, number.lower, number.upper))
    yield from (number.unit, number.display, p.source, p.dataset, p.vintage, p.licence)
    yield from (p.obligation, p.geography, p.absent, p.coverage, p.formula, p.command)
    yield str(p.is_example).lower()


def _exact(value: float | None) -> str:
    return "" if value is None else repr(value)
