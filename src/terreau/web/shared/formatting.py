"""Numbers and dates as people of each language write them. No Django template here."""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache, lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language

# From here on a float no longer tells every whole number apart.
_EXACT_INTEGERS = 2**53
MINUS = "\u2212"
# Thousands and point of each language, from those of Python.
_MARKS = {
    "fr": str.maketrans({",": "\u202f", ".": ","}),
    "en": str.maketrans({}),
}
# The digits of the largest number there is: none is too long to be written.
_EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN)


def format_number(value: float | None, decimals: int = 0, *, is_signed: bool = False) -> str:
    """Write a number in the active language.

    Parameters
    ----------
    value : float or None
        None, NaN or infinite is written as an en dash: missing stays missing.
    decimals : int
        Digits after the point.
    is_signed : bool
        Write + before a positive number.

    Returns
    -------
    str
        With a narrow no-break space (fr) or a comma (en) between thousands, and
        a true minus sign; a value that rounds to zero bears no sign.
    """
    if value is None or not math.isfinite(value):
        return "–"
    language = (get_language() or "fr")[:2]
    whole = int(value)
    rounded: int | Decimal = whole
    if whole != value or decimals or abs(whole) >= _EXACT_INTEGERS:
        rounded = Decimal(repr(float(value))).quantize(_quantum(decimals), context=_EXACT)
    written = f"{abs(rounded):,.{decimals}f}".translate(_MARKS[language])
    if rounded < 0:
        return MINUS + written
    return f"+{written}" if is_signed and rounded > 0 else written


def format_day(day: date) -> str:
    """Write a day in the active language: "1er décembre 2026", "2 March 2026".

    A page bears the same days many times over: each is written once.
    """
    return _day(day.year, day.month, day.day, get_language() or "fr")


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int, language: str) -> str:
    written = date_format(date(year, month, day), "j F Y")
    return f"1er{written[1:]}" if day == 1 and language.startswith("fr") else written


def format_euros(cents: int) -> str:
    """Write cents in euros, in the active language, to the cent whatever their size."""
    return _in_euros(cents, 2)


def format_short_euros(cents: int) -> str:
    """Write cents in euros, in the active language, their cents only where there are some."""
    return _in_euros(cents, 2 if cents % 100 else 0)


def _in_euros(cents: int, decimals: int) -> str:
    language = (get_language() or "fr")[:2]
    exact = Decimal(abs(cents)).scaleb(-2, context=_EXACT)
    written = f"{exact:,.{decimals}f}".translate(_MARKS[language])
    sign = MINUS if cents < 0 else ""
    return f"{sign}€{written}" if language == "en" else f"{sign}{written}\N{NO-BREAK SPACE}€"


@cache
def _quantum(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def format_percent(ratio: float | None, decimals: int = 1, *, is_signed: bool = False) -> str:
    """Write a ratio as a percentage, with the no-break space that French puts before the sign."""
    if ratio is None or not math.isfinite(ratio):
        return "–"
    space = "\u00a0" if (get_language() or "fr").startswith("fr") else ""
    return f"{format_number(ratio * 100, decimals, is_signed=is_signed)}{space}%"
