"""What the codes of a line are called: terms of trades, activities, occupations, dimensions.

A page shows these names, never a code alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.datasets.reference import naf
from terreau.matching.dimensions import DIMENSIONS
from terreau.matching.vocabulary import vocabulary
from terreau.web.apps.knowhow.rules import Range
from terreau.web.shared.formatting import format_number

# Digits of a code of activities → the level it is of.
_NAF_LEVELS = {2: "A88", 4: "A272", 5: "A615", 6: "A732"}


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
    return bool(_activity(code, "fr"))


def is_occupation(code: str) -> bool:
    """Whether the vocabulary knows what is done in an occupation of the ROME."""
    return code in _occupations()


def term_name(code: str) -> str:
    """Return what a term is called; a code that the vocabulary lost is told as such."""
    term = vocabulary().get(code)
    return term.label if term else _("étiquette retirée du vocabulaire")


def activity_name(code: str) -> str:
    """Return what an activity of the NAF is called."""
    lang = "en" if (get_language() or "fr").startswith("en") else "fr"
    return _activity(code, lang) or _("activité inconnue")


def occupation_name(code: str) -> str:
    """Return what is done in an occupation of the ROME, by the terms that belong to it."""
    done = ", ".join(_occupations().get(code, ()))
    return _("métiers : %(done)s") % {"done": done} if done else _("métier inconnu")


def range_words(each: Range) -> str:
    """Return a range in words, with its unit: "longueur de 0 à 3 000 mm"."""
    dimension = DIMENSIONS.get(each.dimension)
    name, unit = (dimension.label, dimension.unit) if dimension else (each.dimension, "")
    low, high = (None if b is None else _number(float(b)) for b in (each.low, each.high))
    terms = {"name": name, "low": low, "high": high, "unit": unit}
    if low is None:
        return _("%(name)s jusqu’à %(high)s %(unit)s") % terms
    if high is None:
        return _("%(name)s à partir de %(low)s %(unit)s") % terms
    if low == high:
        return _("%(name)s de %(low)s %(unit)s") % terms
    return _("%(name)s de %(low)s à %(high)s %(unit)s") % terms


def names_of(terms: Iterable[str], naf_codes: Iterable[str], rome: Iterable[str]) -> list[str]:
    """Return the names of all the tags of a line, terms first."""
    return [
        *map(term_name, terms),
        *(f"{activity_name(code)} ({code})" for code in naf_codes),
        *(f"{occupation_name(code)} ({code})" for code in rome),
    ]


def _number(value: float) -> str:
    decimals = next(d for d in range(4) if d == 3 or round(value, d) == value)
    return format_number(value, decimals)


@cache
def _activity(code: str, lang: str) -> str:
    level = _NAF_LEVELS.get(len(code))
    try:
        return naf.label(level, code, lang) if level else ""
    except BadInput:
        return ""


@cache
def _occupations() -> dict[str, tuple[str, ...]]:
    """Return occupation → the terms of what is done in it."""
    found: dict[str, tuple[str, ...]] = {}
    for term in vocabulary().values():
        for code in term.rome:
            found[code] = (*found.get(code, ()), term.label)
    return found
