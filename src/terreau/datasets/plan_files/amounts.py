"""Amounts as people write them in a cell, to the cent; what is no amount is never a number."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from terreau.core.said import Said
from terreau.datasets.plan_files.blanks import clean, is_unknown
from terreau.datasets.plan_files.numerals import number_of
from terreau.datasets.plan_files.remarks import Parameter, Remark, euros

# One may not lend more to a territory than a State does: beyond is a slip of the keyboard.
MOST_CENTS = 100 * 10**11
_LARGE_CENTS = 100 * 10**7
_NOISE = Decimal("0.0001")  # of a cent: what binary fractions add

_NUMBER = r"[0-9]+(?:[ .,'’][0-9]+)*"
_EURO = r"(?:€|euros?\b|eur\b)"
_SCALE = r"(?:k|mds?|m|milliers?|mille|millions?|milliards?)"
_UNIT = rf"(?:{_SCALE}\s?(?:d['’]\s?|de\s)?{_EURO}|ke\b|{_SCALE}\b|{_EURO})"
_AMOUNT = re.compile(rf"(?:€\s?)?(?P<number>{_NUMBER})\s?(?P<unit>{_UNIT})?", re.IGNORECASE)
_CENTS_AFTER = re.compile(r"(?P<whole>[0-9 ]+)€(?P<cents>[0-9]{2})")
_RANGE = re.compile(
    rf"(?:entre |de )?(?P<low>{_NUMBER})\s?(?P<low_unit>{_UNIT})?\s?(?:à|a|et|ou|-|–|—|/)\s?"
    rf"(?P<high>{_NUMBER})\s?(?P<high_unit>{_UNIT})?",
    re.IGNORECASE,
)
_MARKED = re.compile(
    rf"(?<![0-9.,])(?:€\s?{_NUMBER}|{_NUMBER}\s?(?:{_SCALE}\s?(?:d['’]\s?|de\s)?{_EURO}|{_EURO}))",
    re.IGNORECASE,
)
_TAXES = (
    ("ht", re.compile(r"\b(?:h\.\s?t\.?|ht|hors[ -]taxes?)(?![a-z])", re.IGNORECASE)),
    ("ttc", re.compile(r"\b(?:t\.t\.c\.?|ttc|toutes taxes comprises)(?![a-z])", re.IGNORECASE)),
)
_ABOUT = re.compile(
    r"^(?:environ|env\b\.?|approx(?:imativement)?\b\.?|de l['’]ordre de|autour de|estimé(?:e|s)? à|"
    r"estimation\s?:?|prévisionnel\s?:?|jusqu['’]à|plus de|moins de|au moins|au plus|"
    r"max(?:imum|i)?\b\.?|min(?:imum|i)?\b\.?|\+/-|[~≈±<>≤≥])\s?|"
    r"\s?\(?(?:environ|env\b\.?|estimation|estimé(?:e|s)?|prévisionnel(?:le)?|à confirmer|"
    r"max(?:imum|i)?\b\.?|min(?:imum|i)?\b\.?|\?)\)?$",
    re.IGNORECASE,
)
_YEARLY = re.compile(r"\s?(?:(?:/|par)\s?an(?:née)?|annuels?|annuelle)$", re.IGNORECASE)
_POWERS = {"k": 3, "mille": 3, "millier": 3, "m": 6, "million": 6, "md": 9, "milliard": 9}


@dataclass(frozen=True)
class Amount:
    """What a cell says of an amount.

    Parameters
    ----------
    cents : int or None
        None where it says none: a blank, "à définir", or what is not understood.
    tax : str
        "ht", "ttc", or "" where nothing says it.
    remarks : tuple of Remark
        What there is to say.
    """

    cents: int | None
    tax: str = ""
    remarks: tuple[Remark, ...] = ()

    def in_words(self) -> Said | None:
        """Return what was understood; None where there is no amount."""
        if self.cents is None:
            return None
        shown = euros(self.cents)
        english = {"": "", "ht": " before tax", "ttc": " tax included"}[self.tax]
        french = {"": "", "ht": " HT", "ttc": " TTC"}[self.tax]
        return Said(shown.en + english, shown.fr + french)


def read_amount(written: object, *, scale: int = 1, tax: str = "") -> Amount:
    """Read an amount.

    Parameters
    ----------
    written : object
        A cell: text, number, or anything else that a spreadsheet holds.
    scale : int
        What the heading says the numbers count: 1 for euros, 1 000 for k€. A unit in the cell wins.
    tax : str
        What the heading says of taxes; the cell wins.

    Examples
    --------
    >>> [read_amount(w).cents for w in ("12 k€", "12 000,50 € HT", "1,2 M€", 12.5, "à définir")]
    [1200000, 1200050, 120000000, 1250, None]
    >>> read_amount("env. 12", scale=1000).in_words().en, read_amount("env. 12").remarks[0].code
    ('€12,000', 'amount_about')
    """
    if isinstance(written, bool | dt.date | dt.time | dt.timedelta):
        return _refused("amount_other", tax)
    if isinstance(written, int | float):
        return _of_number(written, scale, tax)
    text = clean(written)
    if not text:
        return Amount(None, tax)
    if is_unknown(text):
        return Amount(None, tax, (Remark("amount_unknown"),))
    taxes = [name for name, pattern in _TAXES if pattern.search(text)]
    if len(taxes) > 1:
        return _refused("amount_several", tax, amounts=" ".join(text.split()))
    tax = taxes[0] if taxes else tax
    for _, pattern in _TAXES:
        text = pattern.sub("", text)
    return _of_text(" ".join(text.replace("()", "").split()), scale, tax)


def _of_number(number: float, scale: int, tax: str) -> Amount:
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124
        return _refused("amount_none", tax)
    return _valued(Decimal(repr(number)) * scale, tax, is_scaled=scale > 1)


def _of_text(text: str, scale: int, tax: str) -> Amount:
    said: list[Remark] = []
    for code, pattern in (("amount_yearly", _YEARLY), ("amount_about", _ABOUT)):
        bare = pattern.sub("", text).strip()
        if bare != text:
            said.append(Remark(code))
            text = bare
    negative = re.fullmatch(r"[-−–]\s?(?P<bare>.+)|\((?P<held>.+)\)", text)
    if negative and _AMOUNT.fullmatch(negative["bare"] or negative["held"]):
        return _refused("amount_negative", tax)
    if text.endswith("%") and _AMOUNT.fullmatch(text[:-1].strip()):
        return _refused("amount_percent", tax)
    if match := _CENTS_AFTER.fullmatch(text):
        text = f"{match['whole']},{match['cents']} €"
    if match := _AMOUNT.fullmatch(text):
        return _of_parts(match["number"], match["unit"], scale, tax, said, has_mark="€" in text)
    if match := _RANGE.fullmatch(text):
        return _of_range(match, scale, tax)
    return _of_sentence(text, tax, said)


def _of_parts(
    number: str, unit: str | None, scale: int, tax: str, said: list[Remark], *, has_mark: bool
) -> Amount:
    value = number_of(number, is_scaled=bool(unit and _power(unit)) or scale > 1)
    if value is None:
        return _refused("amount_none", tax)
    if value.is_ambiguous:
        said.append(Remark("amount_separator"))
    if unit and _power(unit):
        if not re.search(r"€|eur|ke", unit, re.IGNORECASE) and unit.strip() in ("m", "M"):
            said.append(Remark("amount_unit", {"unit": unit}))
        return _valued(value.value * 10 ** _power(unit), tax, said)
    if unit or has_mark:
        return _valued(value.value, tax, said)
    return _valued(value.value * scale, tax, said, is_scaled=scale > 1)


def _of_range(match: re.Match[str], scale: int, tax: str) -> Amount:
    """Return no amount: choosing one of two is not for a program; both are said."""
    high_unit = match["high_unit"]
    units = (match["low_unit"] or high_unit, high_unit or match["low_unit"])
    ends = [
        _of_parts(number, unit, scale, tax, [], has_mark=False).cents
        for number, unit in zip((match["low"], match["high"]), units, strict=True)
    ]
    low, high = ends
    if low is None or high is None:
        return _refused("amount_none", tax)
    return Amount(None, tax, (Remark("amount_range", {"low_cents": low, "high_cents": high}),))


def _of_sentence(text: str, tax: str, said: list[Remark]) -> Amount:
    """Return the one amount, marked as one, that a sentence without other numbers holds."""
    marked = [match.group() for match in _MARKED.finditer(text)]
    if len(marked) > 1:
        return _refused("amount_several", tax, amounts=" · ".join(marked))
    if not marked or re.search(r"[0-9]", text.replace(marked[0], "", 1)):
        return _refused("amount_none", tax)
    match = _AMOUNT.fullmatch(marked[0])
    if match is None:
        return _refused("amount_none", tax)
    said = [*said, Remark("amount_in_text", {"amount": marked[0]})]
    return _of_parts(match["number"], match["unit"], 1, tax, said, has_mark=True)


def _valued(
    value: Decimal, tax: str, said: list[Remark] | None = None, *, is_scaled: bool = False
) -> Amount:
    remarks = list(said or ())
    exact = value * 100
    if exact < 0:
        return _refused("amount_negative", tax)
    if exact > MOST_CENTS:
        return _refused("amount_huge", tax)
    cents = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    if abs(exact - cents) > _NOISE:
        remarks.append(Remark("amount_rounded"))
    if cents >= _LARGE_CENTS and is_scaled:
        remarks.append(Remark("amount_large", {"amount_cents": cents}))
    return Amount(cents, tax, tuple(remarks))


def _power(unit: str) -> int:
    """Return the power of ten that a unit counts by: 3 for "k€", 0 for "€"."""
    folded = unit.casefold()
    bare = re.sub(rf"\s?(?:d['’]\s?|de\s)?{_EURO}$", "", folded).strip()
    if folded in ("ke", "k"):
        return 3
    return _POWERS.get(bare.rstrip("s"), 0)


def _refused(code: str, tax: str, **parameters: Parameter) -> Amount:
    return Amount(None, tax, (Remark(code, parameters),))
