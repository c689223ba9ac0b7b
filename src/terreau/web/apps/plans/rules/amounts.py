"""Amounts of euros as people write them, read to the cent or refused: never guessed."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum

from terreau.web.apps.plans.rules.money import MOST_CENTS

_EURO = r"(?:€|euros?|eur)"
_WRITTEN = re.compile(
    rf"(?P<minus>[-−–]\s?)?(?P<number>[0-9][0-9 .,'’]*?)\s?"
    rf"(?:(?P<scale>k|m|md|mds|milliers?|millions?|milliards?)\s?(?:d['’]\s?)?{_EURO}?|{_EURO}|ke)?"
)
_NUMBER = re.compile(
    r"(?P<whole>[0-9]+|[0-9]{1,3}(?P<mark>[ '’.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*)"
    r"(?:(?P<point>[.,])(?P<part>[0-9]+))?"
)
# "12.500" is twelve thousand to some, twelve and a half to others.
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


class AmountFault(StrEnum):
    """Why an amount is not read."""

    UNREADABLE = "unreadable"
    AMBIGUOUS = "ambiguous"
    TOO_PRECISE = "too_precise"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"


class BadAmount(ValueError):
    """What was written is no amount that one may be sure of.

    Parameters
    ----------
    fault : AmountFault
        Why.
    """

    def __init__(self, fault: AmountFault) -> None:
        self.fault = fault
        super().__init__(fault)


def cents_of(written: str) -> int | None:
    """Return an amount in cents; None where nothing is written.

    Raises
    ------
    BadAmount
        If it cannot be read for sure.

    Examples
    --------
    >>> [cents_of(each) for each in ("12 000,50 €", "12 k€", "1,2 M€", "1.234.567,89", " ")]
    [1200050, 1200000, 120000000, 123456789, None]
    """
    text = " ".join(unicodedata.normalize("NFKC", written).casefold().split())
    if not text:
        return None
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise BadAmount(AmountFault.UNREADABLE)
    power = _power(text, found["scale"] or "")
    cents = _number(found["number"].strip()) * 10**power * 100
    if found["minus"] and cents:
        raise BadAmount(AmountFault.NEGATIVE)
    if cents != int(cents):
        raise BadAmount(AmountFault.TOO_PRECISE)
    if cents > MOST_CENTS:
        raise BadAmount(AmountFault.TOO_LARGE)
    return int(cents)


def as_written(cents: int | None) -> str:
    """Return cents as a field begins with them; `cents_of` reads them back.

    Examples
    --------
    >>> as_written(42_000_000), as_written(1_200_050), as_written(None)
    ('420 000', '12 000,50', '')
    """
    if cents is None:
        return ""
    euros, rest = divmod(cents, 100)
    whole = f"{euros:,}".replace(",", " ")
    return f"{whole},{rest:02}" if rest else whole


def _power(text: str, scale: str) -> int:
    if not scale:
        return 3 if text.endswith("ke") else 0
    if scale == "k" or scale.startswith("millier"):
        return 3
    return 9 if scale.startswith(("md", "milliard")) else 6


def _number(text: str) -> Decimal:
    found = _NUMBER.fullmatch(text)
    if found is None or (found["mark"] and found["mark"] == found["point"]):
        raise BadAmount(AmountFault.UNREADABLE)
    if _EITHER.fullmatch(text):
        raise BadAmount(AmountFault.AMBIGUOUS)
    if len(text) > 40:
        raise BadAmount(AmountFault.TOO_LARGE)
    whole = re.sub(r"[ '’.,]", "", found["whole"])
    return Decimal(f"{whole}.{found['part'] or 0}")
