"""What the codes of a line are called: terms of trades, activities, occupations, dimensions.

A page shows these names, never a code alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.datasets.reference import naf as nomenclature
from terreau.matching.dimensions import DIMENSIONS
from terreau.matching.vocabulary import vocabulary
from terreau.web.apps.knowhow.labels import DIMENSION_NAMES, UNIT_NAMES
from terreau.web.apps.knowhow.rules import Range
from terreau.web.shared.formatting import format_number


def is_term(code: str) -> bool:
    """Whether the vocabulary has a term."""
    return code in vocabulary()


def is_activity(code: str) -> bool:
    """Whether the NAF has an activity.

    Examples
    --------
    >>> [is_activity(code) for code in ("25.62A", "25", "25.62a", "99.99Z", "fer")]
    [True, True, False, False, False]
    """
    return bool(nomenclature.name_of(code))


def is_occupation(code: str) -> bool:
    """Whether the vocabulary knows what is done in an occupation of the ROME."""
    return code in _occupations()


def term_name(code: str) -> str:
    """Return what a term is called; a code that the vocabulary lost is told as such."""
    term = vocabulary().get(code)
    if term is None:
        return _("étiquette retirée du vocabulaire")
    return term.english if _language() == "en" else term.label


def activity_name(code: str) -> str:
    """Return what an activity of the NAF is called."""
    return nomenclature.name_of(code, _language()) or _("activité inconnue")


def occupation_name(code: str) -> str:
    """Return what is done in an occupation of the ROME, by the terms that belong to it."""
    done = ", ".join(map(term_name, _occupations().get(code, ())))
    return _("métiers : %(done)s") % {"done": done} if done else _("métier inconnu")


def activity_tag(code: str) -> str:
    """Return an activity as a tag: not to be taken for the trade of the same name."""
    return f"{activity_name(code)} (NAF {code})"


def occupation_tag(code: str) -> str:
    """Return an occupation as a tag, as `activity_tag`."""
    return f"{occupation_name(code)} (ROME {code})"


def dimension_name(code: str) -> str:
    """Return what a dimension is called; a code that is known no more, itself."""
    return str(DIMENSION_NAMES.get(code, code))


def unit_name(code: str) -> str:
    """Return the unit of a dimension as it is written; empty where it is known no more."""
    unit = DIMENSIONS[code].unit if code in DIMENSIONS else ""
    return str(UNIT_NAMES.get(unit, unit))


def range_words(each: Range) -> str:
    """Return a range in words, with its unit: "longueur de 0 à 3 000 mm"."""
    low, high = (None if b is None else _number(float(b)) for b in (each.low, each.high))
    terms = {
        "name": dimension_name(each.dimension),
        "low": low,
        "high": high,
        "unit": unit_name(each.dimension),
    }
    if low is None:
        return _("%(name)s jusqu’à %(high)s %(unit)s") % terms
    if high is None:
        return _("%(name)s à partir de %(low)s %(unit)s") % terms
    if low == high:
        return _("%(name)s de %(low)s %(unit)s") % terms
    return _("%(name)s de %(low)s à %(high)s %(unit)s") % terms


def ranges_told(ranges: Iterable[Range]) -> str:
    """Return ranges as the history keeps them, whatever the language: "length –3000"."""
    ordered = sorted(ranges, key=lambda each: each.dimension)
    return " ; ".join(f"{r.dimension} {_plain(r.low)}–{_plain(r.high)}" for r in ordered)


def words_of_told(name: str, held: str) -> str:
    """Return what the history keeps of a field of tags or ranges, in words."""
    if name == "capacities":
        return ", ".join(map(_range_of_told, held.split(" ; ")))
    codes = {each: held.split() if each == name else [] for each in ("terms", "naf", "rome")}
    return ", ".join(names_of(**codes))


def _range_of_told(held: str) -> str:
    dimension, bounds = held.split(" ")
    low, high = (Decimal(bound) if bound else None for bound in bounds.split("–"))
    return range_words(Range(dimension, low, high))


def _plain(bound: Decimal | None) -> str:
    return "" if bound is None else f"{bound.normalize():f}"


def _language() -> Literal["en", "fr"]:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def names_of(terms: Iterable[str], naf: Iterable[str], rome: Iterable[str]) -> list[str]:
    """Return the names of all the tags of a line, terms first."""
    return [
        *map(term_name, terms),
        *map(activity_tag, naf),
        *map(occupation_tag, rome),
    ]


def _number(value: float) -> str:
    decimals = next(d for d in range(4) if d == 3 or round(value, d) == value)
    return format_number(value, decimals)


@cache
def _occupations() -> dict[str, tuple[str, ...]]:
    """Return occupation → the codes of what is done in it."""
    found: dict[str, tuple[str, ...]] = {}
    for term in vocabulary().values():
        for code in term.rome:
            found[code] = (*found.get(code, ()), term.code)
    return found
