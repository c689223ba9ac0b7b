"""Numbers written with the separators of France, of England or of a keyboard."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_GROUPED = re.compile(r"[0-9]{1,3}(?:[ '’][0-9]{3})+|[0-9]+")
_MOST_DIGITS = 18


@dataclass(frozen=True)
class Numeral:
    """A number, and whether its one separator could have meant the other thing."""

    value: Decimal
    is_ambiguous: bool = False


def number_of(text: str, *, is_scaled: bool = False) -> Numeral | None:
    """Return the number that digits and separators write; None where they are badly placed.

    Parameters
    ----------
    text : str
        Digits, spaces, commas, points, apostrophes.
    is_scaled : bool
        Whether it counts thousands or millions: "1,250 M€" has decimals, "1,250 €" has none.

    Examples
    --------
    >>> [str(number_of(text).value) for text in ("12 000,50", "12.000,50", "1,200.5", "0,125")]
    ['12000.50', '12000.50', '1200.5', '0.125']
    >>> number_of("12.000"), number_of("12 00")
    (Numeral(value=Decimal('12000'), is_ambiguous=True), None)
    """
    marks = [mark for mark in ",." if mark in text]
    if sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return None
    if len(marks) == 2:
        decimal = max(marks, key=text.rindex)
        return _with_decimals(text, decimal, "." if decimal == "," else ",")
    if not marks or text.count(marks[0]) > 1:
        return _plain(text, group="".join(marks))
    return _of_one_mark(text, marks[0], is_scaled=is_scaled)


def _of_one_mark(text: str, mark: str, *, is_scaled: bool) -> Numeral | None:
    whole, _, rest = text.partition(mark)
    if len(rest) != 3 or whole == "0" or not whole.isdigit() or len(whole) > 3:
        return _with_decimals(text, mark, "")
    if is_scaled:
        found = _with_decimals(text, mark, "")
        return Numeral(found.value, is_ambiguous=mark == ".") if found else None
    found = _plain(text, group=mark)
    return Numeral(found.value, is_ambiguous=True) if found else None


def _with_decimals(text: str, mark: str, group: str) -> Numeral | None:
    whole, _, rest = text.rpartition(mark)
    found = _plain(whole, group=group)
    if found is None or not rest.isdigit() or mark in whole:
        return None
    return Numeral(Decimal(f"{found.value}.{rest}"))


def _plain(text: str, *, group: str = "") -> Numeral | None:
    """Return a whole number whose groups, if any, are of three digits and of one separator."""
    if group and group in text:
        if not re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+", text):
            return None
        text = text.replace(group, "")
    if not _GROUPED.fullmatch(text):
        return None
    return Numeral(Decimal(re.sub(r"[^0-9]", "", text)))
