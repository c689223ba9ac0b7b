"""The measures of a text, with those whose unit its trade makes plain: "tournage Ø 20 à 150"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from terreau.core.text import fold
from terreau.matching.dimensions import Range, Unmeasured, ranges_in, unmeasured_in
from terreau.matching.vocabulary import terms_in, wider

# Trades whose drawings are in millimetres; what they are made from, and a lathe.
_TRADES = frozenset(
    ("machining", "sheet-metal", "bending", "cutting", "stamping", "wire-forming", "fasteners",
     "injection-moulding", "plastic-machining", "moulds-tooling", "grinding")
)  # fmt: skip
_STOCK = re.compile(r"\b(?:barres?|tubes?|toles?|ronds?|profiles?|fils?|tours?(?! de))\b")
# A sheet 3 long may be so many metres; nobody writes a diameter or a thickness in them.
_NEVER_METRES = {"diameter", "thickness"}
_LEAST = 10


@dataclass(frozen=True)
class Measures:
    """What a text says of measures.

    Parameters
    ----------
    ranges : those with a unit, then those understood in millimetres.
    assumed : dimensions of the latter.
    unmeasured : those whose unit is not known; their numbers are in none.
    """

    ranges: tuple[Range, ...]
    assumed: frozenset[str]
    unmeasured: tuple[Range, ...]


def measures_of(text: str) -> Measures:
    """Return the measures of a text.

    Examples
    --------
    >>> read = measures_of("Tournage Ø 20 à 150")
    >>> read.ranges, sorted(read.assumed)
    ((Range(dimension='diameter', low=20.0, high=150.0),), ['diameter'])
    >>> measures_of("Séquoias Ø 1 à 3").unmeasured
    (Range(dimension='diameter', low=1.0, high=3.0),)
    """
    stated, without = ranges_in(text), unmeasured_in(text)
    is_plain = bool(without) and _is_in_millimetres(text)
    assumed = [each.numbers for each in without if is_plain and _may_be_millimetres(each)]
    left = tuple(each.numbers for each in without if each.numbers not in assumed)
    return Measures((*stated, *assumed), frozenset(each.dimension for each in assumed), left)


def _is_in_millimetres(text: str) -> bool:
    trades = {code for term in terms_in(text) for code in (term, *wider(term))}
    return bool(trades & _TRADES or _STOCK.search(fold(text)))


def _may_be_millimetres(found: Unmeasured) -> bool:
    numbers = found.numbers
    biggest = max(bound for bound in (numbers.low, numbers.high) if bound != float("inf"))
    return not found.has_other_unit and (numbers.dimension in _NEVER_METRES or biggest >= _LEAST)
