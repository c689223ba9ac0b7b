"""Numbers and dates as people of each language write them. No Django template here."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal

from django.utils.translation import get_language

MINUS = "\u2212"
_THOUSANDS = {"fr": "\u202f", "en": ","}
_POINT = {"fr": ",", "en": "."}
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
    quantum = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(float(value))).quantize(quantum, context=_EXACT)
    whole = f"{abs(rounded):,.{decimals}f}"
    written = whole.translate({ord(","): _THOUSANDS[language], ord("."): _POINT[language]})
    if rounded < 0:
        return MINUS + written
    return f"+{written}" if is_signed and rounded > 0 else written


def format_percent(ratio: float | None, decimals: int = 1, *, is_signed: bool = False) -> str:
    """Write a ratio as a percentage, with the no-break space that French puts before the sign."""
    if ratio is None or not math.isfinite(ratio):
        return "–"
    space = "\u00a0" if (get_language() or "fr").startswith("fr") else ""
    return f"{format_number(ratio * 100, decimals, is_signed=is_signed)}{space}%"
