"""Amounts of euros as people write them, read to the cent or refused: never guessed.

They are read as those of a file are; a file keeps a doubt beside what it understood, a form asks.
"""

from __future__ import annotations

from enum import StrEnum

from terreau.datasets.plan_files.amounts import read_amount


class AmountFault(StrEnum):
    """Why an amount is not read."""

    UNREADABLE = "unreadable"
    AMBIGUOUS = "ambiguous"
    TOO_PRECISE = "too_precise"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"


# What the reader says of a cell → why a form does not take it; whatever else it says is a doubt.
_FAULTS = {
    "amount_separator": AmountFault.AMBIGUOUS,
    "amount_rounded": AmountFault.TOO_PRECISE,
    "amount_negative": AmountFault.NEGATIVE,
    "amount_huge": AmountFault.TOO_LARGE,
}


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

    Whether it is before or after tax is said of the sheet, not of one amount.

    Raises
    ------
    BadAmount
        If it cannot be read for sure.

    Examples
    --------
    >>> [cents_of(each) for each in ("12 000,50 €", "12 k€", "1,2 M€", "1.234.567,89", " ")]
    [1200050, 1200000, 120000000, 123456789, None]
    """
    if not written.strip():
        return None
    read = read_amount(written)
    if read.remarks:
        raise BadAmount(_FAULTS.get(read.remarks[0].code, AmountFault.UNREADABLE))
    if read.cents is None or read.tax:
        raise BadAmount(AmountFault.UNREADABLE)
    return read.cents


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
