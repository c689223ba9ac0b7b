"""What may be written of know-how, and how long it is held for true: without a database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

LONGEST_TEXT = 500
# Of one organisation, still true: beyond, it is a catalogue, and its page one that nobody reads.
LINES_AN_ORGANISATION = 300
# Added in one go from the page of an organisation.
LINES_AT_ONCE = 50
TAGS_A_LINE = 20
# Nobody has said for two years that it is still true: it is shown as to be confirmed.
DOUBTED_AFTER = timedelta(days=730)
# "Still true?" is asked once a year.
ASKED_EVERY = timedelta(days=365)
# How long a letter may be answered.
LINK_LASTS = timedelta(days=90)

# What begins a line of a list.
_MARKS = re.compile(r"^(?:[-–—](?!\d)|[•*·#>_◦▪●\s]|\d{1,2}[.)]\s)+")
# What tells two lines apart: words, numbers, and the signs that say another thing.
_TELLS_APART = re.compile(
    r"\d+(?:[.,]\d+)*|[^\W\d_]+|(?<![\w)])[-−–](?=\d)|(?<=\d)/(?=\d)|[+#°%±<>≤≥]"
)
# What a column of three decimals holds.
_LARGEST = Decimal(10) ** 11


@dataclass(frozen=True)
class Range:
    """A range of what a machine or a process takes.

    Parameters
    ----------
    dimension : str
        A word of the vocabulary, which says its unit.
    low, high : Decimal or None
        From and to, in that unit; None where nothing bounds it.
    """

    dimension: str
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_sound(self) -> bool:
        """Whether it says something, in order, that a column holds."""
        given = [bound for bound in (self.low, self.high) if bound is not None]
        return (
            bool(given)
            and all(bound.is_finite() and abs(bound) < _LARGEST for bound in given)
            and given == sorted(given)
        )


def one_line(text: str) -> str:
    r"""Return words without what surrounds or breaks them.

    Examples
    --------
    >>> one_line("  tournage\n de   précision ")
    'tournage de précision'
    """
    return " ".join(text.split())


def bare(line: str) -> str:
    """Return a line of a list without the marks that make it one.

    Examples
    --------
    >>> bare("  • fraisage 5 axes ;"), bare("2) **Pliage**"), bare("-20 °C")
    ('fraisage 5 axes', 'Pliage', '-20 °C')
    """
    return _MARKS.sub("", one_line(line)).rstrip(" ;,*_")


def told_apart(text: str) -> str:
    """Return what two lines share when they say the same: words and signs, however written.

    Examples
    --------
    >>> told_apart("Soudure, TIG") == told_apart("soudure  tig")
    True
    >>> told_apart("C#") == told_apart("C++"), told_apart("-20 °C") == told_apart("20 °C")
    (False, False)
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    plain = "".join(each for each in decomposed if not unicodedata.combining(each))
    told = (each.replace(",", ".") for each in _TELLS_APART.findall(plain))
    return " ".join("-" if each in "−–" else each for each in told)


def unsound(ranges: Sequence[Range]) -> Range | None:
    """Return the first range that cannot be kept, or of which there are two; None where all can."""
    seen: set[str] = set()
    for each in ranges:
        if not each.is_sound or each.dimension in seen:
            return each
        seen.add(each.dimension)
    return None


def last_held_true(days: Iterable[date | None]) -> date | None:
    """Return the last day on which somebody held it for true: wrote, verified or confirmed it."""
    return max((day for day in days if day is not None), default=None)


def is_doubted(last: date | None, today: date) -> bool:
    """Whether it is to be confirmed: nobody has held it for true for two years.

    Examples
    --------
    >>> is_doubted(date(2024, 11, 28), date(2026, 11, 29))
    True
    >>> is_doubted(date(2025, 11, 28), date(2026, 11, 29))
    False
    """
    return last is None or today - last > DOUBTED_AFTER
