"""What source documents print of a territory: quoted with its day, never computed with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.web.apps.observatory.profile import PrintedFigure
from terreau.web.apps.territories.models import PrintedFact
from terreau.web.shared.formatting import format_day, format_number, format_percent

# What the source says of a number, where it does not give it as exact.
_AS_PRINTED: dict[str, Callable[[str], str]] = {
    "plus de": lambda value: _("plus de %(value)s") % {"value": value},
    "près d’un tiers": lambda _value: _("près d’un tiers"),
}
# Notes of the register on a value that a document prints twice.
_TWICE = re.compile(r"(?:même valeur imprimée pour le TI|imprimé pour) (?P<other>.+)")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")
# Shares and people first, employers together, the rest after.
_UNITS = ("%", "inhabitants", "employees", "jobs")


def printed_of(facts: Sequence[PrintedFact]) -> tuple[PrintedFigure, ...]:
    """Return what documents print, those of one document together."""
    is_french = (get_language() or "fr").startswith("fr")
    ordered = sorted(facts, key=lambda fact: (fact.source, _rank(fact.unit)))
    return tuple(
        PrintedFigure(
            label=fact.label_fr if is_french else fact.label_en,
            display=_value(fact),
            year=fact.year,
            source=_dated(fact.source),
            note=_note(fact.note),
        )
        for fact in ordered
    )


def _rank(unit: str) -> int:
    return _UNITS.index(unit) if unit in _UNITS else len(_UNITS)


def _value(fact: PrintedFact) -> str:
    if fact.unit == "%":
        value = format_percent(fact.value / 100)
    else:
        # What is counted is in the label.
        value = format_number(fact.value, 0 if fact.value.is_integer() else 1)
    return _AS_PRINTED[fact.note](value) if fact.note in _AS_PRINTED else value


def _note(note: str) -> str:
    if note in _AS_PRINTED:
        return ""
    if twice := _TWICE.fullmatch(note):
        return _(
            "Prudence : le document imprime la même valeur pour %(other)s ; l’une des deux est "
            "douteuse."
        ) % {"other": twice["other"]}
    return _THOUSANDS.sub("\u202f", note)


def _dated(source: str) -> str:
    """Write the day that ends "document, 2020-12-15" as the reader does."""
    document, _comma, day = source.rpartition(", ")
    try:
        return f"{document}, {format_day(date.fromisoformat(day))}"
    except ValueError:
        return source  # a year alone
