"""A day known to the day, to the month, to the quarter…: its first and its last day."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from terreau.core.said import Said
from terreau.datasets.plan_files.enums import Precision
from terreau.datasets.plan_files.remarks import Remark


@dataclass(frozen=True)
class Span:
    """From a day to another, the same where the day is known.

    Parameters
    ----------
    first, last : date
        Ends included: what starts then starts on the first, what ends then on the last.
    precision : Precision
        How near it was written.
    """

    first: dt.date
    last: dt.date
    precision: Precision

    @classmethod
    def of_year(cls, year: int) -> Span:
        """Return a whole year."""
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31), Precision.YEAR)

    def in_words(self) -> Said:
        """Return what was understood, in whole days.

        Examples
        --------
        >>> Span.of_year(2024).in_words().fr, month_of(2024, 2).in_words().en
        ('du 01/01/2024 au 31/12/2024', 'from 2024-02-01 to 2024-02-29')
        """
        first, last = self.first, self.last
        if first == last:
            return Said(first.isoformat(), f"{first:%d/%m/%Y}")
        return Said(
            f"from {first.isoformat()} to {last.isoformat()}",
            f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}",
        )

    def as_dict(self) -> dict[str, str]:
        """Return it ready for JSON."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "precision": str(self.precision),
        }


@dataclass(frozen=True)
class Read:
    """What a cell says of a day: None where it says none, with what there is to say."""

    span: Span | None
    remarks: tuple[Remark, ...] = ()


def month_of(year: int, month: int) -> Span:
    """Return a month."""
    return _months(year, month, 1, Precision.MONTH)


def quarter_of(year: int, rank: int) -> Span:
    """Return a quarter, counted from 1."""
    return _months(year, 3 * rank - 2, 3, Precision.QUARTER)


def half_of(year: int, rank: int) -> Span:
    """Return a half-year, counted from 1."""
    return _months(year, 6 * rank - 5, 6, Precision.HALF_YEAR)


def _months(year: int, first: int, count: int, precision: Precision) -> Span:
    last = first + count - 1
    days = calendar.monthrange(year, last)[1]
    return Span(dt.date(year, first, 1), dt.date(year, last, days), precision)
